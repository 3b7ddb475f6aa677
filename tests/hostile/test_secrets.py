"""A partner's token is kept nowhere: no source file, store, archive, log or message has it,
whatever the partner's server repeats of it; and what is kept is closed to others.
"""

import gzip
import json
from pathlib import Path
from urllib.parse import quote

import pytest

from crawler.sources.load import check_sources
from tests.loopback import Answer, Asked, Place, Site, page

TOKEN = "hush-Geheim/7+Zz=4711"
SOURCE = """
title = "Partner"
kind = "partner"
home = "{url}/"
language = "zh"
[api]
url = "{url}/api"
token = "env:PARTNER_TOKEN"
items = "records"
link = "link"
title = "headline"
[rights]
full_text = "public"
"""
JSON = {"Content-Type": "application/json"}
NAMES = (
    *("key", "ApiKey", "X-API-KEY", "app_key", "access.key", "ak", "sk", "AWSAccessKeyId", "sig"),
    *("sign", "X-Amz-Signature", "X-Amz-Credential", "id_token", "sessionToken", "refresh_token"),
    *("client-secret", "app_secret", "userPassword", "pwd", "pass", "jwt", "Authorization", "code"),
    *("Ocp-Apim-Subscription-Key", "licence_key", "hapikey", "private%5Ftoken"),
)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("shape", ["?{}=v3ry", "?page=2&{}=v3ry", "?page=2;{}=v3ry", "#{}=v3ry"])
def test_no_address_of_a_source_carries_a_secret_and_no_message_repeats_it(
    tmp_path: Path, name: str, shape: str
) -> None:
    text = 'title = "A"\nkind = "news"\nhome = "https://a.example/"\nlanguage = "zh"\n'
    feed = f'feeds = ["https://a.example/f.xml{shape.format(name)}"]\n'
    (tmp_path / "a.toml").write_text(text + feed, "utf-8")
    (fault,) = check_sources(tmp_path, frozenset()).errors
    assert "a.toml:5:" in fault
    assert "carries a secret" in fault
    assert "v3ry" not in fault


@pytest.mark.parametrize("name", ["page", "keyword", "id", "channel", "design", "passage", "codes"])
def test_other_parameters_stay_possible(tmp_path: Path, name: str) -> None:
    text = 'title = "A"\nkind = "news"\nhome = "https://a.example/"\nlanguage = "zh"\n'
    feed = f'feeds = ["https://a.example/f.xml?{name}=1"]\n'
    (tmp_path / "a.toml").write_text(text + feed, "utf-8")
    assert check_sources(tmp_path, frozenset()).errors == ()


def echo_everywhere(site: Site) -> None:
    """Repeat the token in a redirect, links, headers, plain and packed bodies and an error page."""

    def list_records(asked: Asked) -> Answer:
        links = [f"{site.url}/a/1?x={quote(TOKEN, '')}", f"{site.url}/a/2", f"{site.url}/a/3"]
        records = [{"link": link, "headline": f"稿件 {TOKEN}"} for link in links]
        body = gzip.compress(json.dumps({"records": records, "you": dict(asked.headers)}).encode())
        return Answer(body, headers={**JSON, "Content-Encoding": "gzip", "X-You": TOKEN})

    site.answers["/api"] = list_records
    site.answers["/a/2"] = page(f"高血压患者冬季保健 {TOKEN}")
    site.answers["/a/3"] = Answer(status=302, headers={"Location": f"/a/2?you={quote(TOKEN)}"})


def read_files(folder: Path) -> bytes:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return b"".join(
        gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for path in files
    )


def test_what_a_server_repeats_of_a_token_is_kept_nowhere(tmp_path: Path) -> None:
    with Site() as site:
        echo_everywhere(site)
        place = Place(tmp_path, (site.host,), {"PARTNER_TOKEN": TOKEN})
        place.source("partner", SOURCE.replace("{url}", site.url))
        said = [
            place.run("crawl", "--no-translate", "--verbose"),
            place.run("crawl", "--dry-run", "--verbose"),
            place.run("sources", "check", "--online"),
            place.run("runs", "--json"),
            place.run("status", "--json"),
        ]
        carried = [asked.path for asked in site.log if "Authorization" in asked.headers]
        assert set(carried) == {"/api"}
    kept = (
        read_files(place.store.parent) + "".join(one.stdout + one.stderr for one in said).encode()
    )
    assert "稿件" in kept.decode("utf-8", "replace")
    for form in (TOKEN, quote(TOKEN, ""), quote(TOKEN)):
        assert form.encode() not in kept


def test_files_are_closed_to_others_and_doctor_sees_those_that_are_not(tmp_path: Path) -> None:
    with Site() as site:
        site.answers["/a/2"] = page("高血压患者冬季保健")
        place = Place(tmp_path, (site.host,), {"PARTNER_TOKEN": TOKEN})
        place.source("partner", SOURCE.replace("{url}", site.url))
        place.run("crawl", "--no-translate")
        place.run("backup")
    files = [path for path in place.store.parent.rglob("*") if path.is_file()]
    home = [path for path in files if "sources" not in path.parts]
    assert place.store in home
    assert [path for path in home if path.stat().st_mode & 0o027] == []
    assert find_modes(place)["ok"]
    place.store.chmod(0o644)
    modes = find_modes(place)
    assert not modes["ok"]
    assert "jianwen.db" in modes["found"]
    assert "chmod" in modes["fix"]


def find_modes(place: Place) -> dict[str, object]:
    checks = json.loads(place.run("doctor", "--json").stdout)
    (modes,) = [check for check in checks if check["what"] == "file modes"]
    return modes

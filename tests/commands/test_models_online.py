"""`jianwen models install en zh`: out of an index, over the web, in one command."""

import io
import json
import re
import subprocess
import sys
import threading
import time
import zipfile
from pathlib import Path

import pytest

from commands.main import main
from records.paths import PROJECT_ROOT
from services.run_lock import RunLock
from tests.loopback import BIN, WAIT, Answer, Asked, Site

TINY = (PROJECT_ROOT / "data" / "models" / "translate-en_zh-tiny-0_1.argosmodel").read_bytes()
SHA256 = "b1dc557817bcbb1921aeecbef502bd8ab47848dfcdf7c14ed2c6890d7a661833"
SENTENCE = ["translate", "--text", "Stroke is a medical emergency."]


@pytest.fixture
def site():
    with Site() as one:
        one.answers = {"/index.json": index(), "/tiny.argosmodel": whole}
        yield one


@pytest.fixture
def home(tmp_path: Path, site: Site, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation that may ask this machine, and looks there for packages."""
    monkeypatch.setenv("JIANWEN_HOME", str(tmp_path / "var"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("JIANWEN_ALLOW_HOSTS", site.host)
    monkeypatch.setenv("JIANWEN_MODEL_INDEX", f"{site.url}/index.json")
    monkeypatch.delenv("JIANWEN_MODELS", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path / "var"


def index(*links: str, version: str = "0.1", source: str = "en", target: str = "zh") -> Answer:
    entry = {
        "package_version": version,
        "from_code": source,
        "to_code": target,
        "links": links or ["tiny.argosmodel"],
    }
    return Answer(json.dumps([entry]))


def whole(asked: Asked, data: bytes = TINY, tag: str = '"t1"') -> Answer:
    wanted = re.fullmatch(r"bytes=(\d+)-", asked.headers.get("Range", ""))
    if not wanted or asked.headers.get("If-Range") != tag:
        return Answer(data, headers={"ETag": tag})
    start = int(wanted[1])
    if start >= len(data):
        return Answer(b"", 416, {"Content-Range": f"bytes */{len(data)}"})
    return Answer(
        data[start:],
        206,
        {"ETag": tag, "Content-Range": f"bytes {start}-{len(data) - 1}/{len(data)}"},
    )


def cut(data: bytes = TINY, at: int = 1_000_000) -> Answer:
    return Answer(
        raw=f'HTTP/1.1 200 OK\r\nContent-Length: {len(data)}\r\nETag: "t1"\r\n\r\n'.encode()
        + data[:at]
    )


def other_package(source: str = "en", target: str = "zh", **extra: bytes) -> bytes:
    """The tiny package with other languages, or files besides."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(TINY)) as old,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            data = old.read(name)
            if name.endswith("metadata.json"):
                data = json.dumps(
                    {**json.loads(data), "from_code": source, "to_code": target}
                ).encode()
            new.writestr(name, data)
        for name, data in extra.items():
            new.writestr(name, data)
    return made.getvalue()


def said(capsys: pytest.CaptureFixture[str]) -> str:
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1, err
    return err


def test_one_command_fetches_and_installs_and_the_text_is_translated(home, site, capsys):
    assert main(["models", "install", "en", "zh"]) == 0
    assert capsys.readouterr() == (
        f"installed translate-en_zh-tiny 0.1 (en → zh), sha256 {SHA256}\n",
        "",
    )
    assert site.paths() == ["/index.json", "/tiny.argosmodel"]
    assert main(SENTENCE) == 0
    assert capsys.readouterr().out == "中风是一种医疗急症。\n"
    assert list((home / "downloads").iterdir()) == []


def test_an_index_of_ones_own_goes_before_the_one_in_the_environment(home, site, capsys):
    site.answers["/mirror/index.json"] = index("../tiny.argosmodel")
    assert (
        main(
            ["models", "install", "en", "zh", "--index", f"{site.url}/mirror/index.json", "--quiet"]
        )
        == 0
    )
    assert site.paths() == ["/mirror/index.json", "/tiny.argosmodel"]
    assert capsys.readouterr() == ("", "")


def test_a_broken_fetch_says_what_is_here_and_the_next_goes_on_from_there(home, site, capsys):
    site.answers["/tiny.argosmodel"] = lambda asked: (
        cut(at=0) if asked.headers.get("Range") else cut()
    )
    assert main(["models", "install", "en", "zh"]) == 2
    assert "broke off at" in said(capsys)
    part = home / "downloads" / "translate-en_zh-0.1.argosmodel.part"
    size = part.stat().st_size
    site.answers["/tiny.argosmodel"] = whole
    before = len(site.log)
    assert main(["models", "install", "en", "zh"]) == 0
    assert SHA256 in capsys.readouterr().out
    ranges = [asked.headers.get("Range") for asked in site.log[before:]]
    assert ranges == [None, f"bytes={size}-" if size else None]


def test_a_fetch_killed_on_the_way_is_gone_on_with_and_installs_no_half(home, site, capsys):
    waiting = threading.Event()
    site.answers["/tiny.argosmodel"] = lambda asked: (
        Answer(held=waiting) if asked.headers.get("Range") else cut()
    )
    with subprocess.Popen(
        [BIN / "jianwen", "models", "install", "en", "zh"],
        cwd=PROJECT_ROOT,
        stderr=subprocess.DEVNULL,
    ) as fetching:
        end = time.monotonic() + WAIT
        while len(site.asked("/tiny.argosmodel")) < 2:  # the line broke, the rest is asked for
            assert time.monotonic() < end
            waiting.wait(0.01)
        fetching.kill()
    waiting.set()
    size = (home / "downloads" / "translate-en_zh-0.1.argosmodel.part").stat().st_size
    assert size
    assert main(["models", "list"]) == 0
    assert "tiny" not in capsys.readouterr().out
    site.answers["/tiny.argosmodel"] = whole
    assert main(["models", "install", "en", "zh"]) == 0
    assert SHA256 in capsys.readouterr().out
    assert site.asked("/tiny.argosmodel")[-1].headers.get("Range") == f"bytes={size}-"


def test_a_line_that_breaks_once_is_not_even_noticed(home, site, capsys):
    site.answers["/tiny.argosmodel"] = lambda asked: (
        whole(asked) if asked.headers.get("Range") else cut()
    )
    assert main(["models", "install", "en", "zh"]) == 0
    assert [asked.headers.get("Range") for asked in site.asked("/tiny.argosmodel")] == [
        None,
        "bytes=1000000-",
    ]


def test_the_file_may_have_changed_between_two_parts(home, site, capsys):
    newer = other_package(**{"translate-en_zh-tiny/NOTE.md": b"newer"})
    site.answers["/tiny.argosmodel"] = lambda asked: (
        whole(asked, newer, '"t2"') if asked.headers.get("Range") else cut()
    )
    assert main(["models", "install", "en", "zh", "--quiet"]) == 0
    assert (home / "models" / "translate-en_zh-tiny" / "NOTE.md").read_bytes() == b"newer"


def test_what_was_installed_once_is_pinned(home, site, capsys):
    assert main(["models", "install", "en", "zh", "--quiet"]) == 0
    newer = other_package(**{"translate-en_zh-tiny/NOTE.md": b"replaced"})
    site.answers["/tiny.argosmodel"] = lambda asked: whole(asked, newer, '"t2"')
    assert main(["models", "install", "en", "zh"]) == 2
    assert (
        f"{site.url}/tiny.argosmodel is not the translate-en_zh-tiny 0.1 that was installed on"
        in said(capsys)
    )
    assert main(["models", "install", "en", "zh", "--repin", "--quiet"]) == 0
    assert site.log[-1].headers["Range"] == f"bytes={len(newer)}-", (
        "what was refused is not fetched again"
    )


def test_a_digest_that_is_demanded_is_held_to(home, site, capsys):
    assert main(["models", "install", "en", "zh", "--sha256", "f" * 64]) == 2
    assert "it was not installed" in said(capsys)
    assert main(["models", "install", "en", "zh", "--sha256", SHA256, "--quiet"]) == 0


def test_the_first_address_that_gives_the_file_is_taken(home, site, capsys):
    site.answers["/index.json"] = index("gone.argosmodel", "tiny.argosmodel")
    assert main(["models", "install", "en", "zh", "--quiet"]) == 0
    site.answers["/index.json"] = index("gone.argosmodel", "lost.argosmodel")
    assert main(["models", "install", "en", "zh"]) == 2
    assert "/lost.argosmodel: it answered 404" in said(capsys)


HOSTILE = {
    "is no translation package (.argosmodel, a zip archive)": b"<html>a login page</html>",
    "leaves the package's folder": other_package(**{"translate-en_zh-tiny/../../evil": b"x"}),
    "2 folders at its top": other_package(**{"other/file": b"x"}),
    "unpacks from": other_package(**{"translate-en_zh-tiny/zeros": bytes(200_000_000)}),
    "translates from en to zt, not from en to zh; the index is wrong": other_package(target="zt"),
    "is damaged": TINY[:500_000] + bytes(1_000) + TINY[501_000:],
}


@pytest.mark.parametrize("fault", HOSTILE)
def test_a_hostile_package_is_one_line_and_leaves_nothing(home, site, capsys, fault):
    site.answers["/tiny.argosmodel"] = lambda asked: whole(asked, HOSTILE[fault])
    assert main(["models", "install", "en", "zh"]) == 2
    told = said(capsys)
    assert fault in told
    assert told.startswith(f"jianwen: {site.url}/tiny.argosmodel ")
    assert list((home / "downloads").iterdir()) == []
    assert list((home / "models").glob("*")) == []


INDEXES = {
    "it answered 404": Answer(b"", 404),
    "it answered 500": Answer(b"", 500),
    "is no index of translation packages: not JSON": Answer("<html>a login page</html>"),
    "is no index of translation packages: not a list": Answer("{}"),
    "offers no package from en to zh; it has fr zh": index(source="fr"),
    "offers no package from en to zh": Answer(
        '[{"from_code": "en", "to_code": "zh", "package_version": "1.0"}]'
    ),
    "longer than": Answer(b"[" + b" " * 5_242_880),
    "the answer broke off": Answer(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n[]"),
    "more than 5 redirects": Answer(b"", 302, {"Location": "/index.json"}),
}


@pytest.mark.parametrize("fault", INDEXES)
def test_an_index_that_is_none_is_one_line(home, site, capsys, fault):
    site.answers["/index.json"] = INDEXES[fault]
    assert main(["models", "install", "en", "zh"]) == 2
    told = said(capsys)
    assert f"{site.url}/index.json" in told
    assert fault in told
    assert "/tiny.argosmodel" not in site.paths()


def test_nothing_private_is_asked_for_unless_it_is_allowed(home, site, capsys, monkeypatch):
    monkeypatch.setenv("JIANWEN_ALLOW_HOSTS", "")
    assert main(["models", "install", "en", "zh"]) == 2
    told = said(capsys)
    assert f"JIANWEN_ALLOW_HOSTS={site.host} would allow it" in told
    assert told.endswith(
        "a package that was fetched elsewhere is installed by: jianwen models install PATH\n"
    )
    assert site.log == []


def test_an_index_cannot_lead_to_what_is_private(home, site, capsys):
    with Site() as private:
        site.answers["/index.json"] = index(f"{private.url}/secret", "moves.argosmodel")
        site.answers["/moves.argosmodel"] = Answer(b"", 302, {"Location": f"{private.url}/secret"})
        assert main(["models", "install", "en", "zh"]) == 2
        assert "is not a public host" in said(capsys)
        assert private.log == []


def test_two_fetches_do_not_write_the_same_file(home, site, capsys):
    with RunLock(home / "models.lock"):
        assert main(["models", "install", "en", "zh"]) == 75
    assert "models.lock" in said(capsys)


def test_the_official_index_is_that_of_argos_translate(home, site, capsys, monkeypatch):
    from pipelines.translation.backends.argos_import import allow_argos_import
    from pipelines.translation.backends.package_index import OFFICIAL_INDEX_URL

    with allow_argos_import():
        from argostranslate import settings
    assert settings.remote_package_index == OFFICIAL_INDEX_URL


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_person_sees_how_far_it_is_and_cron_does_not(home, site, capsys, monkeypatch):
    for name in ("NO_COLOR", "CI"):
        monkeypatch.delenv(name, raising=False)
    screen = Screen()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", screen)
        assert main(["models", "install", "en", "zh"]) == 0
    assert "translate-en_zh-0.1.argosmodel" in screen.getvalue()
    assert "100%" in screen.getvalue()


def test_a_fetch_without_a_length_shows_no_bar(home, site, capsys, monkeypatch):
    site.answers["/tiny.argosmodel"] = Answer(raw=b"HTTP/1.1 200 OK\r\n\r\n" + TINY)
    assert main(["models", "install", "en", "zh", "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")

"""A crawl keeps every exchange as it went over the wire, and its articles can be made again from
that alone.
"""

import gzip
import io
from collections import Counter
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from store.open import open_store
from tests.loopback import Answer, Place, Site, page

TOKEN = "let-me-in"
SOURCE = """
title = "Daily"
kind = "news"
home = "{url}/"
language = "zh"
feeds = ["{url}/rss.xml"]
full_text_feeds = false
"""
API = """
title = "Partner"
kind = "partner"
home = "{url}/"
[api]
url = "{url}/api"
token = "env:PARTNER_TOKEN"
items = "records"
link = "link"
title = "title"
"""


def packed(answer: Answer) -> Answer:
    return Answer(
        gzip.compress(answer.sent, mtime=0),
        headers={**answer.headers, "Content-Encoding": "gzip", "ETag": '"1"'},
    )


@pytest.fixture
def site():
    with Site() as site:
        links = "".join(
            f"<item><title>{name}</title><link>{site.url}/{name}.html</link></item>"
            for name in ("plain", "packed", "moved", "gone")
        )
        site.answers = {
            "/rss.xml": Answer(
                f'<rss version="2.0"><channel>{links}</channel></rss>',
                headers={"Content-Type": "application/xml", "ETag": '"f"'},
            ),
            "/plain.html": page("流感疫苗", ETag='"p"', **{"Set-Cookie": "visit=1"}),
            "/packed.html": packed(
                page("高血压", "高血压患者应当规律服药，每天测量血压并且记录下来。" * 5)
            ),
            "/moved.html": Answer(status=301, headers={"Location": f"{site.url}/there.html"}),
            "/there.html": page("糖尿病", "糖尿病患者应当规律监测血糖，每天记录饮食和运动。" * 5),
        }
        yield site


@pytest.fixture
def place(site, tmp_path):
    place = Place(tmp_path, (site.host,), {"PARTNER_TOKEN": TOKEN})
    place.source("daily", SOURCE.format(url=site.url))
    return place


def archive(place: Place) -> Path:
    return place.store.parent / "warc"


def records(place: Place) -> list[tuple[str, str, bytes]]:
    """Read every segment with the reference reader, digests checked: kind, path of the address,
    body.
    """
    found = []
    for path in sorted(archive(place).rglob("*.warc.gz")):
        for record in ArchiveIterator(io.BytesIO(path.read_bytes()), check_digests="raise"):
            url = record.rec_headers.get_header("WARC-Target-URI") or ""
            found.append(
                (
                    record.rec_type,
                    "/" + url.split("/", 3)[-1] if url else "",
                    record.raw_stream.read(),
                )
            )
    return found


def test_every_exchange_is_kept_once_robots_and_redirects_and_missing_pages_too(site, place):
    place.crawl()
    answers = Counter(path for kind, path, _ in records(place) if kind == "response")
    asked = Counter(path for kind, path, _ in records(place) if kind == "request")
    assert answers == asked == Counter(site.paths())
    assert not list(archive(place).rglob("*.open"))


def test_articles_are_made_again_from_the_archive_alone(site, place):
    place.crawl()
    with open_store(place.store) as store:
        assert store.query_number("SELECT sum(length(body)) FROM pages") == 0
        before = [
            tuple(row)
            for row in store.query("SELECT url, title, body, words FROM articles ORDER BY id")
        ]
        assert len(before) == 3
        with store.transaction() as connection:
            connection.execute("UPDATE articles SET title = 'lost', body = 'lost'")
    done = place.run("refine", "--all")
    assert done.returncode == 0, done.stderr
    with open_store(place.store, readonly=True) as store:
        assert [
            tuple(row)
            for row in store.query("SELECT url, title, body, words FROM articles ORDER BY id")
        ] == before


def test_bodies_are_kept_as_they_were_sent(site, place):
    place.crawl()
    (kept,) = [
        body for kind, path, body in records(place) if (kind, path) == ("response", "/packed.html")
    ]
    assert kept == site.answers["/packed.html"].sent


def test_what_has_not_changed_is_a_revisit_and_the_pages_stay_readable(site, place):
    place.crawl()
    place.crawl("--recheck")
    kinds = Counter(
        (kind, path) for kind, path, _ in records(place) if kind in ("response", "revisit")
    )
    # 304, 304, the same again, 304
    for path in ("/plain.html", "/packed.html", "/there.html", "/rss.xml"):
        assert (kinds["response", path], kinds["revisit", path]) == (1, 1), path
    assert place.run("refine", "--all", "--quiet").returncode == 0


def test_no_secret_is_written(site, place):
    place.source("partner", API.format(url=site.url))
    site.answers["/api"] = Answer('{"records": []}', headers={"Content-Type": "application/json"})
    place.crawl()
    assert TOKEN in site.asked("/api")[0].headers["Authorization"]
    assert "/api" in [path for kind, path, _ in records(place) if kind == "request"]
    for path in archive(place).rglob("*.warc.gz"):
        assert TOKEN.encode() not in gzip.decompress(path.read_bytes())


def test_a_dry_run_and_a_look_at_a_page_keep_nothing(site, place):
    place.run("crawl", "--dry-run")
    place.run("extract", f"{site.url}/plain.html")
    assert not archive(place).exists()


def test_a_segment_that_is_gone_is_named_and_the_rest_goes_on(site, place):
    place.crawl()
    place.source("other", SOURCE.format(url=site.url).replace("rss.xml", "other.xml"))
    site.answers["/other.xml"] = Answer(
        "<rss"
        f' version="2.0"><channel><item><link>{site.url}/more.html</link></item></channel></rss>'
    )
    site.answers["/more.html"] = page(
        "心脏病", "心脏病患者应当避免剧烈运动，按时服药并定期复查。" * 5
    )
    place.crawl("other")
    for path in archive(place).glob("daily/*"):
        path.unlink()
    done = place.run("refine", "--all")
    assert done.returncode == 1
    assert "1 unchanged" in done.stdout
    assert "bring it back from a backup" in done.stderr
    assert place.run("doctor").returncode == 1
    assert "daily-" in place.run("doctor").stdout


def test_an_archive_that_cannot_be_written_ends_the_run_with_one_line(site, place):
    place.store.parent.mkdir(parents=True)
    archive(place).write_text("a file where the folder should be", "utf-8")
    done = place.run("crawl", "--no-translate")
    assert done.returncode == 3
    assert done.stderr.count("\n") == 1
    assert "warc" in done.stderr
    archive(place).unlink()
    assert place.crawl()["new"] == 3


def test_a_store_is_made_again_from_the_segments(site, place, tmp_path):
    """What a crawl stored comes out of its archive alone, with the hints of the feed and the pages
    behind the first one.
    """
    feed = (
        site.answers["/rss.xml"]
        .sent.decode()
        .replace(
            f"<link>{site.url}/plain.html", f"<author>编辑部</author><link>{site.url}/plain.html"
        )
    )
    site.answers["/rss.xml"] = Answer(feed)
    place.crawl()
    again = Place(tmp_path / "again", (site.host,))
    again.source("daily", SOURCE.format(url=site.url))
    done = again.run("import", "--source", "daily", str(archive(place)))
    assert done.returncode == 0, done.stderr
    sql = "SELECT url, source, title, body, author, published FROM articles ORDER BY url"
    with (
        open_store(place.store, readonly=True) as first,
        open_store(again.store, readonly=True) as second,
    ):
        rows = [tuple(row) for row in first.query(sql)]
        assert len(rows) == 3
        assert [tuple(row) for row in second.query(sql)] == rows

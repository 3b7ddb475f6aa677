"""A dry run shows what sources announce and changes nothing; a backfill reaches into the past.

Doubts about announcements are told.
"""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from store.open import open_store
from store.sources.runs import list_run_sources, list_runs
from tests.clocked import Clock
from tests.loopback import Answer, Asked, Place, Site, page

pytestmark = pytest.mark.dates
CLOCK = Clock()
HTML = {"Content-Type": "text/html"}
SOURCE = """
title = "示范"
kind = "news"
home = "{url}/"
language = "zh"
feeds = ["{url}/rss.xml"]
listings = ["{url}/list.html"]
links = "/p/\\\\d+$"
pages = "list_{n}.html"
"""
ARCHIVE = """
title = "档案"
kind = "news"
home = "{url}/"
language = "zh"
listings = ["{url}/list.html"]
links = "/p/\\\\d+$"
archive = "{url}/day/{yyyy}/{mmdd}.html"
"""


def day(back: int) -> datetime:
    return CLOCK.read() - timedelta(days=back)


def listing(*rows: tuple[int, int]) -> Answer:
    """Rows of article number, days back."""
    return Answer(
        "".join(
            f'<li><a href="/p/{n}">第{n}篇文章</a> {day(back):%Y-%m-%d}</li>' for n, back in rows
        ),
        headers=HTML,
    )


def feed(*items: tuple[str, int]) -> Answer:
    text = "".join(
        f"<item><title>题</title><link>{link}</link><pubDate>"
        f"{day(back):%Y-%m-%dT%H:%M:%SZ}</pubDate></item>"
        for link, back in items
    )
    return Answer(f"<rss><channel>{text}</channel></rss>", headers={"Content-Type": "text/xml"})


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        site.answers |= {f"/p/{n}": page(f"第{n}篇文章") for n in range(60)}
        yield site


@pytest.fixture
def place(site: Site, tmp_path: Path) -> Place:
    return Place(tmp_path, (site.host,), clock=CLOCK)


def put(place: Place, site: Site, text: str, name: str = "good") -> None:
    place.source(name, text.replace("{url}", site.url))


def stored(place: Place) -> list[str]:
    with open_store(place.store, readonly=True) as store:
        return [
            row["url"].rpartition("/")[2]
            for row in store.query("SELECT url FROM articles ORDER BY length(url), url")
        ]


def test_a_dry_run_shows_every_document_and_fetches_no_article(site, place):
    put(place, site, SOURCE)
    site.answers["/rss.xml"] = feed(("/p/1", 0), ("/p/1", 0), ("/video/7", 0), ("/", 0))
    site.answers["/list.html"] = listing((1, 0), (2, 1))
    site.answers["/list_2.html"] = Answer(status=404)
    done = place.run("crawl", "--dry-run")
    assert (done.returncode, done.stderr) == (0, "")
    table = [line.split() for line in done.stdout.splitlines()]
    assert table[0] == [
        "source",
        "by",
        "address",
        "answer",
        "entries",
        "kept",
        "new",
        "skipped",
        "newest",
    ]
    row = next(line for line in table if line[1:2] == ["feed"])
    assert row[3:8] == ["200", "4", "1", "1", "3"]
    assert next(line for line in table if line[1:2] == ["listing"])[3:8] == [
        "200",
        "2",
        "2",
        "2",
        "0",
    ]
    for reason in ("skipped 1 not-in-links", "skipped 1 repeated", "skipped 1 channel"):
        assert reason in done.stdout
    assert not [path for path in site.paths() if path.startswith("/p/")]
    assert not place.store.exists()


def test_a_dry_run_knows_what_the_store_knows_and_leaves_it_as_it_is(site, place):
    put(place, site, SOURCE.replace('feeds = ["{url}/rss.xml"]\n', ""))
    site.answers["/list.html"] = listing((1, 0))
    place.crawl()
    before = place.store.read_bytes()
    site.answers["/list.html"] = listing((1, 0), (2, 0))
    told = json.loads(place.run("crawl", "--dry-run", "--json").stdout)["sources"][0]
    assert [(heard["kept"], heard["new"]) for heard in told["heard"] if heard["status"] == 200] == [
        (2, 1)
    ]
    assert place.store.read_bytes() == before


def test_a_dry_run_may_look_at_a_draft_and_says_what_it_cannot_read(site, place):
    put(place, site, SOURCE.replace('kind = "news"', 'kind = "news"\nenabled = false'))
    done = place.run("crawl", "--dry-run", "good")
    assert done.returncode == 3
    assert "feed" in done.stdout and "answered 404" in done.stdout


def test_a_backfill_reads_the_archive_day_by_day(site, place):
    put(place, site, ARCHIVE)
    site.answers["/list.html"] = listing((50, 0))
    for back in (0, 1, 3):
        site.answers[f"/day/{day(back):%Y}/{day(back):%m%d}.html"] = listing((back, back))
    told = place.crawl("--backfill", "5d")
    assert (told["rc"], told["new"]) == (0, 4)
    assert stored(place) == ["0", "1", "3", "50"]
    asked = [path for path in site.paths() if path.startswith("/day/")]
    assert len(asked) == 5, "a day without a page is no failure"


def test_a_backfill_turns_pages_until_they_are_older_than_asked_for(site, place):
    put(place, site, SOURCE.replace('feeds = ["{url}/rss.xml"]\n', ""))
    site.answers["/list.html"] = listing((1, 0), (2, 1))
    # there is no second page yet: from now on the first one, without anything unknown, would stop a
    # run
    place.crawl()
    site.answers |= {
        f"/list_{n}.html": listing((2 * n - 1, 2 * n - 2), (2 * n, 2 * n - 1)) for n in range(2, 30)
    }
    place.crawl("--backfill", "8d")
    assert stored(place) == [str(number) for number in range(1, 9)]
    assert [path for path in site.paths() if path.startswith("/list_")][-1] == "/list_5.html"


def test_a_source_without_a_past_says_so(site, place):
    put(place, site, SOURCE.replace('pages = "list_{n}.html"\n', ""))
    site.answers |= {"/rss.xml": feed(("/p/1", 0)), "/list.html": listing((1, 0))}
    assert place.crawl("--backfill", "2w")["sources"][0]["notes"] == [
        "cannot be backfilled: it has neither archive nor pages"
    ]


@pytest.mark.parametrize("span", ["30", "d", "-1d", "400d", "9999w", "x"])
def test_a_span_that_is_none_is_refused(site, place, span):
    done = place.run("crawl", f"--backfill={span}")
    assert done.returncode == 2
    assert "is no span" in done.stderr


def test_an_empty_answer_is_asked_for_again(site, place):
    put(
        place,
        site,
        SOURCE.replace('listings = ["{url}/list.html"]\n', "").replace(
            'pages = "list_{n}.html"\n', ""
        ),
    )
    answers = iter([Answer("", headers=HTML), Answer("", headers=HTML), feed(("/p/1", 0))])

    def fickle(_: Asked) -> Answer:
        return next(answers)

    site.answers["/rss.xml"] = fickle
    told = place.crawl()
    assert (told["rc"], told["new"]) == (0, 1)
    assert len(site.asked("/rss.xml")) == 3


def test_a_feed_whose_oldest_entry_is_newer_than_the_last_visit_may_have_lost_some(site, place):
    put(
        place,
        site,
        SOURCE.replace('listings = ["{url}/list.html"]\n', "").replace(
            'pages = "list_{n}.html"\n', ""
        ),
    )
    site.answers["/rss.xml"] = feed(("/p/1", 9), ("/p/2", 8))
    place.crawl()
    with open_store(place.store) as store, store.transaction() as connection:
        connection.execute(
            "UPDATE urls SET fetched = ? WHERE kind = 'feed'", (f"{day(5):%Y-%m-%dT%H:%M:%SZ}",)
        )
    site.answers["/rss.xml"] = feed(("/p/4", 1), ("/p/5", 0))
    (note,) = place.crawl()["sources"][0]["notes"]
    assert note.startswith(
        f"possible gap: the oldest of 2 entries ({day(1):%Y-%m-%d}) is newer than the last visit"
        f" ({day(5):%Y-%m-%d})"
    )
    with open_store(place.store, readonly=True) as store:
        assert list_run_sources(store, list_runs(store, 1)[0].id)[0].notes == (note,)
    assert place.crawl()["sources"][0]["notes"] == []


def test_two_workers_bring_what_one_brings(site, place, tmp_path):
    site.answers["/list.html"] = listing(*((n, 1) for n in range(20)))
    alone = Place(tmp_path / "alone", (site.host,), clock=CLOCK)
    for one in (place, alone):
        put(one, site, ARCHIVE, "archive")
    assert (
        place.crawl("archive", "--workers", "2")["new"]
        == alone.crawl("archive", "--workers", "1")["new"]
        == 20
    )
    with (
        open_store(place.store, readonly=True) as two,
        open_store(alone.store, readonly=True) as one,
    ):
        sql = "SELECT url, title, body, words FROM articles ORDER BY url"
        assert [tuple(row) for row in two.query(sql)] == [tuple(row) for row in one.query(sql)]

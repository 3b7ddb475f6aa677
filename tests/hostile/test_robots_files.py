"""A host's robots.txt over several runs: asked for conditionally, and a day's good copy stands for
one that cannot be had.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from store.open import open_store
from tests.loopback import Answer, Place, Site, page

ROBOTS, TDM = "/robots.txt", "/.well-known/tdmrep.json"
SOURCE = """
title = "示范"
kind = "news"
home = "{url}/"
language = "zh"
feeds = ["{url}/rss.xml"]
"""
RULES = Answer("User-agent: *\nDisallow: /private/\n", headers={"ETag": '"1"'})
DOWN = Answer(b"", 503)


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        links = "".join(
            f"<item><link>{site.url}{path}</link></item>" for path in ("/a", "/private/b")
        )
        site.answers = {
            "/rss.xml": Answer(f"<rss><channel>{links}</channel></rss>"),
            "/a": page("一篇文章"),
            ROBOTS: RULES,
        }
        yield site


@pytest.fixture
def place(site: Site, tmp_path: Path) -> Place:
    place = Place(tmp_path, (site.host,))
    place.source("one", SOURCE.format(url=site.url))
    return place


def age(place: Place, hours: int) -> None:
    with open_store(place.store) as store, store.transaction() as connection:
        connection.execute(
            "UPDATE host_files SET fetched = strftime('%Y-%m-%dT%H:%M:%SZ', fetched, ?)",
            (f"-{hours} hours",),
        )


def test_it_is_asked_for_conditionally_and_its_copy_holds_for_a_day(site, place):
    assert place.crawl()["reasons"] == {"robots": 1}
    place.crawl()
    assert [asked.headers.get("If-None-Match") for asked in site.asked(ROBOTS)] == [None, '"1"']

    site.answers |= {ROBOTS: DOWN, TDM: DOWN}
    told = place.crawl("--recheck")
    assert (told["rc"], told["unchanged"]) == (0, 1)
    assert not site.asked("/private/b"), "what it forbade yesterday stays forbidden"

    age(place, 25)
    told = place.crawl("--recheck")
    assert told["rc"] == 3
    assert "robots.txt answered 503" in told["sources"][0]["error"]

    site.answers |= {ROBOTS: Answer(b"", 404), TDM: Answer(b"", 404)}
    assert place.crawl("--recheck")["failed"] == 0


UNUSUAL: dict[str, tuple[Answer, bool]] = {
    "503": (DOWN, False),
    "500": (Answer(b"", 500), False),
    "403": (Answer(b"User-agent: *\nDisallow: /", 403), True),
    "a-page": (
        Answer("<!DOCTYPE html><h1>welcome</h1>", headers={"Content-Type": "text/html"}),
        True,
    ),
    # beyond the first 500 KiB
    "late": (Answer(b"#" * 9_000_000 + b"\nUser-agent: *\nDisallow: /\n"), True),
    "early": (Answer(b"User-agent: *\nDisallow: /\n" + b"#" * 9_000_000), False),
    "endless": (Answer(b"User-agent: *\nAllow: /\n" + b"#" * 11_000_000), True),
    "endless-and-forbids": (Answer(b"User-agent: *\nDisallow: /\n" + b"#" * 11_000_000), False),
    "redirects": (Answer(b"", 302, {"Location": ROBOTS}), True),
    "hangs-up": (Answer(raw=b""), False),
}
"""What robots.txt answers, and whether the host may be read."""


def test_an_unusual_answer_means_what_the_rfc_says(tmp_path):
    with ExitStack() as stack:
        sites = {name: stack.enter_context(Site()) for name in UNUSUAL}
        place = Place(tmp_path, tuple(site.host for site in sites.values()))
        for name, site in sites.items():
            site.answers = {ROBOTS: UNUSUAL[name][0], "/rss.xml": Answer("<rss><channel/></rss>")}
            place.source(name, SOURCE.format(url=site.url))
        place.crawl()
        assert {name: bool(site.asked("/rss.xml")) for name, site in sites.items()} == {
            name: read for name, (_, read) in UNUSUAL.items()
        }

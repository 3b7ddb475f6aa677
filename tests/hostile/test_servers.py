"""Servers that answer as no server should: what they send is bounded, named, and harms neither the
log nor what is known.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest

from records.limits import ANNOUNCED_MAX, HEADER_BYTES
from store.articles.articles import get_article
from store.open import open_store
from tests.loopback import Answer, Place, Site, page

SOURCE = """
title = "{name}"
kind = "news"
home = "{url}/"
language = "zh"
feeds = ["{url}/rss.xml"]
"""
ESCAPE = "\x1b[31m"
FORGED = ("jianwen: all is well", "jianwen: 0 failed", "jianwen: done", "crawl: 9 sources")


def feed(*links: str) -> Answer:
    return Answer(
        "<rss><channel>"
        + "".join(f"<item><link>{link}</link></item>" for link in links)
        + "</channel></rss>"
    )


def many_headers(number: int) -> bytes:
    good = page("头太多").sent
    lines = "".join(f"X-{count}: y\r\n" for count in range(number))
    return (
        f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: "
        f"{len(good)}\r\n{lines}\r\n".encode()
        + good
    )


@dataclass
class World:
    """Two crawls of all those servers."""

    sites: dict[str, Site]
    place: Place
    first: dict[str, Any]
    second: dict[str, Any]
    verbose: str

    def verdict(self, path: str) -> tuple[str, str]:
        with open_store(self.place.store, readonly=True) as store:
            rows = store.query(
                "SELECT reason, detail FROM verdicts WHERE url LIKE ? ORDER BY id DESC LIMIT 1",
                (f"%{path}",),
            )
        return tuple(rows[0]) if rows else ("", "")


def answers(site: Site, name: str) -> None:
    """Fill the server of one case."""
    site.answers = {"/rss.xml": feed("/p"), "/p": page(f"来自{name}的文章")}
    if name == "headers":
        site.answers |= {
            "/rss.xml": feed("/some", "/many", "/endless", "/p"),
            "/some": Answer(raw=many_headers(500)),
            "/many": Answer(raw=many_headers(20_000)),
            "/endless": Answer(
                raw=b"HTTP/1.1 200 OK\r\n" + (b"X-More: " + b"z" * 8_000 + b"\r\n") * 2_000
            ),
        }
    elif name == "log":
        odd = f"/p%0Ajianwen: all is well{ESCAPE}\njianwen: 0 failed\r\n"
        title = f"<title>标题\n{ESCAPE}crawl: 9 sources</title>"
        item = (
            f"<item>{title}<link>{odd}</link></item><item><link>/p</link></item><item><link>"
            f"/%0a%1b[2J</link></item>"
        )
        site.answers |= {
            "/rss.xml": Answer(f"<rss><channel>{item}</channel></rss>"),
            "/p": Answer(b"", 302, {"Location": "/x%0a%1b[31mjianwen:%20done"}),
        }
    elif name == "million":
        site.answers["/rss.xml"] = lambda _: million(site)


def million(site: Site) -> Answer:
    """A small feed that becomes one of 10^6 entries, some twice, some dated in the future, one with
    new text under its old name.
    """
    if len(site.asked("/rss.xml")) < 2:
        return feed("/p")
    entry = "<item><link>/p</link></item>"
    future = "<item><link>/f</link><pubDate>Mon, 01 Jan 2525 00:00:00 GMT</pubDate></item>"
    return Answer(
        f"<rss><channel>{entry}{future * 10}" + "<item/>" * 1_000_000 + "</channel></rss>"
    )


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with ExitStack() as stack:
        sites = {name: stack.enter_context(Site()) for name in ("headers", "log", "million")}
        place = Place(
            tmp_path_factory.mktemp("servers"), tuple(site.host for site in sites.values())
        )
        for name, site in sites.items():
            answers(site, name)
            place.source(name, SOURCE.format(name=name, url=site.url))
        first, second = place.crawl(), place.crawl()
        verbose = place.run("crawl", "--verbose", "--recheck", "--no-translate", "log").stderr
        yield World(sites, place, first, second, verbose)


def test_an_answer_with_many_headers_is_read_and_one_with_too_many_refused(world):
    with open_store(world.place.store, readonly=True) as store:
        assert get_article(store, f"{world.sites['headers'].url}/some").status == "published"
    said = ("too-large", f"the headers are longer than {HEADER_BYTES} bytes")
    assert [world.verdict(path) for path in ("/many", "/endless")] == [said, said]


def test_the_log_has_one_line_for_one_event(world):
    shown = [world.place.run(verb).stdout for verb in ("status", "runs")]
    for told in (world.first["stderr"], world.second["stderr"], world.verbose, *shown):
        assert "\x1b" not in told
        assert not [line for line in told.splitlines() if line.startswith(FORGED)]


def test_a_feed_of_a_million_entries_is_read_in_part_and_takes_nothing_away(world):
    (source,) = [one for one in world.second["sources"] if one["source"] == "million"]
    assert (source["state"], source["new"]) == ("ok", 0)
    assert source["skipped"] <= ANNOUNCED_MAX
    assert [
        note
        for note in source["notes"]
        if f"more than {ANNOUNCED_MAX} entries" in note or "elements" in note
    ]
    with open_store(world.place.store, readonly=True) as store:
        assert get_article(store, f"{world.sites['million'].url}/p").status == "published"
        assert (
            store.query_number(
                "SELECT count(*) FROM urls WHERE source = 'million' AND kind = 'article'"
            )
            == 2
        )


def test_all_of_it_ends_in_time(world):
    assert max(world.first["seconds"], world.second["seconds"]) < 60

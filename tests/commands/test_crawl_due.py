"""A plain run asks what is due; the operator sees what rests, and until when."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest

from store.open import open_store
from tests.loopback import Answer, Place, Site, page

pytestmark = pytest.mark.dates
SOURCE = """
title = "{name}"
kind = "news"
home = "{url}/"
language = "zh"
feeds = ["{url}/rss.xml"]
every = "1h"
"""
NAMES = ("rests", "due", "articles-due", "ttl", "max-age", "fails", "lies")
FEED, ARTICLE = "/rss.xml", "/a"


def feed(site: Site, *paths: str, inside: str = "", **headers: str) -> Answer:
    links = "".join(f"<item><link>{site.url}{path}</link></item>" for path in (ARTICLE, *paths))
    return Answer(f"<rss><channel>{inside}{links}</channel></rss>", headers=headers)


@dataclass
class World:
    """A first run, a second one while everything rests, then two that ask anyway."""

    sites: dict[str, Site]
    place: Place
    runs: list[dict[str, Any]]
    asked: list[dict[str, list[str]]]  # by source, after each run
    status: str
    line: str

    def source(self, run: int, name: str) -> dict[str, Any]:
        return next(source for source in self.runs[run]["sources"] if source["source"] == name)

    def times(self, run: int, name: str, path: str) -> int:
        before = self.asked[run - 1][name] if run else []
        return self.asked[run][name].count(path) - before.count(path)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with ExitStack() as stack:
        sites = {name: stack.enter_context(Site()) for name in NAMES}
        place = Place(tmp_path_factory.mktemp("due"), tuple(site.host for site in sites.values()))
        for name, site in sites.items():
            site.answers = {
                FEED: feed(site),
                ARTICLE: page(f"来自{name}的文章"),
                "/b": page(f"来自{name}的另一篇文章"),
            }
            place.source(name, SOURCE.format(name=name, url=site.url))
        sites["ttl"].answers[FEED] = feed(sites["ttl"], inside="<ttl>600</ttl>")
        sites["max-age"].answers[FEED] = feed(
            sites["max-age"], **{"Cache-Control": "public, max-age=36000"}
        )
        sites["fails"].answers[FEED] = Answer(b"", 404)
        sites["lies"].answers[ARTICLE] = page("一篇旧的文章", ETag='"same"')
        world = World(sites, place, [], [], "", "")
        _run(world)
        with open_store(place.store) as store, store.transaction() as connection:
            connection.execute(
                "UPDATE sources SET due_at = added WHERE name IN ('due', 'ttl', 'max-age')"
            )
            connection.execute(
                "UPDATE urls SET due_at = found WHERE source = 'articles-due' AND kind = 'article'"
            )
        sites["due"].answers[FEED] = feed(sites["due"], "/b")
        sites["lies"].answers[ARTICLE] = page("一篇改正过的文章", ETag='"same"')
        _run(world)
        world.status, world.line = (
            place.run("status").stdout,
            place.run("crawl", "--no-translate").stdout,
        )
        sites["rests"].answers[FEED] = feed(sites["rests"], "/b")
        world.asked[-1] = {name: site.paths() for name, site in sites.items()}
        _run(world, "rests", "fails", "ttl")
        with open_store(place.store) as store, store.transaction() as connection:
            connection.execute(
                "UPDATE urls SET whole = strftime('%Y-%m-%dT%H:%M:%SZ', whole, '-7 days') WHERE"
                " source = 'lies'"
            )
        _run(world, "--recheck")
        yield world


def _run(world: World, *words: str) -> None:
    world.runs.append(world.place.crawl(*words))
    world.asked.append({name: site.paths() for name, site in world.sites.items()})


FIRST, RESTING, NAMED, RECHECK = range(4)


def test_a_source_that_rests_is_not_asked_and_the_operator_sees_until_when(world):
    source = world.source(RESTING, "rests")
    assert (source["state"], source["error"], world.times(RESTING, "rests", FEED)) == (
        "resting",
        "",
        0,
    )
    until = source["next"][:16].replace("T", " ")
    (row,) = [line for line in world.status.splitlines() if line.startswith("rests ")]
    assert until in row
    assert row.endswith(" ok"), "it is judged by the last run that asked it"
    assert "not due, the next at " in world.line


def test_a_source_whose_time_has_come_is_asked(world):
    assert (world.source(RESTING, "due")["state"], world.source(RESTING, "due")["new"]) == ("ok", 1)


def test_articles_whose_time_has_come_are_asked_for_while_their_source_rests(world):
    source = world.source(RESTING, "articles-due")
    assert (source["state"], source["unchanged"]) == ("resting", 1)
    assert (
        world.times(RESTING, "articles-due", ARTICLE),
        world.times(RESTING, "articles-due", FEED),
    ) == (1, 0)


@pytest.mark.parametrize("name", ["ttl", "max-age"])
def test_a_document_is_left_alone_while_it_is_fresh_by_its_own_words(world, name):
    assert world.times(RESTING, name, FEED) == 0
    assert world.times(RECHECK, name, FEED) == 1


def test_a_feed_that_fails_is_asked_less_often_and_stays_failed_meanwhile(world):
    source = world.source(RESTING, "fails")
    assert (source["state"], world.times(RESTING, "fails", FEED), world.runs[RESTING]["rc"]) == (
        "failed",
        0,
        1,
    )
    assert (
        source["error"]
        == f"{world.sites['fails'].url}{FEED}: failed 1 times in a row; it is asked again after"
        f" {source['next']}"
    )


def test_who_names_sources_has_them_asked_due_or_not(world):
    assert world.source(NAMED, "rests")["new"] == 1
    assert [world.times(NAMED, name, FEED) for name in ("rests", "fails", "ttl", "due")] == [
        1,
        1,
        1,
        0,
    ]


def test_a_recheck_asks_everything(world):
    assert {name: world.times(RECHECK, name, FEED) for name in NAMES} == dict.fromkeys(NAMES, 1)


def test_a_server_that_says_not_modified_for_ever_is_found_out_within_a_week(world):
    assert world.source(RECHECK, "lies")["updated"] == 1


def test_scrapy_crawl_asks_too(world):
    before = len(world.sites["rests"].asked(FEED))
    world.place.run("scrapy", "crawl", "news", "-a", "source=rests")
    assert len(world.sites["rests"].asked(FEED)) == before + 1

"""Sites that never end: each costs a bounded number of requests, is named, and takes nothing from
the others.
"""

import itertools
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from crawler.politeness.budget import HOST_REQUESTS, YIELD_WINDOW
from crawler.politeness.fair_queue import UNREFINED_PAGES
from spiders.discovery.discover import LISTING_PAGES
from store.open import open_store
from tests.loopback import Answer, Asked, Place, Site, page

# a crawl of hundreds of requests, which counting lines makes too long
pytestmark = pytest.mark.unmeasured

SOURCE = """
title = "{name}"
kind = "news"
home = "{url}/"
language = "zh"
delay = 0.03
concurrency = 2
{way}
"""
HTML = {"Content-Type": "text/html; charset=utf-8"}
SOFT_404 = Answer(
    "<html><head><title>页面不存在</title></head><body><h1>404</h1><p>您访问的页面不存在</p></body>"
    "</html>",
    headers=HTML,
)
# pages that are fetched and not yet read when the trap is seen, or on their way
SLACK = UNREFINED_PAGES + 20
MANY = 400


class Endless(dict):
    """A site that answers whatever is asked, by the first of its rules that fits."""

    def __init__(self, **rules: Callable[[str], Answer]) -> None:
        super().__init__()
        self.rules = {"/" + name: rule for name, rule in rules.items()}

    def get(self, path: str, _: object = None) -> Callable[[Asked], Answer]:
        rule = next((rule for start, rule in self.rules.items() if path.startswith(start)), None)
        return lambda asked: rule(asked.path) if rule is not None else Answer(b"", 404)


def rows(*links: str, following: str = "") -> Answer:
    body = "".join(
        f'<li><a href="{link}">关于健康生活的第{number}条新闻报道</a></li>'
        for number, link in enumerate(links)
    )
    return Answer(f'<ul>{body}</ul><a href="{following}">下一页</a>', headers=HTML)


def feed(links: list[str]) -> Answer:
    return Answer(
        "<rss><channel>"
        + "".join(f"<item><link>{link}</link></item>" for link in links)
        + "</channel></rss>"
    )


def number(path: str) -> int:
    return int("".join(filter(str.isdigit, path)) or 1)


def sitemap_of_sitemaps(path: str) -> Answer:
    children = "".join(f"<sitemap><loc>{path}-{n}</loc></sitemap>" for n in range(50))
    return Answer(f"<sitemapindex>{children}</sitemapindex>")


def traps() -> dict[str, tuple[str, Endless, int]]:
    """Name -> how the source is read, what its site answers, how many requests it may cost."""
    visit = itertools.count()
    days = Endless(
        list=lambda path: rows(
            *(f"/day/{number(path)}/{hour}.html" for hour in range(24)),
            following=f"/list/{number(path) + 1}.html",
        ),
        day=lambda _: SOFT_404,
    )
    return {
        "calendar-of-soft-404": (
            'listings = ["{url}/list/1.html"]\nlinks = "/day/"\npages = "auto"',
            days,
            LISTING_PAGES + YIELD_WINDOW + SLACK,
        ),
        "visits": (
            'feeds = ["{url}/rss"]',
            Endless(
                rss=lambda _: feed([f"/a.html?visit={next(visit)}" for _ in range(MANY)]),
                a=lambda _: page("每次都一样的文章"),
            ),
            1 + YIELD_WINDOW + SLACK,
        ),
        "orders": (
            'listings = ["{url}/list"]\nlinks = "/shop"',
            Endless(
                list=lambda _: rows(*(f"/shop?sort={n}&dir={n % 2}" for n in range(MANY))),
                shop=lambda _: SOFT_404,
            ),
            1 + YIELD_WINDOW + SLACK,
        ),
        "deeper": (
            'listings = ["{url}/list"]\nlinks = "/a/"',
            Endless(
                list=lambda _: rows(*("/a" * n + f"/{n}.html" for n in range(1, 40))),
                a=lambda _: page("更深一层的文章"),
            ),
            1 + 3,
        ),
        "sitemaps": (
            'sitemaps = ["{url}/map/0"]',
            Endless(
                map=sitemap_of_sitemaps
            ),
            HOST_REQUESTS,
        ),
    }  # fmt: skip


@dataclass
class World:
    """One crawl of all traps and of a site that is none."""

    sites: dict[str, Site]
    sources: dict[str, dict]
    place: Place


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with ExitStack() as stack:
        sites = {name: stack.enter_context(Site()) for name in (*traps(), "good")}
        place = Place(tmp_path_factory.mktemp("traps"), tuple(site.host for site in sites.values()))
        for name, (way, answers, _) in traps().items():
            sites[name].answers = answers
            place.source(
                name,
                SOURCE.format(name=name, url=sites[name].url, way=way.format(url=sites[name].url)),
            )
        good = sites["good"]
        good.answers = {f"/p{n}": page(f"第{n}篇好文章") for n in range(30)} | {
            "/rss": feed([f"/p{n}" for n in range(30)])
        }
        place.source(
            "z-good", SOURCE.format(name="good", url=good.url, way=f'feeds = ["{good.url}/rss"]')
        )
        told = place.crawl()
        yield World(sites, {source["source"]: source for source in told["sources"]}, place)


@pytest.mark.parametrize("name", traps())
def test_a_trap_costs_a_bounded_number_of_requests(world, name):
    _, _, most = traps()[name]
    own = {"/robots.txt", "/.well-known/tdmrep.json"}
    asked = [path for path in world.sites[name].paths() if path not in own]
    assert 0 < len(asked) <= most <= HOST_REQUESTS


@pytest.mark.parametrize("name", ["calendar-of-soft-404", "visits", "orders", "sitemaps"])
def test_the_run_says_why_it_stopped(world, name):
    said = (
        "brought a new article: a trap"
        if name != "sitemaps"
        else f"was asked {HOST_REQUESTS} times in this run"
    )
    assert [note for note in world.sources[name]["notes"] if said in note] != []


def test_a_path_that_repeats_itself_is_refused_by_name(world):
    with open_store(world.place.store, readonly=True) as store:
        details = {
            row["detail"]
            for row in store.query(
                "SELECT detail FROM verdicts WHERE source = 'deeper' AND reason = 'guard'"
            )
        }
    assert details
    assert all("leads into itself" in detail for detail in details)


def test_other_hosts_finish(world):
    good = world.sources["z-good"]
    assert (good["new"], good["state"]) == (30, "ok")


def test_what_was_left_waits_for_the_next_run_and_is_no_failure(world):
    with open_store(world.place.store, readonly=True) as store:
        assert store.query_number("SELECT count(*) FROM urls WHERE state = 'leased'") == 0
        assert (
            store.query_number(
                "SELECT count(*) FROM urls WHERE source = 'visits' AND state = 'due' AND tries = 0"
            )
            > 100
        )
        assert store.query_number("SELECT count(*) FROM verdicts WHERE reason = 'budget'") == 0

"""A busy host is asked again when it said, not earlier: in the run, in the next run, whatever of it
was asked for.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from email.utils import format_datetime
from itertools import product

import pytest

from records.limits import RETRY_AFTER_MAX
from store.db.times import add_seconds, seconds_between
from store.ledger.hosts import list_host_pauses
from store.open import open_store
from tests.clocked import Clock
from tests.loopback import Answer, Asked, Place, Site, page

pytestmark = pytest.mark.dates
CLOCK = Clock()
SOURCE = """
title = "{name}"
kind = "news"
home = "{url}/"
language = "zh"
{way}
"""


def date(**ahead: float) -> str:
    return format_datetime(CLOCK.read() + timedelta(**ahead), usegmt=True)


WISHES: dict[str, tuple[Callable[[], str], float, float]] = {
    "seconds": (lambda: "120", 120, 120),
    "one second": (lambda: "1", 1, 1),
    "huge": (lambda: "99999999999", RETRY_AFTER_MAX, RETRY_AFTER_MAX),
    "no number": (lambda: "9" * 40, 0, 0),
    "a date": (lambda: date(hours=2), 7_190, 7_200),
    "a date next week": (lambda: date(days=7), RETRY_AFTER_MAX, RETRY_AFTER_MAX),
    "a date that is over": (lambda: date(hours=-2), 0, 0),
    "negative": (lambda: "-5", 0, 0),
    "garbage": (lambda: "soon, perhaps", 0, 0),
    "nothing": (lambda: "", 0, 0),
}
"""What a server says -> how long it is left alone at least and at most.

With 429 never less than we would wait by ourselves.
"""
OURS_AFTER_429 = 300
PLACES = {
    "robots": ("/robots.txt", 'feeds = ["{url}/rss.xml"]'),
    "feed": ("/rss.xml", 'feeds = ["{url}/rss.xml"]'),
    "page": ("/p", 'sitemaps = ["{url}/sitemap.xml"]'),
}
CASES = list(product((429, 503), WISHES, PLACES))


@dataclass
class Busy:
    """A server that is busy once, at one of its addresses, and well afterwards."""

    status: int
    wish: str
    place: str
    site: Site
    at: float = 0.0

    def answer(self, _: Asked) -> Answer:
        if self.at:
            return self.well()
        self.at = time.monotonic()
        value = WISHES[self.wish][0]()
        return Answer(b"", self.status, {"Retry-After": value} if value else {})

    def well(self) -> Answer:
        if self.place == "robots":
            return Answer(b"", 404)
        return (
            page("文章")
            if self.place == "page"
            else Answer(
                f"<rss><channel><item><link>{self.site.url}/p</link></item></channel></rss>"
            )
        )

    @property
    def wait(self) -> tuple[float, float]:
        _, least, most = WISHES[self.wish]
        return (least, most) if least or self.status == 503 else (OURS_AFTER_429, OURS_AFTER_429)

    @property
    def name(self) -> str:
        return f"{self.status}-{self.wish.replace(' ', '-')}-{self.place}"


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Place, list[Busy]]]:
    with ExitStack() as stack:
        busy = [Busy(*case, stack.enter_context(Site())) for case in CASES]
        place = Place(
            tmp_path_factory.mktemp("busy"), tuple(one.site.host for one in busy), clock=CLOCK
        )
        for one in busy:
            url = one.site.url
            one.site.answers = {
                "/rss.xml": Answer(
                    f"<rss><channel><item><link>{url}/p</link></item></channel></rss>"
                ),
                "/sitemap.xml": Answer(f"<urlset><url><loc>{url}/p</loc></url></urlset>"),
                "/p": page("文章"),
                PLACES[one.place][0]: one.answer,
            }
            place.source(
                one.name,
                SOURCE.format(name=one.name, url=url, way=PLACES[one.place][1].format(url=url)),
            )
        place.crawl()
        yield place, busy


def early(one: Busy) -> list[str]:
    """What was asked of a host before its time."""
    return [asked.path for asked in one.site.log if 0 < asked.at - one.at < one.wait[0] and one.at]


def test_there_are_sixty_cases_and_each_was_busy_once(crowd):
    assert len(CASES) == 60
    assert all(one.at for one in crowd[1])


def test_the_store_remembers_how_long_each_host_wants_to_be_left_alone(crowd):
    place, busy = crowd
    with open_store(place.store, readonly=True) as store:
        hosts = list_host_pauses(store)
    asked = {one.name: hosts.get(one.site.url) for one in busy}
    kept = {
        name: round(seconds_between(closed.at, closed.until)) if closed else 0
        for name, closed in asked.items()
    }
    last = max(one.at for one in busy)  # closing a host forgets the pauses that are over
    waiting = [one for one in busy if kept[one.name] or one.at + one.wait[0] > last]
    wrong = {
        one.name: kept[one.name]
        for one in waiting
        if not one.wait[0] <= kept[one.name] <= one.wait[1] + (2 if one.wait[1] else 0)
    }
    assert wrong == {}


def test_no_host_is_asked_early_by_the_next_run_and_each_one_after_its_time(crowd):
    place, busy = crowd
    place.crawl()
    assert {one.name: found for one in busy if (found := early(one))} == {}
    with open_store(place.store) as store, store.transaction() as connection:  # time passes
        for host, closed in list_host_pauses(store).items():
            connection.execute(
                "UPDATE hosts SET until = ? WHERE host = ?",
                (add_seconds(closed.until, -RETRY_AFTER_MAX - 2), host),
            )
        connection.execute("UPDATE urls SET due_at = found WHERE state = 'due'")
    told = place.crawl()
    assert told["failed"] == 0
    with open_store(place.store, readonly=True) as store:
        assert store.query_number("SELECT count(*) FROM articles") == 60

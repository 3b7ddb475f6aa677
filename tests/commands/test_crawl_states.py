"""What becomes of a source in life: tested for being a browser, blocked, refused, reserved, gone
quiet.
"""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from store.db.times import add_seconds
from store.ledger.hosts import list_host_pauses
from store.open import open_store
from store.sources.health import judge_source
from store.sources.sources import list_source_facts
from tests.clocked import Clock
from tests.loopback import Answer, Asked, Place, Site, page

pytestmark = pytest.mark.dates
CLOCK = Clock()
HTML = {"Content-Type": "text/html; charset=utf-8"}
XML = {"Content-Type": "text/xml"}
ROBOTS, FILE = "/robots.txt", "/.well-known/tdmrep.json"
WALL = Answer(
    "<html><head><script>$_ts=window['$_ts'];if(!$_ts)$_ts={};</script></head></html>", 412, HTML
)
FEED = """
title = "示范"
kind = "news"
home = "{url}/"
language = "zh"
feeds = ["{url}/rss.xml"]
"""


def ago(days: float) -> str:
    return CLOCK.ago(days)


def feed(*days: float, first: int = 0) -> Answer:
    """A feed of articles that are so many days old."""
    items = "".join(
        f"<item><title>题</title><link>/p/{number}</link><pubDate>{ago(back)}</pubDate></item>"
        for number, back in enumerate(days, first)
    )
    return Answer(f"<rss><channel>{items}</channel></rss>", headers=XML)


class Tried:
    """An answer that says how many were served when the first and the last of its kind went out."""

    def __init__(self, site: Site, answer: Answer) -> None:
        self._site, self._answer = site, answer
        self.first = 0

    def __call__(self, _: Asked) -> Answer:
        self.first = self.first or len(self._site.log)
        return self._answer

    @property
    def after(self) -> int:
        return len(self._site.log) - self.first


class Everything(dict[str, Answer | Callable[[Asked], Answer]]):
    """One answer to whatever is asked."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def get(self, _: str, __: Any = None) -> Answer:
        return self._answer


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as site:
        site.answers |= {f"/p/{n}": page(f"第{n}篇文章") for n in range(40)} | {
            "/rss.xml": feed(0, 0, 0)
        }
        yield site


@pytest.fixture
def place(site: Site, tmp_path: Path) -> Place:
    place = Place(tmp_path, (site.host,), clock=CLOCK)
    place.source("one", FEED.replace("{url}", site.url))
    return place


def standing(place: Place, name: str = "one") -> tuple[str, str]:
    with open_store(place.store, readonly=True) as store:
        health = {one.name: one for one in list_source_facts(store, CLOCK.now())}
    judged = judge_source(health[name], CLOCK.now())
    return judged.state, judged.reason


def verdicts(place: Place) -> list[str]:
    with open_store(place.store, readonly=True) as store:
        return [row["reason"] for row in store.query("SELECT reason FROM verdicts ORDER BY id")]


def move(place: Place, seconds: float) -> None:
    """Let time pass for the hosts that are left alone."""
    with open_store(place.store) as store:
        closed = list_host_pauses(store)
        with store.transaction() as connection:
            for host, one in closed.items():
                connection.execute(
                    "UPDATE hosts SET until = ? WHERE host = ?",
                    (add_seconds(one.until, -seconds), host),
                )


# tests for browsers


def test_a_site_that_tests_everything_is_asked_once_and_left_alone_for_a_day(site, place):
    site.answers = Everything(WALL)
    told = place.crawl()
    assert told["rc"] == 3
    assert site.paths() == [ROBOTS]
    assert told["sources"][0]["state"] == "challenged"
    state, reason = standing(place)
    assert state == "challenged"
    assert reason.startswith(
        f"{site.url}/rss.xml: http://{site.host} answered 412 with a test for browsers (瑞数"
        " Ruishu); nothing is asked there until "
    )
    assert f"one: challenged: {reason}" in place.run("status").stdout
    assert place.crawl()["sources"][0]["state"] == "challenged"
    assert standing(place) == (state, reason)
    assert len(site.log) == 1, "the second run asks nothing"
    move(place, 86_400)
    place.crawl()
    assert len(site.log) == 2, "a day later one request tries again"
    assert standing(place)[0] == "challenged"


def test_a_site_that_tests_its_announcements_is_left_alone_at_once(site, place):
    place.source(
        "one",
        FEED.replace("{url}", site.url)
        + "".join(f'sitemaps = ["{site.url}/s{n}.xml"]\n' for n in (1,)),
    )
    wall = Tried(site, WALL)
    site.answers |= {"/rss.xml": wall, "/s1.xml": wall}
    place.crawl()
    assert wall.after <= 3
    assert verdicts(place).count("challenged") == 2
    seen = len(site.log)
    place.crawl()
    assert len(site.log) == seen
    move(place, 86_400)
    site.answers |= {
        "/rss.xml": feed(0),
        "/s1.xml": Answer("<urlset><url><loc>/p/1</loc></url></urlset>", headers=XML),
    }
    assert place.crawl()["new"] == 2
    assert standing(place) == ("ok", "")
    with open_store(place.store, readonly=True) as store:
        assert list_host_pauses(store) == {}, "a proper answer ends the matter"


def test_three_pages_with_a_test_close_their_host_for_all_that_wait(site, place):
    wall = Tried(site, Answer(WALL.body, 202, HTML))
    site.answers["/rss.xml"] = feed(*[0] * 40)
    site.answers |= {f"/p/{n}": wall for n in range(40)}
    told = place.crawl()
    # eight connections to an allowed host: the other seven are under way when the first test comes
    in_flight = 7
    asked = [path for path in site.paths() if path.startswith("/p/")]
    assert len(asked) <= 1 + in_flight + 2
    assert told["sources"][0]["state"] == "challenged"
    assert set(verdicts(place)) == {"challenged"}
    seen = len(site.log)
    assert place.crawl()["sources"][0]["state"] == "challenged"
    assert len(site.log) == seen
    with open_store(place.store, readonly=True) as store:
        waiting = store.query_number(
            "SELECT count(*) FROM urls WHERE kind = 'article' AND state = 'due'"
        )
    assert waiting == 40 - len(asked), "what was never asked for still waits"


def test_one_page_with_a_test_is_dropped_and_the_others_come(site, place):
    site.answers["/p/1"] = WALL
    told = place.crawl()
    assert (told["rc"], told["new"], told["reasons"]) == (0, 2, {"challenged": 1})
    assert standing(place) == ("ok", "")


def test_a_test_at_the_end_of_a_redirect_closes_both_hosts(site, place):
    with Site() as guard:
        guard.answers = Everything(WALL)
        place = Place(place.folder, (site.host, guard.host), clock=CLOCK)
        site.answers["/rss.xml"] = Answer(b"", 302, {"Location": f"{guard.url}/verify"})
        place.crawl()
        assert (guard.paths(), standing(place)[0]) == ([ROBOTS], "challenged")
        seen = len(site.log)
        place.crawl()
        assert (len(guard.log), len(site.log)) == (1, seen)


def test_a_long_pause_is_kept_for_the_next_run(site, place):
    site.answers["/rss.xml"] = Answer(b"", 503, {"Retry-After": "7200"})
    place.crawl()
    seen = len(site.log)
    site.answers["/rss.xml"] = feed(0)
    assert place.crawl()["sources"][0]["state"] == "failed"
    assert len(site.log) == seen
    assert "asked to wait 7200 s" in standing(place)[1]
    move(place, 7_300)
    assert place.crawl()["new"] == 1


# refusals


def test_a_source_that_refuses_us_is_blocked_which_is_not_failed(site, place):
    site.answers["/rss.xml"] = Answer("<h1>Forbidden</h1>", 403, HTML)
    told = place.crawl()
    assert told["rc"] == 3
    assert standing(place) == (
        "blocked",
        f"{site.url}/rss.xml: answered 403 here; it may answer elsewhere",
    )


def test_a_source_whose_pages_all_refuse_us_is_blocked(site, place):
    site.answers |= {f"/p/{n}": Answer("", 403, HTML) for n in range(3)}
    place.crawl()
    assert standing(place) == ("blocked", "none of 3 addresses could be read: http-403")


def test_an_announcement_that_robots_forbids_makes_its_source_refused(site, place):
    site.answers[ROBOTS] = Answer("User-agent: *\nDisallow: /rss.xml\n")
    place.crawl()
    assert site.paths() == [ROBOTS, FILE]
    assert standing(place) == ("refused", f"{site.url}/rss.xml: robots.txt forbids it")


# reservations


def reserve(*rules: tuple[str, int]) -> Answer:
    return Answer(
        json.dumps([{"location": location, "tdm-reservation": said} for location, said in rules])
    )


def test_reserved_pages_are_not_kept_wherever_that_is_said(site, place):
    reserved = page("第0篇文章", **{"tdm-reservation": "1"})
    meta = Answer(
        site.answers["/p/1"].body.replace(
            "<head>", '<head><meta name="tdm-reservation" content="1">'
        ),
        headers=HTML,
    )
    site.answers |= {
        "/rss.xml": feed(0, 0, 0, 0, 0),
        "/p/0": reserved,
        "/p/1": meta,
        FILE: reserve(("/p/2", 1), ("/p/3", 1)),
    }
    site.answers["/p/3"] = page("第3篇文章", **{"tdm-reservation": "0"})
    told = place.crawl()
    assert (told["rc"], told["new"], told["reasons"]) == (0, 2, {"tdm-reserved": 3})
    assert site.paths()[:2] == [ROBOTS, FILE]
    assert site.paths().count(FILE) == 1
    with open_store(place.store, readonly=True) as store:
        details = {
            row["url"][-1]: row["detail"] for row in store.query("SELECT url, detail FROM verdicts")
        }
        assert [row["url"][-1] for row in store.query("SELECT url FROM articles ORDER BY url")] == [
            "3",
            "4",
        ]
        assert store.query_number("SELECT count(*) FROM pages") == 2
    assert details == {
        "0": "its header reserves text and data mining",
        "1": "the page reserves text and data mining",
        "2": f"{FILE} for /p/2 reserves text and data mining",
    }


def test_a_reserved_announcement_is_not_taken_and_its_source_is_refused(site, place):
    site.answers[FILE] = reserve(("/", 1))
    place.crawl()
    assert not [path for path in site.paths() if path.startswith("/p/")]
    assert standing(place) == (
        "refused",
        f"{site.url}/rss.xml: {FILE} for / reserves text and data mining",
    )


def test_a_contract_stands_above_the_reservation(site, place):
    site.answers[FILE] = reserve(("/", 1))
    place.source("one", FEED.replace("{url}", site.url) + '[rights]\nlicence = "contract"\n')
    assert place.crawl()["new"] == 3


@pytest.mark.parametrize(
    ("answer", "note"),
    [
        (Answer("<html>here is our front page</html>", headers=HTML), ""),
        (WALL, ""),
        (Answer("", 503), "answered 503"),
        (Answer("x" * 600_000), ""),
    ],
    ids=["a page", "a test", "failing", "huge"],
)
def test_a_file_that_cannot_be_read_reserves_nothing(site, place, answer, note):
    site.answers[FILE] = answer
    told = place.crawl()
    assert (told["rc"], told["new"]) == (0, 3)
    assert [
        f"{FILE} cannot be read, so it reserves nothing: {note}" in one
        for one in told["sources"][0]["notes"]
    ] == ([True] if note else [])


def test_robots_may_forbid_the_file_itself(site, place):
    site.answers |= {
        ROBOTS: Answer("User-agent: *\nDisallow: /.well-known/\n"),
        FILE: reserve(("/", 1)),
    }
    assert place.crawl()["new"] == 3
    assert FILE not in site.paths()


# going quiet


def test_a_source_that_stops_publishing_turns_silent_and_one_that_goes_on_stays_well(site, place):
    day = ago(5)[:10]
    site.answers |= {"/rss.xml": feed(5, 6, 8), "/live.xml": feed(0, 1, first=10)}
    place.source("one", FEED.replace("{url}", site.url) + 'stale_after = "1h"\n')
    place.source(
        "two",
        FEED.replace("{url}/rss", site.url + "/live").replace("{url}", site.url)
        + 'stale_after = "1h"\n',
    )
    said = f"answers, but its newest article is of {day}, 5 days ago (limit 1 hour)"
    for news in ("", "; 1 run without news", "; 2 runs without news"):
        assert place.crawl()["rc"] == 0
        assert standing(place) == (
            "silent",
            said + news,
        ), "answering is not alive, from the first run on"
        assert standing(place, "two") == ("ok", "")
    out = place.run("status").stdout.splitlines()
    assert out[-1].startswith(f"one: silent: {said}; 2 runs without news; ")
    assert out[-2] == ""
    site.answers["/rss.xml"] = feed(0, 5, 6, first=20)
    place.crawl()
    assert standing(place) == ("ok", "")


def test_a_source_without_dates_is_silent_by_what_it_brought(site, place):
    site.answers["/rss.xml"] = Answer(
        "<rss><channel><item><title>题</title><link>/p/1</link></item></channel></rss>", headers=XML
    )
    place.source("one", FEED.replace("{url}", site.url) + 'stale_after = "1d"\n')
    place.crawl()
    assert standing(place) == ("ok", "")
    with open_store(place.store) as store, store.transaction() as connection:
        connection.execute("UPDATE sources SET last_new = '2026-01-01T00:00:00Z', added = last_new")
    place.crawl()
    state, reason = standing(place)
    assert state == "silent"
    assert reason.startswith("answers, but its last new article came on 2026-01-01, ")
    assert reason.endswith("days ago (limit 1 day); 1 run without news")


def test_a_gap_is_shown_until_a_run_has_none(site, place):
    site.answers["/rss.xml"] = feed(9, 8)
    place.crawl()
    with open_store(place.store) as store, store.transaction() as connection:
        connection.execute("UPDATE urls SET fetched = ? WHERE kind = 'feed'", (ago(5),))
    site.answers["/rss.xml"] = feed(1, 0, first=5)
    place.crawl()
    state, reason = standing(place)
    assert (state, reason.startswith("possible gap: the oldest of 2 entries")) == ("gap", True)
    assert f"one: gap: {reason}" in place.run("status").stdout
    assert f"note: one: {reason}" in place.run("runs").stdout
    place.crawl()
    assert standing(place) == ("ok", "")

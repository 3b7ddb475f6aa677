"""What is kept of how a source's addresses were found."""

import pytest
from scrapy import Request

from crawler.run.health_measures import (
    find_failure_cause,
    find_permanent_redirect,
    measure_article,
    measure_endpoints,
)
from crawler.run.result import EndpointResult
from records.announcement import Announcement, SkippedEntry
from records.page import AnnouncedArticle
from records.reasons import HttpReason, Reason, SkipReason
from records.record import Record
from records.source import Source
from records.verdict import Drop, Retry
from store.sources.measures import EndpointMeasures

pytestmark = pytest.mark.dates
A, B = "https://a.example/rss", "https://a.example/map.xml"
SOURCE = Source("a", "", "news", "https://a.example/", feeds=(A,), sitemaps=(B,))


def heard(**what):
    return EndpointResult(**{"kind": "feed", "url": A, "status": 200, **what})


def test_an_address_holds_what_its_rules_keep_with_what_is_too_old_for_a_backfill():
    found = Announcement(
        (AnnouncedArticle(f"{A}/1"), AnnouncedArticle(f"{A}/2")),
        (SkippedEntry(SkipReason.TOO_OLD, "x"), SkippedEntry("channel", "y")),
        children=("z",),
    )
    assert measure_endpoints(SOURCE, [heard(announcement=found)], []) == [
        EndpointMeasures("feed", A, 200, 4)
    ]


def test_one_that_has_not_changed_or_was_not_asked_is_as_it_was():
    before = [
        EndpointMeasures("sitemap", B, 200, 9, moved="https://b.example/"),
        EndpointMeasures("feed", A, 200, 7),
        EndpointMeasures("feed", "https://old.example/", 200, 5),
    ]
    assert measure_endpoints(SOURCE, [heard(status=304)], before) == [
        EndpointMeasures("feed", A, 304, 7),
        before[0],
    ]


def test_one_that_is_not_in_the_file_or_further_down_a_list_is_left_out():
    assert (
        measure_endpoints(SOURCE, [heard(url=f"{A}?page=2"), heard(kind="archive", url=B)], [])
        == []
    )
    first, again = (
        heard(announcement=Announcement((AnnouncedArticle(f"{A}/1"),))),
        heard(status=500, reason="http-500"),
    )
    assert measure_endpoints(SOURCE, [first, again], [])[0].held == 1


@pytest.mark.parametrize(
    ("hops", "statuses", "moved"),
    [
        ((A,), (), ""),
        ((A, B), (301,), B),
        ((A, B), (308,), B),
        ((A, B), (302,), ""),
        ((A, B, "https://c.example/"), (301, 302), B),
        ((A, B, "https://c.example/"), (302, 301), ""),
        ((A, f"{A}/", B), (301, 301), B),
        ((A, "http://a.example:80/rss/"), (301,), ""),
        ((A, "https://www.a.example/rss"), (301,), "https://www.a.example/rss"),
        ((A, f"{A}?format=xml"), (301,), f"{A}?format=xml"),
    ],
)
def test_moved_is_what_permanent_redirects_lead_to_elsewhere(hops, statuses, moved):
    meta = (
        {"redirect_urls": list(hops[:-1]), "redirect_reasons": list(statuses)} if statuses else {}
    )
    assert find_permanent_redirect(Request(hops[-1], meta=meta)) == moved


def test_what_was_never_asked_has_not_moved():
    assert find_permanent_redirect(None) == ""


@pytest.mark.parametrize(
    ("verdict", "reason"),
    [
        *(
            (Retry("fetch", reason, "in other words", cause=cause), cause)
            for reason in (Reason.ROBOTS_UNREACHABLE, Reason.HOST_DOWN)
            for cause in (Reason.DNS, Reason.CONNECTION)
        ),
        (
            Retry(
                "fetch",
                Reason.ROBOTS_UNREACHABLE,
                "robots.txt answered 503",
                cause=HttpReason.from_status(503),
            ),
            Reason.ROBOTS_UNREACHABLE,
        ),
        (Retry("fetch", Reason.HOST_DOWN, "x (dns)", cause=Reason.TIMEOUT), Reason.HOST_DOWN),
        (Retry("fetch", Reason.DNS, "a.example was not found"), Reason.DNS),
        (Drop("fetch", "http-404", "answered 404"), "http-404"),
    ],
)
def test_a_host_that_is_not_there_is_no_fault_of_its_robots_txt(verdict, reason):
    assert find_failure_cause(verdict) == reason


def test_an_article_is_measured_by_its_length_and_by_what_it_has():
    record = Record(
        url=A, source="a", raw=b"", fetched="", title="题", body="正文。", outlet="新华网"
    )
    assert measure_article(record) == {
        "measured": 1,
        "chars": 3,
        "with_title": 1,
        "with_published": 0,
        "with_outlet": 1,
        "with_author": 0,
    }

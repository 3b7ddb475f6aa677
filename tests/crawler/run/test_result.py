"""What a crawl came to, as people, scripts and cron read it."""

from collections import Counter

import pytest

from crawler.run.result import CrawlResult, EndpointResult, SourceResult
from records.announcement import Announcement
from records.page import AnnouncedArticle, Hint
from records.reasons import HttpReason, Reason, SourceFailure, VerdictReason, parse_reason

pytestmark = pytest.mark.dates


def result(*errors: str, stop_signal: int = 0) -> CrawlResult:
    sources = [SourceResult(f"s{number}", error, new=number) for number, error in enumerate(errors)]
    return CrawlResult(1, sources, stop_signal=stop_signal)


@pytest.mark.parametrize(
    ("errors", "stopped", "code"),
    [
        (("", ""), 0, 0),
        ((), 0, 0),
        (("x", ""), 0, 1),
        (("x", "y"), 0, 3),
        (("x",), 0, 3),
        (("", ""), 15, 143),
        (("x",), 2, 130),
    ],
)
def test_the_exit_code_tells_cron_the_truth(errors, stopped, code):
    assert result(*errors, stop_signal=stopped).exit_code == code


def test_the_line_counts_gives_reasons_and_names_who_failed():
    told = result("", "robots.txt answered 503", "")
    told.sources[0].reasons = Counter({"robots": 2})
    told.sources[2].reasons = Counter({"robots": 1, "no-text": 1})
    assert (
        told.format_summary()
        == "crawl: 3 sources, 0 found, 0 fetched, 0 unchanged, 3 new, 0 updated, 0 copies, 0"
        " dropped, 0 failed (robots 3, no-text 1), 0.0 s; failed: s1"
    )


def test_json_holds_every_source():
    told = result("", "x").as_dict()
    assert (told["exit_code"], told["new"], told["reasons"]) == (1, 1, {})
    assert [(one["source"], one["state"], one["error"]) for one in told["sources"]] == [
        ("s0", "ok", ""),
        ("s1", "failed", "x"),
    ]


def counted(numbers: dict[str, int]) -> Counter[VerdictReason]:
    return Counter({parse_reason(text): number for text, number in numbers.items()})


def heard(status: int, *dates: str, failure: str = "", first: int = 0) -> EndpointResult:
    made = [
        AnnouncedArticle(f"http://a.example/{number}", Hint(published=date))
        for number, date in enumerate(dates, first)
    ]
    return EndpointResult(
        "feed", "http://a.example/rss", status, Announcement(tuple(made)), failure=failure
    )


def test_each_article_has_the_date_that_some_document_gives_it():
    source = SourceResult(
        "a", endpoints=[heard(200, "", "2026-11-20"), heard(200, "2026-11-21", "", "2026-11-19")]
    )
    assert source.published_dates == ["2026-11-21", "2026-11-20", "2026-11-19"]


@pytest.mark.parametrize(
    ("documents", "whole"),
    [
        ([heard(200)], True),
        ([heard(200), heard(304)], False),
        ([heard(200), heard(0, failure="x")], False),
        ([], False),
    ],
)
def test_a_source_is_heard_whole_when_every_document_was_read(documents, whole):
    assert SourceResult("a", endpoints=documents).read_completely is whole


@pytest.mark.parametrize(
    ("done", "state", "error"),
    [
        (
            {"reasons": counted({"http-403": 3}), "dropped": 3},
            "blocked",
            "none of 3 addresses could be read: http-403",
        ),
        (
            {"reasons": counted({"tdm-reserved": 9}), "dropped": 9},
            "refused",
            "none of 9 addresses could be read: tdm-reserved",
        ),
        ({"reasons": counted({"robots": 2}), "dropped": 2}, "ok", ""),
        (
            {"reasons": counted({"timeout": 2}), "failed": 2},
            "failed",
            "none of 2 addresses could be read: timeout",
        ),
        ({"reasons": counted({"http-403": 2, "no-text": 1}), "dropped": 3}, "ok", ""),
        ({"reasons": counted({"http-404": 2}), "dropped": 2}, "ok", ""),
        ({"reasons": counted({"http-403": 3}), "dropped": 3, "unchanged": 1}, "ok", ""),
        ({"reasons": counted({"http-403": 3}), "dropped": 3, "fetched": 1}, "ok", ""),
        ({}, "ok", ""),
        (
            {
                "reasons": counted({"no-text": 4, "too-short": 1, "http-404": 1}),
                "dropped": 6,
                "fetched": 5,
                "unchanged": 9,
            },
            "layout",
            (
                "none of 5 new pages holds a text: has its layout changed? `jianwen extract"
                " --explain URL` shows what is there"
            ),
        ),
        ({"reasons": counted({"no-text": 4}), "dropped": 4, "fetched": 4}, "ok", ""),  # four videos
        ({"reasons": counted({"no-text": 9}), "dropped": 9, "fetched": 10, "new": 1}, "ok", ""),
        (
            {
                "error": "feed",
                "failure": SourceFailure.CHALLENGED,
                "reasons": counted({"http-403": 1}),
            },
            "challenged",
            "feed",
        ),
    ],
)
def test_a_source_of_which_no_article_can_be_read_says_why(done, state, error):
    source = SourceResult("a", **done)
    source.conclude()
    assert (source.state, source.error) == (state, error)


def test_a_tolerated_failure_leaves_the_run_well_as_long_as_another_source_worked():
    told = result("answered 403 here", "")
    told.sources[0].tolerated = True
    assert told.exit_code == 0
    told.sources[1].error = "x"
    assert told.exit_code == 3


SILENT = Reason.CONNECTION


@pytest.mark.parametrize(
    ("causes", "reasons", "unanswered"),
    [
        ((SILENT, SILENT), ("robots-unreachable", "dns"), True),
        ((SILENT, None), ("robots-unreachable",), False),
        ((SILENT, HttpReason.from_status(503)), ("robots-unreachable",), False),
        ((SILENT, Reason.HOST_PAUSED), ("robots-unreachable",), False),
        ((SILENT, HttpReason.from_status(404)), ("robots-unreachable", "http-404"), False),
        ((), (), False),
    ],
)
def test_that_no_host_answers_at_all_is_seen(causes, reasons, unanswered):
    told = result(*("" if cause is None else "x" for cause in causes))
    for source, cause in zip(told.sources, causes, strict=True):
        source.reasons, source.cause = Counter(map(parse_reason, reasons)), cause
    assert told.is_offline is unanswered


def test_when_time_is_up_the_line_says_what_is_left_and_whose_turn_it_was_not():
    told = result("", "")
    told.time_up, told.remaining = True, 40
    told.sources[0].endpoints = [heard(304)]
    assert told.format_summary().endswith(
        "0.0 s; time is up, 40 pages wait for the next run, not asked: s1"
    )
    assert told.exit_code == 0
    told.sources[1].endpoints = [heard(200)]
    assert told.format_summary().endswith("; time is up, 40 pages wait for the next run")

"""What a crawl came to, as people, scripts and cron read it."""

from collections import Counter

import pytest

from crawler.result import CrawlResult, SourceResult


def result(*errors: str, stopped: int = 0) -> CrawlResult:
    sources = [SourceResult(f"s{number}", error, new=number) for number, error in enumerate(errors)]
    return CrawlResult(1, sources, stopped=stopped)


@pytest.mark.parametrize(
    ("errors", "stopped", "code"),
    [(("", ""), 0, 0), ((), 0, 0), (("x", ""), 0, 1), (("x", "y"), 0, 3), (("x",), 0, 3), (("", ""), 15, 143), (("x",), 2, 130)],
)
def test_the_exit_code_tells_cron_the_truth(errors, stopped, code):
    assert result(*errors, stopped=stopped).exit_code == code


def test_the_line_counts_gives_reasons_and_names_who_failed():
    told = result("", "robots.txt answered 503", "")
    told.sources[0].reasons = Counter({"robots": 2})
    told.sources[2].reasons = Counter({"robots": 1, "no-text": 1})
    assert told.summary() == (
        "crawl: 3 sources, 0 found, 0 fetched, 0 unchanged, 3 new, 0 updated, 0 copies, 0 dropped, 0 failed (robots 3, no-text 1), "
        "0.0 s; failed: s1"
    )


def test_json_holds_every_source():
    told = result("", "x").as_dict()
    assert (told["exit_code"], told["new"], told["reasons"]) == (1, 1, {})
    assert [(one["source"], one["state"], one["error"]) for one in told["sources"]] == [("s0", "ok", ""), ("s1", "failed", "x")]

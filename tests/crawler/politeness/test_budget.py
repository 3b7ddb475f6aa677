"""What a run spends on one host and on one source is bounded."""

import pytest

from crawler.politeness.budget import (
    HOST_REQUESTS,
    HOST_SECONDS,
    YIELD_MIN,
    YIELD_WINDOW,
    CrawlBudget,
)
from records.reasons import Reason

pytestmark = pytest.mark.dates

A, B = "http://a.example:80", "http://b.example:80"


def ask(budget: CrawlBudget, host: str, times: int, at: float = 0.0) -> list[str]:
    """Why each of some requests is refused."""
    return [
        verdict.detail
        for _ in range(times)
        if (verdict := budget.spend_request(host, at)) is not None
    ]


def test_a_host_is_asked_so_often_in_a_run_whichever_of_its_sources_wants_it():
    budget = CrawlBudget()
    assert ask(budget, A, HOST_REQUESTS) == []
    assert ask(budget, A, 1) == [
        f"{A} was asked {HOST_REQUESTS} times in this run; the next one goes on"
    ]
    assert ask(budget, B, 1) == []


def test_who_asks_for_more_pages_grants_more():
    assert ask(CrawlBudget(HOST_REQUESTS + 7), A, HOST_REQUESTS + 7) == []
    assert ask(CrawlBudget(10), A, HOST_REQUESTS) == []


def test_a_slow_host_gets_its_minutes_and_no_more():
    budget = CrawlBudget()
    assert ask(budget, A, 1, 100.0) == ask(budget, A, 1, 100.0 + HOST_SECONDS) == []
    assert ask(budget, A, 1, 101.0 + HOST_SECONDS) == [
        f"{A} has taken 20 minutes of this run; the next one goes on"
    ]
    assert ask(budget, B, 1, 101.0 + HOST_SECONDS) == []


def test_a_source_whose_new_addresses_bring_nothing_new_has_run_into_a_trap():
    budget = CrawlBudget()
    for number in range(YIELD_WINDOW):
        assert budget.find_low_yield("trap") is None
        budget.record_yield("trap", productive=number < YIELD_MIN - 1)
    verdict = budget.find_low_yield("trap")
    assert (verdict.reason, verdict.after) == (Reason.BUDGET, 0.0)
    assert "of the last 100 new addresses 4 brought a new article: a trap" in verdict.detail
    assert budget.find_low_yield("other") is None


def test_a_source_with_some_news_is_no_trap():
    budget = CrawlBudget()
    for number in range(5 * YIELD_WINDOW):
        budget.record_yield("poor", productive=number % 20 == 0)
    assert budget.find_low_yield("poor") is None

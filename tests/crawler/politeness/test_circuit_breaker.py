"""A host that tests browsers is left alone until the next daily run, by this run and by the next
ones, and then tried once.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.politeness.circuit_breaker import CHALLENGED_PAGES, CircuitBreaker
from records.reasons import Reason
from store.db.connection import Store
from store.db.times import add_seconds
from store.ledger.hosts import CHALLENGE_SECONDS, list_host_pauses
from store.open import open_store

pytestmark = pytest.mark.dates

NOW = "2026-11-23T19:00:00Z"
TOMORROW = add_seconds(NOW, CHALLENGE_SECONDS)
A, B = "http://a.example:80", "http://b.example:80"
SAID = f"{A} answered 412 with a test; nothing is asked there until 2026-11-24 16:36 UTC"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "jianwen.db") as store:
        yield store


def test_an_announcement_closes_its_host_at_once_and_the_next_run_knows(store):
    CircuitBreaker(store).record_challenge(A, "412 with a test", NOW, at_once=True)
    circuit = CircuitBreaker(store)
    refusal = circuit.find_refusal(A, NOW)
    assert (refusal.reason, refusal.detail, refusal.after) == (
        "challenged",
        SAID,
        CHALLENGE_SECONDS,
    )
    assert circuit.describe_challenge(A, NOW) == SAID
    assert (circuit.find_refusal(B, NOW), circuit.describe_challenge(B, NOW)) == (None, "")


def test_pages_close_their_host_when_there_are_enough_of_them(store):
    circuit = CircuitBreaker(store)
    for _ in range(CHALLENGED_PAGES - 1):
        circuit.record_challenge(A, "412 with a test", NOW, at_once=False)
    assert circuit.find_refusal(A, NOW) is None
    assert circuit.is_suspect(A)
    assert not circuit.is_suspect(B)
    circuit.record_challenge(A, "412 with a test", NOW, at_once=False)
    assert circuit.find_refusal(A, NOW) is not None


def test_what_was_on_its_way_does_not_close_for_longer(store):
    circuit = CircuitBreaker(store)
    circuit.record_challenge(A, "x", NOW, at_once=True)
    circuit.record_challenge(A, "x", add_seconds(NOW, 30), at_once=True)
    circuit.record_success(A, add_seconds(NOW, 31))
    assert list_host_pauses(store)[A].until == TOMORROW


def test_after_a_day_one_test_closes_again_and_one_answer_ends_the_trial(store):
    CircuitBreaker(store).record_challenge(A, "x", NOW, at_once=True)
    trial = CircuitBreaker(store)
    assert trial.find_refusal(A, TOMORROW) is None
    assert trial.is_suspect(A)
    trial.record_challenge(A, "x", TOMORROW, at_once=False)
    assert trial.find_closure(A, TOMORROW).until == add_seconds(TOMORROW, CHALLENGE_SECONDS)
    freed = CircuitBreaker(store)
    freed.record_success(A, "2026-11-26T00:00:00Z")
    assert list_host_pauses(store) == {}
    assert not freed.is_suspect(A)


def test_a_pause_holds_over_runs_and_the_longest_wish_wins(store):
    circuit = CircuitBreaker(store)
    circuit.close_host(A, 3_600.5, Reason.HOST_PAUSED, "asked to wait", NOW)
    circuit.close_host(A, 60, Reason.HOST_PAUSED, "again", NOW)
    assert CircuitBreaker(store).find_closure(A, NOW).until == add_seconds(NOW, 3_601)
    assert CircuitBreaker(store).find_closure(A, NOW).detail == "asked to wait"
    assert not circuit.is_suspect(A)
    assert circuit.describe_challenge(A, NOW) == ""


def test_a_pause_by_a_clock_that_ran_ahead_does_not_outlive_it(store):
    wrong = "2036-11-23T19:00:00Z"
    CircuitBreaker(store).close_host(A, 3_600, Reason.HOST_PAUSED, "asked to wait", wrong)
    circuit = CircuitBreaker(store)
    assert circuit.find_refusal(A, NOW) is None
    circuit.close_host(A, 60, Reason.HOST_PAUSED, "asked to wait", NOW)
    assert CircuitBreaker(store).find_refusal(A, NOW).after == 60


def test_that_a_host_is_down_is_forgotten_with_the_run(store):
    circuit = CircuitBreaker(store)
    circuit.close_host(A, 300, Reason.HOST_DOWN, "x", NOW)
    assert circuit.find_refusal(A, NOW).reason == Reason.HOST_DOWN
    assert CircuitBreaker(store).find_refusal(A, NOW) is None


def test_a_dry_run_obeys_what_the_real_store_knows_and_leaves_it_alone(store, tmp_path):
    CircuitBreaker(store).record_challenge(A, "x", NOW, at_once=True)
    with open_store(tmp_path / "scratch.db") as scratch:
        dry = CircuitBreaker(scratch, store)
        assert dry.find_refusal(A, NOW) is not None
        dry.record_challenge(B, "x", NOW, at_once=True)
        dry.record_success(A, add_seconds(NOW, 90_000))
    assert list(list_host_pauses(store)) == [A]


def test_without_a_store_it_holds_for_the_run():
    circuit = CircuitBreaker()
    circuit.record_challenge(A, "x", NOW, at_once=True)
    assert circuit.find_refusal(A, NOW) is not None
    circuit.record_success(A, TOMORROW)
    assert circuit.find_refusal(A, TOMORROW) is None


def test_the_time_is_over_for_a_daily_run_that_begins_some_minutes_early(store):
    CircuitBreaker(store).record_challenge(A, "x", NOW, at_once=True)
    assert CircuitBreaker(store).find_refusal(A, add_seconds(NOW, 86_400 - 600)) is None

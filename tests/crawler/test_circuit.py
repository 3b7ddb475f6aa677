"""A host that tests browsers is left alone until the next daily run, by this run and by the next ones, and then tried once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crawler.circuit import DOWN, PAUSED, Circuit
from records.limits import CHALLENGE_SECONDS, CHALLENGES
from store.database import Store, open_store
from store.hosts import remembered_hosts
from store.times import later

pytestmark = pytest.mark.dates
NOW = "2026-11-23T19:00:00Z"
TOMORROW = later(NOW, CHALLENGE_SECONDS)
A, B = "http://a.example:80", "http://b.example:80"
SAID = f"{A} answered 412 with a test; nothing is asked there until 2026-11-24 16:36 UTC"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "jianwen.db") as store:
        yield store


def test_an_announcement_closes_its_host_at_once_and_the_next_run_knows(store):
    Circuit(store).challenge(A, "412 with a test", NOW, at_once=True)
    circuit = Circuit(store)
    refusal = circuit.refusal(A, NOW)
    assert (refusal.reason, refusal.detail, refusal.after) == ("challenged", SAID, CHALLENGE_SECONDS)
    assert circuit.challenged(A, NOW) == SAID
    assert (circuit.refusal(B, NOW), circuit.challenged(B, NOW)) == (None, "")


def test_pages_close_their_host_when_there_are_enough_of_them(store):
    circuit = Circuit(store)
    for _ in range(CHALLENGES - 1):
        circuit.challenge(A, "412 with a test", NOW, at_once=False)
    assert circuit.refusal(A, NOW) is None
    assert circuit.suspects(A)
    assert not circuit.suspects(B)
    circuit.challenge(A, "412 with a test", NOW, at_once=False)
    assert circuit.refusal(A, NOW) is not None


def test_what_was_on_its_way_does_not_close_for_longer(store):
    circuit = Circuit(store)
    circuit.challenge(A, "x", NOW, at_once=True)
    circuit.challenge(A, "x", later(NOW, 30), at_once=True)
    circuit.answered(A, later(NOW, 31))
    assert remembered_hosts(store)[A].until == TOMORROW


def test_after_a_day_one_test_closes_again_and_one_answer_ends_the_trial(store):
    Circuit(store).challenge(A, "x", NOW, at_once=True)
    trial = Circuit(store)
    assert trial.refusal(A, TOMORROW) is None
    assert trial.suspects(A)
    trial.challenge(A, "x", TOMORROW, at_once=False)
    assert trial.closed(A, TOMORROW).until == later(TOMORROW, CHALLENGE_SECONDS)
    freed = Circuit(store)
    freed.answered(A, "2026-11-26T00:00:00Z")
    assert remembered_hosts(store) == {}
    assert not freed.suspects(A)


def test_a_pause_holds_over_runs_and_the_longest_wish_wins(store):
    circuit = Circuit(store)
    circuit.close(A, 3_600.5, PAUSED, "asked to wait", NOW)
    circuit.close(A, 60, PAUSED, "again", NOW)
    assert Circuit(store).closed(A, NOW).until == later(NOW, 3_601)
    assert Circuit(store).closed(A, NOW).detail == "asked to wait"
    assert not circuit.suspects(A)
    assert circuit.challenged(A, NOW) == ""


def test_a_pause_by_a_clock_that_ran_ahead_does_not_outlive_it(store):
    wrong = "2036-11-23T19:00:00Z"
    Circuit(store).close(A, 3_600, PAUSED, "asked to wait", wrong)
    circuit = Circuit(store)
    assert circuit.refusal(A, NOW) is None
    circuit.close(A, 60, PAUSED, "asked to wait", NOW)
    assert Circuit(store).refusal(A, NOW).after == 60


def test_that_a_host_is_down_is_forgotten_with_the_run(store):
    circuit = Circuit(store)
    circuit.close(A, 300, DOWN, "x", NOW)
    assert circuit.refusal(A, NOW).reason == DOWN
    assert Circuit(store).refusal(A, NOW) is None


def test_a_dry_run_obeys_what_the_real_store_knows_and_leaves_it_alone(store, tmp_path):
    Circuit(store).challenge(A, "x", NOW, at_once=True)
    with open_store(tmp_path / "scratch.db") as scratch:
        dry = Circuit(scratch, store)
        assert dry.refusal(A, NOW) is not None
        dry.challenge(B, "x", NOW, at_once=True)
        dry.answered(A, later(NOW, 90_000))
    assert list(remembered_hosts(store)) == [A]


def test_without_a_store_it_holds_for_the_run():
    circuit = Circuit()
    circuit.challenge(A, "x", NOW, at_once=True)
    assert circuit.refusal(A, NOW) is not None
    circuit.answered(A, TOMORROW)
    assert circuit.refusal(A, TOMORROW) is None


def test_the_time_is_over_for_a_daily_run_that_begins_some_minutes_early(store):
    Circuit(store).challenge(A, "x", NOW, at_once=True)
    assert Circuit(store).refusal(A, later(NOW, 86_400 - 600)) is None

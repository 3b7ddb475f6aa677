"""Every run leaves an account."""

import pytest

from records.verdict import Drop
from store.sources.runs import (
    RunSource,
    add_counts,
    begin_run,
    count_verdict_reasons,
    finish_run,
    list_run_sources,
    list_runs,
    record_source_result,
)

pytestmark = pytest.mark.dates
NOW = "2026-11-23T19:00:00Z"
LATER = "2026-11-23T19:05:00Z"


def test_a_run_is_written_at_its_start_and_its_end(store):
    first = begin_run(store, "crawl", NOW, "0.1.0")
    second = begin_run(store, "refine", NOW, "0.1.0")
    finish_run(store, first, 1, LATER, {"new": 3, "source": "健康日报"})
    running, done = list_runs(store, 9)
    assert (running.id, running.command, running.exit_code, running.finished) == (
        second,
        "refine",
        None,
        "",
    )
    assert (done.exit_code, done.started, done.finished, done.summary) == (
        1,
        NOW,
        LATER,
        {"new": 3, "source": "健康日报"},
    )
    assert [run.id for run in list_runs(store, 1)] == [second]


def test_counters_add_up_and_a_state_can_be_noted(store):
    run = begin_run(store, "crawl", NOW, "0.1.0")
    add_counts(store, run, "daily", found=3, new=1)
    add_counts(store, run, "daily", found=2, failed=1)
    add_counts(store, run, "open")
    record_source_result(store, run, "daily", "failed", "robots 503")
    record_source_result(store, run, "closed", "ok", "")
    assert list_run_sources(store, run) == [
        RunSource(run, "closed", "ok", "", 0, 0, 0, 0, 0, 0, 0, 0),
        RunSource(run, "daily", "failed", "robots 503", 5, 0, 0, 1, 0, 0, 0, 1),
        RunSource(run, "open", "ok", "", 0, 0, 0, 0, 0, 0, 0, 0),
    ]


def test_an_unknown_counter_is_refused(store):
    run = begin_run(store, "crawl", NOW, "0.1.0")
    with pytest.raises(ValueError, match="no such counter: fund"):
        add_counts(store, run, "daily", fund=1)


def test_reasons_of_a_run_are_counted(press):
    for number, reason in enumerate(("robots", "no-text", "robots")):
        press.judge(f"https://daily.example/{number}", Drop("fetch", reason), run=4)
    press.judge("https://daily.example/9", Drop("fetch", "robots"), run=5)
    assert count_verdict_reasons(press.store, 4) == [("robots", 2), ("no-text", 1)]

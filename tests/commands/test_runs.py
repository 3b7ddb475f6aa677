import json

import pytest

from records.page import Page
from records.verdict import Drop
from store.ledger.raw_pages import keep_page
from store.settle import store_result
from store.sources.runs import add_counts, begin_run, finish_run, record_source_result

pytestmark = pytest.mark.dates
NOW = "2026-11-23T19:00:00Z"


def test_runs_are_listed_with_sources_and_reasons(ask, shelf) -> None:
    run = begin_run(shelf.store, "crawl", NOW, "0.1.0")
    add_counts(shelf.store, run, "open", found=3, fetched=3, new=2, dropped=1)
    record_source_result(
        shelf.store,
        run,
        "open",
        "failed",
        "sitemap unreadable\nsecond line",
        ["possible gap: x", "page 2 \x1b[31mof 乙"],
        7,
    )
    kept = keep_page(
        shelf.store,
        Page(url="https://open.example/x", source="open", body=b"x", fetched=NOW),
        NOW,
        run=run,
    )
    store_result(
        shelf.store, kept.id, Drop("extract", "no-text"), NOW, pipeline_version="test1", run=run
    )
    finish_run(shelf.store, run, 1, NOW, {"new": 2})
    begin_run(shelf.store, "translate", NOW, "0.1.0")
    out = ask("runs").out
    assert out.index("run 2: translate") < out.index("run 1: crawl")
    assert "has not ended" in out
    assert "exit 1, ended 2026-11-23T19:00:00Z" in out
    assert "sitemap unreadable second line" in out
    assert "verdicts: 1 no-text" in out
    assert "\nnote: open: possible gap: x\nnote: open: page 2 of 乙\n" in out
    assert next(line for line in out.splitlines() if line.startswith("open ")).split()[:9] == [
        "open",
        *["3", "3", "0", "2", "0", "0", "7", "1"],
    ]
    listed = json.loads(ask("runs", "--json", "--limit", "2").out)
    assert listed[1]["sources"][0]["new"] == 2
    assert (listed[1]["sources"][0]["skipped"], listed[1]["sources"][0]["notes"][0]) == (
        7,
        "possible gap: x",
    )
    assert listed[1]["verdicts"] == {"no-text": 1}
    assert [run["id"] for run in json.loads(ask("runs", "--json", "--limit", "1").out)] == [2]


def test_a_run_without_sources_shows_its_summary(ask, shelf) -> None:
    finish_run(
        shelf.store, begin_run(shelf.store, "refine", NOW, "0.1.0"), 0, NOW, {"unchanged": 4}
    )
    assert "4 unchanged" in ask("runs").out


def test_no_runs_yet_is_said_and_is_no_failure(ask, shelf) -> None:
    answer = ask("runs")
    assert (answer.code, answer.out) == (0, "")
    assert "no runs yet" in answer.err
    assert json.loads(ask("runs", "--json").out) == []

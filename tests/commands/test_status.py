import json
from dataclasses import replace

import pytest

from 
from records.verdict import Quarantine
from store.articles import settle
from store.ledger import keep
from store.pages import Page
from store.runs import begin_run, count, finish_run, note_source
from store.sources import SourceHealth

NOW = "2026-11-23T19:00:00Z"
WELL = SourceHealth(
    name="open", title="", kind="news", enabled=True, licence="", full_text="none", translate=False, stale_after=86_400, articles=1,
    waiting=0, failed=0, last_run="2026-11-23T08:00:00Z", last_state="ok", last_error="", last_new="2026-11-23T08:00:00Z",
)  # fmt: skip


@pytest.fixture
def worked(stocked):
    shelf = stocked()
    run = begin_run(shelf.store, "crawl", NOW, "0.1.0")
    count(shelf.store, run, "open", found=2, new=2)
    note_source(shelf.store, run, "open", "failed", "feed unreadable")
    finish_run(shelf.store, run, 1, NOW, {"new": 2})
    broken = keep(shelf.store, Page(url="https://open.example/broken", source="open", body=b"x", fetched=NOW), NOW)
    settle(shelf.store, broken.id, Quarantine("extract", "RecursionError", "too deep"), NOW, line="test1")
    return shelf


def test_json_counts_what_there_is_and_what_waits(ask, worked) -> None:
    status = json.loads(ask("status", "--json").out)
    assert {name: status[name] for name in ("articles", "copies", "waiting", "quarantined", "untranslated")} == {
        "articles": 5, "copies": 1, "waiting": 0, "quarantined": 1, "untranslated": 1,
    }  # fmt: skip
    assert (status["last_run"]["command"], status["last_run"]["exit_code"], status["last_success"]) == ("crawl", 1, "")
    assert {source["name"]: (source["articles"], source["status"]) for source in status["sources"]} == {
        "open": (2, "failed"),
        "closed": (2, "never run"),
    }


def test_a_person_sees_the_same_in_lines_and_a_table(ask, worked) -> None:
    answer = ask("status")
    assert (answer.code, answer.err) == (0, "")
    assert "5 published (1 of them copies), 0 withheld" in answer.out
    assert "1 pages in quarantine" in answer.out
    assert "1 crawl, 2026-11-23T19:00:00Z, exit 1" in answer.out
    assert "人民网 健康" in answer.out


def test_a_new_store_says_what_to_do(ask, shelf) -> None:
    out = ask("status").out
    assert "none yet; `jianwen crawl` starts one" in out


def test_without_a_store_one_line_says_how_to_make_it(ask) -> None:
    answer = ask("status")
    assert answer.code == 3
    assert "jianwen crawl" in answer.err


@pytest.mark.parametrize(
    ("health", "state"),
    [
        ({}, "ok"),
        ({"enabled": False}, "draft"),
        ({"last_run": ""}, "never run"),
        ({"last_state": "failed"}, "failed"),
        ({"last_new": "2026-11-20T08:00:00Z"}, "stale"),
        ({"last_new": "2026-11-20T08:00:00Z", "stale_after": 0}, "ok"),
        ({"last_new": "", "last_run": "2026-11-21T08:00:00Z"}, "stale"),
    ],
)
def test_the_state_of_a_source_is_one_word(health: dict, state: str) -> None:
    assert _state(replace(WELL, **health), NOW) == state

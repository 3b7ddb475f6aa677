"""Reading stored pages again: after a crash, and after the line has learnt something."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from records.page import Page
from records.source import Source
from store.ledger.raw_pages import keep_page
from store.open import open_store
from store.sources.runs import list_runs
from store.sources.sources import sync_sources

NOW = "2026-11-23T19:00:00Z"
TEXT = "流感疫苗每年接种一次，老年人和儿童优先接种。" * 4
HTML = (
    f"<html><head><title>接种提醒</title></head><body><h1>接种提醒</h1><p>{TEXT}</p></body></html>"
)


def jianwen(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "JIANWEN_HOME": str(home / "var"),
        "JIANWEN_SOURCES": str(home / "sources"),
    }
    program = [str(Path(sys.executable).parent / "jianwen"), "refine", *words]
    return subprocess.run(program, env=env, capture_output=True, text=True, timeout=60)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A store in which a crash left two fetched pages unread, one of them no article."""
    with open_store(tmp_path / "var" / "jianwen.db") as store:
        keep_page(
            store,
            Page(url="https://example.org/a", source="", body=HTML.encode(), fetched=NOW),
            NOW,
        )
        keep_page(
            store,
            Page(
                url="https://example.org/b",
                source="",
                body=b"<html><body></body></html>",
                fetched=NOW,
            ),
            NOW,
        )
    return tmp_path


def test_what_a_crash_left_unread_is_read_and_a_second_time_nothing_waits(home: Path) -> None:
    first = jianwen(home, "--json")
    assert first.returncode == 0, first.stderr
    assert json.loads(first.stdout) == {"new": 1, "dropped": 1}
    second = jianwen(home)
    assert second.stdout == "refine: nothing waits\n"


def test_reading_everything_again_changes_nothing_when_the_line_is_the_same(home: Path) -> None:
    jianwen(home, "--quiet")
    again = jianwen(home, "--all", "--json")
    assert json.loads(again.stdout)["unchanged"] == 1
    with open_store(home / "var" / "jianwen.db") as store:
        assert [row["version"] for row in store.db.query("select version from articles")] == [1]
        assert [run.command for run in list_runs(store, 9)] == ["refine", "refine"]


def test_an_older_reading_is_replaced_by_the_present_line(home: Path) -> None:
    jianwen(home, "--quiet")
    with open_store(home / "var" / "jianwen.db") as store, store.transaction() as connection:
        connection.execute("update urls set line = 'decode0'")
    assert json.loads(jianwen(home, "--json").stdout) == {"unchanged": 1, "dropped": 1}


def test_a_missing_store_is_one_line(tmp_path: Path) -> None:
    done = jianwen(tmp_path)
    assert done.returncode == 3
    assert done.stderr.count("\n") == 1


def test_pages_of_a_source_whose_file_is_gone_are_left_as_they_are(home: Path) -> None:
    with open_store(home / "var" / "jianwen.db") as store:
        sync_sources(store, [Source("gone", "走了", "news", "https://gone.example/")], NOW)
        keep_page(
            store,
            Page(url="https://gone.example/a", source="gone", body=HTML.encode(), fetched=NOW),
            NOW,
        )
    done = jianwen(home, "--json")
    assert json.loads(done.stdout) == {"new": 1, "dropped": 1}
    assert "1 pages left as they are" in done.stderr
    assert "no source file of gone" in done.stderr

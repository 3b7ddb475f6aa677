import importlib.util
import json
import shutil
import sqlite3
import sys
from contextlib import closing

import pytest

from records.paths import PROJECT_ROOT
from services import doctor
from services.run_lock import RunLock

pytestmark = pytest.mark.dates
SOURCE = """
title = "开放来源"
kind = "news"
home = "https://open.example/"
language = "zh"
feeds = ["https://open.example/rss.xml"]
enabled = false
[rights]
licence = "CC-BY-4.0"
full_text = "public"
translate = true
attribution = "Example"
"""


@pytest.fixture
def checks(ask, tmp_path):
    """Run the doctor; gives the exit code and each check by its name."""
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "open.toml").write_text(SOURCE, "utf-8")

    def run():
        answer = ask("doctor", "--json")
        return answer.code, {check["what"]: check for check in json.loads(answer.out)}

    return run


def test_a_fresh_machine_is_well_and_nothing_is_left_behind(checks, tmp_path) -> None:
    code, found = checks()
    assert code == 0, found
    assert "none yet" in found["store"]["found"]
    assert found["write-ahead log"]["found"] == "works"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["sources"]


def test_a_working_store_is_well_and_waiting_articles_without_a_package_are_not(
    ask, checks, stocked
) -> None:
    stocked()
    code, found = checks()
    assert found["store"]["ok"]
    assert not found["translation packages"]["ok"]
    assert "articles in en wait" in found["translation packages"]["found"]
    assert code == 1
    answer = ask("doctor")
    assert answer.code == 1
    assert "✓ SQLite: " in answer.out
    assert (
        "✗ translation packages: none installed; articles in en wait for one → `jianwen models"
        " install en zh`" in answer.out
    )


def test_a_package_that_is_not_what_was_installed_is_told(ask, checks, shelf) -> None:
    tiny = PROJECT_ROOT / "data" / "models" / "translate-en_zh-tiny-0_1.argosmodel"
    assert ask("models", "install", str(tiny)).code == 0
    assert checks()[1]["translation packages"]["found"] == "translate-en_zh-tiny 0.1"
    about = shelf.home / "models" / "translate-en_zh-tiny" / "metadata.json"
    about.write_text(about.read_text() + " ")
    found = checks()[1]["translation packages"]
    assert (found["ok"], found["found"]) == (False, "translate-en_zh-tiny 0.1 (changed)")


def test_a_damaged_store_is_told_in_words(checks, shelf) -> None:
    shelf.store.close()
    with open(shelf.home / "jianwen.db", "r+b") as file:
        file.write(b"not a database at all")
    code, found = checks()
    assert (code, found["store"]["ok"]) == (1, False)
    assert "jianwen.db" in found["store"]["found"]


def test_an_article_that_the_index_lost_is_found(checks, stocked) -> None:
    shelf = stocked()
    with shelf.store.transaction() as connection:
        connection.execute("DELETE FROM articles_fts_docsize WHERE id = 1")
    assert not checks()[1]["store"]["ok"]


def test_a_running_crawl_is_no_fault_and_a_broken_lock_is(checks, tmp_path) -> None:
    with RunLock(tmp_path / "var" / "jianwen.lock"):
        assert "in use" in checks()[1]["lock"]["found"]
    assert checks()[1]["lock"]["found"] == "free"
    (tmp_path / "var" / "jianwen.lock").unlink()
    (tmp_path / "var" / "jianwen.lock").mkdir()
    assert not checks()[1]["lock"]["ok"]


def test_a_broken_source_file_is_named(checks, tmp_path) -> None:
    (tmp_path / "sources" / "open.toml").write_text("titel = 'x'\n", "utf-8")
    found = checks()[1]["sources"]
    assert not found["ok"]
    assert "open.toml" in found["found"]


def test_a_home_that_cannot_be_a_folder_is_found(checks, tmp_path) -> None:
    (tmp_path / "var").write_bytes(b"")
    found = checks()[1]
    assert not found["folder"]["ok"]
    assert "write-ahead log" not in found


def test_a_full_disk_a_foreign_folder_and_a_slow_clock_are_found(
    checks, shelf, monkeypatch
) -> None:
    from store.backup import integrity as checkup
    from store.sources.runs import begin_run

    begin_run(shelf.store, "crawl", "2999-01-01T00:00:00Z", "0.1.0")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 9, 1_000_000))
    monkeypatch.setattr(checkup, "probe_journal_mode", lambda _: "delete")
    found = checks()[1]
    assert not found["disk"]["ok"]
    assert "local disk" in found["write-ahead log"]["fix"]
    assert "behind the last run" in found["clock"]["fix"]


def test_missing_packages_are_named_and_what_needs_them_is_not_tried(checks, monkeypatch) -> None:
    there = importlib.util.find_spec
    monkeypatch.setattr(
        doctor, "find_spec", lambda name: None if name in ("jieba", "ctranslate2") else there(name)
    )
    code, found = checks()
    assert code == 1
    assert found["packages"]["found"] == "jieba missing"
    assert found["translator"]["found"] == "ctranslate2 missing"
    assert "sources" not in found


def test_an_old_python_or_sqlite_is_found(checks, monkeypatch) -> None:
    from store.backup import integrity as checkup

    monkeypatch.setattr(doctor, "PYTHON_MIN", (9, 9))
    monkeypatch.setattr(checkup, "SQLITE_MIN_VERSION", (9, 0, 0))
    found = checks()[1]
    assert not found["Python"]["ok"]
    assert not found["SQLite"]["ok"]


def test_a_terminal_without_unicode_is_found(monkeypatch) -> None:
    class Ascii:
        encoding = "ANSI_X3.4-1968"

    monkeypatch.setattr(sys, "stdout", Ascii())
    assert not doctor._check_terminal().ok


def test_a_store_of_another_program_is_left_alone(checks, tmp_path) -> None:
    (tmp_path / "var").mkdir()
    with closing(sqlite3.connect(tmp_path / "var" / "jianwen.db")) as db:
        db.execute("CREATE TABLE other (x)")
    found = checks()[1]["store"]
    assert not found["ok"]
    assert "another program" in found["found"]

"""The doctor's questions about the file."""

import sqlite3

import pytest

import store.backup.integrity
from records.errors import StoreError
from store.backup.integrity import (
    find_store_errors,
    get_sqlite_version,
    has_full_text,
    probe_journal_mode,
    sqlite_is_recent,
)
from store.open import open_store

pytestmark = pytest.mark.dates
A = "https://daily.example/a"
B = "https://daily.example/b"


def test_this_sqlite_has_what_the_store_needs(tmp_path, monkeypatch):
    assert get_sqlite_version() == sqlite3.sqlite_version
    assert sqlite_is_recent()
    assert has_full_text()
    assert probe_journal_mode(tmp_path) == "wal"
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setattr(store.backup.integrity, "SQLITE_MIN_VERSION", (99, 0, 0))
    assert not sqlite_is_recent()


def test_a_sqlite_without_full_text_search_is_seen(monkeypatch):
    class Poor(sqlite3.Connection):
        def execute(self, *_):
            raise sqlite3.OperationalError("no such module: fts5")

    real = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda name: real(name, factory=Poor))
    assert not has_full_text()


def test_a_folder_without_a_write_ahead_log_says_why(tmp_path):
    assert "unable to open" in probe_journal_mode(tmp_path / "absent")


def test_a_sound_store_has_no_faults(press):
    press.publish(A)
    press.publish(B)
    press.keep("https://daily.example/c", "waits")
    assert find_store_errors(press.store) == []


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        ("DELETE FROM changes", "article without change"),
        ("UPDATE articles SET cluster = 'x', is_canonical = 0", "copy without its link"),
        ("DELETE FROM copies", "copy without its link"),
        ("UPDATE articles SET body_zh = 'a' || char(10) || 'b'", "translation of other length"),
        ("DELETE FROM pages", "page to refine that is missing"),
        ("UPDATE urls SET state = 'stored'", "stored address without article"),
        ("UPDATE articles SET is_canonical = 0 WHERE uid = cluster", "copy of a copy"),
        (
            "INSERT INTO articles_fts (articles_fts) VALUES ('delete-all')",
            "article missing from the search index",
        ),
        ("UPDATE articles_fts_data SET block = zeroblob(20) WHERE id > 10", "search index: "),
        ("PRAGMA foreign_keys = OFF; DELETE FROM urls", "reference: pages row 1 points at no urls"),
    ],
)
def test_a_damage_is_named(press, damage, fault):
    press.publish(A)
    press.publish(B)
    press.keep("https://daily.example/c", "waits")
    press.store.connection.executescript(damage)
    assert any(line.startswith(fault) for line in find_store_errors(press.store)), (
        find_store_errors(press.store)
    )


def test_an_index_that_cannot_be_checked_is_an_error(store, path):
    with (
        open_store(path, wait=0.01) as other,
        store.transaction(),
        pytest.raises(StoreError, match="locked"),
    ):
        find_store_errors(other)

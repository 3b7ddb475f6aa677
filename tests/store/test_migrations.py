"""A store of an older schema is brought to the present one, and looks like a new one afterwards."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from records.errors import StoreError
from store.backup.integrity import find_store_errors
from store.backup.manifest import verify_backup
from store.db.connection import SCHEMA_VERSION
from store.open import open_store
from store.sources.sources import list_source_facts

pytestmark = pytest.mark.dates


def shape(path: Path) -> dict[str, object]:
    """Tables with their columns, views with their text."""
    with closing(sqlite3.connect(path)) as connection:
        names = connection.execute(
            "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'articles_fts_%'"
        ).fetchall()
        tables = {
            name: {
                tuple(column[1:4]) for column in connection.execute(f'PRAGMA table_info("{name}")')
            }
            for kind, name, _ in names
            if kind == "table"
        }
        return {**tables, **{name: text for kind, name, text in names if kind == "view"}}


def test_an_older_store_gets_the_present_schema(old, tmp_path):
    with open_store(old) as store:
        assert store.query_number("PRAGMA user_version") == SCHEMA_VERSION
        assert store.query_number("SELECT count(*) FROM articles") == 1
        assert [health.name for health in list_source_facts(store)] == ["daily"]
    open_store(tmp_path / "new.db").close()
    assert shape(old) == shape(tmp_path / "new.db")


def test_a_store_is_brought_up_to_date_once(old):
    for _ in range(2):
        with open_store(old) as store:
            names = [
                row["name"]
                for row in store.query("SELECT name FROM _sqlite_migrations ORDER BY id")
            ]
    assert names == [
        "1_first_tables",
        "2_harvest",
        "3_site_lines",
        "4_archive",
        "5_health",
        "6_schedule",
        "7_search",
        "8_copies",
        "9_keywords",
        "10_models",
        "11_corrections",
        "12_hints",
        "13_unstated_licences",
        "14_withheld_withdrawals",
        "15_starts_of_runs",
        "16_audit",
        "17_decisions",
        "18_unstored",
    ]


def test_what_forbids_derivatives_is_not_translated_whatever_was_written(old):
    with open_store(old) as store:
        assert [
            tuple(row) for row in store.query("SELECT licence, full_text, translate FROM rights")
        ] == [("CC-BY-ND-4.0", "none", 0)]


def test_an_older_store_is_copied_before_it_is_brought_up_to_date(old):
    open_store(old).close()
    copy = old.parent / "backups" / "old-schema1.db"
    assert verify_backup(copy).schema == 1
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT title FROM articles").fetchall() == [("高血压",)]
    copy.unlink()
    open_store(old).close()
    assert not copy.exists(), "a store of the present schema is not copied"


def test_without_room_for_the_copy_nothing_is_changed_and_one_line_says_so(old, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1))
    with pytest.raises(StoreError) as refusal:
        open_store(old)
    assert "schema 1 is older, and without a copy it is not brought up to date" in str(
        refusal.value
    )
    assert "are needed, 0.0 MB are free; make room and run again" in str(refusal.value)
    with closing(sqlite3.connect(old)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)


def test_a_new_store_and_a_reader_make_no_copy(old, tmp_path):
    open_store(tmp_path / "new.db").close()
    with pytest.raises(StoreError, match="brings it up to date"):
        open_store(old, readonly=True)
    assert not (tmp_path / "backups").exists()


def test_the_copies_of_an_older_store_keep_their_links(old):
    with closing(sqlite3.connect(old)) as connection:
        for name in ("fold", "mark"):
            connection.create_function(name, 1, lambda text: text, deterministic=True)
        connection.execute(
            "INSERT INTO articles (uid, url, is_canonical, cluster) VALUES ('a2', 'urn:2', 0, 'a1')"
        )
        connection.execute("INSERT INTO copies (uid, canonical, share) VALUES ('a2', 'a1', 1.0)")
        connection.commit()
    with open_store(old) as store:
        assert [tuple(row) for row in store.query("SELECT * FROM copies")] == [
            ("a2", "a1", 1.0, "copy", "earlier")
        ]
        assert [
            tuple(row)
            for row in store.query('SELECT "首发编号", "转载编号", "判定依据" FROM "转载"')
        ] == [("a1", "a2", "首发发布更早")]
        assert [
            fault for fault in find_store_errors(store) if "copy" in fault or "link" in fault
        ] == []


def test_a_store_of_the_schema_before_keeps_the_words_of_its_announcements(tmp_path):
    path = tmp_path / "schema11.db"
    with open_store(path) as store, store.transaction() as connection:
        connection.execute(
            "INSERT INTO urls (url, uid, source, kind, state, found, due_at, hint)"
            " VALUES ('http://a.example/1', 'u', 'a', 'article', 'stored', '', '', ?)",
            ('{"title": "t"}',),
        )
        connection.execute("DROP TABLE hints")
        connection.execute("DELETE FROM _sqlite_migrations WHERE name = '12_hints'")
        connection.execute("PRAGMA user_version = 11")
    with open_store(path) as store:
        assert store.query_number("PRAGMA user_version") == SCHEMA_VERSION
        assert store.query_number("SELECT count(*) FROM hints") == 0
        assert store.query("SELECT hint FROM urls")[0]["hint"] == '{"title": "t"}'
    assert verify_backup(tmp_path / "backups" / "schema11-schema11.db").schema == 11

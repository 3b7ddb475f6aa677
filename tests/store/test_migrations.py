"""A store of an older schema is brought to the present one, and looks like a new one afterwards."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from store.database import APPLICATION, SCHEMA, open_store
from store.sources import source_health

OLDER = Path(__file__).parent / "schema1.sql"


@pytest.fixture
def old(tmp_path):
    """A store as Jianwen 0.1.0 left it, with one source and one article in it."""
    path = tmp_path / "old.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.create_function("fold", 1, lambda text: text, deterministic=True)
        connection.create_function("mark", 1, lambda text: text, deterministic=True)
        connection.executescript(OLDER.read_text("utf-8"))
        connection.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('jianwen', '1_first_tables', '')")
        connection.execute("INSERT INTO meta (key, value) VALUES ('fold', '1')")
        connection.execute("INSERT INTO sources (name, title, licence, translate) VALUES ('daily', '健康日报', 'CC-BY-ND-4.0', 1)")
        connection.execute("INSERT INTO articles (uid, url, source, title) VALUES ('a1', 'https://daily.example/1', 'daily', '高血压')")
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute("PRAGMA user_version = 1")
        connection.commit()
    return path


def shape(path: Path) -> dict[str, object]:
    """Tables with their columns, views with their text."""
    with closing(sqlite3.connect(path)) as connection:
        names = connection.execute("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'articles_fts_%'").fetchall()
        tables = {
            name: {tuple(column[1:4]) for column in connection.execute(f'PRAGMA table_info("{name}")')}
            for kind, name, _ in names
            if kind == "table"
        }
        return {**tables, **{name: text for kind, name, text in names if kind == "view"}}


def test_an_older_store_gets_the_present_schema(old, tmp_path):
    with open_store(old) as store:
        assert store.number("PRAGMA user_version") == SCHEMA
        assert store.number("SELECT count(*) FROM articles") == 1
        assert [health.name for health in source_health(store)] == ["daily"]
    open_store(tmp_path / "new.db").close()
    assert shape(old) == shape(tmp_path / "new.db")


def test_a_store_is_brought_up_to_date_once(old):
    for _ in range(2):
        with open_store(old) as store:
            names = [row["name"] for row in store.query("SELECT name FROM _sqlite_migrations ORDER BY id")]
    assert names == ["1_first_tables", "2_harvest", "3_site_lines", "4_archive", "5_health", "6_search"]


def test_what_forbids_derivatives_is_not_translated_whatever_was_written(old):
    with open_store(old) as store:
        assert [tuple(row) for row in store.query("SELECT licence, full_text, translate FROM rights")] == [("CC-BY-ND-4.0", "none", 0)]

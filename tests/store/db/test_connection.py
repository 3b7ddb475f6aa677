"""Opening the store, and what happens when that cannot be."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

import store.open
import store.search.index
from records.errors import StoreError
from records.paths import PROJECT_ROOT
from store.db.connection import APPLICATION_ID, SCHEMA_VERSION, explain_sqlite_error
from store.open import open_store
from store.search.search import search_articles
from text.chinese import folding

A = "https://daily.example/a"


@contextmanager
def as_nobody():
    """Drop the rights of root, to whom no folder is read-only."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65_534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.fixture
def public():
    """A folder that every user can enter, other than those of pytest."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


def pragma(store, name):
    return store.query_number(f"PRAGMA {name}")


def test_a_new_store_is_made_with_its_folder(path):
    with open_store(path) as store:
        assert store.query("PRAGMA journal_mode")[0][0] == "wal"
        assert [
            pragma(store, name)
            for name in ("synchronous", "foreign_keys", "user_version", "application_id")
        ] == [
            2,
            1,
            SCHEMA_VERSION,
            APPLICATION_ID,
        ]
        assert [
            row["name"] for row in store.db.query("SELECT name FROM _sqlite_migrations ORDER BY id")
        ] == [
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


def test_opening_again_changes_nothing(path):
    with open_store(path) as store:
        before = store.query("SELECT * FROM sqlite_master")
    with open_store(path) as store:
        assert store.query("SELECT * FROM sqlite_master") == before
        assert pragma(store, "synchronous") == 2


@pytest.mark.parametrize("how", [{"create": False}, {"readonly": True}])
def test_a_missing_store_is_not_made_by_readers(path, how):
    with pytest.raises(StoreError, match="there is no store yet"):
        open_store(path, **how)
    assert not path.parent.exists()


def test_a_newer_store_is_refused_and_left_alone(path):
    open_store(path).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    before = path.read_bytes()
    with pytest.raises(
        StoreError,
        match=(
            f"newer Jianwen .schema {SCHEMA_VERSION + 1}, this one knows {SCHEMA_VERSION}.; update"
        ),
    ):
        open_store(path)
    assert path.read_bytes() == before


def test_an_older_store_is_not_brought_up_to_date_by_a_reader(path):
    path.parent.mkdir()
    path.touch()
    with pytest.raises(StoreError, match="older Jianwen"):
        open_store(path, readonly=True)
    open_store(path).close()
    with (
        open_store(path, readonly=True) as store,
        pytest.raises(StoreError, match="no permission to write"),
        store.transaction(),
    ):
        pass


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: path.write_text("not a database " * 100), "not a SQLite database"),
        (lambda path: path.mkdir(), "this is a folder"),
        (lambda path: _foreign(path), "another program's database"),
    ],
)
@pytest.mark.parametrize("readonly", [False, True])
def test_what_is_no_store_is_refused_in_one_line(tmp_path, make, message, readonly):
    path = tmp_path / "jianwen.db"
    make(path)
    with pytest.raises(StoreError, match=message) as caught:
        open_store(path, readonly=readonly)
    assert str(caught.value).startswith(str(path))
    assert "\n" not in str(caught.value)


def _foreign(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE theirs (x)")


def test_a_schema_that_is_no_text_any_more_is_told_as_damage(store, path):
    store.close()
    whole = path.read_bytes()
    at = whole.index(b'CREATE TABLE "site_lines"') + 30
    path.write_bytes(whole[:at] + b"\xa0\xff\xfe" + whole[at + 3 :])
    with pytest.raises(StoreError, match=r"the file is damaged; restore a copy"):
        open_store(path)


def test_a_folder_that_cannot_be_made_is_a_clear_error(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot use this folder"):
        open_store(tmp_path / "file" / "jianwen.db")


def test_without_permission_nothing_is_opened(public, tmp_path):
    # load every module as long as the checkout may be read
    open_store(tmp_path / "warm.db").close()
    (public / "home").mkdir(mode=0o555)
    (public / "locked").mkdir(mode=0o000)
    with as_nobody():
        with pytest.raises(StoreError, match="cannot be opened; check that file and folder"):
            open_store(public / "home" / "jianwen.db")
        with pytest.raises(StoreError, match="cannot use this folder"):
            open_store(public / "locked" / "jianwen.db", readonly=True)


def test_a_store_in_a_read_only_folder_can_be_read(public):
    folder = public / "home"
    path = folder / "jianwen.db"
    open_store(path).close()
    path.chmod(0o444)
    folder.chmod(0o555)
    with as_nobody():
        with open_store(path, readonly=True) as store:
            assert search_articles(store, "健康") == []
        with pytest.raises(StoreError, match="no permission to write"):
            open_store(path)
    folder.chmod(0o755)


def test_a_copy_by_vacuum_into_gets_its_write_ahead_log(press, tmp_path):
    press.publish(A)
    copy = tmp_path / "copy.db"
    press.store.connection.execute("VACUUM INTO ?", (str(copy),))
    with open_store(copy) as store:
        assert store.query("PRAGMA journal_mode")[0][0] == "wal"
        assert len(search_articles(store, "正文")) == 1


def test_a_writer_that_stays_too_long_is_named(store, path):
    with open_store(path, wait=0.05) as other, store.transaction():
        with (
            pytest.raises(StoreError, match="kept it locked; nothing was written, try again"),
            other.transaction(),
        ):
            pass
        assert other.query("SELECT count(*) FROM urls")[0][0] == 0


def test_another_writer_is_waited_for_once_where_that_was_asked_for(store, path):
    with open_store(path, wait=0.05) as other, store.transaction():
        other.wait_once()
        assert other.query_number("PRAGMA busy_timeout") == 50
        with pytest.raises(StoreError, match="kept it locked"), other.transaction():
            pass
        assert other.query_number("PRAGMA busy_timeout") == 0


def test_an_error_inside_a_transaction_leaves_nothing(store):
    with pytest.raises(RuntimeError), store.transaction() as connection:
        connection.execute("INSERT INTO meta VALUES ('x', 'y')")
        raise RuntimeError
    assert store.query("SELECT * FROM meta WHERE key = 'x'") == []
    with store.transaction() as connection:
        connection.execute("INSERT INTO meta VALUES ('x', 'y')")
    assert len(store.query("SELECT * FROM meta WHERE key = 'x'")) == 1


def test_what_rides_is_written_with_the_next_transaction_that_is_kept_and_at_the_close(path):
    ride = ("INSERT INTO meta (key, value) VALUES (?, 'x')", ("a",))
    with open_store(path) as store:
        store.defer_write(*ride)
        assert not store.query("SELECT * FROM meta WHERE value = 'x'"), (
            "it costs no transaction of its own"
        )
        with pytest.raises(RuntimeError), store.transaction():
            raise RuntimeError
        assert not store.query("SELECT * FROM meta WHERE value = 'x'")
        with store.transaction():
            pass
        assert [row["key"] for row in store.query("SELECT key FROM meta WHERE value = 'x'")] == [
            "a"
        ]
        with store.transaction():
            pass  # once only: the key is unique
        store.defer_write(ride[0], ("b",))
    with open_store(path) as store:
        assert store.query_number("SELECT count(*) FROM meta WHERE value = 'x'") == 2


def test_wrong_sql_is_a_store_error_in_one_line(store):
    with pytest.raises(StoreError, match="no such table"):
        store.query("SELECT * FROM absent")
    with pytest.raises(StoreError, match="no such table"):
        list(store.stream("SELECT * FROM absent"))


def test_half_a_character_is_refused(press):
    with pytest.raises(StoreError, match=r"half a character .U\+D800."):
        press.publish(A, title="a\ud800")
    assert press.store.query_number("SELECT count(*) FROM articles") == 0


def test_an_error_that_sqlite_gives_no_number_is_explained_too(path):
    assert "unexpected answer of SQLite (odd)" in str(
        explain_sqlite_error(sqlite3.Error("odd"), path)
    )


def test_a_new_folding_indexes_everything_anew(press, path, monkeypatch):
    press.publish(A, title="騰訊", body="醫學資訊。")
    press.store.close()
    monkeypatch.setattr(store.open, "VERSION", folding.VERSION + 1)
    monkeypatch.setattr(store.search.index, "VERSION", folding.VERSION + 1)
    with open_store(path) as opened:
        assert [hit.title for hit in search_articles(opened, "医学资讯")] == ["騰訊"]
        assert (
            opened.query_number("SELECT value FROM meta WHERE key = 'fold'") == folding.VERSION + 1
        )
        opened.connection.execute(
            "INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 0)"
        )


def test_another_program_can_read_and_cannot_write_articles(press, path):
    press.publish(A)
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT title FROM articles").fetchall() == [("标题",)]
        for sql in (
            "UPDATE articles SET status = 'rejected'",
            "DELETE FROM articles",
            "UPDATE articles SET title = 'x'",
        ):
            with pytest.raises(sqlite3.OperationalError, match="fold"):
                connection.execute(sql)


OPENING = """
import sys; from pathlib import Path; from store.open import open_store
open_store(Path(sys.argv[1])).close()
"""


def test_programs_that_start_at_once_make_one_schema(path):
    command = [sys.executable, "-c", OPENING, str(path)]
    started = [
        subprocess.Popen(command, cwd=PROJECT_ROOT, stderr=subprocess.PIPE) for _ in range(3)
    ]
    assert [process.communicate()[1] for process in started] == [b""] * 3
    with open_store(path) as opened:
        assert opened.query_number("SELECT count(*) FROM _sqlite_migrations") == SCHEMA_VERSION


LOADED = """
import sys; from pathlib import Path; from store.open import open_store
from store.articles import changes
from store.search.search import search_articles
from store.sources.overview import read_overview
from store.sources.runs import list_runs
from store.sources.sources import list_source_facts
with open_store(Path(sys.argv[1])) as store:
    read_overview(store), list_runs(store, 1), list_source_facts(store)
    search_articles(store, "健康")
print(*sorted({"sqlite_utils", "numpy", "scrapy", "jieba"} & set(sys.modules)))
"""


def test_reading_a_store_loads_nothing_slow(store, path):
    store.close()
    done = subprocess.run(
        [sys.executable, "-c", LOADED, str(path)],
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == ""


def test_making_a_store_loads_no_numpy(path):
    loaded = f"{OPENING}\nprint('sqlite_utils' in sys.modules, 'numpy' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", loaded, str(path)],
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["True", "False"]


def test_a_damaged_schema_that_sqlite_quotes_is_told_by_name(tmp_path: Path) -> None:
    path = tmp_path / "jianwen.db"
    with open_store(path) as store:
        store.connection.execute("CREATE VIEW broken AS SELECT a.sourceXY FROM articles AS a")
        store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    path.write_bytes(path.read_bytes().replace(b"a.sourceXY", b"a.source\xa0Y"))
    with open_store(path) as store:
        for asked in (store.query, lambda sql: list(store.stream(sql))):
            with pytest.raises(StoreError, match="the file is damaged; restore a copy"):
                asked("SELECT * FROM broken")
        with (
            pytest.raises(StoreError, match="the file is damaged"),
            store.transaction() as connection,
        ):
            connection.execute("CREATE TABLE copied AS SELECT * FROM broken")

"""C12: the store's file is damaged, its log cut short, its index of the log gone."""

import shutil
import sqlite3
from contextlib import closing

import pytest

from records.errors import JianwenError
from store.articles.articles import get_article
from store.backup.integrity import find_store_errors
from store.open import open_store
from tests.crash.conftest import SHARE
from tests.loopback import Place

pytestmark = pytest.mark.unmeasured


@pytest.fixture
def place(stocked, tmp_path):
    stocked().store.close()
    return Place(tmp_path, ())


def use(path):
    """Do with a store what a run does with it: read all of it, write into it.

    Give what was wrong, "" when nothing showed.
    """
    try:
        with open_store(path) as store:
            found = find_store_errors(store)
            for row in store.query("SELECT uid FROM articles"):
                get_article(store, row["uid"])
            store.query(
                "SELECT uid FROM articles_fts JOIN articles ON articles.id = articles_fts.rowid"
                " WHERE articles_fts MATCH '高'"
            )
            with store.transaction() as connection:
                connection.execute("INSERT OR REPLACE INTO meta VALUES ('probe', 'x')")
            return found[0] if found else ""
    except JianwenError as error:
        return str(error)


@pytest.mark.parametrize(
    "trials",
    [
        pytest.param(60, id="short"),
        pytest.param(round(2_000 * SHARE) or 1, id="long", marks=pytest.mark.long),
    ],
)
def test_a_damaged_bit_that_is_noticed_is_told_by_name(trials, place, luck, seed, tell):
    """SQLite keeps no checksums: a bit inside a text is not noticed."""
    whole = place.store.read_bytes()
    told = 0
    for trial in range(trials):
        at, bit = luck.randrange(len(whole)), 1 << luck.randrange(8)
        place.store.write_bytes(whole[:at] + bytes([whole[at] ^ bit]) + whole[at + 1 :])
        for name in ("-wal", "-shm"):
            place.store.with_name(place.store.name + name).unlink(missing_ok=True)
        try:
            told += bool(use(place.store))
        except Exception as error:
            pytest.fail(f"seed {seed}, trial {trial}, byte {at} ^ {bit}: {error!r}")
    tell(
        "C12 a damaged bit",
        trials=trials,
        told_by_name=told,
        not_noticed=trials - told,
        other_exceptions=0,
    )


def with_log(place, folder):
    """A copy of a store whose last articles stand only in its log, as a killed run leaves it."""
    with open_store(place.store) as store:
        store.connection.execute("PRAGMA wal_autocheckpoint = 0")
        for number in range(5):
            with store.transaction() as connection:
                connection.execute("INSERT INTO meta VALUES (?, 'x')", (f"in the log {number}",))
        shutil.copytree(place.store.parent, folder / "var")
    return Place(folder, ())


def in_log(path):
    with open_store(path) as store:
        assert find_store_errors(store) == []
        return store.query_number("SELECT count(*) FROM meta WHERE key LIKE 'in the log%'")


@pytest.mark.parametrize(
    "trials",
    [
        pytest.param(12, id="short"),
        pytest.param(round(100 * SHARE) or 1, id="long", marks=pytest.mark.long),
    ],
)
def test_a_log_cut_short_costs_its_last_transactions_and_no_more(
    trials, place, tmp_path, luck, seed, tell
):
    left = with_log(place, tmp_path / "left")
    log = left.store.with_name("jianwen.db-wal")
    whole, file = log.read_bytes(), left.store.read_bytes()
    counts = set()
    for length in sorted(luck.sample(range(len(whole)), trials)):
        left.store.write_bytes(file)
        log.write_bytes(whole[:length])
        log.with_name("jianwen.db-shm").unlink(missing_ok=True)
        kept = in_log(left.store)
        assert kept <= 5 * length / len(whole) + 1, f"seed {seed}, {length} of {len(whole)} bytes"
        counts.add(kept)
    tell("C12 the log cut short", trials=trials, transactions_left=sorted(counts), unsound=0)


def test_a_missing_index_of_the_log_is_made_again(place, tmp_path):
    left = with_log(place, tmp_path / "left")
    left.store.with_name("jianwen.db-shm").unlink()
    assert in_log(left.store) == 5


def write_version(path):
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda path: path.write_bytes(path.read_bytes()[:100_000]), "damaged"),
        (
            lambda path: path.write_bytes(b"\0" * 4_096 + path.read_bytes()[4_096:]),
            "not a SQLite database",
        ),
        (
            lambda path: path.write_bytes(
                b"never a database, but long enough to be looked at twice" * 100
            ),
            "not a SQLite database",
        ),
        (write_version, "newer Jianwen"),
    ],
    ids=["half a file", "a wiped first page", "another file", "the file of a newer version"],
)
def test_a_command_refuses_a_file_that_it_cannot_trust(harm, said, place):
    harm(place.store)
    before = place.store.read_bytes()
    for words in (["doctor"], ["refine"]):
        done = place.run(*words)
        assert done.returncode in (1, 3), done
        assert said in done.stdout + done.stderr, done
        assert "Traceback" not in done.stderr
    assert place.store.read_bytes() == before

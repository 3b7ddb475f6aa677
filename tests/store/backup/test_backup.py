"""A copy of the store is whole whatever happens beside it."""

import fcntl
import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from records.errors import StoreError
from records.paths import PROJECT_ROOT
from store.backup.backup import back_up_store, remove_backup
from store.backup.manifest import examine_backup, verify_backup
from store.open import open_store

pytestmark = pytest.mark.dates
NOW = "2026-11-26T16:00:00Z"
WRITER = """
import sys
from pathlib import Path
from types import SimpleNamespace
from store.open import open_store
from store.sources.runs import begin_run, finish_run
with open_store(Path(sys.argv[1])) as store:
    print("ready", flush=True)
    for number in range(1, 1_000_000):
        run = begin_run(store, f"run {number}", "", "")
        finish_run(store, run, 0, "", {"filling": "x" * 2_000})
"""


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_twenty_copies_taken_beside_a_writer_are_each_a_sound_prefix(store, path, tmp_path):
    """The writer commits as fast as it can.

    Every copy holds exactly what was committed up to some moment, the next one more.
    """
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)],
        cwd=PROJECT_ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        seen = []
        for number in range(20):
            made = back_up_store(path, tmp_path / "copies", f"{number}.db", NOW)
            with open_store(tmp_path / "copies" / f"{number}.db", readonly=True) as copy:
                assert copy.query("PRAGMA integrity_check")[0][0] == "ok"
                ids = [row[0] for row in copy.query("SELECT id FROM runs ORDER BY id")]
                open_ends = copy.query_number("SELECT count(*) FROM runs WHERE exit_code IS NULL")
            assert ids == list(range(1, len(ids) + 1)), (
                "a prefix: no run is missing before the last one"
            )
            assert open_ends <= 1, "only the last one may have begun without having ended"
            assert made.counts["runs"] == len(ids)
            seen.append(len(ids))
        writer.kill()
    assert seen == sorted(seen)
    assert seen[-1] > seen[0], "the writer was at work between the copies"


def test_a_writer_is_never_made_to_wait_for_a_copy(store, path, tmp_path):
    """While a copy is between two of its steps, a writer that waits for nobody commits.

    The copy does not have what came then.
    """
    written: list[int] = []
    with store.transaction() as connection:
        connection.executemany(
            "INSERT INTO runs (command, version, started) VALUES (?, '', '')",
            [("x" * 9_000,) for _ in range(1_000)],
        )

    def write(_left: int, _pages: int) -> None:
        if not written:
            with open_store(path, wait=0) as other, other.transaction() as connection:
                connection.execute(
                    "INSERT INTO runs (command, version, started) VALUES ('meanwhile', '', '')"
                )
            written.append(other.path.stat().st_size)

    made = back_up_store(path, tmp_path / "copies", "a.db", NOW, write)
    assert written
    assert made.counts["runs"] == 1_000
    assert store.query_number("SELECT count(*) FROM runs") == 1_001


def test_a_copy_says_what_it_holds_and_is_checked_against_it(press, path, tmp_path):
    press.publish("https://daily.example/1")
    made = back_up_store(path, tmp_path, "a.db", NOW)
    line = (tmp_path / "a.json").read_text("utf-8")
    assert line.count("\n") == 1
    said = json.loads(line)
    assert (said["file"], said["at"], said["seq"], said["counts"]["articles"], said["schema"]) == (
        "a.db",
        NOW,
        1,
        1,
        made.schema,
    )
    assert verify_backup(tmp_path / "a.db") == made
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        connection.execute("PRAGMA user_version = 3")
    with pytest.raises(StoreError, match="not the file that was written"):
        verify_backup(tmp_path / "a.db")
    (tmp_path / "a.json").unlink()
    assert verify_backup(tmp_path / "a.db").at == ""
    (tmp_path / "a.json").write_text("[]")
    with pytest.raises(StoreError, match="cannot be read; remove it"):
        verify_backup(tmp_path / "a.db")


def test_readers_of_a_copy_leave_nothing_beside_it(press, path, tmp_path):
    press.publish("https://daily.example/1")
    back_up_store(path, tmp_path / "copies", "a.db", NOW)
    with open_store(tmp_path / "copies" / "a.db", readonly=True) as copy:
        assert copy.query_number("SELECT count(*) FROM articles") == 1
    assert names(tmp_path / "copies") == {".lock", "a.db", "a.json"}


def test_a_damaged_copy_is_told_and_never_given_the_name_of_one(press, path, tmp_path):
    for number in range(40):
        press.publish(f"https://daily.example/{number}", body=f"第{number}篇。" * 200)
    press.store.close()
    damaged = bytearray(path.read_bytes())
    damaged[20_000:60_000] = os.urandom(40_000)
    path.write_bytes(damaged)
    with pytest.raises(StoreError, match="damaged"):
        back_up_store(path, tmp_path / "copies", "a.db", NOW)
    assert names(tmp_path / "copies") == {".lock"}
    with pytest.raises(StoreError, match="damaged"):
        examine_backup(path)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no copy of a Jianwen store"),
        (b"hello world" * 99, "not a SQLite database"),
        (None, "there is no such file"),
    ],
)
def test_what_is_no_copy_is_refused_in_one_line(content, says, tmp_path):
    file = tmp_path / "a.db"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(StoreError, match=says):
        verify_backup(file)


def test_another_programs_database_and_a_missing_store_are_not_copied(tmp_path):
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
        connection.execute("CREATE TABLE t (x)")
    with pytest.raises(StoreError, match="another program's database"):
        back_up_store(tmp_path / "other.db", tmp_path / "copies", "a.db", NOW)
    with pytest.raises(StoreError, match="there is no store yet"):
        back_up_store(tmp_path / "none.db", tmp_path / "copies", "a.db", NOW)


def test_a_full_disk_leaves_the_copies_before_it(press, path, tmp_path):
    """In a process of its own, which may not write files as large as the store."""
    press.publish("https://daily.example/1", body="正文。" * 30_000)
    folder = tmp_path / "copies"
    before = back_up_store(path, folder, "a.db", NOW)
    words = "Path(sys.argv[1]), Path(sys.argv[2]), 'a.db', ''"
    program = (
        "import sys\nfrom pathlib import Path\nfrom store.backup.backup import"
        f" back_up_store\nback_up_store({words})"
    )
    most = before.bytes // 2
    done = subprocess.run(
        [sys.executable, "-c", program, str(path), str(folder)],
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (most, most)),
    )
    assert "the disk is full or failing" in done.stderr.splitlines()[-1]
    assert verify_backup(folder / "a.db") == before
    assert names(folder) == {".lock", "a.db", "a.json"}


def test_too_little_room_is_told_before_anything_is_written(press, path, tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1))
    with pytest.raises(
        StoreError, match=r"no room for a copy: 0\.\d MB are needed, 0\.0 MB are free"
    ):
        back_up_store(path, tmp_path / "copies", "a.db", NOW)


def test_a_folder_that_cannot_be_one_is_told(store, path, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot keep copies here"):
        back_up_store(path, tmp_path / "file", "a.db", NOW)


def test_a_second_copy_waits_for_the_first_and_uses_up_what_a_killed_one_left(
    store, path, tmp_path
):
    folder = tmp_path / "copies"
    folder.mkdir()
    (folder / ".part.db").write_bytes(b"half")
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        thread = threading.Thread(target=lambda: back_up_store(path, folder, "a.db", NOW))
        thread.start()
        thread.join(0.2)
        assert names(folder) == {".lock", ".part.db"}
        fcntl.flock(lock, fcntl.LOCK_UN)
        thread.join()
    assert names(folder) == {".lock", "a.db", "a.json"}
    remove_backup(folder, "a.db")
    assert names(folder) == {".lock"}

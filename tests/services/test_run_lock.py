import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from records.errors import LockedError, StoreError
from services import run_lock as lock
from services.run_lock import RunLock


def test_a_second_run_is_refused_with_the_number_of_the_first(tmp_path: Path) -> None:
    path = tmp_path / "var" / "jianwen.lock"
    with (
        RunLock(path),
        pytest.raises(LockedError, match=f"process {os.getpid()}") as refusal,
        RunLock(path),
    ):
        pass
    assert refusal.value.exit_code == 75


def test_a_lock_is_free_after_its_run_and_after_an_error_in_it(tmp_path: Path) -> None:
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), RunLock(tmp_path / "lock"):
            raise ZeroDivisionError
    with RunLock(tmp_path / "lock") as lock:
        assert lock.path.read_text() == f"{os.getpid()}\n"


def test_a_killed_run_leaves_no_lock(tmp_path: Path) -> None:
    program = """
import sys
from pathlib import Path
from services.run_lock import RunLock
with RunLock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path / "lock")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(LockedError, match=f"process {holder.pid}"), RunLock(tmp_path / "lock"):
            pass
        holder.kill()
    with RunLock(tmp_path / "lock"):
        pass


def test_one_that_has_only_just_taken_the_lock_is_waited_for_to_say_who_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "lock"
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        pass
    path.write_text(f"{ended.pid}\n")  # of a run that was killed
    with path.open("r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        monkeypatch.setattr(lock.time, "sleep", lambda _: path.write_text(f"{os.getpid()}\n"))
        with pytest.raises(LockedError, match=f"process {os.getpid()}"), RunLock(path):
            pass


@pytest.mark.parametrize("written", ["", "0\n", "99999999999\n", "no number\n"])
def test_one_that_never_says_who_it_is_is_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    path = tmp_path / "lock"
    path.write_text(written)
    with path.open("r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        monkeypatch.setattr(lock.time, "sleep", lambda _: None)
        with pytest.raises(LockedError, match="process unknown"), RunLock(path):
            pass


def test_a_longer_number_of_an_earlier_run_leaves_no_digits_behind(tmp_path: Path) -> None:
    (tmp_path / "lock").write_text("99999999999\n")
    with RunLock(tmp_path / "lock"):
        assert (tmp_path / "lock").read_text() == f"{os.getpid()}\n"


def test_a_lock_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(StoreError, match="cannot write the lock file"),
        RunLock(tmp_path / "file" / "lock"),
    ):
        pass

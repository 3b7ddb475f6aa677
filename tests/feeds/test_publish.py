import fcntl
import multiprocessing
import os
import random
import resource
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from feeds.publish import publish_files
from records.errors import JianwenError, LockedError, UsageError

pytestmark = pytest.mark.dates


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_publish_writes_what_is_new_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    assert publish_files(tmp_path / "a" / "b", {"x": [b"1", b"2"], "y": []}) == ("x", "y")
    assert (tmp_path / "a" / "b" / "x").read_bytes() == b"12"
    assert names(tmp_path / "a" / "b") == ["x", "y"]


def test_publish_leaves_an_equal_file_untouched(tmp_path: Path) -> None:
    publish_files(tmp_path, {"x": [b"same"], "y": [b"old"]})
    before = (tmp_path / "x").stat()
    assert publish_files(tmp_path, {"x": [b"sa", b"me"], "y": [b"new"]}) == ("y",)
    after = (tmp_path / "x").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert (tmp_path / "y").read_bytes() == b"new"


def test_a_failure_while_writing_leaves_every_old_file(tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise JianwenError("store gone")

    publish_files(tmp_path, {"x": [b"old x"], "y": [b"old y"]})
    with pytest.raises(JianwenError, match="store gone"):
        publish_files(tmp_path, {"x": [b"new x"], "y": broken()})
    assert [(tmp_path / name).read_bytes() for name in names(tmp_path)] == [b"old x", b"old y"]
    assert names(tmp_path) == ["x", "y"]


def test_what_a_killed_run_left_is_used_up_by_the_next(tmp_path: Path) -> None:
    (tmp_path / ".x.part").write_bytes(b"half of a longer file")
    publish_files(tmp_path, {"x": [b"whole"]})
    assert names(tmp_path) == ["x"]
    assert (tmp_path / "x").read_bytes() == b"whole"


def test_two_runs_cannot_publish_into_one_folder(tmp_path: Path) -> None:
    with (tmp_path / ".x.part").open("ab") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(LockedError, match="another run is publishing"):
            publish_files(tmp_path, {"x": [b"1"]})
    publish_files(tmp_path, {"x": [b"1"]})


@pytest.mark.parametrize("after", ["gone", "renewed"])
def test_a_working_file_that_was_renamed_meanwhile_is_not_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: str
) -> None:
    def lock(file: object, flags: int) -> None:
        (tmp_path / ".x.part").replace(tmp_path / "x")
        if after == "renewed":
            (tmp_path / ".x.part").write_bytes(b"of a third run")

    (tmp_path / ".x.part").write_bytes(b"published by the other")
    monkeypatch.setattr(fcntl, "flock", lock)
    with pytest.raises(LockedError):
        publish_files(tmp_path, {"x": [b"ours"]})
    assert (tmp_path / "x").read_bytes() == b"published by the other"


@pytest.mark.parametrize(
    ("folder", "error", "says"),
    [
        ("file", UsageError, "not a folder"),
        ("file/below", UsageError, "not a folder"),
        ("\x00", ValueError, "null"),
        ("n" * 300, JianwenError, "too long"),
    ],
)
def test_a_folder_that_cannot_be_is_named(
    tmp_path: Path, folder: str, error: type[Exception], says: str
) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(error, match=says):
        publish_files(tmp_path / folder, {"x": [b"1"]})


def test_a_disk_without_room_is_one_clear_error_and_leaves_the_old_file(tmp_path: Path) -> None:
    publish_files(tmp_path, {"x": [b"old"]})
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_096, hard))
    try:
        with pytest.raises(JianwenError, match=r"cannot write .*: File too large"):
            publish_files(tmp_path, {"x": [b"1234567890" * 1_000]})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert names(tmp_path) == ["x"]
    assert (tmp_path / "x").read_bytes() == b"old"


def test_a_file_system_without_locks_is_one_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lock(file: object, flags: int) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr(fcntl, "flock", lock)
    with pytest.raises(JianwenError, match="No locks available"):
        publish_files(tmp_path, {"x": [b"1"]})


def _publish_until_killed(folder: Path, moment: float) -> None:
    signal.signal(signal.SIGALRM, lambda *_: os.kill(os.getpid(), signal.SIGKILL))
    signal.setitimer(signal.ITIMER_REAL, moment)
    for number in range(1, 1_000):
        publish_files(folder, {name: [b"%d\n" % number * 200] * 20 for name in ("x", "y")})


def test_a_kill_at_any_moment_leaves_old_or_new_and_never_half(tmp_path: Path) -> None:
    fork = multiprocessing.get_context("fork")
    chance = random.Random(20261123)
    for _ in range(40):
        process = fork.Process(
            target=_publish_until_killed, args=(tmp_path, chance.uniform(0.001, 0.03))
        )
        process.start()
        process.join()
        assert process.exitcode == -signal.SIGKILL
        for name in ("x", "y"):
            if (tmp_path / name).exists():
                found = (tmp_path / name).read_bytes().split()
                assert len(found) == 4_000
                assert len(set(found)) == 1
    publish_files(tmp_path, {"x": [b"end"], "y": [b"end"]})
    assert names(tmp_path) == ["x", "y"]

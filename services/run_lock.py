"""One run at a time: a lock on a file that the kernel lets go when its holder dies."""

import fcntl
import os
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from records.errors import LockedError, StoreError

_HOLDER_TRIES: Final = 50
_HOLDER_PAUSE: Final = 0.02
"""Seconds between two looks for the number of a process that has just taken the lock and is about
to write it down.
"""


class RunLock:
    """Hold the lock for the length of a `with` block.

    Raises LockedError naming the process that holds it, StoreError when the file cannot be written.
    The file stays behind on purpose: deleting it would let two runs lock two different files of the
    same name. A run that was killed leaves no lock, because flock belongs to the open file and not
    to its existence.
    """

    def __init__(self, path: Path) -> None:
        """Name the lock file; nothing is opened yet."""
        self.path = path
        self._file: int | None = None

    def __enter__(self) -> Self:
        """Take the lock at once or not at all."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise StoreError(
                f"cannot write the lock file {self.path}: {error.strerror}; check the folder and"
                " its permissions"
            ) from error
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.ftruncate(file, 0)
            os.pwrite(file, f"{os.getpid()}\n".encode(), 0)
        except BlockingIOError:
            holder = _read_holder(file)
            os.close(file)
            raise LockedError(
                f"another run (process {holder}) holds {self.path}; wait for it or stop it"
            ) from None
        except OSError as error:
            os.close(file)
            raise StoreError(f"cannot lock {self.path}: {error.strerror}") from error
        self._file = file
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let the lock go."""
        if self._file is not None:
            with suppress(OSError):
                # the next one must not be taken for us while it writes its own number
                os.ftruncate(self._file, 0)
            os.close(self._file)
            self._file = None


def _read_holder(file: int) -> str:
    """Give the process that holds the lock, "unknown" after a second."""
    for look in range(_HOLDER_TRIES):
        time.sleep(_HOLDER_PAUSE if look else 0)
        written = os.pread(file, 20, 0).decode("ascii", "replace").strip()
        if written.isdecimal() and int(written) and _is_running(int(written)):
            return written
    return "unknown"


def _is_running(process: int) -> bool:
    """Say whether a process runs: a killed run leaves its number behind."""
    try:
        os.kill(process, 0)
    except PermissionError:
        return True
    except (ProcessLookupError, OverflowError):
        return False
    return True

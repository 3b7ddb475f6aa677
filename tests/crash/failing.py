"""Connections of SQLite that fail, or end the process, at an exact statement."""

import os
import signal
import sqlite3
from typing import Any

ERRORS = {
    "io": (sqlite3.SQLITE_IOERR, "disk I/O error"),
    "full": (sqlite3.SQLITE_FULL, "database or disk is full"),
}


def connection_failing_at(left: list[int], error: str, part: str) -> type[sqlite3.Connection]:
    """Make a kind of connection that fails at the n-th statement with some part of all connections
    together, and only there.
    """

    class Failing(sqlite3.Connection):
        def _count(self, statement: str) -> None:
            left[0] -= part in statement
            if left[0] == 0 and part in statement:
                if not error:
                    os.kill(os.getpid(), signal.SIGKILL)
                failure = sqlite3.OperationalError(ERRORS[error][1])
                failure.sqlite_errorcode = ERRORS[error][0]
                raise failure

        def execute(self, *args: Any) -> sqlite3.Cursor:
            self._count(args[0])
            return super().execute(*args)

        def executemany(self, *args: Any) -> sqlite3.Cursor:
            self._count(args[0])
            return super().executemany(*args)

    return Failing


def fail_at(number: int, error: str = "", part: str = "") -> list[int]:
    """Let the n-th statement of this process with some part fail, or end it where no error is
    named; the answer counts down to it.
    """
    left = [number]
    real, kind = sqlite3.connect, connection_failing_at(left, error, part)
    sqlite3.connect = lambda *args, **options: real(  # type: ignore[assignment]  # the seam
        *args, **{**options, "factory": kind}
    )
    return left

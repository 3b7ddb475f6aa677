"""Open the one SQLite file and guard every transaction on it.

Every connection of ours knows the two functions of the search index, `fold` and `mark`. Other
programs lack them: they can read every table and view, and cannot write articles, so neither the
index nor the list of changes can go stale unseen.
"""

import sqlite3
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Final, Self, cast

from records.article import ARTICLE_FIELDS
from records.errors import StoreError
from records.message import Message
from text.chinese.folding import fold_for_search, separate_cjk

if TYPE_CHECKING:
    import sqlite_utils

BUSY_TIMEOUT_SECONDS: Final = 30.0  # waited for another writer
APPLICATION_ID: Final = 0x4A69616E
"""Written in the file's header ("Jian"), so that another program's database is never taken for
ours.
"""
SCHEMA_VERSION: Final = max(18, *(use.added for use in ARTICLE_FIELDS.values()))
"""Version of the tables and views; equals the number of migrations, stands in PRAGMA user_version.

The number is that of the last migration which is written out; a field of an article brings its own.
"""

SqlParameters = Sequence[object] | Mapping[str, object]


@contextmanager
def _hide_module(module: str) -> Iterator[None]:
    """Let the block import what can do without a module as if it were not installed."""
    if module in sys.modules:
        yield
        return
    sys.modules[module] = cast(ModuleType, None)  # how Python marks what must not be imported
    try:
        yield
    finally:
        del sys.modules[module]


class Store:
    """One open store; use it as a context manager, in the thread that opened it."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self.connection = connection
        self._gave_up_waiting = False
        self._deferred: list[tuple[str, SqlParameters]] = []

    @cached_property
    def db(self) -> "sqlite_utils.Database":
        """The same connection as a sqlite-utils database, for schema and table operations inside
        `writing()`.

        Imported at first use, and without numpy, which it would load only to know its types: a
        tenth of a second and 8 MB of every run.
        """
        with _hide_module("numpy"):
            import sqlite_utils

        return sqlite_utils.Database(
            self.connection, recursive_triggers=False, execute_plugins=False
        )

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Hold the write lock for one short transaction: all of it is kept, or nothing.

        BEGIN IMMEDIATE always: a transaction that reads first and writes later fails at once,
        whatever the time-out, when another writer came between. Fetch, parse, compress and
        serialise before it.
        """
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                deferred_count = len(self._deferred)
                for sql, bound in self._deferred:
                    self.connection.execute(sql, bound)
                yield self.connection
                self.connection.execute("COMMIT")
                del self._deferred[:deferred_count]
            except BaseException:
                if self.connection.in_transaction:  # a full disk has rolled back by itself
                    self.connection.execute("ROLLBACK")
                raise
        except SQLITE_ERRORS as error:
            if self._gave_up_waiting:
                self.connection.execute("PRAGMA busy_timeout = 0")
            raise explain_sqlite_error(error, self.path) from error
        except UnicodeEncodeError as error:
            raise StoreError(
                "{path}: refused a text that holds half a character (U+{code:04X})",
                path=self.path,
                code=ord(error.object[error.start]),
            ) from error

    def defer_write(self, sql: str, parameters: SqlParameters) -> None:
        """Write with the next transaction what is worth none of its own: a page has two, and two
        more for its counters cost half a ms.
        """
        self._deferred.append((sql, parameters))

    def query(self, sql: str, parameters: SqlParameters = ()) -> list[sqlite3.Row]:
        """Read rows."""
        try:
            return self.connection.execute(sql, parameters).fetchall()
        except SQLITE_ERRORS as error:
            raise explain_sqlite_error(error, self.path) from error

    def query_number(self, sql: str, parameters: SqlParameters = ()) -> int:
        """Read the number in the first column of the first row."""
        return int(self.query(sql, parameters)[0][0])

    def stream(self, sql: str, parameters: SqlParameters = ()) -> Iterator[sqlite3.Row]:
        """Read rows one at a time out of one snapshot of the store."""
        try:
            cursor = self.connection.execute(sql, parameters)
            try:
                for row in cursor:  # noqa: UP028 - `yield from` would close the cursor unguarded
                    yield row
            finally:
                # a reader that an error ended may be thrown away after the store was closed
                with suppress(sqlite3.ProgrammingError):
                    cursor.close()
        except SQLITE_ERRORS as error:
            raise explain_sqlite_error(error, self.path) from error

    def wait_once(self) -> None:
        """After another writer was waited for in vain once, wait for none any more: each further
        write would pay the wait again.
        """
        self._gave_up_waiting = True

    def close(self) -> None:
        """Close the connection, with what still rides written."""
        try:
            if self._deferred:
                # a store that cannot be written has said so before
                with suppress(StoreError), self.transaction():
                    pass
        finally:
            self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def has_write_ahead_log(path: Path) -> bool:
    """Say whether something written stands beside the file and not yet in it."""
    log = path.with_name(f"{path.name}-wal")
    return log.exists() and log.stat().st_size > 0


def open_connection(
    path: Path, mode: str, wait: float = BUSY_TIMEOUT_SECONDS
) -> sqlite3.Connection:
    """Open the file as it lies, whatever its schema; `mode` is that of SQLite's file addresses."""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=wait, isolation_level=None
    )
    connection.row_factory = sqlite3.Row
    connection.create_function("fold", 1, fold_for_search, deterministic=True)
    connection.create_function("mark", 1, separate_cjk, deterministic=True)
    return connection


def refuse_foreign_file(connection: sqlite3.Connection, path: Path) -> None:
    """Raise StoreError when the file is not empty and not ours."""
    if connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID:
        return
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version or connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise StoreError(
            "{path}: this is another program's database, not a Jianwen store; point JIANWEN_HOME"
            " elsewhere",
            path=path,
        )


_CAUSES: Final = {
    sqlite3.SQLITE_BUSY: "another program has kept it locked; nothing was written, try again",
    sqlite3.SQLITE_LOCKED: "another program has kept it locked; nothing was written, try again",
    sqlite3.SQLITE_FULL: (
        "the disk is full; what was stored before is whole, make room and run again"
    ),
    sqlite3.SQLITE_IOERR: (
        "the disk is full or failing; what was stored before is whole, check it and run again"
    ),
    sqlite3.SQLITE_READONLY: "no permission to write to it",
    sqlite3.SQLITE_PERM: "no permission to use it",
    sqlite3.SQLITE_CANTOPEN: (
        "cannot be opened; check that file and folder exist and may be written"
    ),
    sqlite3.SQLITE_NOTADB: "not a SQLite database",
    sqlite3.SQLITE_CORRUPT: "the file is damaged; restore a copy",
}


SQLITE_ERRORS: Final = (sqlite3.Error, UnicodeDecodeError)
"""What SQLite raises.

The second where its message quotes a damaged schema, which Python then cannot read.
"""


def explain_sqlite_error(error: sqlite3.Error | UnicodeDecodeError, path: Path) -> StoreError:
    """Say in one line what an error of SQLite means for the store."""
    if isinstance(error, UnicodeDecodeError):
        return StoreError("{path}: " + _CAUSES[sqlite3.SQLITE_CORRUPT], path=path)
    # the low byte is the kind, the rest the detail
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return StoreError(
        "{path}: {cause} ({error})",
        path=path,
        cause=Message(_CAUSES.get(code, "unexpected answer of SQLite")),
        error=error,
    )

"""Open the one SQLite file and guard every transaction on it.

Every connection of ours knows the two functions of the search index, `fold` and `mark`. Other programs lack them: they can
read every table and view, and cannot write articles, so neither the index nor the list of changes can go stale unseen.
"""

import sqlite3
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from functools import cached_property
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Final, Self, cast

from records.folding import VERSION, alike, mark
from records.limits import BUSY_SECONDS
from records.verdict import StoreError

if TYPE_CHECKING:
    import sqlite_utils

APPLICATION: Final = 0x4A69616E
"""Written in the file's header ("Jian"), so that another program's database is never taken for ours."""
SCHEMA: Final = 11
"""Version of the tables and views; equals the number of migrations, stands in PRAGMA user_version."""

Bound = Sequence[object] | Mapping[str, object]


@contextmanager
def _hidden(module: str) -> Iterator[None]:
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
        self._once = False
        self._riding: list[tuple[str, Bound]] = []

    @cached_property
    def db(self) -> "sqlite_utils.Database":
        """The same connection as a sqlite-utils database, for schema and table operations inside `writing()`.

        Imported at first use, and without numpy, which it would load only to know its types: a tenth of a second and 8 MB of every run.
        """
        with _hidden("numpy"):
            import sqlite_utils

        return sqlite_utils.Database(self.connection, recursive_triggers=False, execute_plugins=False)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Hold the write lock for one short transaction: all of it is kept, or nothing.

        BEGIN IMMEDIATE always: a transaction that reads first and writes later fails at once, whatever the time-out, when
        another writer came between. Fetch, parse, compress and serialise before it.
        """
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                riding = len(self._riding)
                for sql, bound in self._riding:
                    self.connection.execute(sql, bound)
                yield self.connection
                self.connection.execute("COMMIT")
                del self._riding[:riding]
            except BaseException:
                if self.connection.in_transaction:  # a full disk has rolled back by itself
                    self.connection.execute("ROLLBACK")
                raise
        except FAULTS as error:
            if self._once:
                self.connection.execute("PRAGMA busy_timeout = 0")
            raise explain(error, self.path) from error
        except UnicodeEncodeError as error:
            raise StoreError(f"{self.path}: refused a text that holds half a character (U+{ord(error.object[error.start]):04X})") from error

    def ride(self, sql: str, bound: Bound) -> None:
        """Write with the next transaction what is worth none of its own: a page has two, and two more for its counters cost half a ms."""
        self._riding.append((sql, bound))

    def query(self, sql: str, bound: Bound = ()) -> list[sqlite3.Row]:
        """Read rows."""
        try:
            return self.connection.execute(sql, bound).fetchall()
        except FAULTS as error:
            raise explain(error, self.path) from error

    def number(self, sql: str, bound: Bound = ()) -> int:
        """Read the number in the first column of the first row."""
        return int(self.query(sql, bound)[0][0])

    def stream(self, sql: str, bound: Bound = ()) -> Iterator[sqlite3.Row]:
        """Read rows one at a time out of one snapshot of the store."""
        try:
            with closing(self.connection.execute(sql, bound)) as cursor:
                yield from cursor
        except FAULTS as error:
            raise explain(error, self.path) from error

    def wait_once(self) -> None:
        """After another writer was waited for in vain once, wait for none any more: each further write would pay the wait again."""
        self._once = True

    def close(self) -> None:
        """Close the connection, with what still rides written."""
        try:
            if self._riding:
                with suppress(StoreError), self.writing():  # a store that cannot be written has said so before
                    pass
        finally:
            self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_store(path: Path, *, create: bool = True, readonly: bool = False, wait: float = BUSY_SECONDS, copy: bool = True) -> Store:
    """Open the store, bringing it to the present schema first; StoreError says in one line why that cannot be.

    `wait` is how long another writer is waited for, in seconds. A read-only store is never brought up to date. Without `copy`
    none is made before that: for a file that is one itself.
    """
    try:
        if not readonly and create:
            path.parent.mkdir(parents=True, exist_ok=True)
        elif not path.exists():
            raise StoreError(f"{path}: there is no store yet; `jianwen crawl` or `jianwen import` makes one")
        if path.is_dir():
            raise StoreError(f"{path}: this is a folder, not a Jianwen store; point JIANWEN_HOME elsewhere")
    except OSError as error:
        raise StoreError(f"{path.parent}: cannot use this folder ({error.strerror}); check JIANWEN_HOME and its permissions") from error
    mode = "ro" if readonly else "rwc"
    try:
        return _open(path, mode, wait, copy=copy)
    except StoreError:
        # Even a reader of a write-ahead log writes beside it; where it may not, an idle store is read as it lies.
        if not readonly or has_log(path):
            raise
        return _open(path, "ro&immutable=1", wait, copy=False)


def has_log(path: Path) -> bool:
    """Say whether something written stands beside the file and not yet in it."""
    log = path.with_name(f"{path.name}-wal")
    return log.exists() and log.stat().st_size > 0


def _open(path: Path, mode: str, wait: float, *, copy: bool) -> Store:
    try:
        store = Store(path, connect(path, mode, wait))
    except FAULTS as error:
        raise explain(error, path) from error
    try:
        _prepare(store, readonly=mode != "rwc", copy=copy)
    except FAULTS as error:
        store.close()
        raise explain(error, path) from error
    except BaseException:
        store.close()
        raise
    return store


def connect(path: Path, mode: str, wait: float = BUSY_SECONDS) -> sqlite3.Connection:
    """Open the file as it lies, whatever its schema; `mode` is that of SQLite's file addresses."""
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=wait, isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.create_function("fold", 1, alike, deterministic=True)
    connection.create_function("mark", 1, mark, deterministic=True)
    return connection


def _prepare(store: Store, *, readonly: bool, copy: bool) -> None:
    version = store.connection.execute("PRAGMA user_version").fetchone()[0]
    if version > SCHEMA:
        raise StoreError(f"{store.path}: written by a newer Jianwen (schema {version}, this one knows {SCHEMA}); update Jianwen")
    refuse_foreign(store.connection, store.path)
    if readonly:
        if version < SCHEMA:
            raise StoreError(
                f"{store.path}: written by an older Jianwen (schema {version}, not {SCHEMA}); `jianwen doctor` brings it up to date"
            )
        store.connection.execute("PRAGMA query_only = ON")
        return
    store.connection.execute("PRAGMA synchronous = FULL")  # NORMAL may lose the last commits when the power fails
    store.connection.execute("PRAGMA foreign_keys = ON")
    store.connection.execute("PRAGMA journal_mode = WAL")  # costs nothing where it is set; a copy made by VACUUM INTO lacks it
    if version < SCHEMA:
        with _hidden("numpy"):
            from store.migrations import migrate

        migrate(store, copy=copy)
    if store.number("SELECT value FROM meta WHERE key = 'fold'") != VERSION:
        from store.search import rebuild

        rebuild(store)


def refuse_foreign(connection: sqlite3.Connection, path: Path) -> None:
    """Raise StoreError when the file is not empty and not ours."""
    if connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION:
        return
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version or connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise StoreError(f"{path}: this is another program's database, not a Jianwen store; point JIANWEN_HOME elsewhere")


_CAUSES: Final = {
    sqlite3.SQLITE_BUSY: "another program has kept it locked; nothing was written, try again",
    sqlite3.SQLITE_LOCKED: "another program has kept it locked; nothing was written, try again",
    sqlite3.SQLITE_FULL: "the disk is full; what was stored before is whole, make room and run again",
    sqlite3.SQLITE_IOERR: "the disk is full or failing; what was stored before is whole, check it and run again",
    sqlite3.SQLITE_READONLY: "no permission to write to it",
    sqlite3.SQLITE_PERM: "no permission to use it",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; check that file and folder exist and may be written",
    sqlite3.SQLITE_NOTADB: "not a SQLite database",
    sqlite3.SQLITE_CORRUPT: "the file is damaged; restore a copy",
}


FAULTS: Final = (sqlite3.Error, UnicodeDecodeError)
"""What SQLite raises; the second where its message quotes a damaged schema, which Python then cannot read."""


def explain(error: sqlite3.Error | UnicodeDecodeError, path: Path) -> StoreError:
    """Say in one line what an error of SQLite means for the store."""
    if isinstance(error, UnicodeDecodeError):
        return StoreError(f"{path}: {_CAUSES[sqlite3.SQLITE_CORRUPT]}")
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the low byte is the kind, the rest the detail
    return StoreError(f"{path}: {_CAUSES.get(code, 'unexpected answer of SQLite')} ({error})")

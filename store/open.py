"""Open the store: make, migrate and check it."""

from pathlib import Path
from typing import TYPE_CHECKING

from records.errors import StoreError
from store.db.connection import (
    BUSY_TIMEOUT_SECONDS,
    SCHEMA_VERSION,
    SQLITE_ERRORS,
    Store,
    _hide_module,
    explain_sqlite_error,
    has_write_ahead_log,
    open_connection,
    refuse_foreign_file,
)
from text.chinese.folding import VERSION

if TYPE_CHECKING:
    pass


def open_store(
    path: Path,
    *,
    create: bool = True,
    readonly: bool = False,
    wait: float = BUSY_TIMEOUT_SECONDS,
    back_up: bool = True,
) -> Store:
    """Open the store, bringing it to the present schema first.

    StoreError says in one line why that cannot be.

    `wait` is how long another writer is waited for, in seconds. A read-only store is never brought
    up to date. Without `back_up` none is made before that: for a file that is one itself.
    """
    try:
        if not readonly and create:
            path.parent.mkdir(parents=True, exist_ok=True)
        elif not path.exists():
            raise StoreError(
                "{path}: there is no store yet; `jianwen crawl` or `jianwen import` makes one",
                path=path,
            )
        if path.is_dir():
            raise StoreError(
                "{path}: this is a folder, not a Jianwen store; point JIANWEN_HOME elsewhere",
                path=path,
            )
    except OSError as error:
        raise StoreError(
            "{path}: cannot use this folder ({error}); check JIANWEN_HOME and its permissions",
            path=path.parent,
            error=error.strerror,
        ) from error
    mode = "ro" if readonly else "rwc"
    try:
        return _open(path, mode, wait, back_up=back_up)
    except StoreError:
        # Even a reader of a write-ahead log writes beside it; where it may not, an idle store is
        # read as it lies.
        if not readonly or has_write_ahead_log(path):
            raise
        return _open(path, "ro&immutable=1", wait, back_up=False)


def _open(path: Path, mode: str, wait: float, *, back_up: bool) -> Store:
    try:
        store = Store(path, open_connection(path, mode, wait))
    except SQLITE_ERRORS as error:
        raise explain_sqlite_error(error, path) from error
    try:
        _prepare(store, readonly=mode != "rwc", back_up=back_up)
    except SQLITE_ERRORS as error:
        store.close()
        raise explain_sqlite_error(error, path) from error
    except BaseException:
        store.close()
        raise
    return store


def _prepare(store: Store, *, readonly: bool, back_up: bool) -> None:
    version = store.connection.execute("PRAGMA user_version").fetchone()[0]
    if version > SCHEMA_VERSION:
        raise StoreError(
            "{path}: written by a newer Jianwen (schema {version}, this one knows {known});"
            " update Jianwen",
            path=store.path,
            version=version,
            known=SCHEMA_VERSION,
        )
    refuse_foreign_file(store.connection, store.path)
    if readonly:
        if version < SCHEMA_VERSION:
            raise StoreError(
                "{path}: written by an older Jianwen (schema {version}, not {known});"
                " `jianwen doctor` brings it up to date",
                path=store.path,
                version=version,
                known=SCHEMA_VERSION,
            )
        store.connection.execute("PRAGMA query_only = ON")
        return
    # NORMAL may lose the last commits when the power fails
    store.connection.execute("PRAGMA synchronous = FULL")
    store.connection.execute("PRAGMA foreign_keys = ON")
    # costs nothing where it is set; a copy made by VACUUM INTO lacks it
    store.connection.execute("PRAGMA journal_mode = WAL")
    if version < SCHEMA_VERSION:
        with _hide_module("numpy"):
            from store.migrations import migrate_store

        migrate_store(store, back_up=back_up)
    if store.query_number("SELECT value FROM meta WHERE key = 'fold'") != VERSION:
        from store.search.index import rebuild_index

        rebuild_index(store)

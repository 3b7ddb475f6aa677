"""Put a copy of the store in the place of the store.

Importers follow the numbers of changes, so no number may be given twice with other content. The
restored store goes on above the highest number that was ever given, and announces there every
article whose changes differ from those in the replaced store: as it stands now, or as deleted when
the copy does not know it. An importer that goes on from its last number ends with what the restored
store publishes.
"""

import errno
import os
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from records.errors import LockedError, StoreError
from store.articles.audit import Action, record_action
from store.articles.changes import get_last_seq, record_changes
from store.articles.withdraw import withdraw_article, withhold_article
from store.backup.backup import SQLITE_FILE_SUFFIXES, sync_folder, write_snapshot
from store.backup.manifest import BackupManifest, verify_backup
from store.db.connection import SQLITE_ERRORS, explain_sqlite_error, open_connection
from store.open import open_store

# change numbers passed over after a restore when nobody knows how many were given since the copy
SEQ_GAP: Final = 1_000_000


RESTORED_REASON: Final = "restored"
"""Reason of a deletion because the restored copy does not know the article."""
_PART: Final = ".restore.db"
_WAIT: Final = 1.0  # seconds for a program that is just closing the store
_UNREADABLE: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


@dataclass(frozen=True, slots=True)
class RestoreLoss:
    """What the replaced store, and those who read it, know and a copy does not."""

    # False: the store cannot be read, or there is none, and this is less than all
    whole: bool = False
    seq: int = 0  # the highest number given
    touched: frozenset[str] = frozenset()  # articles whose changes differ
    new: int = 0  # of them, those that the copy lacks
    by_hand: int = 0  # of these, documents imported by hand, which no crawl brings back
    runs: int = 0
    withdrawn: Mapping[str, str] = field(default_factory=dict)  # withdrawn since, with the reasons
    held: Mapping[str, str] = field(default_factory=dict)
    rejected: Mapping[str, str] = field(default_factory=dict)
    actions: tuple[Action, ...] = ()  # persons' decisions since, the latest last

    @property
    def kept_back(self) -> int:
        """How many articles were withdrawn, held or rejected since, and stay so."""
        return len(self.withdrawn) + len(self.held) + len(self.rejected)


class WorkingCopy(NamedTuple):
    """A copy of a backup beside the store, and what it holds."""

    path: Path
    manifest: BackupManifest


def prepare_working_copy(backup_file: Path, home: Path) -> WorkingCopy:
    """Check a copy, write a copy of it beside the store; the file itself is only read."""
    manifest, part = verify_backup(backup_file), home / _PART
    try:
        home.mkdir(parents=True, exist_ok=True)
        discard_working_copy(part)
        with closing(open_connection(backup_file, "ro")) as connection:
            write_snapshot(connection, backup_file, part)
    except SQLITE_ERRORS as error:
        raise explain_sqlite_error(error, backup_file) from error
    except OSError as error:
        raise StoreError(
            f"{part}: cannot be written ({error.strerror}); the store is as it was"
        ) from error
    return WorkingCopy(part, manifest)


def find_restore_loss(
    path: Path, working_copy: Path, published: Iterable[str] = (), seq: int = 0
) -> RestoreLoss:
    """Say what would be lost.

    `published` and `seq` are the articles and the last number of a published list of changes: all
    that is known of a store which cannot be read.
    """
    try:
        with closing(open_connection(working_copy, "ro")) as connection:
            connection.execute("ATTACH ? AS old", (f"{path.absolute().as_uri()}?mode=ro",))
            return _find_loss(connection, seq)
    except SQLITE_ERRORS:
        return RestoreLoss(seq=seq, touched=frozenset(published))


class ChangeNumbers(NamedTuple):
    """Where the changes of a restored store begin to be new to importers."""

    seen: int  # the last one that importers may have seen
    last: int  # the last one that was given


def reconcile_changes(working_copy: Path, loss: RestoreLoss, now: str) -> ChangeNumbers:
    """Make the working file the store that goes on: numbers, announcements, withdrawals since."""
    with open_store(working_copy, back_up=False) as store:
        own = {
            row["uid"]: row["version"] for row in store.query("SELECT uid, version FROM articles")
        }
        touched = loss.touched if loss.whole else loss.touched | own.keys()
        floor = max(loss.seq, get_last_seq(store)) + (0 if loss.whole else SEQ_GAP)
        with store.transaction() as connection:
            _raise_seq(connection, floor)
            for uid, reason in sorted(loss.withdrawn.items()):
                withdraw_article(connection, uid, reason, now)
            for uid, reason in sorted(loss.held.items()):
                withhold_article(connection, uid, "held", reason, now)
            for uid, reason in sorted(loss.rejected.items()):
                withhold_article(connection, uid, "rejected", reason, now)
            for action in loss.actions:
                record_action(connection, **asdict(action))
            record_changes(connection, sorted(touched & own.keys()), now)
            absent = [(uid, now, RESTORED_REASON) for uid in sorted(touched - own.keys())]
            connection.executemany(
                "INSERT INTO changes (uid, op, version, at, reason) VALUES (?, 'delete', 1, ?, ?)",
                absent,
            )
        return ChangeNumbers(floor, get_last_seq(store))


def replace_store(path: Path, working_copy: Path, aside: Path) -> bool:
    """Put the working file in the place of the store, which is kept aside.

    False when there was none.

    At every moment one of the two has the store's name: a crawl that came between would make an
    empty one.
    """
    try:
        there = path.exists()
        if there:
            _move_store_aside(path, aside)
        working_copy.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise StoreError(
            f"{path}: cannot be replaced ({error.strerror}); look for it at {aside}"
        ) from error
    return there


def discard_working_copy(working_copy: Path) -> None:
    """Remove the working file."""
    for suffix in ("", *SQLITE_FILE_SUFFIXES):
        working_copy.with_name(working_copy.name + suffix).unlink(missing_ok=True)


def _find_loss(connection: sqlite3.Connection, seq: int) -> RestoreLoss:
    def rows(sql: str) -> list[sqlite3.Row]:
        return connection.execute(sql).fetchall()

    def kept_back(status: str) -> dict[str, str]:
        decided = connection.execute(
            """SELECT o.uid, o.reason FROM old.articles AS o
            JOIN main.articles AS a ON a.uid = o.uid
            WHERE o.status = ? AND a.status = 'published'""",
            (status,),
        )
        return {row["uid"]: row["reason"] for row in decided}

    kept, lost = (
        "SELECT seq, uid, op, version, at FROM main.changes",
        "SELECT seq, uid, op, version, at FROM old.changes",
    )
    touched = rows(
        f"SELECT uid FROM ({kept} EXCEPT {lost}) UNION SELECT uid FROM ({lost} EXCEPT {kept})"
    )
    new = rows("SELECT source FROM old.articles WHERE uid NOT IN (SELECT uid FROM main.articles)")
    given = rows(
        "SELECT seq FROM old.sqlite_sequence WHERE name = 'changes' UNION SELECT seq FROM"
        " main.sqlite_sequence WHERE name = 'changes'"
    )
    return RestoreLoss(
        whole=True,
        seq=max([seq, *(row["seq"] for row in given)]),
        touched=frozenset(row["uid"] for row in touched),
        new=len(new),
        by_hand=sum(not row["source"] for row in new),
        runs=rows(
            "SELECT count(*) FROM old.runs WHERE id > (SELECT coalesce(max(id), 0) FROM main.runs)"
        )[0][0],
        withdrawn={
            row["uid"]: row["reason"]
            for row in rows(
                """SELECT o.uid, o.reason FROM old.articles AS o
            JOIN main.articles AS a ON a.uid = o.uid
            WHERE o.status = 'withdrawn' AND a.status <> 'withdrawn'"""
            )
        },
        held=kept_back("held"),
        rejected=kept_back("rejected"),
        actions=_list_actions_since(connection),
    )


def _list_actions_since(connection: sqlite3.Connection) -> tuple[Action, ...]:
    """List the decisions that the replaced store knows and the copy does not."""
    known = set(_list_audit(connection, "main"))
    return tuple(action for action in _list_audit(connection, "old") if action not in known)


def _list_audit(connection: sqlite3.Connection, schema: str) -> list[Action]:
    """List the decisions of one of the two stores; one of an older schema has none."""
    there = f"SELECT 1 FROM {schema}.sqlite_master WHERE name = 'audit'"
    if connection.execute(there).fetchone() is None:
        return []
    rows = connection.execute(
        f'SELECT at, "by", action, uid, detail FROM {schema}.audit ORDER BY id'
    )
    return [Action(**dict(row)) for row in rows]


def _raise_seq(connection: sqlite3.Connection, floor: int) -> None:
    """Let the next change be the one after `floor`."""
    connection.execute(
        "INSERT INTO sqlite_sequence (name, seq) SELECT 'changes', 0 WHERE 'changes' NOT IN (SELECT"
        " name FROM sqlite_sequence)"
    )
    connection.execute(
        "UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'changes'", (floor,)
    )


def _move_store_aside(path: Path, aside: Path) -> None:
    """Give the store a second name.

    What another program has written beside it is brought into it first.

    Leaving the write-ahead log takes a lock on all of the file: it fails while anybody has the
    store open. A log left behind would be applied to the restored file.
    """
    if aside.exists():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(aside))
    aside.parent.mkdir(parents=True, exist_ok=True)
    try:
        with closing(open_connection(path, "rw", _WAIT)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE")
    except SQLITE_ERRORS as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _UNREADABLE:
            raise LockedError(
                f"{path}: another program has it open ({error}); close it and run again; nothing"
                " was changed"
            ) from error
    for suffix in SQLITE_FILE_SUFFIXES:
        beside = path.with_name(path.name + suffix)
        if beside.exists():
            beside.replace(aside.with_name(aside.name + suffix))
    try:
        os.link(path, aside)
    except OSError:  # a file system without hard links: for a moment the store has no name
        path.replace(aside)

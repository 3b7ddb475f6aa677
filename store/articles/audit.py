"""What persons decided about articles: who, when, what; rows are added, never changed."""

import sqlite3
from dataclasses import dataclass

from store.db.connection import Store


@dataclass(frozen=True, slots=True)
class Action:
    """One decision of a person."""

    at: str  # UTC
    by: str  # the person's name, "" where nobody was named
    action: str  # withdraw, hold, reject, release, confirm …
    uid: str  # of the article, "" where it is about none
    detail: str  # the reason, or what else was said


def record_action(
    connection: sqlite3.Connection, at: str, by: str, action: str, uid: str, detail: str
) -> None:
    """Add a decision inside the transaction that carries it out."""
    connection.execute(
        'INSERT INTO audit (at, "by", action, uid, detail) VALUES (?, ?, ?, ?, ?)',
        (at, by, action, uid, detail),
    )


def list_actions(store: Store, uid: str) -> list[Action]:
    """List what was decided about an article, the latest last."""
    rows = store.query(
        'SELECT at, "by", action, uid, detail FROM audit WHERE uid = ? ORDER BY id', (uid,)
    )
    return [Action(**dict(row)) for row in rows]

"""What people decide about whole translations: approved, rejected, or not decided yet."""

from dataclasses import dataclass
from typing import Final, Literal

from records.errors import UsageError
from store.articles.audit import record_action
from store.articles.changes import record_changes
from store.db.connection import Store

Decision = Literal["", "approved", "rejected"]
_ACTIONS: Final[dict[Decision, str]] = {"approved": "approve", "rejected": "refuse", "": "undo"}
"""What a person does who decides so, as the audit calls it; `reject` is said of an article."""


@dataclass(frozen=True, slots=True)
class TranslationDecision:
    """What a person said of a translation; all empty where nobody has."""

    decision: Decision = ""
    editor: str = ""
    at: str = ""


def read_decision(store: Store, uid: str) -> TranslationDecision:
    """Give what a person said of an article's translation."""
    rows = store.query(
        "SELECT decision, decided_by, decided_at FROM translations WHERE uid = ?", (uid,)
    )
    return next(
        (
            TranslationDecision(row["decision"], row["decided_by"], row["decided_at"])
            for row in rows
        ),
        TranslationDecision(),
    )


def decide_translation(
    store: Store,
    uid: str,
    decision: Decision,
    status: Literal["ok", "review", "failed"],
    *,
    editor: str,
    reason: str = "",
    now: str,
) -> bool:
    """Write what a person says of a translation, with the status that follows from it.

    One transaction with its action and the change that importers follow. False where it is so
    already. Raises UsageError for an article without a translation.
    """
    with store.transaction() as connection:
        row = connection.execute(
            """SELECT t.decision, t.status FROM translations AS t
              JOIN articles AS a ON a.uid = t.uid
            WHERE t.uid = ? AND a.translation IN ('ok', 'review', 'failed')""",
            (uid,),
        ).fetchone()
        if row is None:
            raise UsageError("{uid} has no translation to decide about", uid=uid)
        if (row["decision"], row["status"]) == (decision, status):
            return False
        kept = (decision, editor if decision else "", now if decision else "", status, uid)
        connection.execute(
            """UPDATE translations SET decision = ?, decided_by = ?, decided_at = ?, status = ?
            WHERE uid = ?""",
            kept,
        )
        connection.execute("UPDATE articles SET translation = ? WHERE uid = ?", (status, uid))
        record_action(connection, now, editor, _ACTIONS[decision], uid, reason)
        record_changes(connection, [uid], now)
    return True

"""Note what an article's own page or announcement says about its licence."""

import sqlite3
from typing import Final

from records.licence import get_usual_rights

_INSERT_LICENCE: Final = (
    "INSERT OR REPLACE INTO licences (uid, licence, full_text, translate) VALUES (?, ?, ?, ?)"
)


def record_licence(connection: sqlite3.Connection, uid: str, licence: str) -> bool:
    """Write the licence of an article, or forget it when the page says none any more.

    True where that is a change.

    What it allows is kept beside it, so that the rights view, read by any program, needs no rules
    of ours.
    """
    stored = connection.execute(
        "SELECT licence, full_text, translate FROM licences WHERE uid = ?", (uid,)
    ).fetchone()
    allowed = get_usual_rights(licence)
    row = (licence, allowed.full_text, int(allowed.translate)) if licence else None
    if (tuple(stored) if stored else None) == row:
        return False
    if row is None:
        connection.execute("DELETE FROM licences WHERE uid = ?", (uid,))
    else:
        connection.execute(_INSERT_LICENCE, (uid, *row))
    return True

"""Articles that importers must give up, for feeds whose readers cannot follow the list of changes."""

from records.article import Change
from store.database import Store


def withdrawn(store: Store, limit: int | None = None) -> list[Change]:
    """Give the last change of each article that does not stand, the newest first."""
    rows = store.query(
        """SELECT max(c.seq) AS seq, c.uid, a.version, c.at, a.reason, a.status FROM articles AS a JOIN changes AS c ON c.uid = a.uid
        WHERE a.status <> 'published' GROUP BY c.uid ORDER BY 1 DESC LIMIT ?""",
        (-1 if limit is None else limit,),
    )
    return [Change(row["seq"], "delete", row["uid"], row["version"], row["at"], reason=row["reason"] or row["status"]) for row in rows]

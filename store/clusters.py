"""Keep the groups of copies: which articles say the same, which of them is the canonical one."""

import sqlite3


def recluster(connection: sqlite3.Connection, fingerprint: str) -> list[str]:
    """Settle anew who is canonical among the published articles with one fingerprint; give the articles that saw a change.

    Canonical is the article published first; without a date, the one stored first. An article that no longer stands leaves
    its group and is its own. Runs inside the transaction that made the change.
    """
    if not fingerprint:
        return []
    rows = connection.execute(
        """SELECT uid, status, cluster, is_canonical FROM articles WHERE fingerprint = ?
        ORDER BY CASE published WHEN '' THEN 1 ELSE 0 END, published, id""",
        (fingerprint,),
    ).fetchall()
    standing = [row["uid"] for row in rows if row["status"] == "published"]
    touched = []
    for row in rows:
        uid = row["uid"]
        cluster = standing[0] if row["status"] == "published" else uid
        if (row["cluster"], row["is_canonical"]) != (cluster, int(cluster == uid)):
            _move(connection, uid, cluster)
            touched.append(uid)
    return touched


def _move(connection: sqlite3.Connection, uid: str, cluster: str) -> None:
    connection.execute("UPDATE articles SET cluster = ?, is_canonical = ? WHERE uid = ?", (cluster, int(cluster == uid), uid))
    connection.execute("DELETE FROM copies WHERE uid = ?", (uid,))
    if cluster != uid:
        connection.execute("INSERT INTO copies (uid, canonical, share) VALUES (?, ?, 1.0)", (uid, cluster))

"""Follow Jianwen's changes.jsonl in a SQLite file of your own.

Only the standard library; copy it and adapt it.

since=$(python import_changes.py mine.db)
jianwen export --out feed --since "$since"
python import_changes.py mine.db feed/changes.jsonl
"""

import json
import sqlite3
import sys
from collections.abc import Iterable
from pathlib import Path


def open_own(path: str) -> sqlite3.Connection:
    """Open the importing app's own database, making its two tables at the first time."""
    db = sqlite3.connect(path)
    db.executescript("""
        CREATE TABLE IF NOT EXISTS articles
            (uid TEXT PRIMARY KEY, version INTEGER, title TEXT, body TEXT, record TEXT);
        CREATE TABLE IF NOT EXISTS place (id INTEGER PRIMARY KEY CHECK (id = 1), seq INTEGER);
        INSERT OR IGNORE INTO place VALUES (1, 0);""")
    return db


def place(db: sqlite3.Connection) -> int:
    """Give the number of the last change that was applied: the --since of the next export."""
    return int(db.execute("SELECT seq FROM place").fetchone()[0])


def follow(db: sqlite3.Connection, lines: Iterable[str]) -> None:
    """Apply changes.

    One transaction holds a change together with its number, so a kill loses none and doubles none.
    """
    for line in lines:
        change = json.loads(line)
        if change["seq"] <= place(db):
            continue  # seen before: reading a file twice does no harm
        with db:
            if change["op"] == "upsert":
                # what the demo's toy package translated is never shown
                suffix = "" if change["translation"].get("demo") else "_zh"
                title, body = (change[name + suffix] or change[name] for name in ("title", "body"))
                row = (change["uid"], change["version"], title, body, line)
                db.execute("INSERT OR REPLACE INTO articles VALUES (?, ?, ?, ?, ?)", row)
            else:
                db.execute("DELETE FROM articles WHERE uid = ?", (change["uid"],))
            db.execute("UPDATE place SET seq = ?", (change["seq"],))


if __name__ == "__main__":
    own = open_own(sys.argv[1])
    for name in sys.argv[2:]:
        with Path(name).open(encoding="utf-8", newline="\n") as file:
            follow(own, file)
    print(place(own))
    own.close()

"""Find published articles by the characters that they hold.

The index has one entry per Chinese character, and a query of several is a phrase: every place is found where the characters
stand side by side, at any length, in either script. Latin words are found whole.
"""

import re
import sqlite3
import unicodedata
from dataclasses import dataclass
from typing import Final

from records.folding import CJK, VERSION, alike, mark, unmark
from records.limits import QUERY_CHARS, QUERY_TERMS
from store.database import Store

OPEN: Final = "\ue000"
CLOSE: Final = "\ue001"
"""Private characters around a hit: no article holds them, so a caller can escape first and put in its own marks after."""
_WORDS: Final = 24  # a snippet's length for Latin words
_CHARACTERS: Final = 60  # for Chinese: each character counts, FTS5 allows 64
_CJK: Final = re.compile(f"[{CJK}]")


@dataclass(frozen=True, slots=True)
class Hit:
    """One article found; `score` grows with relevance and is 0.0 where the order is by date."""

    uid: str
    title: str
    url: str
    published: str
    source: str
    language: str
    snippet: str  # of the original text, hits between U+E000 and U+E001; empty where the rights allow no text
    score: float
    licence: str
    full_text: str  # none, internal, public
    translate: bool
    attribution: str
    title_zh: str = ""


def terms_of(query: str) -> list[str]:
    """Split a query into folded terms, leaving out what holds no letter and no digit."""
    clean = "".join(" " if unicodedata.category(char) in ("Cc", "Cs") else char for char in query[:QUERY_CHARS])
    return [term for term in alike(unmark(clean)).split() if any(unicodedata.category(char)[0] in "LN" for char in term)][:QUERY_TERMS]


def expression(terms: list[str]) -> str:
    """Write terms as an FTS5 expression: each a quoted phrase of marked characters, all of them wanted."""
    return " AND ".join('"' + mark(term.replace('"', " ")) + '"' for term in terms)


def search(store: Store, query: str, limit: int = 20, *, newest: bool = False) -> list[Hit]:
    """Find published articles that hold every word of the query; whatever the query holds, this answers.

    The best come first, the title counting ten times; with `newest`, and for single characters, which a quarter of all articles
    hold, the newest do.
    """
    terms = terms_of(query)
    if not terms or limit < 1:
        return []
    match = expression(terms)
    by_date = newest or all(len(term) == 1 for term in terms)
    score, order = ("0.0", "a.published DESC, a.id DESC") if by_date else ("-f.rank", "f.rank, a.id DESC")
    rows = store.query(
        f"""SELECT a.id, a.uid, a.title, a.url, a.published, a.source, a.language, a.title_zh, {score} AS score
        FROM articles_fts AS f JOIN articles AS a ON a.id = f.rowid
        WHERE articles_fts MATCH ? AND a.status = 'published' ORDER BY {order} LIMIT ?""",  # noqa: S608 - two constants
        (match, limit),
    )
    size = _CHARACTERS if any(_CJK.search(term) for term in terms) else _WORDS
    return [_hit(store, row, match, size) for row in rows]


def _hit(store: Store, row: sqlite3.Row, match: str, size: int) -> Hit:
    (rights,) = store.query("SELECT licence, full_text, translate, attribution FROM rights WHERE uid = ?", (row["uid"],))
    columns = ("uid", "title", "url", "published", "source", "language", "score", "title_zh")
    said = {name: row[name] for name in columns} | {**dict(rights), "translate": bool(rights["translate"])}
    if rights["full_text"] == "none":
        return Hit(**said, snippet="")
    found = store.query(
        "SELECT snippet(articles_fts, -1, ?, ?, '…', ?) FROM articles_fts WHERE articles_fts MATCH ? AND rowid = ?",
        (OPEN, CLOSE, size, match, row["id"]),
    )
    return Hit(**said, snippet=unmark(found[0][0]))


def rebuild(store: Store) -> None:
    """Index every article anew, as needed when the folding changes.

    Never FTS5's own 'rebuild': it would index the text as the view shows it, which is not folded.
    """
    with store.writing() as connection:
        connection.execute("INSERT INTO articles_fts (articles_fts) VALUES ('delete-all')")
        connection.execute(
            """INSERT INTO articles_fts (rowid, title, body, title_zh, body_zh)
            SELECT id, mark(fold(title)), mark(fold(body)), mark(fold(title_zh)), mark(fold(body_zh)) FROM articles"""
        )
        connection.execute("UPDATE meta SET value = ? WHERE key = 'fold'", (str(VERSION),))

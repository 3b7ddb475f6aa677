"""Find articles by the characters that they hold.

The index has one entry per Chinese character, and a word of several is a phrase: every place is found where the characters
stand side by side, at any length, in either script. Latin words are found whole. store/query.py says what can be asked for.
"""

import re
import sqlite3
from dataclasses import dataclass
from typing import Final

from records.folding import CJK, VERSION, unmark
from records.limits import RANKED
from store.database import Store
from store.filters import Bound, among, conditions
from store.query import Query, expression, parse, unwanted

OPEN: Final = "\ue000"
CLOSE: Final = "\ue001"
"""Private characters around a hit: no article holds them, so a caller can escape first and put in its own marks after."""
_WORDS: Final = 24  # a snippet's length for Latin words
_CHARACTERS: Final = 60  # for Chinese: each character counts, FTS5 allows 64
_CJK: Final = re.compile(f"[{CJK}]")
_MATCHING: Final = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?"
_BY_DATE: Final = "ORDER BY a.published DESC, a.id DESC LIMIT ? OFFSET ?"


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
    status: str = "published"
    heading: str = ""  # the title with its hits marked as in the snippet
    heading_zh: str = ""


def search(store: Store, query: str, limit: int = 20, *, skip: int = 0, newest: bool = False) -> list[Hit]:
    """Find the articles that a query asks for; UsageError for a filter with an impossible value, and nothing else fails.

    The best come first, the title counting ten times. The newest come first with `newest`, without words, and for single
    characters, which a quarter of all articles hold. Of words that more than RANKED articles hold, those with the words in their
    title come first, the newest of them leading.
    """
    asked = parse(query)
    if asked.empty or limit < 1:
        return []
    match = expression(asked)
    return [_hit(store, id, score, match) for id, score in _places(store, asked, match, limit, max(0, skip), newest=newest)]


def count(store: Store, query: str | Query) -> int:
    """Count all that `search` would find without a limit."""
    asked = parse(query) if isinstance(query, str) else query
    if asked.empty:
        return 0
    if match := expression(asked):
        return _count(store, asked, match)
    condition, bound = matching(asked)
    return store.number(f"SELECT count(*) FROM articles AS a WHERE {condition}", bound)  # noqa: S608 - our own conditions


def _count(store: Store, query: Query, match: str) -> int:
    passing, bound = among(query)
    return store.number(f"SELECT count(*) FROM articles_fts WHERE articles_fts MATCH ? AND +rowid {passing}", [match, *bound])  # noqa: S608


def matching(query: Query) -> tuple[str, Bound]:
    """Give the condition on the articles `a` that filters, words and exclusions come to."""
    condition, bound = conditions(query)
    if match := expression(query):
        return f"{condition} AND +a.id IN ({_MATCHING})", [*bound, match]
    return (f"{condition} AND +a.id NOT IN ({_MATCHING})", [*bound, unwanted(query)]) if query.without else (condition, bound)


def _places(store: Store, query: Query, match: str, limit: int, skip: int, *, newest: bool) -> list[tuple[int, float]]:
    """Give numbers and scores of the articles found, in their order."""
    if newest or all(len(word) == 1 for word in query.words):
        condition, bound = matching(query)
        return _dated(store, condition, [*bound, limit, skip])
    if store.number(f"SELECT count(*) FROM ({_MATCHING} LIMIT ?)", (match, RANKED + 1)) > RANKED:  # noqa: S608 - a constant
        return _titles_first(store, query, match, limit, skip)
    passing, bound = among(query)
    rows = store.query(
        f"""SELECT rowid, -rank FROM articles_fts WHERE articles_fts MATCH ? AND +rowid {passing}
        ORDER BY rank LIMIT ? OFFSET ?""",  # noqa: S608 - our own conditions
        [match, *bound, limit, skip],
    )
    return [(row[0], row[1]) for row in rows]


def _dated(store: Store, condition: str, bound: Bound) -> list[tuple[int, float]]:
    rows = store.query(f"SELECT a.id FROM articles AS a WHERE {condition} {_BY_DATE}", bound)  # noqa: S608 - our own conditions
    return [(row[0], 0.0) for row in rows]


def _titles_first(store: Store, query: Query, match: str, limit: int, skip: int) -> list[tuple[int, float]]:
    """Scoring tens of thousands of articles takes half a second, and tells little of a word that stands in most of them."""
    condition, bound = conditions(query)
    titles = f"{{title title_zh}} : ({match})"
    first = _dated(store, f"{condition} AND +a.id IN ({_MATCHING})", [*bound, titles, limit, skip])
    if len(first) == limit:
        return first
    passed = _count(store, query, titles) if skip else 0
    rest = f"{condition} AND +a.id IN ({_MATCHING}) AND +a.id NOT IN ({_MATCHING})"
    return first + _dated(store, rest, [*bound, match, titles, limit - len(first), max(0, skip - passed)])


_ARTICLE: Final = """SELECT a.uid, a.title, a.url, a.published, a.source, a.language, a.title_zh, a.status,
  r.licence, r.full_text, r.translate, r.attribution
  FROM articles AS a JOIN rights AS r ON r.uid = a.uid WHERE a.id = ?"""
_SHOWN: Final = """SELECT highlight(articles_fts, 0, :open, :close) AS heading, highlight(articles_fts, 2, :open, :close) AS heading_zh,
  snippet(articles_fts, 1, :open, :close, '…', :size) AS body, snippet(articles_fts, 3, :open, :close, '…', :size) AS body_zh
  FROM articles_fts WHERE articles_fts MATCH :match AND rowid = :id"""


def _hit(store: Store, id: int, score: float, match: str) -> Hit:
    (row,) = store.query(_ARTICLE, (id,))
    said = {**dict(row), "translate": bool(row["translate"]), "score": score}
    if not match:
        return Hit(**said, snippet="", heading=row["title"], heading_zh=row["title_zh"])
    size = _CHARACTERS if _CJK.search(match) else _WORDS
    (shown,) = store.query(_SHOWN, {"open": OPEN, "close": CLOSE, "size": size, "match": match, "id": id})
    said |= {"heading": unmark(shown["heading"]), "heading_zh": unmark(shown["heading_zh"])}
    return Hit(**said, snippet="" if row["full_text"] == "none" else unmark(_context(shown)))


def _context(shown: sqlite3.Row) -> str:
    """Give the place in the text where there is one, else that in the title."""
    places: list[str] = [shown[name] for name in ("body", "body_zh", "heading", "heading_zh")]
    return next((place for place in places if OPEN in place), "")


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

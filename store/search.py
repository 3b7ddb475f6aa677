"""Find articles by the characters that they hold.

The index has one entry per Chinese character, and a word of several is a phrase: every place is found where the characters
stand side by side, at any length, in either script. Latin words are found whole. store/query.py says what can be asked for.
"""

import json
import re
from dataclasses import dataclass
from typing import Final

from records.folding import VERSION
from records.limits import RANKED
from store.database import Store
from store.filters import Bound, among, conditions
from store.places import CLOSE, OPEN, finder, marked, place, spans
from store.query import Query, expression, is_long, parse, unwanted
from store.schema_search import WEIGHTS

__all__ = ["CLOSE", "OPEN", "Hit", "count", "matching", "rebuild", "search"]

_MATCHING: Final = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?"
_SAMPLE: Final = 5_000  # articles that are few enough to count in all
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

    The best come first, the title counting ten times. The newest come first with `newest`, without words, for pasted text, and for
    single characters, which a quarter of all articles hold. Of words that more than RANKED articles hold, those with the words in
    their title come first, the newest of them leading.
    """
    asked = parse(query)
    if asked.empty or limit < 1:
        return []
    match = expression(asked)
    find = finder(asked.words)
    return [_hit(store, id, score, find) for id, score in _places(store, asked, match, limit, max(0, skip), newest=newest)]


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
    if any(is_long(word) for word in query.words):
        return _pasted(store, query, match, limit, skip)
    if _common(store, match):
        return _titles_first(store, query, match, limit, skip)
    passing, bound = among(query)
    rows = store.query(
        # `ORDER BY rank` gives the same and takes half as long again: it asks the index a second time
        f"""SELECT rowid, -bm25(articles_fts, {WEIGHTS}) AS score FROM articles_fts WHERE articles_fts MATCH ? AND +rowid {passing}
        ORDER BY score DESC LIMIT ? OFFSET ?""",  # noqa: S608 - our own conditions
        [match, *bound, limit, skip],
    )
    return [(row[0], row[1]) for row in rows]


def _pasted(store: Store, query: Query, match: str, limit: int, skip: int) -> list[tuple[int, float]]:
    """Few articles hold a long text, and all are as relevant: the dates of those few are looked up."""
    condition, bound = conditions(query)
    rows = store.query(
        f"""SELECT a.id FROM articles_fts AS f CROSS JOIN articles AS a ON a.id = f.rowid
        WHERE articles_fts MATCH ? AND {condition} {_BY_DATE}""",  # noqa: S608 - our own conditions
        [match, *bound, limit, skip],
    )
    return [(row[0], 0.0) for row in rows]


def _common(store: Store, match: str) -> bool:
    """Estimate by the newest tenth of the articles whether more than RANKED hold the words."""
    last = store.number("SELECT coalesce(max(id), 0) FROM articles")
    part = max(last // 10, _SAMPLE)
    most = RANKED if part >= last else max(1, RANKED * part // last)
    return store.number(f"SELECT count(*) FROM ({_MATCHING} AND rowid > ? LIMIT ?)", (match, last - part, most + 1)) > most  # noqa: S608


def _dated(store: Store, condition: str, bound: Bound) -> list[tuple[int, float]]:
    rows = store.query(f"SELECT a.id FROM articles AS a WHERE {condition} {_BY_DATE}", bound)  # noqa: S608 - our own conditions
    return [(row[0], 0.0) for row in rows]


def _titles_first(store: Store, query: Query, match: str, limit: int, skip: int) -> list[tuple[int, float]]:
    """Scoring tens of thousands of articles takes half a second, and tells little of a word that stands in most of them."""
    condition, bound = conditions(query)
    titled = _titled(store, condition, bound, match, skip + limit)
    first = titled[skip : skip + limit]
    if len(first) == limit:
        return first
    known = json.dumps([id for id, _ in titled])  # all that have the words in their title
    rest = f"{condition} AND +a.id IN ({_MATCHING}) AND +a.id NOT IN (SELECT value FROM json_each(?))"  # noqa: S608 - our own conditions
    return first + _dated(store, rest, [*bound, match, known, limit - len(first), max(0, skip - len(titled))])


def _titled(store: Store, condition: str, bound: Bound, match: str, limit: int) -> list[tuple[int, float]]:
    """Give the newest articles with the words in their title: few are looked up by number, many are met early on a walk by date."""
    titles = f"{{title title_zh}} : ({match})"
    found = [row[0] for row in store.query(f"{_MATCHING} LIMIT ?", (titles, RANKED + 1))]
    if len(found) > RANKED:
        return _dated(store, f"{condition} AND +a.id IN ({_MATCHING})", [*bound, titles, limit, 0])
    rows = store.query(
        f"SELECT a.id FROM json_each(?) AS f CROSS JOIN articles AS a ON a.id = f.value WHERE {condition} {_BY_DATE}",  # noqa: S608 - our own conditions
        [json.dumps(found), *bound, limit, 0],
    )
    return [(row[0], 0.0) for row in rows]


_ARTICLE: Final = """SELECT a.uid, a.title, a.url, a.published, a.source, a.language, a.title_zh, a.status,
  r.licence, r.full_text, r.translate, r.attribution, a.body, a.body_zh
  FROM articles AS a JOIN rights AS r ON r.uid = a.uid WHERE a.id = ?"""


def _hit(store: Store, id: int, score: float, find: re.Pattern[str]) -> Hit:
    """Read an article and look for the words in it: in the text where there is a place, else in the title."""
    (row,) = store.query(_ARTICLE, (id,))
    said = {**dict(row), "translate": bool(row["translate"]), "score": score}
    texts = {name: said.pop(name) for name in ("body", "body_zh")}
    heading, heading_zh = (marked(said[name], spans(find, said[name])) for name in ("title", "title_zh"))
    snippet = ""
    if row["full_text"] != "none":
        inside = ((text, hits) for text in texts.values() if (hits := spans(find, text)))
        snippet = next((place(text, hits) for text, hits in inside), next((one for one in (heading, heading_zh) if OPEN in one), ""))
    return Hit(**said, snippet=snippet, heading=heading, heading_zh=heading_zh)


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

"""Find articles by the characters that they hold.

The index has one entry per Chinese character, and a word of several is a phrase: every place is
found where the characters stand side by side, at any length, in either script. Latin words are
found whole. store/search/query.py says what can be asked for.
"""

import json
import re
from dataclasses import dataclass
from typing import Final

from store.db.connection import Store
from store.db.schema_search import BM25_WEIGHTS
from store.search.filters import BoundValues, build_filter_condition, build_id_filter
from store.search.query import (
    Query,
    is_pasted_text,
    parse_query,
    write_fts_exclusion,
    write_fts_expression,
)
from store.search.snippets import (
    HIT_CLOSE,
    HIT_OPEN,
    compile_word_pattern,
    find_hits,
    make_snippet,
    mark_hits,
)

# matching articles of which a search computes the relevance, 5 µs each: the rank of words that
# more articles hold says little
RANKED_ARTICLES: Final = 1_500


__all__ = [
    "HIT_CLOSE",
    "HIT_OPEN",
    "SearchHit",
    "build_search_condition",
    "count_hits",
    "search_articles",
]

_MATCHING: Final = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?"
_SAMPLE: Final = 5_000  # articles that are few enough to count in all
_BY_DATE: Final = "ORDER BY a.published DESC, a.id DESC LIMIT ? OFFSET ?"


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One article found; `score` grows with relevance and is 0.0 where the order is by date."""

    uid: str
    title: str
    url: str
    published: str
    source: str
    language: str
    # of the original text, hits between U+E000 and U+E001; empty where the rights allow no text
    snippet: str
    score: float
    licence: str
    full_text: str  # none, internal, public
    translate: bool
    attribution: str
    title_zh: str = ""
    status: str = "published"
    heading: str = ""  # the title with its hits marked as in the snippet
    heading_zh: str = ""
    source_title: str = ""
    translation: str = "none"  # none, pending, ok, review, failed
    copies: int = 0  # other articles with the same text
    lead: str = ""  # the beginning of the text, of its translation where it has one


def search_articles(
    store: Store, query: str, limit: int = 20, *, skip: int = 0, newest: bool = False
) -> list[SearchHit]:
    """Find the articles that a query asks for.

    UsageError for a filter with an impossible value, and nothing else fails.

    The best come first, the title counting ten times. The newest come first with `newest`, without
    words, for pasted text, and for single characters, which a quarter of all articles hold. Of
    words that more than RANKED articles hold, those with the words in their title come first, the
    newest of them leading.
    """
    parsed = parse_query(query)
    if parsed.is_empty or limit < 1:
        return []
    match = write_fts_expression(parsed)
    pattern = compile_word_pattern(parsed.words)
    return [
        _read_hit(store, id, score, pattern)
        for id, score in _rank_hits(store, parsed, match, limit, max(0, skip), newest=newest)
    ]


def count_hits(store: Store, query: str | Query) -> int:
    """Count all that `search` would find without a limit."""
    parsed = parse_query(query) if isinstance(query, str) else query
    if parsed.is_empty:
        return 0
    if match := write_fts_expression(parsed):
        return _count_matching(store, parsed, match)
    condition, bound = build_search_condition(parsed)
    return store.query_number(f"SELECT count(*) FROM articles AS a WHERE {condition}", bound)


def _count_matching(store: Store, query: Query, match: str) -> int:
    passing, bound = build_id_filter(query)
    return store.query_number(
        f"SELECT count(*) FROM articles_fts WHERE articles_fts MATCH ? AND +rowid {passing}",
        [match, *bound],
    )


def build_search_condition(query: Query) -> tuple[str, BoundValues]:
    """Give the condition on the articles `a` that filters, words and exclusions come to."""
    condition, bound = build_filter_condition(query)
    if match := write_fts_expression(query):
        return f"{condition} AND +a.id IN ({_MATCHING})", [*bound, match]
    return (
        (f"{condition} AND +a.id NOT IN ({_MATCHING})", [*bound, write_fts_exclusion(query)])
        if query.without
        else (condition, bound)
    )


def _rank_hits(
    store: Store, query: Query, match: str, limit: int, skip: int, *, newest: bool
) -> list[tuple[int, float]]:
    """Give numbers and scores of the articles found, in their order."""
    if newest or all(len(word) == 1 for word in query.words):
        condition, bound = build_search_condition(query)
        return _list_by_date(store, condition, [*bound, limit, skip])
    if any(is_pasted_text(word) for word in query.words):
        return _find_pasted_text(store, query, match, limit, skip)
    if _is_common(store, match):
        return _titles_first(store, query, match, limit, skip)
    passing, bound = build_id_filter(query)
    rows = store.query(
        # `ORDER BY rank` gives the same and takes half as long again: it asks the index a second
        # time
        f"""SELECT rowid, -bm25(articles_fts, {BM25_WEIGHTS}) AS score FROM articles_fts
          WHERE articles_fts MATCH ? AND +rowid {passing}
        ORDER BY score DESC LIMIT ? OFFSET ?""",
        [match, *bound, limit, skip],
    )
    return [(row[0], row[1]) for row in rows]


def _find_pasted_text(
    store: Store, query: Query, match: str, limit: int, skip: int
) -> list[tuple[int, float]]:
    """Few articles hold a long text, and all are as relevant: the dates of those few are looked
    up.
    """
    condition, bound = build_filter_condition(query)
    rows = store.query(
        f"""SELECT a.id FROM articles_fts AS f CROSS JOIN articles AS a ON a.id = f.rowid
        WHERE articles_fts MATCH ? AND {condition} {_BY_DATE}""",
        [match, *bound, limit, skip],
    )
    return [(row[0], 0.0) for row in rows]


def _is_common(store: Store, match: str) -> bool:
    """Estimate by the newest tenth of the articles whether more than RANKED hold the words."""
    last = store.query_number("SELECT coalesce(max(id), 0) FROM articles")
    part = max(last // 10, _SAMPLE)
    most = RANKED_ARTICLES if part >= last else max(1, RANKED_ARTICLES * part // last)
    return (
        store.query_number(
            f"SELECT count(*) FROM ({_MATCHING} AND rowid > ? LIMIT ?)",
            (match, last - part, most + 1),
        )
        > most
    )


def _list_by_date(store: Store, condition: str, bound: BoundValues) -> list[tuple[int, float]]:
    rows = store.query(f"SELECT a.id FROM articles AS a WHERE {condition} {_BY_DATE}", bound)
    return [(row[0], 0.0) for row in rows]


def _titles_first(
    store: Store, query: Query, match: str, limit: int, skip: int
) -> list[tuple[int, float]]:
    """Scoring tens of thousands of articles takes half a second, and tells little of a word that
    stands in most of them.
    """
    condition, bound = build_filter_condition(query)
    titled = _find_in_titles(store, condition, bound, match, skip + limit)
    first = titled[skip : skip + limit]
    if len(first) == limit:
        return first
    title_ids = json.dumps([id for id, _ in titled])  # all that have the words in their title
    rest = (
        f"{condition} AND +a.id IN ({_MATCHING}) AND +a.id NOT IN (SELECT value FROM json_each(?))"
    )
    return first + _list_by_date(
        store, rest, [*bound, match, title_ids, limit - len(first), max(0, skip - len(titled))]
    )


def _find_in_titles(
    store: Store, condition: str, bound: BoundValues, match: str, limit: int
) -> list[tuple[int, float]]:
    """Give the newest articles with the words in their title: few are looked up by number, many are
    met early on a walk by date.
    """
    titles = f"{{title title_zh}} : ({match})"
    titled = [row[0] for row in store.query(f"{_MATCHING} LIMIT ?", (titles, RANKED_ARTICLES + 1))]
    if len(titled) > RANKED_ARTICLES:
        return _list_by_date(
            store, f"{condition} AND +a.id IN ({_MATCHING})", [*bound, titles, limit, 0]
        )
    rows = store.query(
        "SELECT a.id FROM json_each(?) AS f CROSS JOIN articles AS a ON a.id = f.value WHERE"
        f" {condition} {_BY_DATE}",
        [json.dumps(titled), *bound, limit, 0],
    )
    return [(row[0], 0.0) for row in rows]


_HIT_COLUMNS: Final = """SELECT a.uid, a.title, a.url, a.published, a.source, a.language,
  a.title_zh, a.status, a.translation, coalesce(s.title, '') AS source_title,
  (SELECT count(*) FROM copies AS c WHERE c.other_uid = a.uid AND c.relation = 'copy') AS copies,
  r.licence, r.full_text, r.translate, r.attribution, a.body, a.body_zh
  FROM articles AS a JOIN rights AS r ON r.uid = a.uid LEFT JOIN sources AS s ON s.name = a.source
  WHERE a.id = ?"""
_LEAD_CHARS: Final = 160


def _read_hit(store: Store, article_id: int, score: float, pattern: re.Pattern[str]) -> SearchHit:
    """Read an article and look for the words in it: in the text where there is a place, else in the
    title.
    """
    (row,) = store.query(_HIT_COLUMNS, (article_id,))
    columns = {**dict(row), "translate": bool(row["translate"]), "score": score}
    texts = {name: columns.pop(name) for name in ("body", "body_zh")}
    heading, heading_zh = (
        mark_hits(columns[name], find_hits(pattern, columns[name]))
        for name in ("title", "title_zh")
    )
    snippet = lead = ""
    if row["full_text"] != "none":
        lead = (texts["body_zh"] or texts["body"])[:_LEAD_CHARS].replace("\n", " ")
        inside = ((text, hits) for text in texts.values() if (hits := find_hits(pattern, text)))
        snippet = next(
            (make_snippet(text, hits) for text, hits in inside),
            next((marked for marked in (heading, heading_zh) if HIT_OPEN in marked), ""),
        )
    return SearchHit(**columns, snippet=snippet, heading=heading, heading_zh=heading_zh, lead=lead)

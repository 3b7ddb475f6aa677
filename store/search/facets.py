"""Count what a search would leave if it were narrowed: by source, language, status, translation."""

from collections import Counter
from dataclasses import dataclass, replace
from typing import Final

from store.db.connection import Store
from store.search.query import Filter, FilterName, Query
from store.search.search import build_search_condition

FACET_ARTICLES: Final = 10_000
"""Articles that are counted, the newest first: more tell an editor nothing and take longer."""
_COLUMNS: Final[dict[FilterName, str]] = {
    "status": "a.status",
    "translation": "a.translation",
    "lang": "a.language || CASE a.script WHEN 'Hant' THEN '-hant' ELSE '' END",
    "source": "a.source",
    "after": "substr(a.published, 1, 7)",
}


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet; `value` is what the filter of the query takes."""

    value: str
    count: int
    title: str = ""  # of a source


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow a search; `is_capped` when more articles were there than are counted."""

    name: FilterName
    values: tuple[FacetValue, ...]
    is_capped: bool = False


def count_facets(store: Store, query: Query) -> list[Facet]:
    """Count the articles of a query by each facet, as if its own filter were not set.

    Dates are months, the newest first; other values come by their number.
    """
    return [_count_facet(store, query, name) for name in _COLUMNS]


def _count_facet(store: Store, query: Query, name: FilterName) -> Facet:
    others = tuple(condition for condition in query.filters if condition.name != name)
    if name == "status":
        others = (*others, Filter("status", "any"))
    condition, bound = build_search_condition(replace(query, filters=others))
    rows = store.query(
        f"SELECT {_COLUMNS[name]} AS value FROM articles AS a WHERE {condition}"
        " ORDER BY a.published DESC, a.id DESC LIMIT ?",
        [*bound, FACET_ARTICLES],
    )
    counted = Counter(row["value"] for row in rows if row["value"])
    ordered = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    if name == "after":
        ordered = sorted(counted.items(), reverse=True)
    titles = _read_source_titles(store) if name == "source" else {}
    return Facet(
        name,
        tuple(FacetValue(value, count, titles.get(value, "")) for value, count in ordered),
        len(rows) == FACET_ARTICLES,
    )


def _read_source_titles(store: Store) -> dict[str, str]:
    return {row["name"]: row["title"] for row in store.query("SELECT name, title FROM sources")}

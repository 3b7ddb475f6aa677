"""Write the filters of a query as SQL conditions on an article."""

from typing import Final

from store.search.query import Filter, Query

BoundValues = list[str | int]

_ALL_MUST_HOLD: Final = ("after", "before", "term")
"""Of these an article must meet every one.

Of several sources, languages or statuses it can only have one, so any will do.
"""

_PUBLISHED: Final = (
    "NOT IN (SELECT id FROM articles WHERE status < 'published' OR status > 'published')"
)
"""Nearly every article is published, so the few others are looked up once.

Written so that the index over `status` serves.
"""


def build_id_filter(query: Query) -> tuple[str, BoundValues]:
    """Give the SQL that follows an article id: `IN (…)` or `NOT IN (…)`."""
    if not query.filters:
        return _PUBLISHED, []
    condition, bound = build_filter_condition(query)
    return (
        f"IN (SELECT a.id FROM articles AS a WHERE {condition})",
        bound,
    )


def build_filter_condition(query: Query) -> tuple[str, BoundValues]:
    """Give the condition on the articles `a` that the filters come to.

    Without a status only published ones pass.
    """
    parts: list[str] = []
    bound: BoundValues = []
    groups: dict[tuple[str, str, bool], list[Filter]] = {}
    for condition in query.filters:
        groups.setdefault(
            (
                condition.name,
                condition.value if condition.name in _ALL_MUST_HOLD else "",
                condition.negated,
            ),
            [],
        ).append(condition)
    for (_, _, negated), group in groups.items():
        written = [_single_condition(condition) for condition in group]
        either = " OR ".join(sql for sql, _ in written)
        parts.append(f"NOT ({either})" if negated else f"({either})")
        bound += [value for _, values in written for value in values]
    if not any(one.name == "status" for one in query.filters):
        parts.insert(0, "a.status = 'published'")
    return " AND ".join(parts), bound


def _single_condition(query_filter: Filter) -> tuple[str, BoundValues]:
    """Give the condition of a single filter."""
    value = query_filter.value
    if query_filter.name == "source":
        return (
            (
                "a.source = ? OR a.source IN (SELECT name FROM sources WHERE instr(fold(title), ?)"
                " > 0)"
            ),
            [value, value],
        )
    if query_filter.name == "lang":
        language, _, script = value.partition("-")
        return (
            ("a.language = ? AND a.script = ?", [language, script.title()])
            if script
            else ("a.language = ?", [language])
        )
    if query_filter.name == "after":
        return "a.published >= ?", [value]
    if query_filter.name == "before":
        return "a.published <> '' AND a.published < ?", [value]
    if query_filter.name == "term":
        return (
            (
                "a.id IN (SELECT article FROM article_terms WHERE term IN (SELECT term FROM"
                " term_names WHERE name = ?))"
            ),
            [value],
        )
    if query_filter.name == "translation":
        return "a.translation = ?", [value]
    if query_filter.name == "copies":
        return "a.is_canonical = 1", []
    return ("1", []) if value == "any" else ("a.status = ?", [value])

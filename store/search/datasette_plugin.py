"""Make Datasette's search box find Chinese in a Jianwen store.

Datasette loads this where it is installed beside Jianwen (`jianwen[datasette]`). The box over the
table `articles` and the view 文章 takes what `jianwen search` takes; a canned query shows the
places found. Nothing here writes.
"""

import sqlite3
from collections.abc import Awaitable, Callable
from typing import Any, Final

from pluggy import HookimplMarker

from records.errors import UsageError
from store.search.query import parse_query, write_fts_expression
from store.search.search import build_search_condition
from text.chinese.folding import fold_for_search, remove_cjk_separators, separate_cjk

hookimpl = HookimplMarker("datasette")

SEARCHABLE_TABLES: Final = {"articles": ("id", "id"), "文章": ("编号", "uid")}
"""What is searched, with its column that names the article and the name of that column in
`articles`.
"""

SEARCH_QUERY: Final = """SELECT a.uid AS "编号", a.published AS "发布时间", a.source AS "来源代号",
  a.title AS "标题", a.title_zh AS "中文标题",
  CASE r.full_text WHEN 'none' THEN ''
    ELSE unmark(snippet(articles_fts, -1, '【', '】', '…', 60)) END AS "命中", a.url AS "网址"
FROM articles_fts JOIN articles AS a ON a.id = articles_fts.rowid JOIN rights AS r ON r.uid = a.uid
WHERE articles_fts MATCH search_expression(:q) AND a.status = 'published'
  ORDER BY articles_fts.rank LIMIT 100"""


def search_expression(text: str) -> str:
    """Write the words of a query for `MATCH`.

    A query without words becomes a phrase that nothing holds.
    """
    return write_fts_expression(parse_query(text)) or '""'


@hookimpl
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Give every connection the SQL functions of the index and the snippets."""
    for name, function in (
        ("fold", fold_for_search),
        ("mark", separate_cjk),
        ("unmark", remove_cjk_separators),
        ("search_expression", search_expression),
    ):
        conn.create_function(name, 1, function, deterministic=True)


@hookimpl(trylast=True)
def filters_from_request(
    request: Any,  # noqa: ANN401
    database: str,
    table: str,
    datasette: Any,  # noqa: ANN401
) -> Callable[[], Awaitable[Any]]:
    """Answer the search box of the tables that hold articles; it comes last, so that its box
    stays.
    """

    async def inner() -> Any:  # noqa: ANN401 - Datasette has no types
        from datasette.filters import FilterArguments
        from datasette.utils.asgi import BadRequest

        if table not in SEARCHABLE_TABLES or not await _is_store(datasette, database):
            return FilterArguments([])
        text = request.args.get("_search") or ""
        shown = {"supports_search": True, "search": text}
        if not text:
            return FilterArguments([], extra_context=shown)
        try:
            where, bound = _search_condition(table, text)
        except UsageError as error:
            raise BadRequest(str(error)) from error
        return FilterArguments([where], bound, [f'search matches "{text}"'], shown)

    return inner


def _search_condition(table: str, text: str) -> tuple[str, dict[str, str | int]]:
    """Write a query as a condition of Datasette, which wants its values by name."""
    query = parse_query(text)
    if query.is_empty:
        return "0", {}
    column, key = SEARCHABLE_TABLES[table]
    sql, bound = build_search_condition(query)
    first, *rest = sql.split("?")
    named = first + "".join(f":jianwen_{number}{part}" for number, part in enumerate(rest))
    values = {f"jianwen_{number}": value for number, value in enumerate(bound)}
    return (
        f'"{column}" IN (SELECT a.{key} FROM articles AS a WHERE {named})',
        values,
    )


@hookimpl
def canned_queries(
    datasette: Any,  # noqa: ANN401 - Datasette has no types
    database: str,
) -> Callable[[], Awaitable[dict[str, Any]]]:
    """Offer the search with the places found, best first."""

    async def inner() -> dict[str, Any]:
        if not await _is_store(datasette, database):
            return {}
        return {
            "search": {
                "sql": SEARCH_QUERY,
                "title": "搜索",
                "description": '词之间是"且"; "…" 词组, -词 排除; 结果按相关度排列',
            }
        }

    return inner


async def _is_store(datasette: Any, database: str) -> bool:  # noqa: ANN401 - Datasette has no types
    return "articles_fts" in await datasette.get_database(database).table_names()

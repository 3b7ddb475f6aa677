"""Faults of FTS5 that are known are out of reach of whoever searches."""

import re
import sqlite3
from contextlib import closing

from hypothesis import given
from hypothesis import strategies as st

from records.errors import UsageError
from store.db.schema_search import CREATE_SEARCH_INDEX
from store.search.query import parse_query, write_fts_expression

SYNTAX = ["NEAR(", ")", "AND", "OR", "NOT", "-", '"', "*", "^", "{title}:", "title:", ":", "+", ","]
PHRASES = re.compile(r'"[^"]*"')


@given(st.lists(st.sampled_from([*SYNTAX, "流感", "flu", "ＮＥＡＲ", "\0"]), max_size=12))
def test_any_query_is_quoted_phrases_and_our_own_operators(words: list[str]) -> None:
    try:
        expression = write_fts_expression(parse_query(" ".join(words)))
    except UsageError:  # a filter with an impossible value
        return
    ours = PHRASES.sub("", expression)
    assert re.fullmatch(r"(?:AND|OR|NOT|[() ])*", ours), expression
    if expression:
        with closing(sqlite3.connect(":memory:")) as connection:
            connection.execute("CREATE VIRTUAL TABLE probe USING fts5(title, body)")
            connection.execute("SELECT rowid FROM probe WHERE probe MATCH ?", (expression,))


def test_the_index_has_no_tombstones() -> None:
    """They come with contentless_delete; CVE-2025-7709 overflows where they are counted."""
    (index,) = (sql for sql in CREATE_SEARCH_INDEX if "USING fts5" in sql)
    assert "content='articles_fts_src'" in index
    assert "contentless" not in index

"""Ways to lay out a search index over Chinese articles in SQLite: ours, and those that others
use.
"""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Protocol

from bench.chinese.articles import Article
from pipelines.resources.segmenter import build_segmenter
from records.source import Rights, Source
from store.db.connection import Store
from store.open import open_store
from store.search.filters import build_id_filter
from store.search.query import parse_query, write_fts_expression
from store.search.search import search_articles
from store.sources.sources import sync_sources

SHOWN = 20


def _rest(one: Article) -> tuple[str, ...]:
    return one.body, one.language, one.script, one.published


class Layout(Protocol):
    """One way to index and ask."""

    name: str

    def fill(self, batch: Sequence[Article]) -> None: ...
    def finish(self) -> None: ...
    def top(self, query: str) -> object: ...
    def all(self, query: str) -> set[int]: ...
    def size(self) -> int: ...


class Jianwen:
    """The store and the search of the product, with everything an editor sees: order, snippet,
    rights.
    """

    name = "jianwen (characters)"

    def __init__(self, folder: Path) -> None:
        self.store: Store = open_store(folder / "jianwen.db")
        rights = Rights("contract", "internal", True)  # so that texts are shown, and marked
        sync_sources(
            self.store,
            [
                Source(
                    f"s{number}", f"来源{number}", "news", "https://bench.example/", rights=rights
                )
                for number in range(20)
            ],
            "2026-01-01T00:00:00Z",
        )

    def fill(self, batch: Sequence[Article]) -> None:
        """Insert the articles; the store's own triggers index them."""
        rows = [
            (
                one.number,
                f"{one.number:016x}",
                f"https://bench.example/{one.number}",
                f"s{one.number % 20}",
                one.title,
                *_rest(one),
            )
            for one in batch
        ]
        with self.store.transaction() as connection:
            connection.executemany(
                "INSERT INTO articles (id, uid, url, source, title, body, language, script,"
                " published) VALUES (?,?,?,?,?,?,?,?,?)",
                rows,
            )

    def finish(self) -> None:
        """Bring the log into the file, as the last program to close it does."""
        self.store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def top(self, query: str) -> object:
        """Give the first page of results."""
        return search_articles(self.store, query, SHOWN)

    def all(self, query: str) -> set[int]:
        """Give the numbers of all articles found."""
        asked = parse_query(query)
        if not asked.words:
            return set()
        passing, bound = build_id_filter(asked)
        sql = f"SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? AND +rowid {passing}"
        return {row[0] for row in self.store.query(sql, [write_fts_expression(asked), *bound])}

    def size(self) -> int:
        """Give the bytes of the index."""
        return sum(
            self.store.query_number(
                f"SELECT coalesce(sum(length({column})), 0) FROM articles_fts_{table}"
            )
            for table, column in (("data", "block"), ("idx", "term"), ("docsize", "sz"))
        )


class Plain:
    """An FTS5 table beside the articles, asked as its users ask it: the best twenty by bm25."""

    def __init__(
        self,
        folder: Path,
        name: str,
        options: str,
        text: Callable[[str], str],
        match: Callable[[str], str],
        *,
        content: bool,
    ) -> None:
        self.name, self._text, self._match, self._content = name, text, match, content
        self.db = sqlite3.connect(folder / f"{name.split()[0]}.db", isolation_level=None)
        self.db.execute(
            "CREATE TABLE IF NOT EXISTS articles (id INTEGER PRIMARY KEY, title TEXT, body TEXT,"
            " published TEXT)"
        )
        inside = "content='articles', content_rowid='id'" if content else "content=''"
        self.db.execute(
            f"CREATE VIRTUAL TABLE IF NOT EXISTS fts USING fts5(title, body, {inside}, {options})"
        )

    def fill(self, batch: Iterable[Article]) -> None:
        """Insert articles and index."""
        self.db.execute("BEGIN")
        for one in batch:
            self.db.execute(
                "INSERT INTO articles VALUES (?,?,?,?)",
                (one.number, one.title, one.body, one.published),
            )
            self.db.execute(
                "INSERT INTO fts (rowid, title, body) VALUES (?,?,?)",
                (one.number, self._text(one.title), self._text(one.body)),
            )
        self.db.execute("COMMIT")

    def finish(self) -> None:
        """Have nothing to do."""

    def top(self, query: str) -> object:
        """Give the best twenty."""
        match = self._match(query)
        sql = "SELECT rowid FROM fts WHERE fts MATCH ? ORDER BY bm25(fts, 10, 1) LIMIT ?"
        return self.db.execute(sql, (match, SHOWN)).fetchall() if match else []

    def all(self, query: str) -> set[int]:
        """Give the numbers of all articles found."""
        match = self._match(query)
        return (
            {row[0] for row in self.db.execute("SELECT rowid FROM fts WHERE fts MATCH ?", (match,))}
            if match
            else set()
        )

    def size(self) -> int:
        """Give the bytes of the index."""
        parts = (("data", "block"), ("idx", "term"), ("docsize", "sz"))
        return sum(
            self.db.execute(
                f"SELECT coalesce(sum(length({column})), 0) FROM fts_{table}"
            ).fetchone()[0]
            for table, column in parts
        )


class Like(Plain):
    """No index at all: every article is read."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, "LIKE (no index)", "tokenize='unicode61'", str, str, content=False)

    def fill(self, batch: Iterable[Article]) -> None:
        """Insert articles only."""
        self.db.execute("BEGIN")
        self.db.executemany(
            "INSERT INTO articles VALUES (?,?,?,?)",
            ((one.number, one.title, one.body, one.published) for one in batch),
        )
        self.db.execute("COMMIT")

    def top(self, query: str) -> object:
        """Give the newest twenty: there is no relevance."""
        sql = (
            "SELECT id FROM articles WHERE title LIKE ?1 OR body LIKE ?1 ORDER BY published DESC"
            " LIMIT ?2"
        )
        return self.db.execute(sql, (f"%{query}%", SHOWN)).fetchall()

    def all(self, query: str) -> set[int]:
        """Give the numbers of all articles found."""
        return {
            row[0]
            for row in self.db.execute(
                "SELECT id FROM articles WHERE title LIKE ?1 OR body LIKE ?1", (f"%{query}%",)
            )
        }

    def size(self) -> int:
        """Give the bytes of the index: none."""
        return 0


def contenders(folder: Path) -> list[Layout]:
    """Make every layout, empty, in a folder."""
    cut = build_segmenter(())

    def words(text: str) -> str:
        return " ".join(cut(text))

    def all_words(query: str) -> str:
        return " AND ".join(
            '"' + word.replace('"', '""') + '"'
            for word in cut(query)
            if any(char.isalnum() for char in word)
        )

    def quoted(query: str) -> str:
        return '"' + query.replace('"', '""') + '"'

    return [
        Jianwen(folder),
        Plain(folder, "jieba words", "tokenize='unicode61'", words, all_words, content=False),
        Plain(folder, "trigram", "tokenize='trigram'", str, quoted, content=True),
        Like(folder),
    ]

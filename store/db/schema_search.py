"""The search index and what a search filters by, in SQL: sqlite-utils has no words for them."""

from typing import Final

BM25_WEIGHTS: Final = "10.0, 1.0, 10.0, 1.0"
"""Of the columns of the index: title, body, title_zh, body_zh."""

CREATE_SEARCH_INDEX: Final = (
    """CREATE VIEW articles_fts_src AS
    SELECT id, mark(title) AS title, mark(body) AS body, mark(title_zh) AS title_zh,
      mark(body_zh) AS body_zh FROM articles""",
    """CREATE VIRTUAL TABLE articles_fts USING fts5(
    title, body, title_zh, body_zh, content='articles_fts_src', content_rowid='id',
    tokenize='unicode61 remove_diacritics 2')""",
    """CREATE TRIGGER articles_ai AFTER INSERT ON articles BEGIN
    INSERT INTO articles_fts (rowid, title, body, title_zh, body_zh)
      VALUES (new.id, mark(fold(new.title)), mark(fold(new.body)), mark(fold(new.title_zh)),
      mark(fold(new.body_zh)));
  END""",
    """CREATE TRIGGER articles_ad AFTER DELETE ON articles BEGIN
    INSERT INTO articles_fts (articles_fts, rowid, title, body, title_zh, body_zh)
      VALUES ('delete', old.id, mark(fold(old.title)), mark(fold(old.body)),
      mark(fold(old.title_zh)), mark(fold(old.body_zh)));
  END""",
    """CREATE TRIGGER articles_au AFTER UPDATE OF title, body, title_zh, body_zh ON articles BEGIN
    INSERT INTO articles_fts (articles_fts, rowid, title, body, title_zh, body_zh)
      VALUES ('delete', old.id, mark(fold(old.title)), mark(fold(old.body)),
      mark(fold(old.title_zh)), mark(fold(old.body_zh)));
    INSERT INTO articles_fts (rowid, title, body, title_zh, body_zh)
      VALUES (new.id, mark(fold(new.title)), mark(fold(new.body)), mark(fold(new.title_zh)),
      mark(fold(new.body_zh)));
  END""",
    # A program without our functions stops here, before it changes a status that importers would
    # never hear of.
    (
        "CREATE TRIGGER articles_guard BEFORE UPDATE ON articles WHEN fold('') <> '' BEGIN SELECT"
        " 1; END"
    ),
    f"INSERT INTO articles_fts (articles_fts, rank) VALUES ('rank', 'bm25({BM25_WEIGHTS})')",
)

CREATE_FILTER_INDEX: Final = (
    "CREATE INDEX articles_filters ON articles (status, published, source, language, script)"
)
"""All that a search filters by, in the order in which it lists: the rows themselves, with their
long texts, are not read.
"""

_TERM_NAMES: Final = (
    "(SELECT '$.term' AS path UNION ALL SELECT '$.canonical' UNION ALL SELECT '$.en') AS n"
)


def write_term_inserts(terms: str, article: str) -> str:
    """Write the statements that note the terms of articles:

    `terms` are their rows of JSON, `article` is the number of each.
    """
    return f"""INSERT OR IGNORE INTO article_terms (term, article)
      SELECT json_extract(t.value, '$.canonical'), {article} FROM {terms} AS t;
    INSERT OR IGNORE INTO term_names (name, term)
      SELECT fold(json_extract(t.value, n.path)), json_extract(t.value, '$.canonical')
        FROM {terms} AS t, {_TERM_NAMES}
      WHERE json_extract(t.value, n.path) <> '';"""


_INSERT_TERMS: Final = write_term_inserts("json_each(new.terms)", "new.id")
_DELETE_TERMS: Final = """DELETE FROM article_terms
      WHERE article = old.id AND term IN (SELECT json_extract(value, '$.canonical')
        FROM json_each(old.terms));"""

CREATE_TERM_TABLES: Final = (
    (
        "CREATE TABLE article_terms (term TEXT NOT NULL, article INTEGER NOT NULL, PRIMARY KEY"
        " (term, article)) WITHOUT ROWID"
    ),
    (
        "CREATE TABLE term_names (name TEXT NOT NULL, term TEXT NOT NULL, PRIMARY KEY (name, term))"
        " WITHOUT ROWID"
    ),
    (
        "CREATE TRIGGER terms_ai AFTER INSERT ON articles WHEN new.terms <> '[]' BEGIN"
        f" {_INSERT_TERMS} END"
    ),
    (
        "CREATE TRIGGER terms_ad AFTER DELETE ON articles WHEN old.terms <> '[]' BEGIN"
        f" {_DELETE_TERMS} END"
    ),
    (
        "CREATE TRIGGER terms_au AFTER UPDATE OF terms ON articles WHEN old.terms <> new.terms"
        f" BEGIN {_DELETE_TERMS} {_INSERT_TERMS} END"
    ),
)
"""Which medical terms an article holds, by each of their names.

Kept by triggers out of `articles.terms`.
"""

"""Build the full-text index anew."""

from store.db.connection import Store
from text.chinese.folding import VERSION


def rebuild_index(store: Store) -> None:
    """Index every article anew, as needed when the folding changes.

    Never FTS5's own 'rebuild': it would index the text as the view shows it, which is not folded.
    """
    with store.transaction() as connection:
        connection.execute("INSERT INTO articles_fts (articles_fts) VALUES ('delete-all')")
        connection.execute(
            """INSERT INTO articles_fts (rowid, title, body, title_zh, body_zh)
            SELECT id, mark(fold(title)), mark(fold(body)), mark(fold(title_zh)),
              mark(fold(body_zh)) FROM articles"""
        )
        connection.execute("UPDATE meta SET value = ? WHERE key = 'fold'", (str(VERSION),))

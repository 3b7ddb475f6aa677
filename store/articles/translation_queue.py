"""Which articles wait for the translator."""

import sqlite3
from collections.abc import Iterable
from typing import Final

_MUST_BE_TRANSLATED: Final = """is_canonical = 1 AND status = 'published'
  AND language NOT IN ('', 'und', 'zh')
  AND EXISTS (SELECT 1 FROM rights AS r WHERE r.uid = articles.uid AND r.translate = 1)"""
_ENQUEUE: Final = f"""UPDATE articles SET translation = 'pending'
  WHERE uid = ? AND translation = 'none' AND {_MUST_BE_TRANSLATED}"""
_DEQUEUE: Final = f"""UPDATE articles SET translation = 'none'
  WHERE uid = ? AND translation = 'pending' AND NOT ({_MUST_BE_TRANSLATED})"""
_REMOVE_FORBIDDEN: Final = """UPDATE articles SET translation = 'none', title_zh = '', body_zh = ''
  WHERE uid = ? AND translation <> 'none'
  AND NOT EXISTS (SELECT 1 FROM rights AS r WHERE r.uid = articles.uid AND r.translate = 1)"""

IS_WAITING: Final = "a.translation = 'pending'"
_MAY_BE_TRANSLATED: Final = """a.status = 'published' AND a.language NOT IN ('', 'und', 'zh')
  AND EXISTS (SELECT 1 FROM rights AS r WHERE r.uid = a.uid AND r.translate = 1)"""
IS_UNTRANSLATED_COPY: Final = (
    f"a.translation = 'none' AND a.is_canonical = 0 AND {_MAY_BE_TRANSLATED}"
)
"""Copies that could be translated, for those who want it: usually their canonical article is
enough.
"""
IS_OUTDATED_TRANSLATION: Final = f"""a.translation IN ('ok', 'review', 'failed')
  AND {_MAY_BE_TRANSLATED}
  AND EXISTS (SELECT 1 FROM translations AS t WHERE t.uid = a.uid AND t.model <> :key
    AND t.decision <> 'approved')"""
"""What another model, glossary or version of the rules has translated and nobody approved."""


def queue_translations(connection: sqlite3.Connection, uids: Iterable[str]) -> None:
    """Let the articles wait whose translation is wanted, allowed and missing.

    Take out of the queue, and delete, what is no longer allowed.

    A copy is not translated: its canonical article is. A translation that a copy already has stays.
    """
    for uid in uids:
        connection.execute(_ENQUEUE, (uid,))
        connection.execute(_DEQUEUE, (uid,))
        if connection.execute(_REMOVE_FORBIDDEN, (uid,)).rowcount:
            connection.execute("DELETE FROM translations WHERE uid = ?", (uid,))

"""The translations of articles, and the queue of those that wait for one."""

import json
import sqlite3
from collections.abc import Sequence
from typing import Any, Final, Literal

from records.errors import UsageError
from records.translation import TITLE_BLOCK, PendingArticle, TranslatedSentence, get_caption_block
from store.articles.changes import record_changes
from store.articles.columns import read_image_texts
from store.articles.translation_queue import (
    IS_OUTDATED_TRANSLATION,
    IS_UNTRANSLATED_COPY,
    IS_WAITING,
)
from store.db.connection import Store
from store.db.json_text import dump_json
from store.translations.sentence_memory import look_up_corrections, normalise_sentence

_TARGET_LANGUAGE: Final = "zh"  # the columns title_zh and body_zh
_UNDECIDED: Final = dict.fromkeys(("decision", "decided_by", "decided_at"), "")
"""What a person said of the translation before says nothing of a new one."""


def list_pending_translations(
    store: Store,
    limit: int | None = None,
    *,
    target_language: str = _TARGET_LANGUAGE,
    copies: bool = False,
    key: str = "",
) -> list[PendingArticle]:
    """Give the articles that wait for a translation, the newest first: allowed, canonical,
    published, in another language.

    With `copies` also their copies, with a memory `key` also those whose translation was made with
    another one.
    """
    if target_language != _TARGET_LANGUAGE:
        raise UsageError(
            f"translations into {target_language!r} have no place in the store; only"
            f" {_TARGET_LANGUAGE!r} has"
        )
    rows = store.query(
        f"""SELECT a.uid, a.title, a.body, a.images, a.language, a.version FROM articles AS a
          WHERE {_pending_condition(copies=copies, key=key)}
        ORDER BY a.published DESC, a.id DESC LIMIT :limit""",
        {"limit": -1 if limit is None else limit, "key": key},
    )
    return [_read_pending(row) for row in rows]


def count_pending_translations(store: Store, *, copies: bool = False, key: str = "") -> int:
    """Count the articles that wait for a translation."""
    return store.query_number(
        f"SELECT count(*) FROM articles AS a WHERE {_pending_condition(copies=copies, key=key)}",
        {"key": key},
    )


def _pending_condition(*, copies: bool, key: str) -> str:
    return " OR ".join(
        [
            IS_WAITING,
            *([f"({IS_UNTRANSLATED_COPY})"] if copies else []),
            *([f"({IS_OUTDATED_TRANSLATION})"] if key else []),
        ]
    )


def _read_pending(row: sqlite3.Row) -> PendingArticle:
    captions = read_image_texts(row["images"])
    return PendingArticle(
        row["uid"],
        row["title"],
        tuple(row["body"].split("\n")),
        row["language"],
        row["version"],
        captions,
    )


def store_translation(
    store: Store,
    uid: str,
    title: str,
    body: str,
    status: Literal["ok", "review", "failed"],
    sentences: Sequence[TranslatedSentence],
    *,
    backend: str,
    model: str,
    now: str,
    version: int | None = None,
    captions: Sequence[str] = (),
    score: float = 1.0,
) -> bool:
    """Write a translation, its sentences and the change of its article as one transaction.

    False, and nothing written, when the article or a correction changed meanwhile or it may not be
    translated any more. ValueError when the lines of the body are not those of the original, one
    for one; only a failed translation may be empty, never half.
    """
    row: dict[str, Any] = {
        "uid": uid,
        "language": _TARGET_LANGUAGE,
        "title": title,
        "body": body,
        "captions": dump_json(captions),
        "status": status,
        "score": score,
        "backend": backend,
        "model": model,
        "at": now,
    }
    row |= _UNDECIDED | dump_sentences(sentences)
    with store.transaction() as connection:
        article = connection.execute(
            """SELECT a.* FROM articles AS a JOIN rights AS r ON r.uid = a.uid
            WHERE a.uid = ? AND a.status = 'published' AND r.translate = 1""",
            (uid,),
        ).fetchone()
        if (
            article is None
            or not _is_translation_of(article, sentences, version)
            or _contradicts_correction(connection, sentences)
        ):
            return False
        _refuse_half_translation(article, title, body, status)
        row["version"] = article["version"]
        _write_translation(store, connection, article, row)
    return True


def _write_translation(
    store: Store, connection: sqlite3.Connection, article: sqlite3.Row, row: dict[str, Any]
) -> None:
    """Write the row of a translation, and the change of its article where readers see one."""
    old = connection.execute(
        "SELECT captions FROM translations WHERE uid = ? AND language = ?",
        (row["uid"], row["language"]),
    ).fetchone()
    store.db.table("translations").upsert(row, pk=("uid", "language"))
    before = (article["title_zh"], article["body_zh"], article["translation"])
    after = (row["title"], row["body"], row["status"])
    if (*before, old["captions"] if old else "[]") != (*after, row["captions"]):
        connection.execute(
            "UPDATE articles SET title_zh = ?, body_zh = ?, translation = ? WHERE uid = ?",
            (*after, row["uid"]),
        )
        record_changes(connection, [row["uid"]], row["at"])


def dump_sentences(sentences: Sequence[TranslatedSentence]) -> dict[str, str]:
    """Give the columns that hold the sentences of a translation: all of them, and those that a
    check doubts.
    """
    rows = [
        {
            "block": sentence.block,
            "position": sentence.position,
            "source": sentence.source,
            "target": sentence.target,
            "checks": sentence.checks,
        }
        | ({"corrected": 1} if sentence.corrected else {})
        for sentence in sentences
    ]
    return {
        "sentences": dump_json(rows),
        "flagged": dump_json([row for row in rows if row["checks"] and "corrected" not in row]),
    }


def load_sentences(text: str) -> list[TranslatedSentence]:
    """Read the sentences of a translation as `aligned` wrote them."""
    return [
        TranslatedSentence(
            row["block"],
            row["position"],
            row["source"],
            row["target"],
            tuple(row["checks"]),
            bool(row.get("corrected")),
        )
        for row in json.loads(text)
    ]


def _is_translation_of(
    article: sqlite3.Row, sentences: Sequence[TranslatedSentence], version: int | None
) -> bool:
    """Tell whether what was translated is what the article says now."""
    if version is not None and version != article["version"]:
        return False
    pictures = {
        get_caption_block(number): normalise_sentence(text)
        for number, text in enumerate(read_image_texts(article["images"]))
    }
    lines = {
        place: normalise_sentence(line) for place, line in enumerate(article["body"].split("\n"))
    }
    blocks = {TITLE_BLOCK: normalise_sentence(article["title"]), **lines, **pictures}
    return all(
        normalise_sentence(sentence.source) in blocks.get(sentence.block, "")
        for sentence in sentences
    )


def _contradicts_correction(
    connection: sqlite3.Connection, sentences: Sequence[TranslatedSentence]
) -> bool:
    """Tell whether somebody has corrected a sentence since the memory was asked for it."""
    corrections = look_up_corrections(connection, [sentence.source for sentence in sentences])
    return any(
        corrections.get(sentence.source, sentence.target) != sentence.target
        for sentence in sentences
    )


def _refuse_half_translation(article: sqlite3.Row, title: str, body: str, status: str) -> None:
    if status == "failed" and not title and not body:
        return
    expected, given = article["body"].count("\n"), body.count("\n")
    if expected != given or bool(article["title"].strip()) != bool(title.strip()):
        raise ValueError(
            f"{article['url']}: a translation of {given + 1} lines for {expected + 1}, or a title"
            " without its translation"
        )


def list_flagged_sentences(store: Store, uid: str) -> list[TranslatedSentence]:
    """Give the doubted sentences of an article's translation in their order.

    None for an article without one.
    """
    rows = store.query("SELECT flagged FROM translations WHERE uid = ?", (uid,))
    flagged = [entry for row in rows for entry in json.loads(row["flagged"])]
    return [
        TranslatedSentence(
            entry["block"],
            entry["position"],
            entry["source"],
            entry["target"],
            tuple(entry["checks"]),
        )
        for entry in flagged
    ]

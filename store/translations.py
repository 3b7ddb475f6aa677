"""The translations of articles, and the queue of those that wait for one."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Final, Literal

from records.translation import TITLE, Pending, Sentence, caption_block
from records.verdict import UsageError
from store.changes import announce
from store.database import Store
from store.memory import corrected, normal
from store.queue import COPIES, OUTDATED, WAITING
from store.rows import compact, texts_of

_TARGET: Final = "zh"  # the columns title_zh and body_zh


def pending(store: Store, limit: int | None = None, *, to: str = _TARGET, copies: bool = False, key: str = "") -> list[Pending]:
    """Give the articles that wait for a translation, the newest first: allowed, canonical, published, in another language.

    With `copies` also their copies, with a memory `key` also those whose translation was made with another one.
    """
    if to != _TARGET:
        raise UsageError(f"translations into {to!r} have no place in the store; only {_TARGET!r} has")
    rows = store.query(
        f"""SELECT a.uid, a.title, a.body, a.images, a.language, a.version FROM articles AS a WHERE {_wanted(copies=copies, key=key)}
        ORDER BY a.published DESC, a.id DESC LIMIT :limit""",  # noqa: S608 - constants of ours
        {"limit": -1 if limit is None else limit, "key": key},
    )
    return [_pending(row) for row in rows]


def count_pending(store: Store, *, copies: bool = False, key: str = "") -> int:
    """Count the articles that wait for a translation."""
    return store.number(f"SELECT count(*) FROM articles AS a WHERE {_wanted(copies=copies, key=key)}", {"key": key})  # noqa: S608


def _wanted(*, copies: bool, key: str) -> str:
    return " OR ".join([WAITING, *([f"({COPIES})"] if copies else []), *([f"({OUTDATED})"] if key else [])])


def _pending(row: sqlite3.Row) -> Pending:
    captions = texts_of(row["images"])
    return Pending(row["uid"], row["title"], tuple(row["body"].split("\n")), row["language"], row["version"], captions)


def store_translation(
    store: Store,
    uid: str,
    title: str,
    body: str,
    status: Literal["ok", "review", "failed"],
    sentences: Iterable[Sentence],
    *,
    backend: str,
    model: str,
    now: str,
    version: int | None = None,
    captions: Sequence[str] = (),
    score: float = 1.0,
) -> bool:
    """Write a translation, its sentences and the change of its article as one transaction.

    False, and nothing written, when the article or a correction changed meanwhile or it may not be translated any more. ValueError when
    the lines of the body are not those of the original, one for one; only a failed translation may be empty, never half.
    """
    done = list(sentences)
    row = {"title": title, "body": body, "captions": compact(captions), "status": status, "score": score, **aligned(done)}
    with store.writing() as connection:
        article = connection.execute(
            """SELECT a.* FROM articles AS a JOIN rights AS r ON r.uid = a.uid
            WHERE a.uid = ? AND a.status = 'published' AND r.translate = 1""",
            (uid,),
        ).fetchone()
        if article is None or not _is_of(article, done, version) or _contradicts(connection, done):
            return False
        _refuse_half(article, title, body, status)
        old = connection.execute("SELECT captions FROM translations WHERE uid = ? AND language = ?", (uid, _TARGET)).fetchone()
        store.db.table("translations").upsert(
            {"uid": uid, "language": _TARGET, "version": article["version"], "backend": backend, "model": model, "at": now, **row},
            pk=("uid", "language"),
        )
        shown = (article["title_zh"], article["body_zh"], article["translation"], old["captions"] if old else "[]")
        if shown != (title, body, status, row["captions"]):
            connection.execute("UPDATE articles SET title_zh = ?, body_zh = ?, translation = ? WHERE uid = ?", (title, body, status, uid))
            announce(connection, [uid], now)
    return True


def aligned(sentences: Sequence[Sentence]) -> dict[str, str]:
    """Give the columns that hold the sentences of a translation: all of them, and those that a check doubts."""
    rows = [
        {"block": one.block, "position": one.position, "source": one.source, "target": one.target, "checks": one.checks}
        | ({"corrected": 1} if one.corrected else {})
        for one in sentences
    ]
    return {"sentences": compact(rows), "flagged": compact([row for row in rows if row["checks"] and "corrected" not in row])}


def sentences_of(text: str) -> list[Sentence]:
    """Read the sentences of a translation as `aligned` wrote them."""
    return [
        Sentence(one["block"], one["position"], one["source"], one["target"], tuple(one["checks"]), bool(one.get("corrected")))
        for one in json.loads(text)
    ]


def _is_of(article: sqlite3.Row, sentences: list[Sentence], version: int | None) -> bool:
    """Tell whether what was translated is what the article says now."""
    if version is not None and version != article["version"]:
        return False
    pictures = {caption_block(number): normal(text) for number, text in enumerate(texts_of(article["images"]))}
    lines = {place: normal(line) for place, line in enumerate(article["body"].split("\n"))}
    blocks = {TITLE: normal(article["title"]), **lines, **pictures}
    return all(normal(one.source) in blocks.get(one.block, "") for one in sentences)


def _contradicts(connection: sqlite3.Connection, sentences: list[Sentence]) -> bool:
    """Tell whether somebody has corrected a sentence since the memory was asked for it."""
    wanted = corrected(connection, [one.source for one in sentences])
    return any(wanted.get(one.source, one.target) != one.target for one in sentences)


def _refuse_half(article: sqlite3.Row, title: str, body: str, status: str) -> None:
    if status == "failed" and not title and not body:
        return
    wanted, given = article["body"].count("\n"), body.count("\n")
    if wanted != given or bool(article["title"].strip()) != bool(title.strip()):
        raise ValueError(f"{article['url']}: a translation of {given + 1} lines for {wanted + 1}, or a title without its translation")

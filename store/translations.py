"""The translations of articles beside the memory of translated sentences."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from records.translation import Draft, Pending, Sentence
from records.verdict import UsageError
from store.changes import announce
from store.database import Store
from store.rows import compact

_TARGET: Final = "zh"  # the columns title_zh and body_zh
_AT_ONCE: Final = 500  # bound parameters of one look-up; old SQLite allows 999


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the memory holds for one sentence."""

    target: str
    checks: tuple[str, ...]


def pending(store: Store, limit: int | None = None, *, to: str = _TARGET) -> list[Pending]:
    """Give the articles that wait for a translation, the newest first: allowed, canonical, published, in another language."""
    if to != _TARGET:
        raise UsageError(f"translations into {to!r} have no place in the store; only {_TARGET!r} has")
    rows = store.query(
        "SELECT uid, title, body, language, version FROM articles WHERE translation = 'pending' ORDER BY published DESC, id DESC LIMIT ?",
        (-1 if limit is None else limit,),
    )
    return [Pending(row["uid"], row["title"], tuple(row["body"].split("\n")), row["language"], row["version"]) for row in rows]


def count_pending(store: Store) -> int:
    """Count the articles that wait for a translation."""
    return store.number("SELECT count(*) FROM articles WHERE translation = 'pending'")


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
) -> bool:
    """Write a translation, its sentences and the change of its article as one transaction.

    False, and nothing written, when the article changed meanwhile or may not be translated any more. ValueError when the lines of
    the body are not those of the original, one for one; only a failed translation may be empty, never half.
    """
    done = list(sentences)
    memory = _memory(done, model, now)
    row = {"title": title, "body": body, "status": status, "backend": backend, "model": model, "at": now, "flagged": _flagged(done)}
    with store.writing() as connection:
        article = connection.execute(
            """SELECT a.* FROM articles AS a JOIN rights AS r ON r.uid = a.uid
            WHERE a.uid = ? AND a.status = 'published' AND r.translate = 1""",
            (uid,),
        ).fetchone()
        if article is None or not _is_of(article, done, version):
            return False
        _refuse_half(article, title, body, status)
        store.db.table("translations").upsert(
            {"uid": uid, "language": _TARGET, "version": article["version"], **row}, pk=("uid", "language")
        )
        if memory:
            store.db.table("sentences").upsert_all(memory, pk=("model", "source"))
        if (article["title_zh"], article["body_zh"], article["translation"]) != (title, body, status):
            connection.execute("UPDATE articles SET title_zh = ?, body_zh = ?, translation = ? WHERE uid = ?", (title, body, status, uid))
            announce(connection, [uid], now)
    return True


def _memory(sentences: list[Sentence], model: str, now: str) -> list[dict[str, str]]:
    """Give the rows of the memory; of a sentence that occurs twice the last translation counts."""
    known = {normal(one.source): one for one in sentences}
    return [{"model": model, "source": key, "target": one.target, "checks": compact(one.checks), "at": now} for key, one in known.items()]


def _flagged(sentences: list[Sentence]) -> str:
    names = ("block", "position", "source", "target", "checks")
    return compact([{name: getattr(one, name) for name in names} for one in sentences if one.checks])


def _is_of(article: sqlite3.Row, sentences: list[Sentence], version: int | None) -> bool:
    """Tell whether what was translated is what the article says now."""
    if version is not None and version != article["version"]:
        return False
    blocks = {-1: normal(article["title"]), **{place: normal(line) for place, line in enumerate(article["body"].split("\n"))}}
    return all(normal(one.source) in blocks.get(one.block, "") for one in sentences)


def _refuse_half(article: sqlite3.Row, title: str, body: str, status: str) -> None:
    if status == "failed" and not title and not body:
        return
    wanted, given = article["body"].count("\n"), body.count("\n")
    if wanted != given or bool(article["title"].strip()) != bool(title.strip()):
        raise ValueError(f"{article['url']}: a translation of {given + 1} lines for {wanted + 1}, or a title without its translation")


def normal(sentence: str) -> str:
    """Give the form under which a sentence is remembered: white space runs are one space."""
    return " ".join(sentence.split())


def remembered(store: Store, model: str, sources: Sequence[str]) -> dict[str, Remembered]:
    """Look sentences up in the memory of one model; those it does not know are left out."""
    keys = {source: normal(source) for source in sources}
    wanted = list(dict.fromkeys(keys.values()))
    known: dict[str, Remembered] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        marks = ",".join("?" * len(part))
        rows = store.query(f"SELECT source, target, checks FROM sentences WHERE model = ? AND source IN ({marks})", [model, *part])  # noqa: S608
        known |= {row["source"]: Remembered(row["target"], tuple(json.loads(row["checks"]))) for row in rows}
    return {source: known[key] for source, key in keys.items() if key in known}


def draft_of(found: Remembered) -> Draft:
    """Give a remembered sentence as the line takes it: its checks are run anew, but what was repaired would not show."""
    return Draft(found.target, tuple(label[:-1] for label in found.checks if label.endswith("~")))


def sentence_pairs(store: Store) -> Iterator[tuple[str, str]]:
    """Give every remembered sentence with its translation."""
    return ((row["source"], row["target"]) for row in store.stream("SELECT source, target FROM sentences"))

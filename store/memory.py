"""The memory of sentences: what each model made of them, what people wrote instead."""

import json
import sqlite3
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from records.translation import Draft
from store.database import Store
from store.rows import compact

_AT_ONCE: Final = 500  # bound parameters of one look-up; old SQLite allows 999


@dataclass(frozen=True, slots=True)
class Remembered:
    """What the memory holds for one sentence."""

    target: str
    checks: tuple[str, ...]


def normal(sentence: str) -> str:
    """Give the form under which a sentence is remembered: composed characters, runs of white space as one space."""
    return " ".join(unicodedata.normalize("NFC", sentence).split())


def remember(store: Store, model: str, found: Mapping[str, Remembered], now: str) -> None:
    """Write what a model made of sentences, so that it need not do it again, whatever becomes of their article."""
    rows = {
        normal(source): {"model": model, "source": normal(source), "target": one.target, "checks": compact(one.checks), "at": now}
        for source, one in found.items()
    }
    with store.writing():
        store.db.table("sentences").upsert_all(rows.values(), pk=("model", "source"))


def remembered(store: Store, model: str, sources: Sequence[str]) -> dict[str, Remembered]:
    """Look sentences up in the memory of one model; those it does not know are left out."""
    rows = _look_up(store.connection, "SELECT source, target, checks FROM sentences WHERE model = ? AND source IN", [model], sources)
    return {source: Remembered(row["target"], tuple(json.loads(row["checks"]))) for source, row in rows.items()}


def corrected(connection: sqlite3.Connection, sources: Sequence[str]) -> dict[str, str]:
    """Look up what people wrote for sentences, whichever model and article they stood in."""
    rows = _look_up(connection, "SELECT source, target FROM corrections WHERE source IN", [], sources)
    return {source: str(row["target"]) for source, row in rows.items()}


def _look_up(connection: sqlite3.Connection, sql: str, bound: list[Any], sources: Sequence[str]) -> dict[str, sqlite3.Row]:
    keys = {source: normal(source) for source in sources}
    wanted = list(dict.fromkeys(keys.values()))
    found: dict[str, sqlite3.Row] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        found |= {row["source"]: row for row in connection.execute(f"{sql} ({','.join('?' * len(part))})", [*bound, *part])}
    return {source: found[key] for source, key in keys.items() if key in found}


def drafts(store: Store, model: str, sources: Sequence[str]) -> dict[str, Draft]:
    """Give the sentences that need no decoder as the line takes them: people's word first, then the model's own.

    The checks are run anew; only what had been repaired would not show.
    """
    known = {
        source: Draft(found.target, tuple(label[:-1] for label in found.checks if label.endswith("~")))
        for source, found in remembered(store, model, sources).items()
    }
    return known | {source: Draft(target, corrected=True) for source, target in corrected(store.connection, sources).items()}


def sentence_pairs(store: Store) -> Iterator[tuple[str, str]]:
    """Give every remembered sentence with its translation."""
    return ((row["source"], row["target"]) for row in store.stream("SELECT source, target FROM sentences"))

"""The memory of sentences: what each model made of them, what people wrote instead."""

import json
import sqlite3
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from records.translation import SentenceDraft
from store.db.connection import Store
from store.db.json_text import dump_json

_SENTENCES_AT_ONCE: Final = 500  # bound parameters of one look-up; old SQLite allows 999


@dataclass(frozen=True, slots=True)
class RememberedSentence:
    """What the memory holds for one sentence."""

    target: str
    checks: tuple[str, ...]


def normalise_sentence(sentence: str) -> str:
    """Give the form under which a sentence is remembered: composed characters, runs of white space
    as one space.
    """
    return " ".join(unicodedata.normalize("NFC", sentence).split())


def remember_sentences(
    store: Store, model: str, sentences: Mapping[str, RememberedSentence], now: str
) -> None:
    """Write what a model made of sentences, so that it need not do it again, whatever becomes of
    their article.
    """
    rows = {
        normalise_sentence(source): {
            "model": model,
            "source": normalise_sentence(source),
            "target": draft.target,
            "checks": dump_json(draft.checks),
            "at": now,
        }
        for source, draft in sentences.items()
    }
    with store.transaction():
        store.db.table("sentences").upsert_all(rows.values(), pk=("model", "source"))


def look_up_sentences(
    store: Store, model: str, sources: Sequence[str]
) -> dict[str, RememberedSentence]:
    """Look sentences up in the memory of one model; those it does not know are left out."""
    rows = _look_up(
        store.connection,
        "SELECT source, target, checks FROM sentences WHERE model = ? AND source IN",
        [model],
        sources,
    )
    return {
        source: RememberedSentence(row["target"], tuple(json.loads(row["checks"])))
        for source, row in rows.items()
    }


def look_up_corrections(connection: sqlite3.Connection, sources: Sequence[str]) -> dict[str, str]:
    """Look up what people wrote for sentences, whichever model and article they stood in."""
    rows = _look_up(
        connection, "SELECT source, target FROM corrections WHERE source IN", [], sources
    )
    return {source: str(row["target"]) for source, row in rows.items()}


def _look_up(
    connection: sqlite3.Connection, sql: str, parameters: list[Any], sources: Sequence[str]
) -> dict[str, sqlite3.Row]:
    keys = {source: normalise_sentence(source) for source in sources}
    normalised = list(dict.fromkeys(keys.values()))
    rows: dict[str, sqlite3.Row] = {}
    for start in range(0, len(normalised), _SENTENCES_AT_ONCE):
        part = normalised[start : start + _SENTENCES_AT_ONCE]
        rows |= {
            row["source"]: row
            for row in connection.execute(
                f"{sql} ({','.join('?' * len(part))})", [*parameters, *part]
            )
        }
    return {source: rows[key] for source, key in keys.items() if key in rows}


def find_drafts(store: Store, model: str, sources: Sequence[str]) -> dict[str, SentenceDraft]:
    """Give the sentences that need no decoder: people's word first, then the model's
    own.

    The checks are run anew; only what had been repaired would not show.
    """
    remembered = {
        source: SentenceDraft(
            draft.target, tuple(label[:-1] for label in draft.checks if label.endswith("~"))
        )
        for source, draft in look_up_sentences(store, model, sources).items()
    }
    return remembered | {
        source: SentenceDraft(target, corrected=True)
        for source, target in look_up_corrections(store.connection, sources).items()
    }


def iter_sentence_pairs(store: Store) -> Iterator[tuple[str, str]]:
    """Give every remembered sentence with its translation."""
    return (
        (row["source"], row["target"])
        for row in store.stream("SELECT source, target FROM sentences")
    )

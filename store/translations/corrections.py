"""What people correct in translations, and the articles that it changes."""

import sqlite3
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Final

from records.errors import UsageError
from records.translation import PendingArticle, TranslatedArticle, TranslatedSentence
from store.articles.audit import record_action
from store.articles.changes import record_changes
from store.articles.columns import read_image_texts
from store.db.connection import Store
from store.db.json_text import dump_json
from store.translations.sentence_memory import normalise_sentence
from store.translations.translations import dump_sentences, load_sentences

_COLUMNS: Final = "source, target, uid, at, editor, note, accepted"


@dataclass(frozen=True, slots=True)
class Correction:
    """A sentence as a person wants it translated, wherever it stands."""

    source: str
    target: str
    uid: str  # of the article in which it was corrected, "" for one that came alone
    at: str
    editor: str = ""
    note: str = ""  # why
    accepted: bool = False  # the machine's own words, which a person found right


@dataclass(frozen=True, slots=True)
class AlignedTranslation:
    """A translated article with its sentences."""

    article: PendingArticle
    sentences: tuple[TranslatedSentence, ...]
    stored_sentences: str  # how the store holds them


def add_correction(store: Store, correction: Correction) -> bool:
    """Remember what a person wrote for a sentence; False when that is known already.

    `services.apply_corrections` brings it into the articles.
    """
    row = {
        **asdict(correction),
        "source": normalise_sentence(correction.source),
        "target": normalise_sentence(correction.target),
        "accepted": int(correction.accepted),
        "spread": 0,
    }
    if not row["source"] or not row["target"]:
        raise UsageError("a correction needs the English sentence and what it must be in Chinese")
    with store.transaction() as connection:
        old = connection.execute(
            "SELECT target FROM corrections WHERE source = ?", (row["source"],)
        ).fetchone()
        if old and old["target"] == row["target"]:
            return False
        store.db.table("corrections").upsert(row, pk="source")
        action = "accept" if correction.accepted else "correct"
        detail = f"{row['source']} → {row['target']}"
        if correction.note:
            detail += f" ({correction.note})"
        record_action(connection, correction.at, correction.editor, action, correction.uid, detail)
    return True


def remove_corrections(
    store: Store, sources: Iterable[str], *, uid: str, editor: str, now: str
) -> None:
    """Forget what people wrote for sentences; the articles have it until it is applied anew."""
    with store.transaction() as connection:
        for source in map(normalise_sentence, sources):
            done = connection.execute("DELETE FROM corrections WHERE source = ?", (source,))
            if done.rowcount:
                record_action(connection, now, editor, "reopen", uid, source)


def list_corrections(store: Store, *, outstanding: bool = False) -> list[Correction]:
    """List what people corrected, the newest first.

    Only those that have not reached every article, if so asked.
    """
    rows = store.query(
        f"SELECT {_COLUMNS} FROM corrections WHERE spread = 0 OR NOT ? ORDER BY at DESC, source",
        (int(outstanding),),
    )
    return [_read_correction(row) for row in rows]


def find_corrections(store: Store, sources: Iterable[str]) -> dict[str, Correction]:
    """Give what people wrote for sentences, with who and when; those without are left out."""
    corrections: dict[str, Correction] = {}
    for source in dict.fromkeys(sources):
        sql = f"SELECT {_COLUMNS} FROM corrections WHERE source = ?"
        for row in store.query(sql, (normalise_sentence(source),)):
            corrections[source] = _read_correction(row)
    return corrections


def _read_correction(row: sqlite3.Row) -> Correction:
    return Correction(**dict(row) | {"accepted": bool(row["accepted"])})


def find_articles_with_sentence(store: Store, source: str) -> list[str]:
    """Give the articles whose translation has a sentence; reads through all translations."""
    sql = "SELECT uid FROM translations WHERE instr(sentences, ?) > 0 ORDER BY uid"
    return [
        row["uid"]
        for row in store.query(sql, (f'"source":{dump_json(normalise_sentence(source))},',))
    ]


def read_aligned_translation(store: Store, uid: str) -> AlignedTranslation:
    """Read a translated article with its sentences; UsageError for one that has none."""
    rows = store.query(
        """SELECT a.uid, a.title, a.body, a.images, a.language, a.version, t.sentences
          FROM articles AS a
        JOIN translations AS t ON t.uid = a.uid
        WHERE a.uid = ? AND a.translation IN ('ok', 'review', 'failed') AND t.sentences <> '[]'""",
        (uid,),
    )
    if not rows:
        raise UsageError(
            "{uid} has no translation that lists its sentences; `jianwen translate --again` makes"
            " one anew",
            uid=uid,
        )
    (row,) = rows
    item = PendingArticle(
        uid,
        row["title"],
        tuple(row["body"].split("\n")),
        row["language"],
        row["version"],
        read_image_texts(row["images"]),
    )
    return AlignedTranslation(item, tuple(load_sentences(row["sentences"])), row["sentences"])


def update_translation(
    store: Store, aligned_translation: AlignedTranslation, result: TranslatedArticle, now: str
) -> bool:
    """Write a translation whose sentences were corrected, with the change that importers follow.

    False when it changed meanwhile.
    """
    row = {
        "title": result.title,
        "body": result.body,
        "captions": dump_json(result.captions),
    }
    row |= dump_sentences(result.sentences)
    with store.transaction() as connection:
        rejected = connection.execute(
            "SELECT 1 FROM translations WHERE uid = ? AND decision = 'rejected'",
            (aligned_translation.article.uid,),
        ).fetchone()
        status = "failed" if rejected else result.status
        done = connection.execute(
            """UPDATE translations SET title = :title, body = :body, captions = :captions,
              status = :status, score = :score,
            sentences = :sentences, flagged = :flagged, at = :now
              WHERE uid = :uid AND sentences = :seen""",
            {
                **row,
                "status": status,
                "score": result.score,
                "uid": aligned_translation.article.uid,
                "seen": aligned_translation.stored_sentences,
                "now": now,
            },
        )
        if not done.rowcount:
            return False
        connection.execute(
            "UPDATE articles SET title_zh = ?, body_zh = ?, translation = ? WHERE uid = ?",
            (result.title, result.body, status, aligned_translation.article.uid),
        )
        record_changes(connection, [aligned_translation.article.uid], now)
    return True


def record_applied_correction(store: Store, correction: Correction) -> None:
    """Note that a correction stands in every article that has its sentence, unless it was changed
    once more.
    """
    with store.transaction() as connection:
        connection.execute(
            "UPDATE corrections SET spread = 1 WHERE source = ? AND target = ?",
            (correction.source, correction.target),
        )

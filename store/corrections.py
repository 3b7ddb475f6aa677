"""What people correct in translations, and the articles that it changes."""

from dataclasses import dataclass

from records.translation import Pending, Sentence, Translated
from records.verdict import UsageError
from store.changes import announce
from store.database import Store
from store.memory import normal
from store.rows import compact, texts_of
from store.translations import aligned, sentences_of


@dataclass(frozen=True, slots=True)
class Correction:
    """A sentence as a person wants it translated, wherever it stands."""

    source: str
    target: str
    uid: str  # of the article in which it was corrected, "" for one that came alone
    at: str


@dataclass(frozen=True, slots=True)
class Alignment:
    """A translated article with its sentences; `seen` is how the store holds them."""

    item: Pending
    sentences: tuple[Sentence, ...]
    seen: str


def correct(store: Store, source: str, target: str, *, uid: str = "", now: str) -> bool:
    """Remember what a person wrote for a sentence; False when that is known already. `restate` brings it into an article."""
    row = {"source": normal(source), "target": normal(target), "uid": uid, "at": now, "spread": 0}
    if not row["source"] or not row["target"]:
        raise UsageError("a correction needs the English sentence and what it must be in Chinese")
    with store.writing() as connection:
        old = connection.execute("SELECT target FROM corrections WHERE source = ?", (row["source"],)).fetchone()
        if old and old["target"] == row["target"]:
            return False
        store.db.table("corrections").upsert(row, pk="source")
    return True


def corrections(store: Store, *, outstanding: bool = False) -> list[Correction]:
    """List what people corrected, the newest first; only those that have not reached every article, if wanted."""
    rows = store.query(
        "SELECT source, target, uid, at FROM corrections WHERE spread = 0 OR NOT ? ORDER BY at DESC, source", (int(outstanding),)
    )
    return [Correction(**dict(row)) for row in rows]


def articles_with(store: Store, source: str) -> list[str]:
    """Give the articles whose translation has a sentence; reads through all translations."""
    sql = "SELECT uid FROM translations WHERE instr(sentences, ?) > 0 ORDER BY uid"
    return [row["uid"] for row in store.query(sql, (f'"source":{compact(normal(source))},',))]


def alignment(store: Store, uid: str) -> Alignment:
    """Read a translated article with its sentences; UsageError for one that has none."""
    rows = store.query(
        """SELECT a.uid, a.title, a.body, a.images, a.language, a.version, t.sentences FROM articles AS a
        JOIN translations AS t ON t.uid = a.uid
        WHERE a.uid = ? AND a.translation IN ('ok', 'review', 'failed') AND t.sentences <> '[]'""",
        (uid,),
    )
    if not rows:
        raise UsageError(f"{uid} has no translation that lists its sentences; `jianwen translate --again` makes one anew")
    (row,) = rows
    item = Pending(uid, row["title"], tuple(row["body"].split("\n")), row["language"], row["version"], texts_of(row["images"]))
    return Alignment(item, tuple(sentences_of(row["sentences"])), row["sentences"])


def restate(store: Store, seen: Alignment, result: Translated, now: str) -> bool:
    """Write a translation whose sentences were corrected, with the change that importers follow; False when it changed meanwhile."""
    row = {"title": result.title, "body": result.body, "captions": compact(result.captions), "status": result.status}
    row |= aligned(result.sentences)
    with store.writing() as connection:
        done = connection.execute(
            """UPDATE translations SET title = :title, body = :body, captions = :captions, status = :status, score = :score,
            sentences = :sentences, flagged = :flagged, at = :now WHERE uid = :uid AND sentences = :seen""",
            {**row, "score": result.score, "uid": seen.item.uid, "seen": seen.seen, "now": now},
        )
        if not done.rowcount:
            return False
        connection.execute(
            "UPDATE articles SET title_zh = ?, body_zh = ?, translation = ? WHERE uid = ?",
            (result.title, result.body, result.status, seen.item.uid),
        )
        announce(connection, [seen.item.uid], now)
    return True


def has_spread(store: Store, correction: Correction) -> None:
    """Note that a correction stands in every article that has its sentence, unless it was changed once more."""
    with store.writing() as connection:
        connection.execute("UPDATE corrections SET spread = 1 WHERE source = ? AND target = ?", (correction.source, correction.target))

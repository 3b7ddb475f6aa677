"""What is recognised as a copy, an issue of a series, a translation, and what wrongly."""

import random
import statistics
from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import Any, cast

from bench.chinese.reprints import CORPUS, ROOT, Original, Press, bulletins
from bench.chinese.rivals import ByMinHash, BySimHash
from pipelines.decoding.pinyin_annotations import remove_pinyin_annotations
from pipelines.resources.kit import build_stage_context
from pipelines.stages.clean import clean
from pipelines.stages.fingerprint import compute_fingerprint
from pipelines.stages.segment import segment
from pipelines.stages.tag import tag
from records.record import Record
from store.db.connection import Store
from store.dedup.fingerprints import find_similar, insert_text
from text.chinese.folding import fold_text
from text.similarity import compare_texts, shingle_text

NOW = "2026-11-23T19:00:00Z"
VERBATIM, REPEATED = 20, 0.5
"""A pair of originals is a repeat in the data itself when passages of so many characters make up
such a share of the shorter one.
"""
ISSUES = 60


class Reader:
    """Reads texts as the line does."""

    def __init__(self) -> None:
        """Load the rules of the line filter and the readings of characters."""
        self.kit = build_stage_context(ROOT / "data")
        self.boilerplate = self.kit.boilerplate

    def plain(self, text: str) -> Record:
        """Take a text as it is, damage repaired."""
        body = remove_pinyin_annotations(text, self.boilerplate.pinyin_readings).text
        return compute_fingerprint(
            Record(url="urn:x", source="", raw=b"", fetched=NOW, body=body, language="zh")
        )

    def filtered(self, record: Record) -> Record:
        """Take what the line filter leaves of a page's lines."""
        read = clean(replace(record, blocks=tuple(record.body.split("\n"))), self.kit)
        return compute_fingerprint(read) if isinstance(read, Record) else record

    def tagged(self, text: str, language: str) -> Record:
        """Take a text with its medical terms."""
        script = "Hans" if language == "zh" else "Latn"
        record = Record(
            url=f"urn:{language}",
            source="",
            raw=b"",
            fetched=NOW,
            body=text,
            language=language,
            script=script,
        )
        for stage in (segment, tag):
            record = cast(Record, stage(record, self.kit))
        return compute_fingerprint(record)


def measure(
    store: Store, known: Sequence[Original], press: Press, chance: random.Random, count: int
) -> dict[str, Any]:
    """Bring the originals to every contender, ask each for the reprints, then count what it takes
    for copies among the originals.
    """
    reader = Reader()
    rivals = [ByMinHash(0.8), ByMinHash(0.5), BySimHash(3)]
    for number, one in enumerate(known):
        _keep(store, reader.plain(one.text), number)
        for rival in rivals:
            rival.keep(number, rival.sign(fold_text(one.text)))
    print(f"{len(known):,} originals known to all", flush=True)
    hits: dict[str, dict[str, list[bool]]] = {}
    for number in chance.sample(range(len(known)), min(count, len(known))):
        for edit, text in press.reprints(known[number]):
            plain = reader.plain(text)
            found = {
                "jianwen, whole page": _found(store, plain, number),
                "jianwen, after the line filter": _found(store, reader.filtered(plain), number),
                **{
                    rival.name: number in rival.alike(rival.sign(fold_text(plain.body)))
                    for rival in rivals
                },
            }
            for name, right in found.items():
                hits.setdefault(name, {}).setdefault(edit, []).append(right)
    recall = {
        name: {edit: statistics.mean(right) for edit, right in one.items()}
        for name, one in hits.items()
    }
    return {
        "recall": recall,
        "false": _false(store, known, rivals),
        "series": _series(chance),
        "translations": _translations(reader),
    }


def _keep(store: Store, record: Record, number: int) -> None:
    kin = find_similar(store, record)
    with store.transaction() as connection:
        insert_text(connection, kin)
        connection.execute(
            "INSERT INTO articles (uid, url, body, fingerprint) VALUES (?, ?, ?, ?)",
            (f"{number}", f"urn:{number}", record.body, record.fingerprint),
        )


def _found(store: Store, record: Record, number: int) -> bool:
    """Tell whether a reprint is recognised as a copy of an original: the same text, or one found
    beside it.
    """
    (text,) = store.query(
        "SELECT t.id, t.fingerprint FROM texts AS t JOIN articles AS a USING (fingerprint) WHERE"
        " a.uid = ?",
        (f"{number}",),
    )
    found = find_similar(store, record).likenesses.get(text["id"])
    return text["fingerprint"] == record.fingerprint or (
        found is not None and found.relation == "copy"
    )


def _false(
    store: Store, known: Sequence[Original], rivals: Sequence[ByMinHash | BySimHash]
) -> dict[str, dict[str, float]]:
    """Count the pairs of originals that are taken for copies, without those that do repeat each
    other.
    """
    rows = store.query("SELECT t.id, a.uid FROM texts AS t JOIN articles AS a USING (fingerprint)")
    numbers = {row["id"]: int(row["uid"]) for row in rows}
    pairs = {
        "jianwen": {
            tuple(sorted((numbers[row["text"]], numbers[row["other"]])))
            for row in store.query("SELECT text, other FROM near WHERE relation = 'copy'")
        }
    }
    for rival in rivals:
        pairs[rival.name] = {
            tuple(sorted((number, other)))
            for number, signature in rival.signatures.items()
            for other in rival.alike(signature)
            if other != number
        }
    all_pairs = len(known) * (len(known) - 1) / 2
    repeats = {
        pair
        for found in pairs.values()
        for pair in found
        if _repeats(known[pair[0]].text, known[pair[1]].text)
    }
    return {
        name: {
            "pairs": len(found),
            "repeats": len(found & repeats),
            "false": len(found - repeats),
            "per_million": round(1e6 * len(found - repeats) / all_pairs, 1),
        }
        for name, found in pairs.items()
    }


def _repeats(one: str, other: str) -> bool:
    """Tell whether two texts share long passages verbatim, by other means than any contender's."""
    one, other = fold_text(one), fold_text(other)
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size >= VERBATIM) >= REPEATED * min(
        len(one), len(other)
    )


def _series(chance: random.Random) -> dict[str, dict[str, float]]:
    """Compare all issues of each bulletin with each other, then with reprints of themselves."""
    rows = {}
    for name, issues in bulletins(chance, ISSUES).items():
        read = [shingle_text(issue) for issue in issues]
        pairs = [
            compare_texts(one, other).relation
            for number, one in enumerate(read)
            for other in read[:number]
        ]
        dateline = (
            "BEIJING, Feb. 8 (Xinhua) -- "
            if name == "english"
            else "新华社北京2月8日电（记者 蔡情）"
        )
        again = [
            compare_texts(one, shingle_text(f"{dateline}{issue}\nSource: Xinhua")).relation
            for one, issue in zip(read, issues, strict=True)
        ]
        rows[name] = {
            "told apart": sum(relation != "copy" for relation in pairs) / len(pairs),
            "linked as series": sum(relation == "series" for relation in pairs) / len(pairs),
            "its own reprint a copy": sum(relation == "copy" for relation in again) / len(again),
        }
    return rows


def _translations(reader: Reader) -> dict[str, float]:
    """Let English and Chinese passages of twelve sentences find each other by their facts."""
    if not CORPUS.exists():
        return {}
    rows = [
        line.split("\t")[-2:]
        for name in ("tico19.en-zh.dev.tsv", "tico19.en-zh.test.tsv")
        for line in (CORPUS / "translation" / name).read_text("utf-8").splitlines()[1:]
    ]
    parts = [rows[start : start + 12] for start in range(0, len(rows) - 12, 12)]
    sides = [
        [reader.tagged("\n".join(row[side] for row in part), language) for part in parts]
        for side, language in enumerate(("en", "zh"))
    ]
    return _matched(*sides)


def _matched(english: Sequence[Record], chinese: Sequence[Record]) -> dict[str, float]:
    from bench.chinese.stores import bare_store

    with bare_store() as store:
        for number, record in enumerate(english):
            _keep(store, record, number)
        texts = {
            row["fingerprint"]: row["id"]
            for row in store.query("SELECT id, fingerprint FROM texts")
        }
        right = wrong = 0
        for mine, record in zip(english, chinese, strict=True):
            found = {
                text
                for text, one in find_similar(store, record).likenesses.items()
                if one.relation == "translation"
            }
            right += texts[mine.fingerprint] in found
            wrong += len(found - {texts[mine.fingerprint]})
    return {
        "passages": len(english),
        "recall": round(right / len(english), 3),
        "wrong links": wrong,
    }

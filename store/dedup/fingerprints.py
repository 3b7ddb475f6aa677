"""Keep the fingerprints of every text, find the texts that are like a new one.

A text is a folded body, whoever published it: articles with the same one share its row. What is
alike is decided pair by pair, whichever text came first, so that the order in which articles arrive
does not matter.
"""

import json
import sqlite3
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Final, Literal

from records.record import Record
from store.db.connection import Store
from text.similarity import ShingledText, Similarity, compare_texts, shingle_text

# compared word for word with a new text, those that share most with it; each takes half a
# millisecond
SIMILAR_TEXTS: Final = 200
# earlier issues of a series that an article is linked to: the most similar ones
SERIES_LINKS: Final = 20


_FEW_PRINTS: Final = 6
"""Prints; of a text with so few, one that another holds too is worth a comparison, else two."""
_MIN_SHARED_PRINTS: Final = 0.2
"""Share of the prints below which texts are not compared.

Of 1,498 reprints and their originals none shared less than a third; what two
texts share by chance is nearly always less than a fifth, and each comparison takes longer than all
the rest.
"""
_MIN_TELLING_PRINTS: Final = 12
"""Prints, below which their share says nothing."""
_SHORT_TEXT_GRAMS: Final = 600
"""Grams; a bulletin has fewer. Four hundred such wordings take 30 MB."""
_RECENT_WORDINGS: Final[dict[str, ShingledText]] = {}
"""By their fingerprint, of which a wording is a function: true for any store."""
_MIN_SAME_FACTS: Final = 4
"""Figures and names.

With so many, and the share below, 4 of 327 passages found a wrong counterpart where there was no
right one.
"""
_MIN_FACTS_SHARE: Final = 0.6


@dataclass(frozen=True, slots=True)
class TextMatches:
    """A text, and those of the store that are like it."""

    fingerprint: str = ""
    prints: tuple[int, ...] = ()
    facts: tuple[int, ...] = ()
    extent: int = 0
    newest_text: int = 0  # the texts up to this number were looked at
    likenesses: Mapping[int, Similarity] = field(default_factory=dict)
    replace_stored: bool = False  # whether it takes the place of what is stored of this text


def find_similar(
    store: Store,
    record: Record,
    previous: TextMatches | None = None,
    *,
    replace_stored: bool = False,
) -> TextMatches:
    """Compare a record with the texts of the store that share prints with it.

    With `previous`, only with those that came since.

    Reads whole bodies, so it comes before the transaction that writes. A text that is stored with
    the same prints is not compared, except `replace_stored`.
    """
    if not record.shingle_hashes:
        return TextMatches()
    stored = store.query(
        "SELECT id, prints FROM texts WHERE fingerprint = ?", (record.fingerprint,)
    )
    replace_stored = replace_stored or any(
        unpack_numbers(row["prints"]) != record.shingle_hashes for row in stored
    )
    # should it go before the writing, a second comparison begins with the first text
    if stored and not replace_stored:
        return TextMatches(
            record.fingerprint, record.shingle_hashes, record.facts, record.compared_chars
        )
    since = previous.newest_text if previous else 0
    newest = store.query_number("SELECT coalesce(max(id), 0) FROM texts")
    texts = _find_texts_sharing_prints(store, record.shingle_hashes, since)
    mine = shingle_text(record.body) if texts else ShingledText(frozenset(), {})
    similarities = {
        text: compare_texts(mine, _read_wording(store, fingerprint))
        for text, fingerprint in texts.items()
    }
    similarities |= _find_translations(store, record.facts, since)
    own = {row["id"] for row in stored}
    alike = dict(previous.likenesses) if previous else {}
    alike |= {
        text: pair for text, pair in similarities.items() if pair.relation and text not in own
    }
    return TextMatches(
        record.fingerprint,
        record.shingle_hashes,
        record.facts,
        record.compared_chars,
        newest,
        _limit_series(alike),
        replace_stored,
    )


def _find_texts_sharing_prints(store: Store, prints: tuple[int, ...], since: int) -> dict[int, str]:
    """Give the texts after `since` that share enough prints to be worth a comparison, with their
    fingerprints.
    """
    rows = store.query(
        """SELECT t.id, shared, t.prints, t.fingerprint FROM (
          SELECT text, count(*) AS shared FROM prints
            WHERE print IN (SELECT value FROM json_each(?)) AND text > ?
          GROUP BY text HAVING shared >= ?) AS met JOIN texts AS t ON t.id = met.text
        ORDER BY shared DESC, t.fingerprint LIMIT ?""",
        (json.dumps(prints), since, 1 if len(prints) < _FEW_PRINTS else 2, SIMILAR_TEXTS),
    )
    return {
        row["id"]: row["fingerprint"]
        for row in rows
        if _is_worth_comparing(prints, unpack_numbers(row["prints"]), row["shared"])
    }


def _is_worth_comparing(
    own_prints: tuple[int, ...], other_prints: tuple[int, ...], shared: int
) -> bool:
    """Tell whether so many shared prints are more than chance, where both texts would have kept
    them.
    """
    steps = _thinning_step(own_prints), _thinning_step(other_prints)
    kept = min(
        len(prints) if step == max(steps) else sum(not value % max(steps) for value in prints)
        for prints, step in zip((own_prints, other_prints), steps, strict=True)
    )
    return kept < _MIN_TELLING_PRINTS or shared >= _MIN_SHARED_PRINTS * kept


def _thinning_step(prints: tuple[int, ...]) -> int:
    """Give the power of two that divides all prints of a text: how thinned out they are."""
    bits = reduce(or_, prints)
    return bits & -bits or 1


def _read_wording(store: Store, fingerprint: str) -> ShingledText:
    """Read the wording of a stored text.

    The latest short ones are remembered, as each issue of a series is compared with all others.
    """
    if (cached := _RECENT_WORDINGS.get(fingerprint)) is not None:
        return cached
    rows = store.query("SELECT body FROM articles WHERE fingerprint = ? LIMIT 1", (fingerprint,))
    wording = shingle_text(rows[0]["body"]) if rows else ShingledText(frozenset(), {})
    if rows and len(wording.shingles) <= _SHORT_TEXT_GRAMS:
        if len(_RECENT_WORDINGS) >= SIMILAR_TEXTS * 2:
            del _RECENT_WORDINGS[next(iter(_RECENT_WORDINGS))]
        _RECENT_WORDINGS[fingerprint] = wording
    return wording


def _find_translations(store: Store, facts: tuple[int, ...], since: int) -> dict[int, Similarity]:
    """Find the texts of the other language that say the same facts, or of which an address is
    known.
    """
    other = {-fact for fact in facts}
    rows = store.query(
        """SELECT t.id, t.facts FROM (
          SELECT text, count(*) AS shared FROM facts WHERE fact IN (SELECT value FROM json_each(?))
            AND text > ?
          GROUP BY text HAVING sum(CASE fact & 1 WHEN 1 THEN ? ELSE 1 END) >= ?) AS met
            JOIN texts AS t ON t.id = met.text
        ORDER BY shared DESC, t.fingerprint LIMIT ?""",
        (json.dumps(list(other)), since, _MIN_SAME_FACTS, _MIN_SAME_FACTS, SIMILAR_TEXTS),
    )
    translations = {}
    for row in rows:
        its = unpack_numbers(row["facts"], "i")
        # each has its own address beside its facts
        share = len(other.intersection(its)) / (min(len(other), len(its)) - 1 or 1)
        if share >= _MIN_FACTS_SHARE or any(fact & 1 for fact in other.intersection(its)):
            translations[row["id"]] = Similarity(min(share, 1.0), "translation")
    return translations


def _limit_series(likenesses: Mapping[int, Similarity]) -> dict[int, Similarity]:
    """Leave all copies, of the issues of a series the most similar ones."""
    series = sorted(
        (-similarity.share, text)
        for text, similarity in likenesses.items()
        if similarity.relation == "series"
    )
    dropped = {text for _, text in series[SERIES_LINKS:]}
    return {text: similarity for text, similarity in likenesses.items() if text not in dropped}


def are_matches_outdated(connection: sqlite3.Connection, matches: TextMatches) -> bool:
    """Tell whether another program has brought texts since the comparison, so that it must be made
    again.
    """
    if not matches.prints or (
        not matches.replace_stored and _find_text_id(connection, matches.fingerprint)
    ):
        return False
    return bool(
        connection.execute(
            "SELECT coalesce(max(id), 0) > ? FROM texts", (matches.newest_text,)
        ).fetchone()[0]
    )


def _find_text_id(connection: sqlite3.Connection, fingerprint: str) -> int:
    row = connection.execute(
        "SELECT id FROM texts WHERE fingerprint = ?", (fingerprint,)
    ).fetchone()
    return row["id"] if row else 0


def insert_text(connection: sqlite3.Connection, matches: TextMatches) -> list[str]:
    """Write a text with its prints and matches.

    Give the texts whose copies are to be clustered anew, none where it is there already.
    """
    if not matches.prints or (
        (stored_id := _find_text_id(connection, matches.fingerprint)) and not matches.replace_stored
    ):
        return []
    touched = force_delete_text(connection, matches.fingerprint) if stored_id else []
    cursor = connection.execute(
        "INSERT INTO texts (fingerprint, extent, prints, facts) VALUES (?, ?, ?, ?)",
        (
            matches.fingerprint,
            matches.extent,
            pack_numbers(matches.prints),
            pack_numbers(matches.facts, "i"),
        ),
    )
    text = cursor.lastrowid
    connection.executemany(
        "INSERT INTO prints (print, text) VALUES (?, ?)",
        [(value, text) for value in matches.prints],
    )
    connection.executemany(
        "INSERT INTO facts (fact, text) VALUES (?, ?)", [(value, text) for value in matches.facts]
    )
    if matches.likenesses:
        connection.executemany(
            # unless it went meanwhile
            "INSERT INTO near (text, other, relation, share) SELECT ?, id, ?, ? FROM texts WHERE"
            " id = ?",
            [
                (text, similarity.relation, round(similarity.share, 3), other)
                for other, similarity in matches.likenesses.items()
            ],
        )
        connection.execute(
            "INSERT INTO near (text, other, relation, share) SELECT other, text, relation, share"
            " FROM near WHERE text = ?",
            (text,),
        )
    return [matches.fingerprint, *touched]


def delete_text(connection: sqlite3.Connection, fingerprint: str) -> list[str]:
    """Remove a text that no article has any more; give the fingerprints of those that were like
    it.
    """
    if connection.execute(
        "SELECT 1 FROM articles WHERE fingerprint = ?", (fingerprint,)
    ).fetchone():
        return []
    return force_delete_text(connection, fingerprint)


def force_delete_text(connection: sqlite3.Connection, fingerprint: str) -> list[str]:
    """Remove a text, whoever has it; give the fingerprints of those that were like it."""
    row = connection.execute(
        "SELECT id, prints, facts FROM texts WHERE fingerprint = ?", (fingerprint,)
    ).fetchone()
    if row is None:
        return []
    text = row["id"]
    neighbours = connection.execute(
        "SELECT t.id, t.fingerprint FROM near AS n JOIN texts AS t ON t.id = n.other WHERE"
        " n.text = ?",
        (text,),
    ).fetchall()
    connection.executemany(
        "DELETE FROM prints WHERE print = ? AND text = ?",
        [(value, text) for value in unpack_numbers(row["prints"])],
    )
    connection.executemany(
        "DELETE FROM facts WHERE fact = ? AND text = ?",
        [(value, text) for value in unpack_numbers(row["facts"], "i")],
    )
    connection.executemany(
        "DELETE FROM near WHERE text = ? AND other = ?",
        [(neighbour["id"], text) for neighbour in neighbours],
    )
    connection.execute("DELETE FROM near WHERE text = ?", (text,))
    connection.execute("DELETE FROM texts WHERE id = ?", (text,))
    return [neighbour["fingerprint"] for neighbour in neighbours]


def pack_numbers(numbers: tuple[int, ...], kind: Literal["I", "i"] = "I") -> bytes:
    """Write numbers as the store keeps them: four bytes each, the least significant first.

    `i` where they have a sign.
    """
    return struct.pack(f"<{len(numbers)}{kind}", *numbers)


def unpack_numbers(stored: bytes, kind: Literal["I", "i"] = "I") -> tuple[int, ...]:
    """Read what `packed` wrote."""
    return struct.unpack(f"<{len(stored) // 4}{kind}", stored)

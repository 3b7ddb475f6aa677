"""Keep the fingerprints of every text, find the texts that are like a new one.

A text is a folded body, whoever published it: articles with the same one share its row. What is alike is settled pair by pair,
whichever text came first, so that the order in which articles arrive does not matter.
"""

import json
import sqlite3
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Final, Literal

from records.limits import ALIKE_TEXTS, SERIES_LINKS
from records.record import Record
from records.wording import Likeness, Wording, likeness, wording
from store.database import Store

_FEW: Final = 6
"""Prints; of a text with so few, one that another text holds too is worth a look, else two."""
_LEAST_HINT: Final = 0.2
"""Share of the prints below which no look is taken. Of 1,498 reprints and their originals none shared less than a third; what two
texts share by chance is nearly always less than a fifth, and each look takes longer than all the rest."""
_SURE: Final = 12
"""Prints, below which their share says nothing."""
_SHORT: Final = 600
"""Grams; a bulletin has fewer. Four hundred such wordings take 30 MB."""
_LATEST: Final[dict[str, Wording]] = {}
"""By their fingerprint, of which a wording is a function: true for any store."""
_SAME_FACTS: Final = 4
"""Figures and names; with so many, and the share below, 4 of 327 passages found a wrong counterpart where there was no right one."""
_FACTS_SHARED: Final = 0.6


@dataclass(frozen=True, slots=True)
class Kin:
    """A text, and those of the store that are like it."""

    fingerprint: str = ""
    prints: tuple[int, ...] = ()
    facts: tuple[int, ...] = ()
    extent: int = 0
    newest: int = 0  # the texts up to this number were looked at
    texts: Mapping[int, Likeness] = field(default_factory=dict)
    anew: bool = False  # whether it takes the place of what is stored of this text


def look(store: Store, record: Record, known: Kin | None = None, *, anew: bool = False) -> Kin:
    """Compare a record with the texts of the store that share prints with it; with `known`, only with those that came since.

    Reads whole bodies, so it comes before the transaction that writes. A text that is stored with the same prints is not compared,
    except `anew`.
    """
    if not record.prints:
        return Kin()
    stored = store.query("SELECT id, prints FROM texts WHERE fingerprint = ?", (record.fingerprint,))
    anew = anew or any(unpacked(row["prints"]) != record.prints for row in stored)
    if stored and not anew:  # should it go before the writing, a second look begins with the first text
        return Kin(record.fingerprint, record.prints, record.facts, record.extent)
    since = known.newest if known else 0
    newest = store.number("SELECT coalesce(max(id), 0) FROM texts")
    texts = _sharing(store, record.prints, since)
    mine = wording(record.body) if texts else Wording(frozenset(), {})
    found = {text: likeness(mine, _wording(store, fingerprint)) for text, fingerprint in texts.items()}
    found |= _translated(store, record.facts, since)
    own = {row["id"] for row in stored}
    alike = dict(known.texts) if known else {}
    alike |= {text: one for text, one in found.items() if one.relation and text not in own}
    return Kin(record.fingerprint, record.prints, record.facts, record.extent, newest, _bounded(alike), anew)


def _sharing(store: Store, prints: tuple[int, ...], since: int) -> dict[int, str]:
    """Give the texts after `since` that share enough prints to be worth a look, with their fingerprints."""
    rows = store.query(
        """SELECT t.id, shared, t.prints, t.fingerprint FROM (
          SELECT text, count(*) AS shared FROM prints WHERE print IN (SELECT value FROM json_each(?)) AND text > ?
          GROUP BY text HAVING shared >= ?) AS met JOIN texts AS t ON t.id = met.text
        ORDER BY shared DESC, t.fingerprint LIMIT ?""",
        (json.dumps(prints), since, 1 if len(prints) < _FEW else 2, ALIKE_TEXTS),
    )
    return {row["id"]: row["fingerprint"] for row in rows if _worth(prints, unpacked(row["prints"]), row["shared"])}


def _worth(mine: tuple[int, ...], its: tuple[int, ...], shared: int) -> bool:
    """Tell whether so many shared prints are more than chance, where both texts would have kept them."""
    steps = _step(mine), _step(its)
    kept = min(
        len(prints) if step == max(steps) else sum(not one % max(steps) for one in prints)
        for prints, step in zip((mine, its), steps, strict=True)
    )
    return kept < _SURE or shared >= _LEAST_HINT * kept


def _step(prints: tuple[int, ...]) -> int:
    """Give the power of two that divides all prints of a text: how thinned out they are."""
    bits = reduce(or_, prints)
    return bits & -bits or 1


def _wording(store: Store, fingerprint: str) -> Wording:
    """Read the wording of a stored text; the latest short ones are remembered, as each issue of a series is compared with all others."""
    if (known := _LATEST.get(fingerprint)) is not None:
        return known
    rows = store.query("SELECT body FROM articles WHERE fingerprint = ? LIMIT 1", (fingerprint,))
    found = wording(rows[0]["body"]) if rows else Wording(frozenset(), {})
    if rows and len(found.grams) <= _SHORT:
        if len(_LATEST) >= ALIKE_TEXTS * 2:
            del _LATEST[next(iter(_LATEST))]
        _LATEST[fingerprint] = found
    return found


def _translated(store: Store, facts: tuple[int, ...], since: int) -> dict[int, Likeness]:
    """Find the texts of the other language that say the same facts, or of which an address is known."""
    other = {-fact for fact in facts}
    rows = store.query(
        """SELECT t.id, t.facts FROM (
          SELECT text, count(*) AS shared FROM facts WHERE fact IN (SELECT value FROM json_each(?)) AND text > ?
          GROUP BY text HAVING sum(CASE fact & 1 WHEN 1 THEN ? ELSE 1 END) >= ?) AS met JOIN texts AS t ON t.id = met.text
        ORDER BY shared DESC, t.fingerprint LIMIT ?""",
        (json.dumps(list(other)), since, _SAME_FACTS, _SAME_FACTS, ALIKE_TEXTS),
    )
    found = {}
    for row in rows:
        its = unpacked(row["facts"], "i")
        share = len(other.intersection(its)) / (min(len(other), len(its)) - 1 or 1)  # each has its own address beside its facts
        if share >= _FACTS_SHARED or any(fact & 1 for fact in other.intersection(its)):
            found[row["id"]] = Likeness(min(share, 1.0), "translation")
    return found


def _bounded(alike: Mapping[int, Likeness]) -> dict[int, Likeness]:
    """Leave all copies, of the issues of a series the most similar ones."""
    series = sorted((-found.share, text) for text, found in alike.items() if found.relation == "series")
    left = {text for _, text in series[SERIES_LINKS:]}
    return {text: found for text, found in alike.items() if text not in left}


def is_outdated(connection: sqlite3.Connection, kin: Kin) -> bool:
    """Tell whether another program has brought texts since the look, so that it must be taken again."""
    if not kin.prints or (not kin.anew and _number(connection, kin.fingerprint)):
        return False
    return bool(connection.execute("SELECT coalesce(max(id), 0) > ? FROM texts", (kin.newest,)).fetchone()[0])


def _number(connection: sqlite3.Connection, fingerprint: str) -> int:
    row = connection.execute("SELECT id FROM texts WHERE fingerprint = ?", (fingerprint,)).fetchone()
    return row["id"] if row else 0


def shelve(connection: sqlite3.Connection, kin: Kin) -> list[str]:
    """Write a text with its prints and kin; give the texts whose copies are to be settled anew, none where it is there already."""
    if not kin.prints or ((known := _number(connection, kin.fingerprint)) and not kin.anew):
        return []
    left = forget(connection, kin.fingerprint) if known else []
    cursor = connection.execute(
        "INSERT INTO texts (fingerprint, extent, prints, facts) VALUES (?, ?, ?, ?)",
        (kin.fingerprint, kin.extent, packed(kin.prints), packed(kin.facts, "i")),
    )
    text = cursor.lastrowid
    connection.executemany("INSERT INTO prints (print, text) VALUES (?, ?)", [(one, text) for one in kin.prints])
    connection.executemany("INSERT INTO facts (fact, text) VALUES (?, ?)", [(one, text) for one in kin.facts])
    if kin.texts:
        connection.executemany(
            "INSERT INTO near (text, other, relation, share) SELECT ?, id, ?, ? FROM texts WHERE id = ?",  # unless it went meanwhile
            [(text, found.relation, round(found.share, 3), other) for other, found in kin.texts.items()],
        )
        connection.execute(
            "INSERT INTO near (text, other, relation, share) SELECT other, text, relation, share FROM near WHERE text = ?", (text,)
        )
    return [kin.fingerprint, *left]


def unshelve(connection: sqlite3.Connection, fingerprint: str) -> list[str]:
    """Remove a text that no article has any more; give the fingerprints of those that were like it."""
    if connection.execute("SELECT 1 FROM articles WHERE fingerprint = ?", (fingerprint,)).fetchone():
        return []
    return forget(connection, fingerprint)


def forget(connection: sqlite3.Connection, fingerprint: str) -> list[str]:
    """Remove a text, whoever has it; give the fingerprints of those that were like it."""
    row = connection.execute("SELECT id, prints, facts FROM texts WHERE fingerprint = ?", (fingerprint,)).fetchone()
    if row is None:
        return []
    text = row["id"]
    kin = connection.execute(
        "SELECT t.id, t.fingerprint FROM near AS n JOIN texts AS t ON t.id = n.other WHERE n.text = ?", (text,)
    ).fetchall()
    connection.executemany("DELETE FROM prints WHERE print = ? AND text = ?", [(one, text) for one in unpacked(row["prints"])])
    connection.executemany("DELETE FROM facts WHERE fact = ? AND text = ?", [(one, text) for one in unpacked(row["facts"], "i")])
    connection.executemany("DELETE FROM near WHERE text = ? AND other = ?", [(one["id"], text) for one in kin])
    connection.execute("DELETE FROM near WHERE text = ?", (text,))
    connection.execute("DELETE FROM texts WHERE id = ?", (text,))
    return [one["fingerprint"] for one in kin]


def packed(numbers: tuple[int, ...], kind: Literal["I", "i"] = "I") -> bytes:
    """Write numbers as the store keeps them: four bytes each, the least significant first; `i` where they have a sign."""
    return struct.pack(f"<{len(numbers)}{kind}", *numbers)


def unpacked(stored: bytes, kind: Literal["I", "i"] = "I") -> tuple[int, ...]:
    """Read what `packed` wrote."""
    return struct.unpack(f"<{len(stored) // 4}{kind}", stored)

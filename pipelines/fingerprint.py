"""Last stage of the line: the fingerprints by which copies of an article are found."""

import hashlib
import zlib
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pipelines.facts import facts
from records.record import Record
from records.wording import GRAM, essence, unfigured

if TYPE_CHECKING:
    from pipelines.kit import Kit

VERSION: Final = 3

WINDOW: Final = 12
"""Of so many grams in a row at least one is a print, so that a passage of twenty characters that two texts share shows."""
_ENOUGH: Final = 48
"""Prints kept of one text: half of them, a quarter, … of a longer one, always the same ones, so that two texts keep the same."""


def fingerprint(record: Record, kit: "Kit") -> Record:
    """Fill `fingerprint`, the hex SHA-256 of the body folded and without white space and punctuation, and what finds its kin.

    A copy stays a copy when it is reflowed, punctuated otherwise or set in the other script. Marks between digits stay:
    1.5 mg and 15 mg are not the same text. Two texts that share a passage share prints.
    """
    return imprint(record)


def imprint(record: Record) -> Record:
    """Do what the stage does, which needs nothing of the kit, for a record out of the store."""
    text = essence(record.body)
    bare = unfigured(text)
    whole = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    return replace(record, fingerprint=whole, prints=sample(winnow(bare)), facts=facts(record), extent=len(bare))


def winnow(text: str) -> set[int]:
    """Hash every gram of a text, keep the least of each window: where it is cut, wrapped or edited, the rest keeps its prints."""
    codes = text.encode("utf-32-le", "surrogatepass")
    ends = range(4 * GRAM, max(4 * GRAM, len(codes)) + 1, 4)
    hashes = [zlib.crc32(codes[end - 4 * GRAM : end]) for end in ends]
    least = min(hashes[:WINDOW])
    left = hashes.index(least)  # windows to come for which it stays in sight
    prints = {least}
    for at in range(WINDOW, len(hashes)):
        if (new := hashes[at]) <= least:
            least, left = new, WINDOW - 1
        elif left:
            left -= 1
            continue
        else:
            window = hashes[at - WINDOW + 1 : at + 1]
            least = min(window)
            left = window.index(least)
        prints.add(least)
    return prints


def sample(prints: set[int]) -> tuple[int, ...]:
    """Thin out the prints of a long text by their own value."""
    step = 1
    while len(prints) > _ENOUGH * step:
        step *= 2
    return tuple(sorted(one for one in prints if one % step == 0))

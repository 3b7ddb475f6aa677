"""Winnowing: choose the shingles of a text that stand for it."""

import zlib
from typing import TYPE_CHECKING, Final

from text.similarity import SHINGLE_CHARS

if TYPE_CHECKING:
    pass


WINNOWING_WINDOW: Final = 12
"""Of so many grams in a row at least one is a print, so that a passage of twenty characters that
two texts share shows.
"""
_MAX_PRINTS: Final = 48
"""Prints kept of one text: half of them, a quarter, … of a longer one, always the same ones, so
that two texts keep the same.
"""


def winnow(text: str) -> set[int]:
    """Hash every gram of a text, keep the least of each window: where it is cut, wrapped or edited,
    the rest keeps its prints.
    """
    codes = text.encode("utf-32-le", "surrogatepass")
    ends = range(4 * SHINGLE_CHARS, max(4 * SHINGLE_CHARS, len(codes)) + 1, 4)
    hashes = [zlib.crc32(codes[end - 4 * SHINGLE_CHARS : end]) for end in ends]
    least = min(hashes[:WINNOWING_WINDOW])
    left = hashes.index(least)  # windows to come for which it stays in sight
    prints = {least}
    for at in range(WINNOWING_WINDOW, len(hashes)):
        if (new := hashes[at]) <= least:
            least, left = new, WINNOWING_WINDOW - 1
        elif left:
            left -= 1
            continue
        else:
            window = hashes[at - WINNOWING_WINDOW + 1 : at + 1]
            least = min(window)
            left = window.index(least)
        prints.add(least)
    return prints


def sample_prints(prints: set[int]) -> tuple[int, ...]:
    """Thin out the prints of a long text by their own value."""
    step = 1
    while len(prints) > _MAX_PRINTS * step:
        step *= 2
    return tuple(sorted(shingle_hash for shingle_hash in prints if shingle_hash % step == 0))

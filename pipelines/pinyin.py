"""Undo the damage of mirror pages that write the pinyin of a character in brackets behind it.

Such a page was turned to traditional characters, then at the level of GBK bytes every occurrence of certain byte pairs got
"(pinyin)" appended: 網(wǎng). Where a pair straddled two characters, the first one's second byte and the next one's
first were taken for a character, and all that follows is shifted by one byte up to the next ASCII byte: 域?qū)W術 was 域學術.
Nothing is lost as long as private-use characters are still there.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from records.folding import simplify

Readings = Mapping[str, frozenset[str]]
"""Traditional character -> its readings in pinyin with tone marks."""

_LETTERS: Final = "a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ"
_HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_NOTE = re.compile(rf"([{_HAN}])\(([{_LETTERS}]{{1,6}})\)")
_SHIFTED = re.compile(rf"([{_HAN}])[?\ufffd]\(?([{_LETTERS}]{{1,6}})\)")
_HITS: Final = 3
_DISTINCT: Final = 2
_SHARE: Final = 0.7
"""Gate: 0 of 3,000 clean documents pass it, every damaged one did; a damaged page marks every occurrence of a character."""

_RUN_CHARS: Final = 40
_LEAD_BYTES: Final = range(0x80, 0xFF)


@dataclass(frozen=True, slots=True)
class Repaired:
    """A text after the repair: `found` when it was damaged, `left` when a shifted run could not be restored."""

    text: str
    found: bool = False
    left: bool = False


def repair(text: str, readings: Readings) -> Repaired:
    """Restore a damaged text and turn it back to simplified characters; any other text comes back as it is."""
    if not is_damaged(text, readings):
        return Repaired(text)
    restored = _restore_runs(text, readings)
    clean = _NOTE.sub(lambda note: note[1] if note[2] in readings.get(note[1], ()) else note[0], restored)
    return Repaired(simplify(clean), found=True, left=bool(_SHIFTED.search(clean)))


def is_damaged(text: str, readings: Readings) -> bool:
    """Say whether enough characters, and nearly all of their occurrences, carry their own reading in brackets."""
    hits = [note[1] for note in _NOTE.finditer(text) if note[2] in readings.get(note[1], ())]
    marked = set(hits)
    if len(hits) < _HITS or len(marked) < _DISTINCT:
        return False
    return len(hits) >= _SHARE * sum(text.count(char) for char in marked)


def _restore_runs(text: str, readings: Readings) -> str:
    pieces: list[str] = []
    done = 0
    for found in _SHIFTED.finditer(text):
        if found.start() < done:
            continue
        run = _run(text, found, readings)
        if run is not None:
            restored, end = run
            pieces += [text[done : found.start()], restored]
            done = end
    return "".join(pieces) + text[done:]


def _run(text: str, found: re.Match[str], readings: Readings) -> tuple[str, int] | None:
    """Read one shifted run again: what it was, and where it ends in the damaged text; None when no reading fits."""
    try:
        first = found[1].encode("gbk")
    except UnicodeEncodeError:
        return None
    following, end = _bytes_until_ascii(text, found.end())
    for lost in _LEAD_BYTES if following else ():
        pair = _gbk(bytes((first[1], lost)))
        if pair and found[2] in readings.get(pair, ()):
            restored = _gbk(first + bytes((lost,)) + following)
            if restored:
                return restored, end
    return None


def _bytes_until_ascii(text: str, start: int) -> tuple[bytes, int]:
    """Give the bytes from a place up to and with the ASCII character that closes the shift; none when nothing closes it."""
    gathered = bytearray()
    for position in range(start, min(len(text), start + _RUN_CHARS)):
        try:
            pair = text[position].encode("gb18030")
        except UnicodeEncodeError:
            break
        if len(pair) == 1:
            return (bytes(gathered) + pair, position + 1) if 0x40 <= pair[0] <= 0x7E else (b"", start)
        if len(pair) > 2:
            break
        gathered += pair
    return b"", start


def _gbk(raw: bytes) -> str:
    try:
        return raw.decode("gbk")
    except UnicodeDecodeError:
        return ""

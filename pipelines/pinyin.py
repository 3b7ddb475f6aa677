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
_BRACKET = re.compile(rf"\(([{_LETTERS}]{{1,6}})\)")
_SHIFTED = re.compile(rf"([{_HAN}])(?:\([{_LETTERS}]{{1,6}}\))?[?\ufffd]\(?([{_LETTERS}]{{1,6}})\)")
_GLUED = re.compile(rf"([^\x00-\x7f])([@-~])\(([{_LETTERS}]{{1,6}})\)")
_BROKEN = re.compile(rf"[?\ufffd]\(?([{_LETTERS}]{{1,6}})\)")
_HITS: Final = 3
_DISTINCT: Final = 2
_SHARE: Final = 0.7
"""Gate: 0 of 3,000 clean documents pass it, every damaged one did; a damaged page marks every occurrence of a character."""

_RUN_CHARS: Final = 40
_SECOND_BYTES: Final = range(0x40, 0xFF)
_FIRST_BYTES: Final = range(0x81, 0xFF)
"""What GBK characters begin with: the destroyed byte began the second of two characters."""


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
    clean = _GLUED.sub(lambda note: note[1] + note[2] if _is_pair(note, readings) else note[0], clean)
    return Repaired(simplify(clean), found=True, left=bool(_SHIFTED.search(clean)))


def is_damaged(text: str, readings: Readings) -> bool:
    """Say whether enough characters, and nearly all of their occurrences, carry their own reading in brackets."""
    # begins with a fixed character: ten times faster than looking at every Han character
    notes = ((text[note.start() - 1], note[1]) for note in _BRACKET.finditer(text) if note.start())
    hits = [char for char, reading in notes if reading in readings.get(char, ())]
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
    for lost in _lost(first[-1], found[2], readings):
        closed = _until_aligned(text, found.end(), first + lost, readings)
        if closed and (restored := _gbk(closed[0])):
            return restored, closed[1]
    return None


def _lost(before: int, pinyin: str, readings: Readings, among: range = _FIRST_BYTES) -> list[bytes]:
    """List the bytes that, behind another one, make a character with this reading: the byte that the bracket destroyed."""
    return [bytes((byte,)) for byte in among if pinyin in readings.get(_gbk(bytes((before, byte))), ())]


def _until_aligned(text: str, start: int, begun: bytes, readings: Readings) -> tuple[bytes, int] | None:
    """Gather the bytes up to where characters begin in the right place again, and say where that is in the text.

    An ASCII character that ends a pair closes the shift, so does a second destroyed bracket. None when nothing does.
    """
    gathered = bytearray(begun)
    for position in range(start, min(len(text), start + _RUN_CHARS)):
        again = _BROKEN.match(text, position)
        if again:  # right behind the first one it is the second byte of a pair that is missing, which may be any
            lost = _lost(gathered[-1], again[1], readings, _SECOND_BYTES if position == start else _FIRST_BYTES)
            return (bytes(gathered) + lost[0], again.end()) if lost else None
        try:
            pair = text[position].encode("gb18030")
        except UnicodeEncodeError:
            return None
        if len(pair) == 1:
            return (bytes(gathered) + pair, position + 1) if 0x40 <= pair[0] <= 0x7E else None
        if len(pair) > 2:
            return None
        gathered += pair
    return None


def _is_pair(note: re.Match[str], readings: Readings) -> bool:
    """Say whether the bracket belongs to a pair of an ASCII letter with the byte before it: ，F(xiàn)ace is ，Face."""
    try:
        before = note[1].encode("gbk")
    except UnicodeEncodeError:
        return False
    return note[3] in readings.get(_gbk(before[-1:] + note[2].encode()), ())


def _gbk(raw: bytes) -> str:
    try:
        return raw.decode("gbk")
    except UnicodeDecodeError:
        return ""

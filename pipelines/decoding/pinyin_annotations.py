"""Undo the damage of mirror pages that write the pinyin of a character in brackets behind it.

Such a page was turned to traditional characters, then at the level of GBK bytes every occurrence of
certain byte pairs got "(pinyin)" appended: 網(wǎng). Where a pair straddled two characters, the
first one's second byte and the next one's first were taken for a character, and all that follows is
shifted by one byte up to the next ASCII byte: 域?qū)W術 was 域學術. Nothing is lost as long as
private-use characters are still there.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from text.chinese.folding import convert_to_simplified

PinyinReadings = Mapping[str, frozenset[str]]
"""Traditional character -> its readings in pinyin with tone marks."""

_PINYIN_LETTERS: Final = "a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ"
_HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_ANNOTATION = re.compile(rf"([{_HAN}])\(([{_PINYIN_LETTERS}]{{1,6}})\)")
_PINYIN_BRACKET = re.compile(rf"\(([{_PINYIN_LETTERS}]{{1,6}})\)")
_SHIFTED_RUN_START = re.compile(
    rf"([{_HAN}])(?:\([{_PINYIN_LETTERS}]{{1,6}}\))?[?\ufffd]\(?([{_PINYIN_LETTERS}]{{1,6}})\)"
)
_GLUED_PAIR = re.compile(rf"([^\x00-\x7f])([@-~])\(([{_PINYIN_LETTERS}]{{1,6}})\)")
_BROKEN_ANNOTATION = re.compile(rf"[?\ufffd]\(?([{_PINYIN_LETTERS}]{{1,6}})\)")
_MIN_ANNOTATIONS: Final = 3
_MIN_DISTINCT_CHARS: Final = 2
_MIN_ANNOTATED_SHARE: Final = 0.7
"""Gate: 0 of 3,000 clean documents pass it, every damaged one did.

A damaged page marks every occurrence of a character.
"""

_RUN_CHARS: Final = 40
_SECOND_BYTES: Final = range(0x40, 0xFF)
_FIRST_BYTES: Final = range(0x81, 0xFF)
"""What GBK characters begin with: the destroyed byte began the second of two characters."""


@dataclass(frozen=True, slots=True)
class PinyinRepair:
    """A text after the repair:

    `was_damaged` says so, `is_incomplete` when a shifted run could not be restored.
    """

    text: str
    was_damaged: bool = False
    is_incomplete: bool = False


def remove_pinyin_annotations(text: str, readings: PinyinReadings) -> PinyinRepair:
    """Restore a damaged text and turn it back to simplified characters.

    Any other text comes back as it is.
    """
    if not has_pinyin_annotations(text, readings):
        return PinyinRepair(text)
    restored = _restore_runs(text, readings)
    clean = _ANNOTATION.sub(
        lambda note: note[1] if note[2] in readings.get(note[1], ()) else note[0], restored
    )
    clean = _GLUED_PAIR.sub(
        lambda note: note[1] + note[2] if _is_annotated_pair(note, readings) else note[0], clean
    )
    return PinyinRepair(
        convert_to_simplified(clean),
        was_damaged=True,
        is_incomplete=bool(_SHIFTED_RUN_START.search(clean)),
    )


def has_pinyin_annotations(text: str, readings: PinyinReadings) -> bool:
    """Say whether enough characters, and nearly all of their occurrences, carry their own reading
    in brackets.
    """
    # begins with a fixed character: ten times faster than looking at every Han character
    notes = (
        (text[note.start() - 1], note[1]) for note in _PINYIN_BRACKET.finditer(text) if note.start()
    )
    hits = [char for char, reading in notes if reading in readings.get(char, ())]
    marked = set(hits)
    if len(hits) < _MIN_ANNOTATIONS or len(marked) < _MIN_DISTINCT_CHARS:
        return False
    return len(hits) >= _MIN_ANNOTATED_SHARE * sum(text.count(char) for char in marked)


def _restore_runs(text: str, readings: PinyinReadings) -> str:
    pieces: list[str] = []
    done = 0
    for match in _SHIFTED_RUN_START.finditer(text):
        if match.start() < done:
            continue
        run = _restore_run(text, match, readings)
        if run is not None:
            restored, end = run
            pieces += [text[done : match.start()], restored]
            done = end
    return "".join(pieces) + text[done:]


def _restore_run(
    text: str, match: re.Match[str], readings: PinyinReadings
) -> tuple[str, int] | None:
    """Read one shifted run again: what it was, and where it ends in the damaged text.

    None when no reading fits.
    """
    try:
        first = match[1].encode("gbk")
    except UnicodeEncodeError:
        return None
    for lost in _find_lost_bytes(first[-1], match[2], readings):
        closed = _read_until_aligned(text, match.end(), first + lost, readings)
        if closed and (restored := _decode_gbk(closed[0])):
            return restored, closed[1]
    return None


def _find_lost_bytes(
    first_byte: int, pinyin: str, readings: PinyinReadings, candidates: range = _FIRST_BYTES
) -> list[bytes]:
    """List the bytes that the bracket may have destroyed, by this reading."""
    return [
        bytes((byte,))
        for byte in candidates
        if pinyin in readings.get(_decode_gbk(bytes((first_byte, byte))), ())
    ]


def _read_until_aligned(
    text: str, start: int, prefix: bytes, readings: PinyinReadings
) -> tuple[bytes, int] | None:
    """Gather the bytes up to where characters begin in the right place again, and say where that is
    in the text.

    An ASCII character that ends a pair closes the shift, so does a second destroyed bracket. None
    when nothing does.
    """
    gathered = bytearray(prefix)
    for position in range(start, min(len(text), start + _RUN_CHARS)):
        again = _BROKEN_ANNOTATION.match(text, position)
        # right behind the first one it is the second byte of a pair that is missing, which may be
        # any
        if again:
            lost = _find_lost_bytes(
                gathered[-1],
                again[1],
                readings,
                _SECOND_BYTES if position == start else _FIRST_BYTES,
            )
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


def _is_annotated_pair(match: re.Match[str], readings: PinyinReadings) -> bool:
    """Say whether the bracket belongs to a pair of an ASCII letter with the byte before it:
    ，F(xiàn)ace is ，Face.
    """
    try:
        before = match[1].encode("gbk")
    except UnicodeEncodeError:
        return False
    return match[3] in readings.get(_decode_gbk(before[-1:] + match[2].encode()), ())


def _decode_gbk(raw: bytes) -> str:
    try:
        return raw.decode("gbk")
    except UnicodeDecodeError:
        return ""

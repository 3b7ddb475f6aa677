"""Measure whether the time of a regular expression grows faster than its text.

Python cannot stop a match, so a pattern that strangers' text can slow down stops everything else.
From the pattern itself follow the texts that almost match: the way to each repetition, what it
repeats many times over, and an end that does not fit. Time is the processor's, of which other
processes take nothing, and the least of several measurements counts.
"""

import re
import re._constants as codes  # type: ignore[import-not-found]  # undocumented  # no stubs
import re._parser as parser  # type: ignore[import-not-found]  # undocumented
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import inf
from typing import Any, Final

GROWTH_MAX: Final = 2.6
"""Times by which a text twice as long may take longer: twice, and 1.3 for the measurement."""
_LENGTHS: Final = (
    *range(8, 32, 4), 32, 40, 50, 64, 80, 100, 128, 160, 200, 256, 320, 400, 800, 1_600, 3_200
)  # fmt: skip
"""In letters; the steps are small at first, since time may double with every letter."""
_SECONDS_MAX: Final = 0.02
"""A text that takes this long is not made longer."""
_SUSPECT_SECONDS: Final = 0.002
"""Below this a text passes; of 3,200 letters, it is twenty times what a linear pattern takes."""
_REPETITIONS: Final = 5
_REPEATS_UNBOUNDED: Final = 10
_CHOICES: Final = 4
_ENDS: Final = ("\0", "\n!", "<", "中中", "")
_PROBES: Final = "a1 -中<\"'@/.,:（\t\n\0xZ_"
_REPEAT_CODES: Final = (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT)
_ALIKE: Final = {
    codes.CATEGORY_DIGIT: "1",
    codes.CATEGORY_SPACE: " ",
    codes.CATEGORY_WORD: "a",
    codes.CATEGORY_NOT_DIGIT: "a",
    codes.CATEGORY_NOT_SPACE: "a",
    codes.CATEGORY_NOT_WORD: "-",
}


@dataclass(frozen=True, slots=True)
class PumpedText:
    """A text of any length: a beginning, a piece that is repeated, an end."""

    beginning: str
    piece: str
    end: str

    def build(self, length: int) -> str:
        """Give the text with about `length` letters of repeated pieces."""
        return self.beginning + self.piece * (length // len(self.piece) + 1) + self.end


@dataclass(frozen=True, slots=True)
class SlowText:
    """The text that shows a pattern to be slow, and by how much its time grows per doubling."""

    pumped: PumpedText
    method: str  # of the pattern: sub or fullmatch
    length: int
    seconds: float
    growth: float


def find_slow_text(pattern: re.Pattern[Any], attacks_max: int = 120) -> SlowText | None:
    """Give the first text for which the time of a pattern grows faster than its length, or None.

    At most `attacks_max` texts are tried; a linear pattern costs a few milliseconds.
    """
    for count, pumped in enumerate(iter_pumped_texts(pattern)):
        if count >= attacks_max:
            return None
        for method in ("sub", "fullmatch"):
            if (slow := _measure_growth(pattern, method, pumped)) is not None:
                return slow
    return None


def iter_pumped_texts(pattern: re.Pattern[Any]) -> Iterator[PumpedText]:
    """Give the texts that a pattern almost matches, each once."""
    flags = pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags
    seen: set[PumpedText] = set()
    for beginning, pieces in _iter_repeats(parser.parse(pattern.pattern, flags), ""):
        texts = [PumpedText(beginning, piece, end) for end in _ENDS for piece in sorted(pieces)]
        texts += [PumpedText("", beginning + piece, "\0") for piece in sorted(pieces)]
        texts += [PumpedText("", piece, "\0") for piece in sorted(pieces)]
        for text in texts:
            if text not in seen:
                seen.add(text)
                yield text


def _measure_growth(pattern: re.Pattern[Any], method: str, pumped: PumpedText) -> SlowText | None:
    """Lengthen a text until its time shows; then see what half of it takes."""
    length = 0
    seconds = 0.0
    for length in _LENGTHS:
        seconds = _time_match(pattern, method, pumped.build(length))
        if seconds > _SECONDS_MAX:
            break
    if seconds < _SUSPECT_SECONDS:
        return None
    half = whole = inf
    for _ in range(_REPETITIONS):
        half = min(half, _time_match(pattern, method, pumped.build(length // 2)))
        whole = min(whole, _time_match(pattern, method, pumped.build(length)))
        if whole < _SUSPECT_SECONDS or whole <= half * GROWTH_MAX:
            return None
    return SlowText(pumped, method, length, whole, whole / half if half else inf)


def _time_match(pattern: re.Pattern[Any], method: str, text: str) -> float:
    """Give the seconds of processor time that one match takes."""
    is_bytes = isinstance(pattern.pattern, bytes)
    subject: Any = text.encode("utf-8", "replace") if is_bytes else text
    start = time.thread_time()
    if method == "sub":
        pattern.sub(subject[:0], subject)
    else:
        pattern.fullmatch(subject)
    return time.thread_time() - start


def _iter_repeats(tree: Iterable[Any], before: str) -> Iterator[tuple[str, set[str]]]:
    """Give for each repetition what leads to it and what may be repeated."""
    for code, value in tree:
        if code in _REPEAT_CODES:
            if value[1] >= _REPEATS_UNBOUNDED:
                yield before, {_sample(value[2], choice) for choice in range(_CHOICES)} - {""}
            yield from _iter_repeats(value[2], before)
        elif code == codes.SUBPATTERN:
            yield from _iter_repeats(value[3], before)
        elif code == codes.ATOMIC_GROUP:
            yield from _iter_repeats(value, before)
        elif code == codes.BRANCH:
            for branch in value[1]:
                yield from _iter_repeats(branch, before)
        elif code in (codes.ASSERT, codes.ASSERT_NOT):
            yield from _iter_repeats(value[1], before)
        before += _sample([(code, value)], 0)


def _sample(tree: Iterable[Any], choice: int) -> str:
    """Give a text that fits a piece of a pattern, one of several by `choice`."""
    return "".join(_sample_piece(code, value, choice) for code, value in tree)


def _sample_piece(code: Any, value: Any, choice: int) -> str:  # noqa: ANN401 - the parser's types
    if code == codes.LITERAL:
        return chr(value)
    if code == codes.NOT_LITERAL:
        return "b" if value == ord("a") else "a"
    if code == codes.ANY:
        return "a"
    if code == codes.IN:
        members = _list_members(value)
        return members[choice % len(members)]
    if code == codes.BRANCH:
        return _sample(value[1][choice % len(value[1])], choice)
    if code == codes.SUBPATTERN:
        return _sample(value[3], choice)
    if code == codes.ATOMIC_GROUP:
        return _sample(value, choice)
    return _sample(value[2], choice) * value[0] if code in _REPEAT_CODES else ""


def _list_members(items: list[tuple[Any, Any]]) -> list[str]:
    """Give a few letters of a set."""
    if items[0][0] == codes.NEGATE:
        return [
            probe for probe in _PROBES if not any(_holds(item, probe) for item in items[1:])
        ] or ["中"]
    letters: list[str] = []
    for code, value in items:
        if code == codes.LITERAL:
            letters.append(chr(value))
        elif code == codes.RANGE:
            letters += [chr(value[0]), chr(value[1])]
        elif code == codes.CATEGORY:
            letters.append(_ALIKE[value])
    return letters


def _holds(item: tuple[Any, Any], letter: str) -> bool:
    code, value = item
    if code == codes.LITERAL:
        return bool(value == ord(letter))
    if code == codes.RANGE:
        return bool(value[0] <= ord(letter) <= value[1])
    return _fits_category(value, letter)


def _fits_category(category: Any, letter: str) -> bool:  # noqa: ANN401 - the parser's types
    fits = {
        codes.CATEGORY_DIGIT: letter.isdigit(),
        codes.CATEGORY_SPACE: letter.isspace(),
        codes.CATEGORY_WORD: letter.isalnum() or letter == "_",
        codes.CATEGORY_NOT_DIGIT: not letter.isdigit(),
        codes.CATEGORY_NOT_SPACE: not letter.isspace(),
        codes.CATEGORY_NOT_WORD: not (letter.isalnum() or letter == "_"),
    }
    return fits[category]

"""Find the words of a query in a text as the index does, for the marks and the place that a reader
sees.

The index would do it, too, and takes six times as long. A test compares the two.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from typing import Final

from store.search.query import split_into_pieces
from text.chinese.folding import CJK_RANGES, fold_for_search

HIT_OPEN: Final = "\ue000"
HIT_CLOSE: Final = "\ue001"
"""Private characters around a hit: no article holds them, so a caller can escape first and put in
its own marks after.
"""

_LATIN: Final = rf"[^\W_{CJK_RANGES}]"
_TOKEN: Final = re.compile(rf"[{CJK_RANGES}]|{_LATIN}+")
_BETWEEN: Final = r"[\W_]*"
_ACCENTS: Final = "[\u0300-\u036f]*"
_BEFORE: Final = 30  # columns shown before a hit, where its sentence begins earlier
_COLUMNS: Final = 120  # of a place in all, so that it fills a line or two of a terminal
_SENTENCE: Final = re.compile(r"[。！？!?；;\n]\s*|\.\s+")


def compile_word_pattern(words: Sequence[str]) -> re.Pattern[str]:
    """Compile what finds the words; a long one is also found by its pieces, as the search finds
    it.
    """
    forms = dict.fromkeys([*words, *(piece for word in words for piece in split_into_pieces(word))])
    tokens = sorted(
        filter(None, (_TOKEN.findall(fold_like_index(form)) for form in forms)),
        key=len,
        reverse=True,
    )  # of two at one place, the longer
    either = "|".join(_BETWEEN.join(map(_token_pattern, form)) for form in tokens)
    return re.compile(either or "(?!)")


def _token_pattern(token: str) -> str:
    if re.match(f"[{CJK_RANGES}]", token):
        return token
    return f"(?<!{_LATIN}){_ACCENTS.join(map(re.escape, token))}(?!{_LATIN})"


def fold_like_index(text: str) -> str:
    """Fold a text as its index is folded, accents taken off; the length stays."""
    return text.lower() if text.isascii() else text.translate(_INDEX_FOLDING)


class _IndexFolding(dict[int, str]):
    """How each character is folded."""

    def __missing__(self, code: int) -> str:
        char = fold_for_search(chr(code))
        base = unicodedata.normalize("NFD", char)
        accented = len(base) > 1 and all(unicodedata.combining(mark) for mark in base[1:])
        self[code] = bare = base[0] if accented else char
        return bare


_INDEX_FOLDING: Final = _IndexFolding()


def find_hits(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    """Give the places where the words stand; places that overlap are one."""
    spans: list[tuple[int, int]] = []
    folded = fold_like_index(text)
    hit = pattern.search(folded)
    while hit:
        start, end = hit.span()
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
        hit = pattern.search(folded, start + 1)
    return spans


def mark_hits(
    text: str, hits: Sequence[tuple[int, int]], start: int = 0, end: int | None = None
) -> str:
    """Give a part of the text with its hits between OPEN and CLOSE."""
    stop = len(text) if end is None else end
    parts, at = [], start
    for left, right in hits:
        if left >= start and right <= stop:
            parts += [text[at:left], HIT_OPEN, text[left:right], HIT_CLOSE]
            at = right
    return "".join([*parts, text[at:stop]])


def make_snippet(text: str, hits: Sequence[tuple[int, int]]) -> str:
    """Give the part of a text around its hits: the one that shows most of them, begun where a
    sentence begins if that is near.
    """
    reach = (
        _COLUMNS // 2
        if re.search(f"[{CJK_RANGES}]", text[max(0, hits[0][0] - 20) : hits[0][1] + 20])
        else _COLUMNS
    )
    starts = [start for start, _ in hits]
    best = hits[
        max(
            range(len(hits)),
            key=lambda at: (bisect_left(starts, starts[at] + reach // 2) - at, -at),
        )
    ]
    begin = max(0, best[0] - (_BEFORE if reach == _COLUMNS else _BEFORE // 2))
    borders = [
        match.end() for match in _SENTENCE.finditer(text, max(0, best[0] - reach // 2), best[0])
    ]
    if len(text) <= reach or (best[0] <= reach // 2 and not borders):
        begin = 0
    elif borders:
        begin = borders[-1]
    elif reach == _COLUMNS:
        begin = text.find(" ", begin, best[0]) + 1 or begin
    end = max(best[1], min(len(text), begin + reach))
    if reach == _COLUMNS and end < len(text):
        end = max(best[1], text.rfind(" ", best[1], end + 1))
    return (
        ("…" if begin else "")
        + mark_hits(text, hits, begin, end)
        + ("…" if end < len(text) else "")
    )

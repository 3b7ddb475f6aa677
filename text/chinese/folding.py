"""Fold Chinese text so that two spellings of the same words compare equal, character by
character.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from text.chinese.to_simplified import (
    SIMPLIFIED_CHARS,
    STANDARD_CHARS,
    TRADITIONAL_CHARS,
    VARIANT_CHARS,
)

VERSION = 3
"""Raised when `alike` changes: the search index must then be rebuilt, a 'delete' with another
folding corrupts it.
"""

HAN_RANGES = (
    "\u2e80-\u2fdf\u3005\u3007\u3021-\u3029\u3038-\u303b\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
CJK_RANGES = HAN_RANGES + "\u3040-\u30ff\u31f0-\u31ff\uac00-\ud7af"
CJK_SEPARATOR = "\u200b"
_CJK_CHARACTER = re.compile(f"[{CJK_RANGES}]")
_HAN_RUN = re.compile(f"[{HAN_RANGES}]+")
_LONE_SURROGATES = re.compile("([\ud800-\udfff]+)")
_SIMPLIFIED_CHARS = dict(
    zip(TRADITIONAL_CHARS + VARIANT_CHARS, SIMPLIFIED_CHARS + STANDARD_CHARS, strict=True)
)
_VARIANT_TABLE = str.maketrans(VARIANT_CHARS, STANDARD_CHARS)
# the last four become others in some words only
_MAYBE_TRADITIONAL = frozenset(TRADITIONAL_CHARS + VARIANT_CHARS + "瞭藉甦彷")
"""A set, no pattern:

`re` compares each character with all 356 beyond U+FFFF one by one, which took 0.7 µs a character.
"""


@lru_cache(maxsize=1)
def _converter() -> Callable[[str], str]:
    from opencc import OpenCC  # loads its dictionaries: 20 ms and 4 MB, so not at import

    convert: Callable[[str], str] = OpenCC("t2s").convert
    return convert


def convert_to_simplified(text: str) -> str:
    """Turn traditional characters into simplified ones; the length never changes.

    A text without a traditional character stays as it is: OpenCC would make 打坯 of its 打坏.
    OpenCC leaves the particle 著 (有著, 阻礙著); it becomes 着 here except in 著名, 著作, 著者,
    著述, 论著, 原著, 名著, 显著, 土著.
    """
    simple = text if _MAYBE_TRADITIONAL.isdisjoint(text) else _convert(text)
    return _PARTICLE_ZHE.sub("着", simple) if "著" in simple else simple


def _convert(text: str) -> str:
    if _LONE_SURROGATES.search(text):  # half a surrogate pair cannot be handed to the converter
        return "".join(
            part if _LONE_SURROGATES.match(part) else _convert(part)
            for part in _LONE_SURROGATES.split(text)
        )
    simple = _converter()(text).translate(_VARIANT_TABLE)
    if len(simple) == len(text):
        return simple
    # a phrase of other length would shift every offset: convert character by character
    return "".join(
        converted if len(converted) == 1 else char
        for char, converted in ((c, _converter()(c)) for c in text)
    )


_PARTICLE_ZHE = re.compile(
    "(?<![论論原名显顯土编編译譯专專巨拙合昭卓])著(?![名作者述称稱书書录錄于於])"
)


def fold_text(text: str) -> str:
    """Fold width, case and script; the result has the length of the text, so offsets stay true.

    NFKC where one character stays one, then traditional to simplified, then lower case where one
    character stays one.
    """
    narrow = text.translate(_NARROW_TABLE) if not text.isascii() else text.lower()
    return narrow if narrow.isascii() else convert_to_simplified(narrow)


@lru_cache(maxsize=65_536)
def _narrow_char(char: str) -> str:
    wide = unicodedata.normalize("NFKC", char).lower()
    return wide if len(wide) == 1 else char


class _NarrowTable(dict[int, str]):
    """How each character is narrowed; a look-up in C, as for marks."""

    def __missing__(self, code: int) -> str:
        self[code] = _narrow_char(chr(code))
        return self[code]


_NARROW_TABLE = _NarrowTable()


def fold_for_search(text: str) -> str:
    """Fold for the search: each character for itself, so that a part of a text folds to that part
    of the folded text.

    `fold` decides by the phrase (著名, but 有着), hence a reader's 有名的著 would miss 有名的著作.
    Here traditional characters become simplified ones singly, then one of those between which only
    a phrase could decide. Length and offsets stay.
    """
    return text.lower() if text.isascii() else text.translate(_SEARCH_FOLD_TABLE)


def _fold_char_for_search(char: str) -> str:
    narrow = _narrow_char(char)
    if not _HAN_RUN.match(narrow):
        return narrow
    simple = _SIMPLIFIED_CHARS.get(narrow, narrow)
    simple = _SIMPLIFIED_CHARS.get(simple, simple)  # once more: 薴 becomes 苧, which becomes 苎
    return _SEARCH_EQUIVALENTS.get(simple, simple)


_SEARCH_EQUIVALENTS = dict(
    zip(
        "著乾覆藉徵瞭於甦麽彷甚锺𫫇薹钜扞俱划沈薰",
        "着干复借征了于苏么仿什钟恶苔巨捍具画沉熏",
        strict=True,
    )
)
"""In some words a traditional spelling uses the first for the second: 瞭解 了解, 計畫 计划."""


class _SearchFoldTable(dict[int, str]):
    """How each character is folded for the search.

    A look-up in C is several times faster than a call for each.
    """

    def __missing__(self, code: int) -> str:
        self[code] = alike = _fold_char_for_search(chr(code))
        return alike


_SEARCH_FOLD_TABLE = _SearchFoldTable()


class _SeparatorTable(dict[int, str]):
    """How each character is marked.

    A look-up in C is ten times faster than a substitution by pattern.
    """

    def __missing__(self, code: int) -> str:
        char = chr(code)
        marked = (
            f"{CJK_SEPARATOR}{char}{CJK_SEPARATOR}"
            if _CJK_CHARACTER.match(char)
            else ""
            if char == CJK_SEPARATOR
            else char
        )
        self[code] = marked
        return marked


_SEPARATOR_TABLE = _SeparatorTable()


def separate_cjk(text: str) -> str:
    """Set a zero-width space around each CJK character, so that SQLite's unicode61 takes each as a
    word of its own.
    """
    return text if text.isascii() else text.translate(_SEPARATOR_TABLE)


def remove_cjk_separators(text: str) -> str:
    """Take the zero-width spaces of `mark` out again."""
    return text.replace(CJK_SEPARATOR, "")

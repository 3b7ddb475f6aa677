"""Reduce a text to its wording, by which copies of it are known: without layout, punctuation,
script and figures.

The figures are not lost: each is kept with the characters around it, so that two texts of one
wording can be asked whether they also say the same numbers.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from text.chinese.folding import fold_text

# of a text compared with others: a copy of a longer one shows in its beginning; linear and small
COMPARED_CHARS: Final = 20_000
SHINGLE_CHARS: Final = 8
"""Characters of a gram: long enough that two texts do not share it by chance, short enough to
survive an edited word.
"""
_NUMBER_MASK: Final = "#"
"""Stands for each figure in the wording; no mark of a body is left that could be taken for it."""
_NUMBER_POSITION: Final = "\n"
_CONTEXT_BEFORE, _CONTEXT_AFTER = 4, 2
"""Characters before and behind a figure that say what it counts."""
_SHARED_SHINGLES_MIN: Final = 5
"""Grams: one run of twelve characters, as much as the shortest article has."""
_SHARE_MIN: Final = 0.5
_CHANGED_NUMBERS_SHARE: Final = 0.3
"""Of the figures that count the same thing.

Where more of them differ, two texts are issues of a series.
"""

_MEANINGFUL_MARKS: Final = "<>=≤≥≠±+×÷%‰°℃−"
"""Marks that change what a sentence says: "<7" is not ">7", 5 % is not 5."""
_DIGIT_CLASS: Final = (
    "\\d\u1369-\u1371\u19da\u2474-\u247c\u2488-\u2490\u24f5-\u24fd\u24ff"
    "\u2776-\u277e\u2780-\u2788\u278a-\u2792"
)
"""What is left of the digits after folding: ① is 1, ⑴ stays."""
_REMOVABLE_SPACE = re.compile(f" (?:(?<![{_DIGIT_CLASS}] )|(?![{_DIGIT_CLASS}]))")
_UNDERSCORE_STAND_IN: Final = "\uf05f"
"""Stands for _, which is a mark to us and a letter to a pattern."""
_MARK_CLASS: Final = rf"[^\w{_MEANINGFUL_MARKS}]"
_MARK_RUN = re.compile(
    f"{_MARK_CLASS}(?<!{_MARK_CLASS}{_MARK_CLASS})(?:(?<![{_DIGIT_CLASS}]{_MARK_CLASS})"
    f"{_MARK_CLASS}*+|{_MARK_CLASS}*+(?![{_DIGIT_CLASS}]))"
)
"""Marks in a row that do not stand between two digits.

Patterns that begin with one sort of character are found quickly.
"""
_DATE_UNITS: Final = "年月日号周期"
_NUMBER = re.compile(
    r"[0-9]+(?:[.,][0-9]+)*|(?<![〇零一二三四五六七八九十百千万两])"
    rf"[〇零一二三四五六七八九十百千万两]++(?=[{_DATE_UNITS}例])"
)


@dataclass(frozen=True, slots=True)
class ShingledText:
    """What is compared of a text."""

    shingles: frozenset[str]
    # the characters around a figure -> the values that stand there
    figures: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Similarity:
    """How alike two texts are: the share of the shorter one's wording, or facts, that the other
    holds too; what that makes them.
    """

    share: float
    relation: Literal["copy", "series", "translation", ""]


def normalize_for_comparison(body: str) -> str:
    """Leave of a text what makes it that text; a text of nothing but marks keeps them."""
    tight = _REMOVABLE_SPACE.sub("", " ".join(fold_text(body).split())).replace(
        "_", _UNDERSCORE_STAND_IN
    )
    return (_MARK_RUN.sub("", tight) or tight).replace(_UNDERSCORE_STAND_IN, "_")


def mask_numbers(text: str) -> str:
    """Put one mark in the place of each figure of an essence.

    Of a very long one only the beginning counts.
    """
    return _NUMBER.sub(_NUMBER_MASK, text[:COMPARED_CHARS])


def shingle_text(body: str) -> ShingledText:
    """Read the wording of a body."""
    text = normalize_for_comparison(body)
    values = [run[0].replace(",", "") for run in _NUMBER.finditer(text[:COMPARED_CHARS])]
    bare = mask_numbers(text)
    places = [at for at, char in enumerate(bare) if char == _NUMBER_MASK]
    figures: dict[str, set[str]] = {}
    # a text of marks alone may hold the mark itself
    for at, value in zip(places, values, strict=False):
        around = (
            bare[max(0, at - _CONTEXT_BEFORE) : at]
            + _NUMBER_POSITION
            + bare[at + 1 : at + 1 + _CONTEXT_AFTER]
        )
        figures.setdefault(around, set()).add(value)
    grams = frozenset(
        bare[at : at + SHINGLE_CHARS] for at in range(max(1, len(bare) - SHINGLE_CHARS + 1))
    )
    return ShingledText(grams, {around: frozenset(numbers) for around, numbers in figures.items()})


def compare_texts(first: ShingledText, second: ShingledText) -> Similarity:
    """Compare two texts; the order does not matter.

    A series is the same wording around other figures: a bulletin and that of the day before. One
    figure that differs is a correction, unless it is a date and nothing else can be compared.
    """
    shared = len(first.shingles & second.shingles)
    share = shared / (min(len(first.shingles), len(second.shingles)) or 1)
    if shared < _SHARED_SHINGLES_MIN or share < _SHARE_MIN:
        return Similarity(share, "")
    common = first.figures.keys() & second.figures.keys()
    differ = [around for around in common if not first.figures[around] & second.figures[around]]
    is_other_issue = len(differ) > 1 or any(_is_date(around) for around in differ)
    return Similarity(
        share,
        "series"
        if is_other_issue and len(differ) > _CHANGED_NUMBERS_SHARE * len(common)
        else "copy",
    )


def _is_date(context: str) -> bool:
    """Tell whether the figure that stands among these characters is followed by a unit of dates."""
    return context.partition(_NUMBER_POSITION)[2][:1] in tuple(_DATE_UNITS)

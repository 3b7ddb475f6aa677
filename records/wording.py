"""Reduce a text to its wording, by which copies of it are known: without layout, punctuation, script and figures.

The figures are not lost: each is kept with the characters around it, so that two texts of one wording can be asked whether they
also say the same numbers.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from records.folding import fold
from records.limits import WORDING_CHARS

GRAM: Final = 8
"""Characters of a gram: long enough that two texts do not share it by chance, short enough to survive an edited word."""
_FIGURE_MARK: Final = "#"
"""Stands for each figure in the wording; no mark of a body is left that could be taken for it."""
_HERE: Final = "\n"
_BEFORE, _AFTER = 4, 2
"""Characters before and behind a figure that say what it counts."""
_LEAST_SHARED: Final = 5
"""Grams: one run of twelve characters, as much as the shortest article has."""
_LEAST_SHARE: Final = 0.5
_OTHER_FIGURES: Final = 0.3
"""Of the figures that count the same thing; where more of them differ, two texts are issues of a series."""

_MEANING: Final = "<>=≤≥≠±+×÷%‰°℃−"
"""Marks that change what a sentence says: "<7" is not ">7", 5 % is not 5."""
_DIGIT: Final = "\\d\u1369-\u1371\u19da\u2474-\u247c\u2488-\u2490\u24f5-\u24fd\u24ff\u2776-\u277e\u2780-\u2788\u278a-\u2792"
"""What is left of the digits after folding: ① is 1, ⑴ stays."""
_SPACE = re.compile(f" (?:(?<![{_DIGIT}] )|(?![{_DIGIT}]))")
_LOW_LINE: Final = "\uf05f"
"""Stands for _, which is a mark to us and a letter to a pattern."""
_MARK: Final = rf"[^\w{_MEANING}]"
_MARK_RUN = re.compile(f"{_MARK}(?<!{_MARK}{_MARK})(?:(?<![{_DIGIT}]{_MARK}){_MARK}*+|{_MARK}*+(?![{_DIGIT}]))")
"""Marks in a row that do not stand between two digits; patterns that begin with one sort of character are found quickly."""
_DATED: Final = "年月日号周期"
_FIGURE = re.compile(rf"[0-9]+(?:[.,][0-9]+)*|[〇零一二三四五六七八九十百千万两]+(?=[{_DATED}例])")


@dataclass(frozen=True, slots=True)
class Wording:
    """What is compared of a text."""

    grams: frozenset[str]
    figures: Mapping[str, frozenset[str]]  # the characters around a figure -> the values that stand there


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two texts are: the share of the shorter one's wording, or facts, that the other holds too; what that makes them."""

    share: float
    relation: Literal["copy", "series", "translation", ""]


def essence(body: str) -> str:
    """Leave of a text what makes it that text; a text of nothing but marks keeps them."""
    tight = _SPACE.sub("", " ".join(fold(body).split())).replace("_", _LOW_LINE)
    return (_MARK_RUN.sub("", tight) or tight).replace(_LOW_LINE, "_")


def unfigured(text: str) -> str:
    """Put one mark in the place of each figure of an essence; of a very long one only the beginning counts."""
    return _FIGURE.sub(_FIGURE_MARK, text[:WORDING_CHARS])


def wording(body: str) -> Wording:
    """Read the wording of a body."""
    text = essence(body)
    values = [run[0].replace(",", "") for run in _FIGURE.finditer(text[:WORDING_CHARS])]
    bare = unfigured(text)
    places = [at for at, char in enumerate(bare) if char == _FIGURE_MARK]
    figures: dict[str, set[str]] = {}
    for at, value in zip(places, values, strict=False):  # a text of marks alone may hold the mark itself
        around = bare[max(0, at - _BEFORE) : at] + _HERE + bare[at + 1 : at + 1 + _AFTER]
        figures.setdefault(around, set()).add(value)
    grams = frozenset(bare[at : at + GRAM] for at in range(max(1, len(bare) - GRAM + 1)))
    return Wording(grams, {around: frozenset(found) for around, found in figures.items()})


def likeness(one: Wording, other: Wording) -> Likeness:
    """Compare two texts; the order does not matter.

    A series is the same wording around other figures: a bulletin and that of the day before. One figure that differs is a
    correction, unless it is a date and nothing else can be compared.
    """
    shared = len(one.grams & other.grams)
    share = shared / (min(len(one.grams), len(other.grams)) or 1)
    if shared < _LEAST_SHARED or share < _LEAST_SHARE:
        return Likeness(share, "")
    common = one.figures.keys() & other.figures.keys()
    differ = [around for around in common if not one.figures[around] & other.figures[around]]
    told = len(differ) > 1 or any(_is_date(around) for around in differ)
    return Likeness(share, "series" if told and len(differ) > _OTHER_FIGURES * len(common) else "copy")


def _is_date(around: str) -> bool:
    """Tell whether the figure that stands among these characters is followed by a unit of dates."""
    return around.partition(_HERE)[2][:1] in tuple(_DATED)

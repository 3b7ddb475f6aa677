"""Compare the months that an English sentence names with those of its Chinese translation."""

import re
from typing import Final

from pipelines.numbers import DIGITS

VERSION: Final = 1

_NAMES: Final = "January February March April May June July August September October November December"
MONTHS: Final = {name: number for number, name in enumerate(_NAMES.split(), start=1)}
_SHORT: Final = {name[:3]: number for name, number in MONTHS.items()} | {"Sept": 9}
_ENGLISH: Final = re.compile(rf"\b({'|'.join((*MONTHS, 'Sept', *(name[:3] for name in MONTHS)))})\b")
_ALSO_WORDS: Final = frozenset(("May", "March", "April", "June", "August", "Mar", "Jan"))
"""Also verbs and names of people: months only beside a number or behind a word of time."""
_DATE_BEFORE: Final = re.compile(
    r"(?:\d(?:st|nd|rd|th)?,?|\b(?:in|of|by|since|until|till|before|after|during|from|this|last|next|early|late|mid))[\s-]+$", re.I
)
_DATE_AFTER: Final = re.compile(r"\.?,?\s+(?:the\s+)?\d")
_CHINESE: Final = re.compile(
    r"(?P<first>\d{1,2}|十[一二]?|[一二三四五六七八九])(?:\s?月)?(?:\s?[-–~/至到、和与或]\s?(?P<last>\d{1,2}|十[一二]?|[一二三四五六七八九]))?"
    r"\s?月(?![亮球经饼台氏嫂子])"
)
_OTHERWISE: Final = re.compile("[同当本该上次下每]月|月底|春|夏|秋|冬|季")
_IN_DIGITS: Final = re.compile(r"\d{1,4}[/.-]\d{1,2}(?:[/.-]\d{1,4})?")


def wrong_months(source: str, target: str) -> tuple[list[int], list[int]]:
    """Give the months that the translation lacks, and those that stand there instead; both empty when all is well."""
    sure, said = _english(source)
    there = _chinese(target)
    if not sure:
        return [], []
    missing = sorted(sure - there) if not _OTHERWISE.search(target) else []
    invented = sorted(there - said) if not _IN_DIGITS.search(source) else []
    return missing, invented


def _english(text: str) -> tuple[set[int], set[int]]:
    """Give the months that are surely meant, and all that may be."""
    sure: set[int] = set()
    said: set[int] = set()
    for match in _ENGLISH.finditer(text):
        word = match.group()
        number = MONTHS.get(word) or _SHORT[word]
        said.add(number)
        dated = _DATE_AFTER.match(text, match.end()) or _DATE_BEFORE.search(text, 0, match.start())
        if dated or (word in MONTHS and word not in _ALSO_WORDS):
            sure.add(number)
    return sure, said


def _chinese(text: str) -> set[int]:
    return {_value(number) for match in _CHINESE.finditer(text) for number in (match["first"], match["last"]) if number}


def _value(number: str) -> int:
    if number.isdecimal():
        return int(number)
    return 10 + (DIGITS[number[1]] if len(number) > 1 else 0) if number[0] == "十" else DIGITS[number]

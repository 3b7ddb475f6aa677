"""Compare the months that an English sentence names with those of its Chinese translation."""

import re
from dataclasses import dataclass
from typing import Final

from text.numbers import CHINESE_DIGITS

VERSION: Final = 1

_MONTH_NAMES: Final = (
    "January February March April May June July August September October November December"
)
MONTH_NUMBERS: Final = {name: number for number, name in enumerate(_MONTH_NAMES.split(), start=1)}
_SHORT_MONTHS: Final = {name[:3]: number for name, number in MONTH_NUMBERS.items()} | {"Sept": 9}
_ENGLISH_MONTH: Final = re.compile(
    rf"\b({'|'.join((*MONTH_NUMBERS, 'Sept', *(name[:3] for name in MONTH_NUMBERS)))})\b"
)
_AMBIGUOUS_MONTHS: Final = frozenset(("May", "March", "April", "June", "August", "Mar", "Jan"))
"""Also verbs and names of people: months only beside a number or behind a word of time."""
_DATE_BEFORE: Final = re.compile(
    (
        r"(?:\d(?:st|nd|rd|th)?,?|\b(?:in|of|by|since|until|till|before|after|during|from|this|last"
        r"|next|early|late|mid))[\s-]+$"
    ),
    re.I,
)
_DATE_AFTER: Final = re.compile(r"(?<=[a-z])\.?,?\s+(?:the\s+)?\d")
_CHINESE_MONTH: Final = re.compile(
    r"(?P<first>\d{1,2}|十[一二]?|[一二三四五六七八九])(?:\s?月)?(?:\s?[-–~/至到、"
    r"和与或]\s?(?P<last>\d{1,2}|十[一二]?|[一二三四五六七八九]))?"
    r"\s?月(?![亮球经饼台氏嫂子])"
)
_UNNUMBERED_MONTH: Final = re.compile("[同当本该上次下每]月|月底|春|夏|秋|冬|季")
_NUMERIC_DATE: Final = re.compile(r"\d{1,4}[/.-]\d{1,2}(?:[/.-]\d{1,4})?")


@dataclass(frozen=True, slots=True)
class MonthMismatches:
    """Months (1 to 12) that a translation lacks, and those that stand there instead."""

    missing: tuple[int, ...] = ()
    invented: tuple[int, ...] = ()


def find_wrong_months(source: str, target: str) -> MonthMismatches:
    """Give the months that the translation lacks, and those that stand there instead.

    Both empty when all is well.
    """
    sure, possible = _read_english_months(source)
    target_months = _read_chinese_months(target)
    if not sure:
        return MonthMismatches()
    missing = sorted(sure - target_months) if not _UNNUMBERED_MONTH.search(target) else []
    invented = sorted(target_months - possible) if not _NUMERIC_DATE.search(source) else []
    return MonthMismatches(tuple(missing), tuple(invented))


def _read_english_months(text: str) -> tuple[set[int], set[int]]:
    """Give the months that are surely meant, and all that may be."""
    sure: set[int] = set()
    possible: set[int] = set()
    for match in _ENGLISH_MONTH.finditer(text):
        word = match.group()
        number = MONTH_NUMBERS.get(word) or _SHORT_MONTHS[word]
        possible.add(number)
        dated = _DATE_AFTER.match(text, match.end()) or _DATE_BEFORE.search(text, 0, match.start())
        if dated or (word in MONTH_NUMBERS and word not in _AMBIGUOUS_MONTHS):
            sure.add(number)
    return sure, possible


def _read_chinese_months(text: str) -> set[int]:
    return {
        _parse_month(number)
        for match in _CHINESE_MONTH.finditer(text)
        for number in (match["first"], match["last"])
        if number
    }


def _parse_month(number: str) -> int:
    if number.isdecimal():
        return int(number)
    return (
        10 + (CHINESE_DIGITS[number[1]] if len(number) > 1 else 0)
        if number[0] == "十"
        else CHINESE_DIGITS[number]
    )

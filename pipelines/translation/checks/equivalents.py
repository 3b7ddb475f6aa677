"""Numbers that a good translation says in other digits: 154 pounds in kilograms, 0.1 percent as
千分之一, 5 p.m. as 17:00.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from pipelines.translation.checks.proportions import (
    read_chinese_fractions,
    read_chinese_percents,
    read_counts_of_shares,
    read_english_fractions,
    read_english_percents,
)
from pipelines.translation.checks.quantities import (
    is_same_amount,
    read_chinese_quantities,
    read_english_quantities,
)

VERSION: Final = 1

_SLASH_FRACTION: Final = re.compile(
    r"(?<![\d/.,])(?P<part>[1-9])\s?[/⁄]\s?(?P<whole>[2-9]|10)(?![\d/.,]\d|\d|/)"
)
_HALF: Final = re.compile("半")
_ROUND_THE_CLOCK: Final = re.compile(r"全天候|24\s?小时|全天|昼夜|随时|不间断|日夜")
_CLOCK: Final = re.compile(r"\b[ap]\.?\s?m\b", re.IGNORECASE)
_FEET_AND_INCHES: Final = re.compile(
    r"(?<!\d)(\d++)[\s-]?(?:feet|foot|ft|['′])[\s-]?(\d+)[\s-]?(?:inches|inch|in\b|[\"″])"
)
_FIRST_PLACE: Final = re.compile(r"\b(?:number|no\.?|#)\s?1\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class OtherDigits:
    """Values of a sentence that its partner holds in other digits."""

    source: set[Fraction] = field(default_factory=set)
    target: set[Fraction] = field(default_factory=set)


def find_other_digits(source: str, target: str) -> OtherDigits:
    """Give the numbers of an English sentence and of its Chinese translation that need no equal on
    the other side, for the same amount stands there.
    """
    other = OtherDigits()
    _add_conversions(other, source, target)
    _add_shares(other, source, target)
    if "24/7" in source and _ROUND_THE_CLOCK.search(target):
        other.source.update((Fraction(24), Fraction(7)))
    if _CLOCK.search(source) and re.search(r"\d[:：]00", target):
        other.target.add(Fraction(0))
    if _FIRST_PLACE.search(source) and re.search("头号|第一|首", target):
        other.source.add(Fraction(1))
    return other


def _add_conversions(other: OtherDigits, source: str, target: str) -> None:
    ours, theirs = read_english_quantities(source), read_chinese_quantities(target)
    for quantity in ours:
        is_kept = quantity in theirs  # 101 °F beside its 38.3 °C
        for converted in theirs:
            if converted not in ours and is_same_amount(quantity, converted):
                other.target.add(converted.value)
                if is_kept:
                    continue
                other.source.add(quantity.value)
                for feet, inches in _FEET_AND_INCHES.findall(source):
                    if 12 * int(feet) + int(inches) == quantity.value:
                        other.source.update((Fraction(feet), Fraction(inches)))


def _add_shares(other: OtherDigits, source: str, target: str) -> None:
    ours = {100 * share for share in (*read_english_fractions(source), *_read_slashes(source))}
    ours.update(read_english_percents(source))
    theirs = {100 * share for share in (*read_chinese_fractions(target), *_read_slashes(target))}
    theirs.update(read_chinese_percents(target))
    theirs.update([Fraction(50)] if _HALF.search(target) else [])
    if re.search(r"\bhal(?:f|ves|ved)\b", source, re.IGNORECASE):
        ours.add(Fraction(50))
    same = {share for share in ours if any(_is_near(share, rounded) for rounded in theirs)}
    other.source.update(same, _split_slashes(source, same))
    same = {share for share in theirs if any(_is_near(share, exact) for exact in ours)}
    other.target.update(same, _split_slashes(target, same))
    for share in same:
        other.target.update(_name_shares(share))
    if same:
        other.source.update(read_counts_of_shares(source))


def _is_near(first: Fraction, second: Fraction) -> bool:
    return abs(first - second) <= min(first, second) / 50


def _read_slashes(text: str) -> Iterable[Fraction]:
    for match in _SLASH_FRACTION.finditer(text):
        if int(match["part"]) < int(match["whole"]):
            yield Fraction(int(match["part"]), int(match["whole"]))


def _split_slashes(text: str, shares: set[Fraction]) -> Iterable[Fraction]:
    for match in _SLASH_FRACTION.finditer(text):
        if Fraction(int(match["part"]) * 100, int(match["whole"])) in shares:
            yield from (Fraction(match["part"]), Fraction(match["whole"]))


def _name_shares(share: Fraction) -> Iterable[Fraction]:
    """Give the digits in which 百分之30 or 3成 write a share."""
    yield share / 10
    yield share * 10

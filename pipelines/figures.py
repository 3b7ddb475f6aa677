"""Compare the numbers of a sentence with those of its translation."""

import re
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from typing import Final

from pipelines.numbers import chinese_numbers, english_numbers

VERSION: Final = 1
_DIGIT_RUN: Final = re.compile(r"\d+(?:\.\d+)?")


def unequal(source: str, target: str) -> tuple[list[Fraction], list[Fraction]]:
    """Give the numbers in digits of an English sentence that its Chinese translation lacks, and those that only the latter has.

    Each counts as often as it stands there; number words and Chinese numerals may stand for one.
    """
    ours, theirs = english_numbers(source), chinese_numbers(target)
    missing = _unmatched(ours.written, (*theirs.written, *theirs.spoken), _also_chinese(source, target))
    invented = _unmatched(theirs.written, (*ours.written, *ours.spoken), _also_english(source, target))
    return missing, invented


def _unmatched(wanted: tuple[Fraction, ...], offered: tuple[Fraction, ...], also: Callable[[Fraction], bool]) -> list[Fraction]:
    left = Counter(offered)
    lost: list[Fraction] = []
    for value in wanted:
        if left[value] > 0:
            left[value] -= 1
        elif not also(value):
            lost.append(value)
    return lost


def _also_chinese(source: str, target: str) -> Callable[[Fraction], bool]:
    """How Chinese may say a number of the source in other digits: decades, centuries, the 24-hour clock."""
    values = {*chinese_numbers(target).written, *chinese_numbers(target).spoken}

    def said(value: Fraction) -> bool:
        decade = "年代" in target and 1000 <= value <= 2100 and value % 100 in values
        century = "世纪" in target and 1000 <= value <= 2100 and Fraction(int(value) // 100 + 1) in values
        clock = bool(re.search(r"\b[ap]\.?\s?m\b", source, re.IGNORECASE)) and (value + 12 in values or value == 0 or value == 12)
        minutes = value == 0 and ":" in source
        return decade or century or clock or minutes or _about(value, values)

    return said


def _also_english(source: str, target: str) -> Callable[[Fraction], bool]:
    """How a number in the translation may come from other digits of the source, those in names included (COVID-19, Arg9)."""
    runs = set(_DIGIT_RUN.findall(source))
    values = {*english_numbers(source).written, *english_numbers(source).spoken}

    def said(value: Fraction) -> bool:
        decade = "年代" in target and value < 100 and any(value == other % 100 for other in values if other >= 1000)
        century = "世纪" in target and any(int(other) // 100 + 1 == value for other in values if other >= 1000)
        clock = bool(re.search(r"\bp\.?\s?m\b", source, re.IGNORECASE)) and value - 12 in values
        disease = value == 2019 and "2019冠状病毒" in target  # the WHO's Chinese name of COVID-19
        return show(value) in runs or decade or century or clock or disease or _about(value, values)

    return said


def _about(value: Fraction, values: set[Fraction]) -> bool:
    """1,234,567 may be said as 123.5万: large numbers agree within half a percent."""
    return value >= 10_000 and any(other and abs(other - value) / max(other, value) < Fraction(1, 200) for other in values)


def show(value: Fraction) -> str:
    """Write a number for a reader."""
    return f"{float(value):,.10g}".replace(",", "") if value.denominator != 1 else str(value.numerator)

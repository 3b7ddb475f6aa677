"""Compare the numbers of a sentence with those of its translation."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from text.chinese.folding import HAN_RANGES
from text.numbers import NUMBER_WORDS, read_chinese_numbers, read_english_numbers

VERSION: Final = 1
_CARDINAL_WORDS: Final = "|".join(word for word, value in NUMBER_WORDS.items() if value >= 3)
_CARDINAL: Final = re.compile(
    rf"(?<![A-Za-z-])(?:{_CARDINAL_WORDS})(?:[\s-](?:{_CARDINAL_WORDS}|one|two))?(?![A-Za-z-])"
    r"(?!\s(?:hundred|thousand|million|billion|trillion|dozen|score|decades?|or|to|and|of)\b)",
    re.IGNORECASE,
)
"""Not before a scale, a range or "of":

Chinese puts those in many ways (ten million: 1000万, three decades: 三十年).
"""
_MISSING_NUMBER: Final = re.compile(
    "|".join(
        (
            r"年\s*月\s?\d|\d\s?月\s?日|年\s?月份|月\s?[至到]\s?月|年\s{1,3}月[初中下底末]",
            (
                r"(?<![上中下本每当同该个])[于自从在至到]\s*月(?:\s?\d|[，。；])|(?:^|[，。；："
                r"（(和])\s*月(?:\s?\d+\s?日"
                r"|\s?[至到]"
                r"|[初中下底末])"
            ),
            r"世纪\s?年代|(?:^|[，。；：自从于])\s*世纪\s?\d|(?:凌晨|上午|下午|中午|晚上)\s?点",
            rf"[（(]\s?(?:[-–]\d|[）)]|英尺|英里|英寸|米|公里|毫克|毫升|公斤|磅)|"
            rf"\d[:/]\s?(?=[{HAN_RANGES}])",
            rf"[{HAN_RANGES}]\s?[-–~]\d+\s?[天人岁例名年月日小分米%]|(?:^|[，。；：了])"
            rf"\s?[万亿][到至元美只名例份人]",
        )
    )
)
_SCALED_NUMBER: Final = re.compile(r"\d\s?[多余几来]?[十百千]?[万亿]")
_DIGIT_RUN: Final = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class NumberMismatches:
    """Numbers that a translation lacks, and those that only the translation has."""

    missing: list[Fraction]
    invented: list[Fraction]


def find_unequal_numbers(source: str, target: str) -> NumberMismatches:
    """Give the numbers in digits of an English sentence that its Chinese translation lacks, and
    those that only the latter has.

    Each counts as often as it stands there; number words and Chinese numerals may stand for one.
    """
    ours, theirs = read_english_numbers(source), read_chinese_numbers(target)
    missing = _find_unmatched(
        ours.written, (*theirs.written, *theirs.spoken), _said_otherwise_in_chinese(source, target)
    )
    invented = _find_unmatched(
        theirs.written, (*ours.written, *ours.spoken), _said_otherwise_in_english(source, target)
    )
    return NumberMismatches(missing, invented)


def find_missing_number_words(source: str, target: str) -> list[str]:
    """Give the number words from three on that the translation lacks."""
    target_numbers = read_chinese_numbers(target)
    values = {*target_numbers.written, *target_numbers.spoken}
    return [
        match.group()
        for match in _CARDINAL.finditer(source)
        if not values & set(_possible_values(match.group()))
    ]


def _possible_values(number: str) -> Iterator[Fraction]:
    """Give what a Chinese number may be for twenty-five: 25.

    Each word alone too, as of "thirty, five of them".
    """
    words = [NUMBER_WORDS[word] for word in number.lower().replace("-", " ").split()]
    yield from map(Fraction, (sum(words), *words))


def has_missing_number(target: str) -> bool:
    """Say whether a counter stands where its number is missing: 2026年月5日, 于月3日."""
    return bool(_MISSING_NUMBER.search(target))


def _find_unmatched(
    expected: tuple[Fraction, ...],
    available: tuple[Fraction, ...],
    said_otherwise: Callable[[Fraction], bool],
) -> list[Fraction]:
    remaining = Counter(available)
    unmatched: list[Fraction] = []
    for value in expected:
        if remaining[value] > 0:
            remaining[value] -= 1
        elif not said_otherwise(value):
            unmatched.append(value)
    return unmatched


def _said_otherwise_in_chinese(source: str, target: str) -> Callable[[Fraction], bool]:
    """How Chinese may say a number of the source in other digits: decades, centuries, the 24-hour
    clock.
    """
    values = {*read_chinese_numbers(target).written, *read_chinese_numbers(target).spoken}

    def said(value: Fraction) -> bool:
        round_year = 1000 <= value <= 2100 and value % 10 == 0
        decade = "年代" in target and round_year and value % 100 in values
        century = "世纪" in target and round_year and Fraction(int(value) // 100 + 1) in values
        clock = bool(re.search(r"\b[ap]\.?\s?m\b", source, re.IGNORECASE)) and (
            value + 12 in values or value == 0 or value == 12
        )
        minutes = value == 0 and ":" in source
        return (
            decade
            or century
            or clock
            or minutes
            or _is_approximated(value, values, rounded=_SCALED_NUMBER.search(target))
        )

    return said


def _said_otherwise_in_english(source: str, target: str) -> Callable[[Fraction], bool]:
    """How a number in the translation may come from other digits of the source, those in names
    included (COVID-19, Arg9).
    """
    runs = set(_DIGIT_RUN.findall(source))
    values = {*read_english_numbers(source).written, *read_english_numbers(source).spoken}

    def said(value: Fraction) -> bool:
        decade = (
            "年代" in target
            and value < 100
            and any(value == other % 100 for other in values if other >= 1000)
        )
        century = "世纪" in target and any(
            int(other) // 100 + 1 == value for other in values if other >= 1000
        )
        clock = bool(re.search(r"\bp\.?\s?m\b", source, re.IGNORECASE)) and value - 12 in values
        disease = value == 2019 and "2019冠状病毒" in target  # the WHO's Chinese name of COVID-19
        return (
            format_number(value) in runs
            or decade
            or century
            or clock
            or disease
            or _is_approximated(value, values, rounded=_SCALED_NUMBER.search(target))
        )

    return said


def _is_approximated(value: Fraction, values: set[Fraction], *, rounded: object) -> bool:
    """Say whether numbers agree within half a percent, as with 万 and 亿."""
    return (
        bool(rounded)
        and value >= 10_000
        and any(
            other and abs(other - value) / max(other, value) < Fraction(1, 200) for other in values
        )
    )


def format_number(value: Fraction) -> str:
    """Write a number for a reader."""
    return (
        f"{float(value):,.10g}".replace(",", "") if value.denominator != 1 else str(value.numerator)
    )

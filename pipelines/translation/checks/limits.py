"""Limits at a number: at least 30 minutes must not become 最多30分钟."""

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Final, Literal

from pipelines.translation.checks.finding import Finding
from text.numbers import NUMBER_WORDS, read_chinese_numbers, read_english_numbers

VERSION: Final = 1

Direction = Literal["min", "max"]

_DIGITS: Final = r"(?<![\d,])\d++(?:,\d{3})*+(?:\.\d++)?"
_NUMBER: Final = rf"[$£€]?\s?(?:{_DIGITS}(?:/\d+)?|(?:{'|'.join(NUMBER_WORDS)})\b(?:-[a-z]++)?)"
_MIN_BEFORE: Final = (
    r"at least|no[t]? (?:less|fewer|lower|younger|shorter|smaller) than|a minimum of"
    r"|more than|greater than"
    r"|higher than|longer than|older than|larger than|over|above|exceed(?:s|ed|ing)?|>=?|≥"
    r"|upwards of"
)
_MAX_BEFORE: Final = (
    r"at most|up to|(?:no|not|n.t) (?:more|greater|higher|longer|older|larger) than|a maximum of"
    r"|less than|fewer than|lower than|shorter than|younger than|smaller than|under|below"
    r"|(?:not|n.t|never) exceed|<=?|≤|no older than"
)
_MIN_AFTER: Final = r"(?:and|or) (?:more|higher|older|above|greater|over|longer|up|upward)\b"
_MAX_AFTER: Final = r"(?:and|or) (?:less|lower|younger|below|under|fewer|smaller|shorter)\b"
_ENGLISH_BEFORE: Final = re.compile(
    rf"(?<![A-Za-z])(?:(?P<max>{_MAX_BEFORE})|(?P<min>{_MIN_BEFORE}))\s?"
    rf"(?:(?:the|about|an?|age|ages|of|approximately)\s){{0,2}}(?P<number>{_NUMBER})",
    re.IGNORECASE,
)
_NEGATED_MORE: Final = re.compile(
    r"\b(?:not|n[o']t|never|avoid\w*|without)\b[^.;,]{0,60}?\b(?P<more>more|longer|greater"
    r"|higher) than",
    re.IGNORECASE,
)
_ENGLISH_AFTER: Final = re.compile(
    rf"(?P<number>{_NUMBER})(?:\s?(?:°\s?[CF]|%|[A-Za-zµμ]++)){{0,3}}?,?\s"
    rf"(?:(?P<min>{_MIN_AFTER})|(?P<max>{_MAX_AFTER}))",
    re.IGNORECASE,
)
_NUMERAL: Final = (
    r"(?<![\d,])\d[\d,]*+(?:\.\d++)?\s?(?:万|亿|千|百)?"
    r"|(?<![零一二两三四五六七八九十百千万亿])[零一二两三四五六七八九十百千万亿]++"
)
_UNIT: Final = r"[^，。；、（）()\d超少多低高大小以及至最]{0,6}?"
_CHINESE_BEFORE: Final = re.compile(
    r"(?:(?P<max>至多|最多|最大|最长|最久|最晚"
    r"|不(?:得|应|要|能|可|会)?(?:超过|多于|高于|大于|超出|长于)|少于"
    r"|低于|小于|不足|不到|未满|未达|不满"
    r"|最高(?!达)|<=?|≤|＜)"
    r"|(?P<min>至少|最少|起码|不(?:得|应|要|能|可|会)?(?:少于|低于|小于|短于)|超过|大于|高于"
    r"|多于|逾|长于|超出|>=?|≥|＞))"
    rf"(?:为|是|达|了|有|每天|每日|每周|喝|吃|服用|使用|用|睡|休息|持续|需|要|等|约"
    rf"|近){{0,2}}\s?(?P<number>{_NUMERAL})"
)
_NEGATION_BEFORE: Final = re.compile(
    r"(?:不要|不得|不应|不能|不可|请勿|切勿|勿|不宜|避免|未|没有|并不|不会|从不)[^，。；]{0,6}$"
)
_CHINESE_AFTER: Final = re.compile(
    rf"(?P<number>{_NUMERAL}){_UNIT}(?:(?P<min>及?以上|或以上|及更[高多大长]|或更[高多大长老])"
    r"|(?P<max>及?以下|或以下|以内|之内|及更[低少小短]|或更[低少小短]))"
)
_OPPOSITE: Final[dict[str, Direction]] = {"min": "max", "max": "min"}


def check_limits(source: str, target: str) -> Finding | None:
    """The same number is a lower bound on one side and an upper bound on the other."""
    expected = dict[Fraction, set[str]]()
    for value, direction in _read_english_limits(source):
        expected.setdefault(value, set()).add(direction)
    if not expected:
        return None
    actual = dict[Fraction, set[str]]()
    for value, direction in _read_chinese_limits(target):
        actual.setdefault(value, set()).add(direction)
    for value, directions in expected.items():
        if len(directions) == 1 and directions.isdisjoint(actual.get(value, directions)):
            at_least = "min" in directions
            return Finding(
                "limit",
                "error",
                f"界限相反：原文{'不少于或超过' if at_least else '不超过或少于'} {float(value):g}，"
                f"译文{'不超过或少于' if at_least else '不少于或超过'}",
            )
    return None


def _read_english_limits(text: str) -> Iterator[tuple[Fraction, str]]:
    negated = {match.start("more") for match in _NEGATED_MORE.finditer(text)}
    for pattern in (_ENGLISH_BEFORE, _ENGLISH_AFTER):
        for match in pattern.finditer(text):
            direction = "min" if match["min"] else "max"
            if match.start("min") in negated:
                direction = "max"
            numbers = read_english_numbers(match["number"].split("/")[0])
            for value in (*numbers.written, *numbers.spoken)[-1:]:
                yield value, direction


def _read_chinese_limits(text: str) -> Iterator[tuple[Fraction, str]]:
    for match in _CHINESE_BEFORE.finditer(text):
        direction: str = "min" if match["min"] else "max"
        if not match.group().startswith("不") and _NEGATION_BEFORE.search(text[: match.start()]):
            direction = _OPPOSITE[direction]
        yield from ((value, direction) for value in _read_values(match["number"]))
    for match in _CHINESE_AFTER.finditer(text):
        direction = "min" if match["min"] else "max"
        yield from ((value, direction) for value in _read_values(match["number"]))


def _read_values(numeral: str) -> tuple[Fraction, ...]:
    numbers = read_chinese_numbers(numeral)
    return numbers.written or numbers.spoken[-1:]

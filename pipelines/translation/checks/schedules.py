"""How often a medicine is taken, and for how long: once a week must not become once a day, two
weeks not two months.
"""

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from pipelines.translation.checks.finding import Finding
from text.numbers import NUMBER_WORDS, read_chinese_numbers

VERSION: Final = 1

_HOURS: Final = {
    **dict.fromkeys(("hour", "hours", "hourly", "h", "小时", "钟头"), 1),
    **dict.fromkeys(("day", "days", "daily", "d", "night", "morning", "evening"), 24),
    **dict.fromkeys(("天", "日", "晚", "早", "早上", "晚上"), 24),
    **dict.fromkeys(("week", "weeks", "weekly", "周", "星期", "礼拜"), 168),
    **dict.fromkeys(("month", "months", "monthly", "月"), 730),
    **dict.fromkeys(("year", "years", "yearly", "annually", "年"), 8766),
}
"""Hours of a unit of time: a month as the twelfth of a year, roughly."""
_WORD_VALUES: Final = {**NUMBER_WORDS, "once": 1, "twice": 2, "thrice": 3, "other": 2, "second": 2}
_NUMBER: Final = r"\d+(?:\.\d+)?|" + "|".join(
    word for word, value in NUMBER_WORDS.items() if 1 <= value <= 31
)
_TIMES: Final = re.compile(
    rf"\b(?P<count>once|twice|thrice|(?:{_NUMBER})(?:\s(?:times|doses|tablets|capsules|pills)))\s"
    r"(?:(?:an?|per|each|every|in a)\s)?"
    r"(?P<unit>hourly|hour|daily|day|night|weekly|week|monthly|month|yearly|annually|year)\b",
    re.IGNORECASE,
)
_EVERY: Final = re.compile(
    rf"\bevery\s(?:(?P<low>{_NUMBER})\s?(?:-|–|to|or)\s?)?(?P<count>{_NUMBER}|other|second)?[\s-]?"
    r"(?P<unit>hours?|days?|night|morning|evening|weeks?|months?|years?)\b",
    re.IGNORECASE,
)
_LATIN: Final = re.compile(r"\b(?:b\.?i\.?d|t\.?i\.?d|q\.?i\.?d|q\.?d)\b\.?|\bq(\d+)h\b")
_LATIN_COUNTS: Final = {"bid": 2, "tid": 3, "qid": 4, "qd": 1}
_NUMERAL: Final = r"(?<!\d)\d++(?:\.\d++)?|[一二两三四五六七八九十]{1,3}"
_TIMES_CHINESE: Final = re.compile(
    rf"(?:每|一|1\s?)个?(?P<unit>小时|天|日|周|星期|礼拜|月|年|晚)"
    rf"[^，。；、\d一二两三四五六七八九十]{{0,10}}(?P<count>{_NUMERAL})\s?次"
    rf"|(?P<count2>{_NUMERAL})\s?次\s?[/／]\s?(?P<unit2>小时|天|日|周|星期|月|年)"
    rf"|(?P<unit3>日|周)(?P<count3>[一二两三四五六])次"
)
_EVERY_CHINESE: Final = re.compile(
    rf"每隔?(?:(?P<low>{_NUMERAL})\s?[-–~至到或])?\s?(?P<count>{_NUMERAL})?\s?个?"
    r"(?P<unit>小时|钟头|天|日|周|星期|礼拜|月|年|晚|早上|晚上)"
)
_ALTERNATE_CHINESE: Final = re.compile(r"隔(?P<unit>天|日|周|月|年)")
_MORNING_AND_EVENING: Final = re.compile("早晚|早、晚|早上和晚上|早餐和晚餐")


def check_schedule(source: str, target: str) -> Finding | None:
    """Both sides say how often, and not the same: once a week, 每天一次."""
    expected = set(_read_english_rates(source))
    if not expected:
        return None
    actual = set(_read_chinese_rates(target))
    if not actual or expected & actual:
        return None
    return Finding(
        "schedule",
        "error",
        f"用药或发生的频次不符：原文{_format_rates(expected)}，译文{_format_rates(actual)}",
    )


def _read_english_rates(text: str) -> Iterator[Fraction]:
    """Give rates per hour."""
    for match in _TIMES.finditer(text):
        count = _read_count(match["count"].split()[0])
        yield Fraction(count) / _HOURS[match["unit"].lower()]
    for match in _EVERY.finditer(text):
        for count in filter(None, (match["low"], match["count"] or "1")):
            yield 1 / (Fraction(_read_count(count)) * _HOURS[match["unit"].lower()])
    for match in _LATIN.finditer(text):
        short = match.group().replace(".", "").lower()
        yield Fraction(1, int(match[1])) if match[1] else Fraction(_LATIN_COUNTS[short], 24)


def _read_count(word: str) -> Fraction:
    return Fraction(_WORD_VALUES.get(word.lower(), word) or 1)


def _read_chinese_rates(text: str) -> Iterator[Fraction]:
    if _MORNING_AND_EVENING.search(text):
        yield Fraction(2, 24)
    for match in _TIMES_CHINESE.finditer(text):
        unit = match["unit"] or match["unit2"] or match["unit3"]
        count = match["count"] or match["count2"] or match["count3"]
        yield from (value / _HOURS[unit] for value in _read_numeral(count))
    rest = _TIMES_CHINESE.sub(" ", text)
    for match in _ALTERNATE_CHINESE.finditer(rest):
        yield Fraction(1, 2 * _HOURS[match["unit"]])
    for match in _EVERY_CHINESE.finditer(_ALTERNATE_CHINESE.sub(" ", rest)):
        for numeral in filter(None, (match["low"], match["count"] or "1")):
            yield from (
                1 / (value * _HOURS[match["unit"]]) for value in _read_numeral(numeral) if value
            )


def _read_numeral(numeral: str) -> Iterator[Fraction]:
    numbers = read_chinese_numbers(numeral)
    yield from dict.fromkeys((*numbers.written, *numbers.spoken))


def _format_rates(rates: set[Fraction]) -> str:
    return "、".join(_format_rate(rate) for rate in sorted(rates, reverse=True))


def _format_rate(rate: Fraction) -> str:
    for unit, hours in (("每小时", 1), ("每天", 24), ("每周", 168), ("每月", 730), ("每年", 8766)):
        if (rate * hours).denominator == 1:
            return f"{unit}{rate * hours}次"
    every = 1 / rate
    days = every / 24
    return f"每{days}天一次" if days.denominator == 1 else f"每{float(every):g}小时一次"


_DURATION: Final = re.compile(
    rf"\b(?:(?P<low>{_NUMBER})\s?(?:-|–|to|or)\s?)?(?P<count>{_NUMBER})[\s-]"
    r"(?P<unit>hours?|days?|weeks?|months?|years?)\b(?!-old|\sold)",
    re.IGNORECASE,
)
_DURATION_CHINESE: Final = re.compile(
    rf"(?:(?P<low>{_NUMERAL})\s?[-–~至到或])?\s?(?P<count>{_NUMERAL})\s?多?个?半?(?P<unit>"
    r"小时|钟头|天|日(?!本|元)|周(?!一|二|三|四|五|六|日|边|围|岁|年)"
    r"|星期(?![一二三四五六日天])|月(?!经)|年)"
)
_NOT_A_DURATION: Final = re.compile(
    r"\d{4}\s?年|\d{1,2}\s?月\s?\d{1,2}\s?日|\d{1,2}月份?|\d{1,2}日"
    r"|[一二三四五六七八九十]{1,3}月(?!经)[初中底末份]?"
    r"|第[一二三四五六七八九十\d]{1,4}[天日周月年]|[一二]日|同一[天日]|[一1]天中|有一天|一年级"
    r"|[一二两三四五六七八九十\d]年级"
)


def check_duration(source: str, target: str) -> Finding | None:
    """The same number stands before another unit of time, and the duration of the source nowhere:
    two weeks, 两个月.
    """
    expected = list(_read_english_durations(source))
    if not expected:
        return None
    actual = list(_read_chinese_durations(_NOT_A_DURATION.sub(" ", target)))
    for count, hours, words in expected:
        if any(_is_same_duration(count * hours, other * size) for other, size, _ in actual):
            continue
        for other, size, wrong in actual:
            stands_in_source = any(
                _is_same_duration(other * size, known * unit) for known, unit, _ in expected
            )
            if other == count and size != hours and not stands_in_source:
                return Finding("unit", "error", f"时间单位不符：原文 {words}，译文 {wrong}")
    return None


def _read_english_durations(text: str) -> Iterator[tuple[Fraction, int, str]]:
    for match in _DURATION.finditer(text):
        for count in filter(None, (match["low"], match["count"])):
            yield _read_count(count), _HOURS[match["unit"].lower()], match.group()


def _read_chinese_durations(text: str) -> Iterator[tuple[Fraction, int, str]]:
    for match in _DURATION_CHINESE.finditer(text):
        for numeral in filter(None, (match["low"], match["count"])):
            for value in _read_numeral(numeral):
                yield value, _HOURS[match["unit"]], match.group()


def _is_same_duration(first: Fraction, second: Fraction) -> bool:
    """Say whether two durations in hours are the same, as people round: 12 weeks, 3个月."""
    return abs(first - second) <= max(first, second) * Fraction(9, 100)

"""Read the numbers out of an English sentence or a Chinese one, as exact values.

Two lists come out: `written` are numbers in digits, which a translation must keep; `spoken` are
number words, months and Chinese numerals, which may stand for a number of the other side but prove
nothing when they are missing.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Final

VERSION: Final = 1

_UNIT_LIST: Final = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen seventeen eighteen nineteen
"""
_TENS_LIST: Final = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINAL_LIST: Final = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
)
NUMBER_WORDS: Final = {
    **{word: value for value, word in enumerate(_UNIT_LIST.split())},
    **{word: 10 * value for value, word in enumerate(_TENS_LIST.split(), 2)},
}
ORDINAL_WORDS: Final = {word: value for value, word in enumerate(_ORDINAL_LIST.split())}
VAGUE_NUMBER_WORDS: Final = {
    **dict.fromkeys(("a", "an", "once", "single"), 1),
    **dict.fromkeys(("half", "twice", "double", "both", "pair", "couple"), 2),
    "thrice": 3,
    "triple": 3,
    "quarter": 4,
}
SCALE_WORDS: Final = {
    "hundred": 10**2,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
}
SPOKEN_SCALE_WORDS: Final = {**SCALE_WORDS, "dozen": 12, "decade": 10}
_MONTH_LIST: Final = "jan feb mar apr may jun jul aug sep oct nov dec"
MONTH_ABBREVIATIONS: Final = tuple(_MONTH_LIST.split())
CHINESE_DIGITS: Final = {char: value for value, char in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
    "双": 2,
}
CHINESE_UNITS: Final = {"十": 10, "百": 100, "千": 1_000}
CHINESE_SCALES: Final = {"万": 10**4, "亿": 10**8}

_PLAIN_NUMBER: Final = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|(?<!\d)\.\d+"
_CODE_NAME: Final = re.compile(
    r"(?<![A-Za-z0-9])(?:(?=(?:[a-z]*-){0,9}[a-z]*[A-Z])[A-Za-z]++(?:-[A-Za-z]++){0,9}+-?\d++"
    r"(?:[.\-]?[A-Za-z0-9])*+"
    r"|[a-z]++\d++[A-Za-z0-9]*+)",
    re.ASCII,
)
"""COVID-19, H1N1, CD4, B12, SARS-CoV-2, PM2.5, km2: names that hold digits, not quantities.

Ten parts before the digits are enough: without a limit, a-a-a-... would be read anew at each part.
"""
_HALF_WIDTH: Final = str.maketrans("０１２３４５６７８９％．", "0123456789%.")
_ENGLISH_NUMBER: Final = re.compile(
    rf"({_PLAIN_NUMBER})(?:\+?[\s-]*(hundred|thousand|million|billion|trillion)\b"
    rf"|(?<=\d)(k|m|bn)\b)?",
    re.IGNORECASE,
)
_SPACED_THOUSANDS: Final = re.compile(
    r"(?<![\d.,/-])\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+(?![\d,]|\.\d{4})"
)
"""290 000, as the WHO writes it."""
_ROMAN: Final = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9}
_ROMAN_NUMERAL: Final = re.compile(
    r"\b(?:stages?|phases?|types?|grades?|class|levels?|parts?|chapters?|war|volume"
    r"|factor)\s(VIII|VII|VI|IV|IX|III|II|V|I)(?:\b|[a-c]\b)",
    re.IGNORECASE,
)
_YEAR_RANGE: Final = re.compile(r"(?<![\d.,])(1[89]|20)(\d\d)[-–](\d\d)(?![\d.,–-])")
_SHARED_SCALE_EN: Final = re.compile(
    rf"(?<=\d)(\s?(?:[-–—]|to|and|or)\s?)(?=(?:{_PLAIN_NUMBER})"
    rf"[\s-]*(million|billion|trillion)\b)",
    re.IGNORECASE,
)
_HALF_OF: Final = re.compile(
    r"\bhalf (?:an? )?(million|billion|trillion|hour|year|day)\b", re.IGNORECASE
)
_WHOLE_VALUES: Final = {**SCALE_WORDS, "hour": 60, "year": 12, "day": 24}
_MONEY_SCALES: Final = {"k": 10**3, "m": 10**6, "bn": 10**9}
_WORDS: Final = re.compile(r"[A-Za-z]+")
_COMPOUND_NUMBER: Final = re.compile(
    r"(?<!\d)(\d++(?:\.\d+)?)\s?(亿|万)(\d+(?:\.\d+)?)(?:\s?(万))?"
)
_SHARED_SCALE_ZH: Final = re.compile(
    r"(?<=\d)(\s?(?:[-–—~～至到]|、|或)\s?)(?=\d+(?:\.\d+)?\s?(万亿|千万|百万|亿|万))"
)
_CHINESE_NUMBER: Final = re.compile(
    rf"({_PLAIN_NUMBER})(?:\s?[多余几来]?(万亿|千万|百万|十万|亿|万|百|千(?![克米卡焦瓦帕伏赫])))?"
)
_CHINESE_SCALE_VALUES: Final = {
    "万亿": 10**12,
    "千万": 10**7,
    "百万": 10**6,
    "十万": 10**5,
    "亿": 10**8,
    "万": 10**4,
    "千": 10**3,
    "百": 100,
}
_CHINESE_NUMERAL: Final = re.compile(
    "[零〇一二三四五六七八九十百千万亿两双]+(?:点[零〇一二三四五六七八九]+)?"
)


@dataclass(frozen=True, slots=True)
class SentenceNumbers:
    """The values of one sentence."""

    written: tuple[Fraction, ...]
    spoken: tuple[Fraction, ...]


@lru_cache(maxsize=16)
def read_english_numbers(text: str) -> SentenceNumbers:
    """Read digits with their scale (1.5 million), and number words, ordinals and months."""
    text = _CODE_NAME.sub(" ", text.translate(_HALF_WIDTH))
    text = _YEAR_RANGE.sub(_expand_second_year, text)
    text = _SPACED_THOUSANDS.sub(_join_groups, text)
    romans = [Fraction(_ROMAN[match[1].upper()]) for match in _ROMAN_NUMERAL.finditer(text)]
    text = _SHARED_SCALE_EN.sub(r" \2\1", text)  # 14 to 22 million is 14 million to 22 million
    written = [
        _parse_number(match[1]) * _read_english_scale(text, match)
        for match in _ENGLISH_NUMBER.finditer(text)
    ]
    halves = [Fraction(_WHOLE_VALUES[match[1].lower()], 2) for match in _HALF_OF.finditer(text)]
    return SentenceNumbers(tuple(written), (*_read_number_words(text), *halves, *romans))


@lru_cache(maxsize=64)
def read_chinese_numbers(text: str) -> SentenceNumbers:
    """Read digits with 百 千 万 亿 behind them, and Chinese numerals."""
    text = unicodedata.normalize("NFC", text).translate(_HALF_WIDTH)
    text = _CODE_NAME.sub(" ", text)
    text = _YEAR_RANGE.sub(_expand_second_year, text)
    text = _SPACED_THOUSANDS.sub(_join_groups, text)
    text = _SHARED_SCALE_ZH.sub(r"\2\1", text)  # 3-5万 is 3万-5万
    spoken = [
        value
        for match in _CHINESE_NUMERAL.finditer(text)
        for value in _read_chinese_numeral(match.group())
    ]
    if "半" in text:
        spoken += [Fraction(1, 2), Fraction(2), Fraction(30)]
    written: list[Fraction] = []

    def compound(match: re.Match[str]) -> str:  # 1亿2000万, 3万5000
        written.append(
            _parse_number(match[1]) * _CHINESE_SCALE_VALUES[match[2]]
            + _parse_number(match[3]) * (10**4 if match[4] else 1)
        )
        return " "

    rest = _COMPOUND_NUMBER.sub(compound, text)
    written += [
        _parse_number(match[1]) * _CHINESE_SCALE_VALUES.get(match[2] or "", 1)
        for match in _CHINESE_NUMBER.finditer(rest)
    ]
    return SentenceNumbers(tuple(written), tuple(spoken))


def _join_groups(match: re.Match[str]) -> str:
    return "".join(match.group().split())


def _parse_number(digits: str) -> Fraction:
    return Fraction(digits.replace(",", ""))


def _expand_second_year(match: re.Match[str]) -> str:
    """2010–11 is 2010-2011, but 2026-11 is a month."""
    century, first, second = match.groups()
    return f"{century}{first}-{century if second > first else ''}{second}"


def _read_english_scale(text: str, match: re.Match[str]) -> int:
    if match[2]:
        return SCALE_WORDS[match[2].lower()]
    # "5 m" alone is a length
    if match[3] and text[: match.start()].rstrip()[-1:] in {"$", "€", "£", "¥"}:
        return _MONEY_SCALES[match[3].lower()]
    return 1


def _read_number_words(text: str) -> Iterator[Fraction]:
    """Read number words.

    Twenty-five gives 20, 5 and 25, so that every way of saying it finds its partner.
    """
    run = 0  # the number being said, 0 outside one
    for match in _WORDS.finditer(text):
        word = match.group().lower()
        value = NUMBER_WORDS.get(word, ORDINAL_WORDS.get(word, _parse_ordinal(word)))
        if value is not None:
            yield Fraction(value)
            run = (
                run + value
                if run and (run % 100 == 0 or (run % 100 >= 20 and value < 10))
                else value
            )
            yield Fraction(run)
        elif word.rstrip("s") in SPOKEN_SCALE_WORDS:
            run = (run or 1) * SPOKEN_SCALE_WORDS[word.rstrip("s")]
            yield Fraction(run)
        elif word != "and":
            run = 0
            if word in VAGUE_NUMBER_WORDS:
                yield Fraction(VAGUE_NUMBER_WORDS[word])
            elif match.group()[0].isupper() and word[:3] in MONTH_ABBREVIATIONS:
                yield Fraction(MONTH_ABBREVIATIONS.index(word[:3]) + 1)


def _parse_ordinal(word: str) -> int | None:
    """Give 16 for sixteenth, 20 for twentieth.

    Also what -fold and plural words say (tenfold, twenties).
    """
    for ending, stem in (("ieth", "y"), ("ies", "y"), ("th", ""), ("fold", "")):
        if word.endswith(ending) and word.removesuffix(ending) + stem in NUMBER_WORDS:
            return NUMBER_WORDS[word.removesuffix(ending) + stem]
    return None


def _read_chinese_numeral(text: str) -> Iterator[Fraction]:
    """Give the value of a Chinese numeral and, where it is a mere row of digits, each of them
    (七八个).
    """
    whole, _, decimals = text.partition("点")
    places = "".join(str(CHINESE_DIGITS[char]) for char in decimals)
    if all(char in CHINESE_DIGITS for char in whole):
        yield from (Fraction(CHINESE_DIGITS[char]) for char in whole)
        yield (
            Fraction(
                "".join(str(CHINESE_DIGITS[char]) for char in whole)
                + (f".{places}" if places else "")
            )
            if whole
            else Fraction(0)
        )
        return
    total = section = number = 0
    for char in whole:
        if char in CHINESE_DIGITS:
            number = CHINESE_DIGITS[char]
        elif char in CHINESE_UNITS:
            section, number = section + (number or 1) * CHINESE_UNITS[char], 0
        else:
            total, section, number = (total + section + number or 1) * CHINESE_SCALES[char], 0, 0
    yield Fraction(total + section + number) + (Fraction(f"0.{places}") if places else 0)

"""Read quantities, numbers with their units, out of an English sentence or a Chinese one.

A unit counts in its base: mass in milligrams, volume in millilitres, length in millimetres, time in
seconds. So 1.5 kg and 1500克 are one quantity, and 500 mg and 500毫升 are two.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from operator import eq
from typing import Final

from text.numbers import NUMBER_WORDS, read_chinese_numbers

VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of one dimension; `name` is how Chinese writes it."""

    name: str
    dimension: str
    size: Fraction  # in the base of the dimension; of temperatures only the name counts


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in digits with the unit that stands behind it."""

    value: Fraction
    unit: Unit

    @property
    def size(self) -> Fraction:
        """How much it is, in the base of its dimension."""
        return self.value * self.unit.size

    def __str__(self) -> str:
        number = (
            self.value.numerator if self.value.denominator == 1 else f"{float(self.value):.10g}"
        )
        return f"{number}{self.unit.name}"


def _index_units(*rows: tuple[str, str, str, str, str]) -> tuple[dict[str, Unit], dict[str, Unit]]:
    """Give the units by their English and their Chinese names."""
    english: dict[str, Unit] = {}
    chinese: dict[str, Unit] = {}
    for dimension, size, name, words, han in rows:
        unit = Unit(name, dimension, Fraction(size))
        english |= dict.fromkeys(words.split("|"), unit)
        chinese |= dict.fromkeys((name, *han.split("|")) if han else (name,), unit)
    return english, chinese


_ENGLISH_UNITS, _CHINESE_UNITS = _index_units(
    ("mass", "1/1000000", "纳克", "ng|nanogram|nanograms", "ng"),
    ("mass", "1/1000", "微克", "mcg|µg|μg|ug|microgram|micrograms", "mcg|µg|μg"),
    ("mass", "1", "毫克", "mg|milligram|milligrams", "mg"),
    ("mass", "1000", "克", "g|gram|grams", "g|公克"),
    ("mass", "1000000", "公斤", "kg|kgs|kilogram|kilograms|kilo|kilos", "千克|kg"),
    ("mass", "500000", "斤", "jin", "市斤"),
    ("mass", "28349.5", "盎司", "oz|ounce|ounces", ""),
    ("mass", "453592", "磅", "lb|lbs|pound|pounds", ""),
    (
        "volume",
        "1",
        "毫升",
        "ml|mL|milliliter|milliliters|millilitre|millilitres|cc",
        "ml|mL|立方厘米",
    ),
    ("volume", "100", "分升", "dl|dL|deciliter|deciliters", "dl|dL"),
    ("volume", "1000", "升", "L|liter|liters|litre|litres", "公升|L"),
    ("volume", "3785", "加仑", "gallon|gallons", ""),
    ("length", "1/1000000", "纳米", "nm|nanometer|nanometers|nanometre|nanometres", "nm"),
    ("length", "1/1000", "微米", "µm|μm|um|micron|microns|micrometer|micrometers", "µm|μm"),
    ("length", "1", "毫米", "mm|millimeter|millimeters|millimetre|millimetres", "mm"),
    ("length", "10", "厘米", "cm|centimeter|centimeters|centimetre|centimetres", "公分|cm"),
    ("length", "25.4", "英寸", "inch|inches", "吋"),
    ("length", "304.8", "英尺", "ft|foot|feet", "呎"),
    ("length", "914.4", "码", "yard|yards", ""),
    ("length", "1000", "米", "m|meter|meters|metre|metres", "公尺|m"),
    (
        "length",
        "1000000",
        "公里",
        "km|kilometer|kilometers|kilometre|kilometres|kmh|kph",
        "千米|km",
    ),
    ("length", "1609344", "英里", "mi|mile|miles|mph", "哩"),
    (
        "temperature",
        "1",
        "摄氏度",
        "°C|º C|ºC|℃|degree Celsius|degrees Celsius|degrees C|degrees centigrade",
        "℃|°C|ºC",
    ),
    (
        "temperature",
        "1",
        "华氏度",
        "°F|ºF|℉|degree Fahrenheit|degrees Fahrenheit|degrees F",
        "℉|°F|ºF",
    ),
    ("pressure", "1", "毫米汞柱", "mmHg|mm Hg", "mmHg|毫米水银柱"),
    ("pressure", "7.50062", "千帕", "kPa", "kPa"),
    (
        "energy",
        "1",
        "千卡",
        "kcal|kcals|calorie|calories|Calories|kilocalorie|kilocalories",
        "大卡|卡路里|卡|kcal",
    ),
    ("energy", "0.239006", "千焦", "kJ|kilojoule|kilojoules", "kJ"),
    ("amount", "1", "毫摩尔", "mmol|millimole|millimoles", "mmol"),
    ("amount", "1/1000", "微摩尔", "µmol|μmol|umol|micromole|micromoles", "µmol|μmol"),
    ("activity", "1", "国际单位", "IU|international units", "IU"),
    ("time", "1/1000", "毫秒", "ms|millisecond|milliseconds", ""),
    ("time", "1", "秒", "seconds|secs|sec", "秒钟"),
    ("time", "60", "分钟", "min|mins|minute|minutes", "分"),
    ("time", "3600", "小时", "h|hr|hrs|hour|hours", "个小时|个钟头|钟头"),
    ("time", "86400", "天", "day|days", "日"),
    ("time", "604800", "周", "week|weeks|wk|wks", "星期|个星期|个礼拜|礼拜"),
    ("time", "2629800", "个月", "month|months", "个多月"),
    ("time", "31557600", "年", "year|years|yr|yrs", "岁|周岁|周年"),
)

_NUMBER_PATTERN: Final = r"(?<![\d.,A-Za-z])(?<![A-Za-z]-)(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_SCALE_PATTERN: Final = (
    r"(?:\s?(?P<scale>hundred|thousand|million|billion|万亿|亿|万|千(?![克米卡焦帕])|百))?"
)
_SCALE_FACTORS: Final = {
    "hundred": 10**2,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "百": 10**2,
    "千": 10**3,
    "万": 10**4,
    "亿": 10**8,
    "万亿": 10**12,
}


def _alternation(names: dict[str, Unit]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


_RANGE_PATTERN: Final = r"(?:\s?(?:[-–—~～至到或]|to|and|or)\s?)"
_ENGLISH_QUANTITY: Final = re.compile(
    rf"(?:(?P<first>{_NUMBER_PATTERN}){_RANGE_PATTERN})?(?P<number>"
    rf"{_NUMBER_PATTERN}){_SCALE_PATTERN}[\s-]?(?P<unit>"
    rf"{_alternation(_ENGLISH_UNITS)})(?![A-Za-z])"
)
_CHINESE_QUANTITY: Final = re.compile(
    rf"(?:(?P<first>{_NUMBER_PATTERN}){_RANGE_PATTERN})?(?P<number>"
    rf"{_NUMBER_PATTERN}){_SCALE_PATTERN}[\s多余几]*(?P<unit>"
    rf"{_alternation(_CHINESE_UNITS)})(?![A-Za-z])"
)
_CHINESE_DOSE_IN_WORDS: Final = re.compile(
    r"(?<![零一二两三四五六七八九十百千万亿几点分第\d])[一二两三四五六七八九十]{1,3}(?=毫克"
    r"|微克|毫升|克(?![服拉里])|公斤|千克|国际单位)"
)
"""五毫克; other units stand behind Chinese numerals too often in other senses."""
_TENS_WORDS: Final = "|".join(word for word, value in NUMBER_WORDS.items() if value >= 20)
_NUMBER_WORD_PATTERN: Final = "|".join(word for word, value in NUMBER_WORDS.items() if value >= 2)
_NUMBER_IN_WORDS: Final = re.compile(
    (
        rf"(?<![A-Za-z-])(?:({_TENS_WORDS})[\s-])?({_NUMBER_WORD_PATTERN})[\s-](?=(?:"
        rf"{_alternation(_ENGLISH_UNITS)})(?![A-Za-z]))"
    ),
    re.IGNORECASE,
)
"""six feet, ten-minute; "one day" says no number."""
_FEET_INCHES: Final = re.compile(
    r"(?<!\d)(\d++)[\s-]?(?:feet|foot|ft|['′])[\s-]?(\d+)[\s-]?(?:inches|inch|in\b|[\"″])"
)


def read_english_quantities(text: str) -> tuple[Quantity, ...]:
    """Read the quantities of an English sentence."""
    digits = _NUMBER_IN_WORDS.sub(
        lambda match: (
            f"{NUMBER_WORDS.get((match[1] or '').lower(), 0) + NUMBER_WORDS[match[2].lower()]} "
        ),
        text,
    )
    feet = _FEET_INCHES.sub(lambda match: f"{12 * int(match[1]) + int(match[2])} inches", digits)
    return _read_quantities(_ENGLISH_QUANTITY, _ENGLISH_UNITS, feet)


def read_chinese_quantities(text: str) -> tuple[Quantity, ...]:
    """Read those of a Chinese one, whose units may be written in Latin letters."""
    digits = _CHINESE_DOSE_IN_WORDS.sub(
        lambda match: str(read_chinese_numbers(match.group()).spoken[-1]), text
    )
    return _read_quantities(_CHINESE_QUANTITY, _CHINESE_UNITS, digits)


def _read_quantities(
    pattern: re.Pattern[str], units: dict[str, Unit], text: str
) -> tuple[Quantity, ...]:
    quantities: list[Quantity] = []
    for match in pattern.finditer(text):
        scale = _SCALE_FACTORS.get(match["scale"] or "", 1)
        numbers = [match["first"], match["number"]] if match["first"] else [match["number"]]
        quantities += [
            Quantity(Fraction(number.replace(",", "")) * scale, units[match["unit"]])
            for number in numbers
        ]
    return tuple(quantities)


DOSE_DIMENSIONS: Final = frozenset(
    ("mass", "volume", "temperature", "pressure", "energy", "amount", "activity")
)
"""Dimensions in which another amount does harm.

Lengths and times are often said otherwise ("two weeks" for 14 days).
"""
_CONVERSION_TOLERANCE: Final = {"length": Fraction(13, 100)}
"""How far a converted quantity may be rounded: 6 feet are said as 2 metres."""
_DEFAULT_TOLERANCE: Final = Fraction(3, 100)


@dataclass(frozen=True, slots=True)
class QuantityMismatch:
    """A quantity that the Chinese side lacks, and the one that stands there in its place."""

    english: Quantity
    chinese: Quantity


def find_quantity_mismatches(source: str, target: str) -> list[QuantityMismatch]:
    """Pair each quantity of an English sentence that its Chinese translation lacks with what stands
    there in its place.

    That is one with the same number and another unit or, of doses, one of the same dimension. Where
    nothing stands in its place the number is missing as a whole, which is another check's business.
    Converted quantities agree (98.6 °F and 37摄氏度).
    """
    on_target = list(read_chinese_quantities(target))
    remaining = list(on_target)
    inexact = [
        quantity
        for quantity in read_english_quantities(source)
        if not _remove_match(remaining, quantity, eq)
    ]
    lost = [
        quantity for quantity in inexact if not _remove_match(remaining, quantity, is_same_amount)
    ]
    mismatches = [
        QuantityMismatch(quantity, replacement)
        for quantity in lost
        if (replacement := _find_replacement(quantity, remaining)) is not None
    ]
    # What is said twice in one language, as 6 feet (2 m), may be said once in the other; unless the
    # same number stands there alone.
    return [
        mismatch
        for mismatch in mismatches
        if mismatch.chinese.value == mismatch.english.value
        or not any(is_same_amount(mismatch.english, other) for other in on_target)
    ]


def _remove_match(
    remaining: list[Quantity], quantity: Quantity, is_match: Callable[[Quantity, Quantity], bool]
) -> bool:
    """Take the first quantity that fits out of a list; False when there is none."""
    index = next(
        (number for number, candidate in enumerate(remaining) if is_match(quantity, candidate)),
        None,
    )
    if index is not None:
        del remaining[index]
    return index is not None


def is_same_amount(first: Quantity, second: Quantity) -> bool:
    """Say whether two quantities are the same amount, as far as people round when they convert."""
    if first.unit == second.unit:
        return first.value == second.value
    if first.unit.dimension != second.unit.dimension:
        return False
    if first.unit.dimension == "temperature":
        fahrenheit = first.unit.name == "华氏度"
        converted = (first.value - 32) * 5 / 9 if fahrenheit else first.value * 9 / 5 + 32
        return abs(converted - second.value) <= 1
    larger = max(first.size, second.size)
    return abs(first.size - second.size) <= larger * _CONVERSION_TOLERANCE.get(
        first.unit.dimension, _DEFAULT_TOLERANCE
    )


def _find_replacement(lost: Quantity, remaining: list[Quantity]) -> Quantity | None:
    """Give what stands in the place of a lost quantity."""
    other_unit = (candidate for candidate in remaining if candidate.value == lost.value)
    other_amount = (
        candidate
        for candidate in remaining
        if candidate.unit.dimension == lost.unit.dimension
        and lost.unit.dimension in DOSE_DIMENSIONS
    )
    return next(chain(other_unit, other_amount), None)

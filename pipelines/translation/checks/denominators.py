"""What an amount is given per: body weight, day, volume, area; and the sign of a temperature."""

import re
from typing import Final

from pipelines.translation.checks.finding import Finding

VERSION: Final = 1

_PER: Final = r"(?:/\s?|\bper |\ban? (?=day|week|hour|minute))"
_DENOMINATORS: Final = tuple(
    (
        name,
        re.compile(rf"{_PER}(?:{english})(?![A-Za-z²³\d])", re.IGNORECASE),
        re.compile(chinese),
    )
    for name, english, chinese in (
        ("每公斤", r"kg|kilograms?|kilos?", r"[/／]\s?(?:kg|千克|公斤)|每\s?(?:kg|公斤|千克)"),
        (
            "每平方米",
            r"m2|m²|square met(?:er|re)s?",
            r"[/／]\s?(?:m2|m²|㎡|平方米)|每\s?(?:平方米|m2|m²)",
        ),
        (
            "每分升",
            r"dl|decilit(?:er|re)s?",
            r"[/／]\s?(?:dl|dL|DL|分升)|每\s?(?:分升|dl|dL|100\s?毫升|百毫升)",
        ),
        (
            "每毫升",
            r"ml|millilit(?:er|re)s?|cc",
            r"[/／]\s?(?:ml|mL|ML|毫升|cc)|每\s?(?:毫升|ml|mL)",
        ),
        ("每微升", r"[µμu]l|microlit(?:er|re)s?", r"[/／]\s?(?:[µμu][lL]|微升)|每\s?微升"),
        ("每升", r"l|lit(?:er|re)s?", r"[/／]\s?(?:l|L|升)(?![A-Za-z])|每\s?升"),
    )
)
_AMOUNT: Final = re.compile(
    r"\d\s?(?:[µμmn]?g|mcg|grams?|milligrams?|mmol|[µμ]mol|IU|units?|U|mL|ml|L)\b"
)
_DAY: Final = re.compile(
    r"(?:/\s?|\bper |\ba |\bevery |\beach )(?:day|d\b)|\bdaily\b", re.IGNORECASE
)
_DAY_CHINESE: Final = re.compile(
    r"[/／]\s?(?:天|日|d)|[每一][天日]|日[服用剂摄]|天天|24\s?小时|当[天日]"
)
_OTHER_PERIOD: Final = re.compile(r"每次|每周|每星期|每月|每小时|一周|一次")
_WORDS_OF_PERIODS: Final = re.compile(
    r"\b(?:dose|doses|time|times|once|twice|week\w*|month\w*|hour\w*|single)\b", re.IGNORECASE
)


def check_denominators(source: str, target: str) -> Finding | None:
    """10 mg/kg per day keeps both: what it is given per belongs to the dose."""
    if not _AMOUNT.search(source):
        return None
    named = [
        (name, bool(ours.search(source)), bool(theirs.search(target)))
        for name, ours, theirs in _DENOMINATORS
    ]
    lost = [name for name, ours, theirs in named if ours and not theirs]
    added = [name for name, ours, theirs in named if theirs and not ours]
    if lost:
        detail = f"缺少“{'、'.join(lost)}”" + (f"，多出“{'、'.join(added)}”" if added else "")
        return Finding("denominator", "error", f"剂量的基准不符：{detail}")
    if (
        _DAY.search(source)
        and not _DAY_CHINESE.search(target)
        and (other := _OTHER_PERIOD.search(target))
        and not _WORDS_OF_PERIODS.search(source)
    ):
        return Finding("denominator", "error", f"剂量的基准不符：原文每天，译文“{other.group()}”")
    return None


_MINUS: Final = re.compile(
    r"(?:(?:^|[\s(（])[-−–]\s?|\b(?:minus|negative)\s)(?P<number>\d+(?:\.\d+)?)(?=\s?(?:°|º|℃"
    r"|℉|degrees|%|D\b|points?\b|kg\b|mmHg|mm\b|\)))",
    re.IGNORECASE,
)
_BELOW_ZERO: Final = re.compile(
    (
        r"(?<!\d)(?P<number>\d++(?:\.\d++)?)\s?(?:°|º"
        r"|degrees)?[^.;,\d]{0,14}\bbelow zero"
    ),
    re.IGNORECASE,
)


def check_signs(source: str, target: str) -> Finding | None:
    """−70 °C must not become 70℃."""
    for pattern in (_MINUS, _BELOW_ZERO):
        for match in pattern.finditer(source):
            number = re.escape(match["number"])
            signed = re.search(
                rf"(?:[-−–－—]\s?|零下\s?|负\s?|下降\s?|减少\s?){number}(?![\d.])", target
            )
            if not signed and re.search(rf"(?<![\d.]){number}(?![\d.])", target):
                return Finding("sign", "error", f"负号丢失：原文 −{match['number']}")
    added = re.search(r"(?:零下|负)\s?(?P<number>\d+(?:\.\d+)?)\s?(?:°|℃|℉|摄氏|华氏|度)", target)
    if added and not re.search(
        r"[-−–]\s?\d|minus|negative|below|freez|sub-?zero", source, re.IGNORECASE
    ):
        return Finding("sign", "error", f"译文多出负号：{added.group()}")
    return None


_SOLID: Final = r"tablets?|pills?|capsules?|caplets?|lozenges?"
_FORMS: Final = (
    ("片、粒", _SOLID, r"片|粒|颗|丸|枚|锭|胶囊|药"),
    ("单位", r"units?", r"单位|IU|U(?![a-z])|台|个|套"),
    ("滴", r"drops?", r"滴"),
    ("喷、吸", r"puffs?|sprays?|inhalations?", r"喷|吸|揿|下|口|次"),
    ("茶匙", r"tea-?spoon(?:ful)?s?|tsp", r"茶匙|小匙|小勺|匙|毫升"),
    ("汤匙", r"table-?spoon(?:ful)?s?|tbsp", r"汤匙|大匙|大勺|匙|毫升"),
)
_FORM_COUNT: Final = r"(?P<number>\d+(?:\.\d+)?)[\s-]?"
_ENGLISH_FORMS: Final = tuple(
    (name, re.compile(rf"(?<![\d.,/]){_FORM_COUNT}(?:{english})\b", re.IGNORECASE), chinese)
    for name, english, chinese in _FORMS
)
_CHINESE_MEASURE: Final = (
    r"(?:毫克|微克|毫升|公斤|千克|克|升|mg|mcg|μg|µg|mL|ml|g(?![a-z])|片|粒|滴|喷|汤匙|茶匙"
    r"|单位|IU)"
)


def check_forms(source: str, target: str) -> Finding | None:
    """2 tablets are not 2毫克, 100 units of insulin not 100毫升."""
    for name, pattern, chinese in _ENGLISH_FORMS:
        for match in pattern.finditer(source):
            number = re.escape(match["number"])
            if re.search(
                rf"(?<![\d.]){number}\s?(?:[-–~至到]\s?\d+\s?)?个?(?:国际)?(?:{chinese})", target
            ):
                continue
            wrong = re.search(rf"(?<![\d.]){number}\s?{_CHINESE_MEASURE}", target)
            if wrong and not re.search(
                rf"(?<![\d.]){number}\s?(?:mg|mcg|g|mL|ml|milli|micro|gram)", source
            ):
                return Finding(
                    "unit",
                    "error",
                    f"剂型不符：原文 {match.group()}（{name}），译文 {wrong.group()}",
                )
    return None

"""Read the time of day beside a date, as pages write it."""

import re
from typing import Final

_WEEKDAY: Final = (
    r"(?:星期|周|週|礼拜|禮拜)[一二三四五六日天]"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?"
)
_HALF_OF_DAY: Final = (
    "凌晨|清晨|早上|早晨|早间|早間|上午|中午|下午|傍晚|晚上|晚间|晚間|夜间|夜間|深夜|晚"
)
_LATE_HALVES: Final = frozenset(
    ("下午", "傍晚", "晚上", "晚间", "晚間", "夜间", "夜間", "深夜", "晚", "p")
)
_ZONE: Final = (
    r"(?P<zone>Z\b|(?:GMT|UTC)?[+-](?:0\d|1[0-4]):?[0-5]\d"
    r"|(?:GMT|UTC|E[SD]?T|C[SD]T|M[SD]T|P[SD]T|BST|CES?T|AE[SD]T|HKT|SGT|IST)\b)"
)
CLOCK: Final = (
    rf"(?:(?P<half>{_HALF_OF_DAY})\s{{0,9}})?(?P<hour>[01]?\d|2[0-3])"
    r"(?:\s{0,9}[:：]\s{0,9}(?P<minute>[0-5]\d)(?![\d:：]\d{3})"
    r"(?:[:：](?P<second>[0-5]\d)(?:\.\d+)?)?"
    r"|(?P<dotted>(?:(?<=\d\d)|(?=\.\d\d\s{0,9}[ap]\.?m\b))\.[0-5]\d)"
    r"(?=\s{0,9}(?:[|·•,;)\]]|$|(?:by|gmt|utc|bst|[ap]\.?m)\b))"
    r"|\s{0,9}[时時点點]\s{0,9}"
    r"(?:(?P<spoken>[0-5]?\d)\s{0,9}分(?:\s{0,9}[0-5]?\d\s{0,9}秒)?|(?P<rounded>整|半))"
    r"|(?=\s{0,9}[ap]\.?m\b))"
    r"(?:\s{0,9}(?P<english_half>[ap]\.?m\b\.?))?"
)
TIME_AFTER_DATE: Final = (
    r"(?:(?:[T\s,，、|·•/—–-]|at\b|"
    + rf"[（(]?\s{{0,9}}(?:{_WEEKDAY})\s{{0,9}}[）)]?)*+{CLOCK}\s{{0,9}}{_ZONE}?)?"
)
"""What may follow a date: separators, the weekday, the time and its zone; the whole is optional."""

TIME_BEFORE_DATE: Final = re.compile(
    rf"(?<![\d:：./-]){CLOCK}\s{{0,9}}[（(]?{_ZONE}?[）)]?(?:[\s,，|·•]|on\b|(?:{_WEEKDAY}))*+$",
    re.IGNORECASE,
)
"""What may end a text before a date: 8:30 a.m. ET, 5 January 2026."""

_NAMED_ZONES: Final = {
    "gmt": "+00:00", "utc": "+00:00", "z": "+00:00", "est": "-05:00", "edt": "-04:00",
    "et": "-05:00", "cst": "-06:00", "cdt": "-05:00",
    "mst": "-07:00", "mdt": "-06:00", "pst": "-08:00", "pdt": "-07:00",
    "bst": "+01:00", "cet": "+01:00", "cest": "+02:00", "aest": "+10:00", "aedt": "+11:00",
    "hkt": "+08:00", "sgt": "+08:00", "ist": "+05:30",
}  # fmt: skip
_UTC_OFFSET: Final = re.compile(r"([+-])(\d\d):?(\d\d)$")


def read_time(match: re.Match[str]) -> str:
    """Give the time of a match of one of the patterns above as HH:MM:SS, "" when it has none."""
    if not match["hour"]:
        return ""
    hour = int(match["hour"])
    half = (match["english_half"] or "")[:1].lower() or match["half"] or ""
    if (half in _LATE_HALVES and hour < 12) or (half == "中午" and hour < 3):
        hour += 12
    elif half in ("a", "凌晨") and hour == 12:
        hour = 0
    minute = match["minute"] or (match["dotted"] or "").lstrip(".") or match["spoken"]
    minute = minute or ("30" if match["rounded"] == "半" else "00")
    return f"{hour:02d}:{int(minute):02d}:{match['second'] or '00'}"


def read_zone(match: re.Match[str]) -> str:
    """Give the zone of a match as +HH:MM, "" when it names none."""
    written = match["zone"] or ""
    if named := _NAMED_ZONES.get(written.lower()):
        return named
    offset = _UTC_OFFSET.search(written)
    return f"{offset[1]}{offset[2]}:{offset[3]}" if offset else ""

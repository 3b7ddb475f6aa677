"""Read the dates that name no day of their own: 3小时前, 昨天 08:30, 2 hours ago, 09-18.

They are read against the moment of the fetch, which is an argument: text on its own says nothing
about today.
"""

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final

from records.clock import DAY_SECONDS, HOUR_SECONDS, MINUTE_SECONDS, WEEK_SECONDS
from text.dates.absolute import ParsedDate
from text.dates.clock_times import CLOCK, read_time

CHINESE_LABEL: Final = r"(?:[\u4e00-\u9fff]{2,4}\s{0,9}[:：]\s{0,9})?"
_LABEL: Final = (
    rf"(?:{CHINESE_LABEL}|(?:last\s{{1,9}})?(?:updated|published|posted)\s{{0,9}}:?\s{{1,9}})"
)
BEFORE_DATE: Final = r"[\s\[(（【［|/·•—-]{0,20}"
_AFTER_DATE: Final = r"[\s\])）】］|/·•—-]{0,20}"
_BEFORE_RELATIVE: Final = re.compile(rf"[\W_]{{0,40}}{_LABEL}[\W_]{{0,40}}", re.IGNORECASE)
_AGO: Final = re.compile(
    r"(?P<count>\d{1,3}|半|an?|one)\s{0,9}(?:个)?\s{0,9}"
    r"(?P<unit>秒钟?|分钟?|小时|天|日|周|星期|月"
    r"|seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?)"
    r"\s{0,9}(?:之前|以前|前|ago)",
    re.IGNORECASE,
)
_NOW: Final = re.compile(
    rf"{BEFORE_DATE}{_LABEL}(?:刚刚|刚才|just now){_AFTER_DATE}", re.IGNORECASE
)
_NEAR_DAY: Final = re.compile(
    rf"{BEFORE_DATE}{_LABEL}(?P<word>今天|今日|昨天|昨日|前天|today|yesterday)"
    rf"(?:\s{{0,9}}(?:at|,)?\s{{0,9}}{CLOCK})?{_AFTER_DATE}",
    re.IGNORECASE,
)
_DAYS_BACK: Final = {
    "今天": 0,
    "今日": 0,
    "today": 0,
    "昨天": 1,
    "昨日": 1,
    "yesterday": 1,
    "前天": 2,
}
_MONTH_SECONDS: Final = 30 * DAY_SECONDS
_UNIT_SECONDS: Final = {
    "秒": 1, "分": MINUTE_SECONDS, "小": HOUR_SECONDS, "天": DAY_SECONDS, "日": DAY_SECONDS,
    "周": WEEK_SECONDS, "星": WEEK_SECONDS, "月": _MONTH_SECONDS,
    "s": 1, "mi": MINUTE_SECONDS, "h": HOUR_SECONDS, "d": DAY_SECONDS, "w": WEEK_SECONDS,
    "mo": _MONTH_SECONDS,
}  # fmt: skip
_SHORT_DATE: Final = re.compile(
    rf"{BEFORE_DATE}{CHINESE_LABEL}(?P<month>1[0-2]|0?[1-9])\s{{0,9}}"
    rf"(?:[-月]|(?<=\d\d)[/.](?=\d\d))\s{{0,9}}"
    rf"(?P<day>3[01]|[12]\d|0?[1-9])(?P<word>日?)(?:\s{{0,9}}{CLOCK})?{_AFTER_DATE}"
)
_SHORT_DATE_IN_TEXT: Final = re.compile(
    r"(?<![\d./年-])(?P<month>1[0-2]|0?[1-9])[-月](?P<day>3[01]|[12]\d|0?[1-9])日?\s{1,9}"
    + CLOCK
    + r"(?!\d)"
    r"|[\[(（【［](?P<month2>1[0-2]|0?[1-9])[-月/](?P<day2>3[01]|[12]\d|0?[1-9])日?[\])）】］]"
    r"|(?<=\s)(?P<month3>0[1-9]|1[0-2])-(?P<day3>0[1-9]|[12]\d|3[01])$"
)
_SEPARATOR: Final = re.compile(
    r"[|｜·•]|,\s(?=\d|an? |yest|today)|\s[–—-]\s|\s{2,}|\s(?=来源|來源|作者|記者|记者|编辑|稿源"
    r"|阅读|浏览|点击|By\b)"
)


def find_relative_date(text: str, now: str, zone: str, *, exact: bool = False) -> ParsedDate | None:
    """Find a date that counts back from `now` (ISO 8601, "" for an unknown moment), in the zone
    `zone` (+HH:MM).

    `exact` asks for a text that is such a date and nothing but a label. A span of days or more
    gives the day only.
    """
    if not now:
        return None
    here = get_local_time(now, zone)
    if _NOW.fullmatch(text):
        return _build_minute(here, zone)
    if near := _NEAR_DAY.fullmatch(text):
        day = (here - timedelta(days=_DAYS_BACK[near["word"].lower()])).date()
        return ParsedDate(day.isoformat(), read_time(near), zone)
    ago = _AGO.search(text)
    if not ago or (
        exact
        and (
            not _BEFORE_RELATIVE.fullmatch(text[: ago.start()])
            or has_letters_or_digits(text[ago.end() :])
        )
    ):
        return None
    unit = ago["unit"].lower()
    span = _UNIT_SECONDS.get(unit[:2]) or _UNIT_SECONDS[unit[0]]
    count = 0.5 if ago["count"] == "半" else int(ago["count"]) if ago["count"].isdigit() else 1
    then = here - timedelta(seconds=span * count)
    return _build_minute(then, zone) if span < DAY_SECONDS else ParsedDate(then.date().isoformat())


def find_relative_date_in_line(line: str, now: str, zone: str) -> ParsedDate | None:
    """Find a relative date that stands alone between the separators of a line of particulars, as in
    健康报 | 昨天 08:30 | 阅读 12.
    """
    if not now:
        return None
    parts = (find_relative_date(part, now, zone, exact=True) for part in _SEPARATOR.split(line))
    return next((moment for moment in parts if moment), None)


def find_yearless_date(
    text: str, last_day: str, zone: str, *, exact: bool = False
) -> ParsedDate | None:
    """Find a date without a year: the newest such day that is no later than the day after
    `last_day` (YYYY-MM-DD, "" when it is unknown).
    """
    whole = _SHORT_DATE.fullmatch(text)
    # 3-1 is a score, 03-01 and [3-1] are days
    if whole and not (whole["hour"] or whole["word"] or len(text.strip()) > 4):
        whole = None
    match = whole or (None if exact else _SHORT_DATE_IN_TEXT.search(text))
    if not match or not last_day:
        return None
    groups = match.groupdict()
    month = int(groups["month"] or groups.get("month2") or groups.get("month3") or 0)
    day = int(groups["day"] or groups.get("day2") or groups.get("day3") or 0)
    latest = (date.fromisoformat(last_day) + timedelta(days=1)).isoformat()
    years = (int(last_day[:4]) + 1, int(last_day[:4]), int(last_day[:4]) - 1)
    chosen = next(
        (iso for year in years if (iso := format_day(year, month, day)) and iso <= latest), ""
    )
    return ParsedDate(chosen, read_time(match), zone) if chosen else None


def find_yearless_date_in_line(line: str, last_day: str, zone: str) -> ParsedDate | None:
    """Find a date without a year that stands alone between the separators of a line of
    particulars, as in 01-05 08:30 来源：健康报.
    """
    parts = (
        find_yearless_date(part, last_day, zone, exact=True) for part in _SEPARATOR.split(line)
    )
    return next((moment for moment in parts if moment), None)


@lru_cache(maxsize=8)
def get_local_time(now: str, zone: str) -> datetime:
    """Give a moment in a zone; one that names none is in UTC."""
    here = datetime.fromisoformat(f"2000-01-01T00:00:00{zone}").tzinfo
    read_at = datetime.fromisoformat(now)
    return (read_at if read_at.tzinfo else read_at.replace(tzinfo=UTC)).astimezone(here)


def format_day(year: int, month: int, day: int) -> str:
    """Give a day as YYYY-MM-DD, "" for one that no calendar has."""
    try:
        return date(year, month, day).isoformat()
    except ValueError:  # 31 June, 29 February
        return ""


def has_letters_or_digits(text: str) -> bool:
    """Say whether a text has more than brackets and separators."""
    return any(char.isalnum() for char in text)


def _build_minute(then: datetime, zone: str) -> ParsedDate:
    return ParsedDate(then.date().isoformat(), then.strftime("%H:%M:00"), zone)

"""Read the date of a row of a list in every form that lists write it.

A row is short and says little beside its title: a whole date counts wherever it stands, one without
a year or a relative one only where nothing but a label stands beside it. What looks like a date and
is the number of a document is none.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Final

from crawler.sources.url_families import find_url_date
from records.announcement import ReadOptions
from text.dates.absolute import find_first_date
from text.dates.feeds import find_date_error, parse_feed_date

DATE_NODE_CHARS: Final = 80
"""A longer text in a row is a summary; dates in it are those of events."""

_DOCUMENT_NUMBER = re.compile(
    r"[〔\[［(（【]\s*20\d\d\s*[〕\]］)）】]\s*第?\s*\d+\s*号|20\d\d\s*年\s*第\s*\d+\s*[号期批次]|\d{4}-\d{1,2}-\d{3,}|\d+-20\d\d-\d+-\d+"
)
_CLOCK: Final = r"(?P<hour>[01]?\d|2[0-3])[:：](?P<minute>[0-5]\d)(?:[:：][0-5]\d)?"
_LABEL: Final = r"(?:[\u4e00-\u9fff]{2,4}\s*[:：]\s*)?"
_BEFORE_DATE: Final = r"[\s\[(（【［|/·•—-]*"
_AFTER_DATE: Final = r"[\s\])）】］|/·•—-]*"
_SHORT_DATE = re.compile(
    rf"{_BEFORE_DATE}{_LABEL}(?P<month>1[0-2]|0?[1-9])\s*(?:[-月]|(?<=\d\d)[/.](?=\d\d))\s*(?P<day>3[01]|[12]\d|0?[1-9])(?P<word>日?)(?:\s*{_CLOCK})?{_AFTER_DATE}"
)
_SHORT_DATE_IN_TEXT = re.compile(
    r"(?<![\d./年-])(?P<month>1[0-2]|0?[1-9])[-月](?P<day>3[01]|[12]\d|0?[1-9])日?\s+"
    + _CLOCK
    + r"(?!\d)"
    r"|[\[(（【［](?P<month2>1[0-2]|0?[1-9])[-月/](?P<day2>3[01]|[12]\d|0?[1-9])日?[\])）】］]"
    r"|(?<=\s)(?P<month3>0[1-9]|1[0-2])-(?P<day3>0[1-9]|[12]\d|3[01])$"
)
_DATE_LEAD = re.compile(rf"{_BEFORE_DATE}{_LABEL}(?:\w{{3,9}},)?{_BEFORE_DATE}")
_DAY_FIRST = re.compile(
    r"^\D{0,4}(?P<day>3[01]|[12]\d|0?[1-9])\s+(?P<year>20\d\d)\s*[-/.年]\s*(?P<month>1[0-2]|0?[1-9])月?(?!\d)"
)
_AGO = re.compile(
    r"(?P<count>\d{1,3}|半|an?|one)\s*(?:个)?\s*(?P<unit>秒钟?|分钟?|小时|天|日|周|星期|月|seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|months?)"
    r"\s*(?:之前|以前|前|ago)",
    re.IGNORECASE,
)
_DATE_SIGNS = re.compile(r"\d|前|刚|今|昨|\bago\b|now|day", re.IGNORECASE)
"""No date is without one of these; most texts of a page are."""

_NOW = re.compile(rf"{_BEFORE_DATE}{_LABEL}(?:刚刚|刚才|just now){_AFTER_DATE}", re.IGNORECASE)
_NEAR_DAY = re.compile(
    rf"{_BEFORE_DATE}{_LABEL}(?P<word>今天|今日|昨天|昨日|前天|today|yesterday)(?:\s*(?:at|,)?\s*{_CLOCK})?{_AFTER_DATE}",
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
_UNIT_SECONDS: Final = {
    "秒": 1, "分": 60, "小": 3_600, "天": 86_400, "日": 86_400, "周": 604_800, "星": 604_800, "月": 2_592_000,
    "s": 1, "mi": 60, "h": 3_600, "d": 86_400, "w": 604_800, "mo": 2_592_000,
}  # fmt: skip
_GLUED_DATE: Final = r"20\d\d[-/.]\d\d?[-/.]\d\d?"
_GLUED_TIME: Final = r"(?:\s+\d{1,2}:\d\d(?::\d\d)?)?"
_GLUED_TO_TITLE = re.compile(
    rf"^(?:[\[(（【]\s*{_GLUED_DATE}{_GLUED_TIME}\s*[\])）】]|{_GLUED_DATE}(?=\s){_GLUED_TIME})\s*|\s*[\[(（【]?\s*(?<![\d-]){_GLUED_DATE}(?!\d){_GLUED_TIME}\s*[\])）】]?\s*$"
)
"""A date at the beginning or end of a title; in words (2026年9月18日) it belongs to the title."""

_DATE_ATTRIBUTE = re.compile(r"time|date|pub|stamp|\bts\b", re.IGNORECASE)


def find_row_date(
    text: str, options: ReadOptions, listing: str = "", *, exact: bool = False
) -> str:
    """Give the date in a text as ISO 8601, a bare day when it says no minute, "" when there is none
    that can be true.

    `exact` asks for a text that is a date and nothing else, as a title may hold dates of events.
    """
    text = " ".join(_DOCUMENT_NUMBER.sub(" ", text[: 4 * DATE_NODE_CHARS]).split())
    if not _DATE_SIGNS.search(text):
        return ""
    found = (
        _read_full_date(text, options, exact=exact)
        or _read_relative_date(text, options, exact=exact)
        or _read_short_date(text, options, listing, exact=exact)
    )
    return drop_future_date(found, options.now)


def choose_row_date(
    outside: Sequence[str],
    inside: Sequence[str],
    machine_dates: Iterable[str],
    url: str,
    options: ReadOptions,
    listing: str = "",
) -> str:
    """Give the date of a row.

    `machine_dates` are its machine-readable values (see `is_stated`), `outside` the texts beside
    the article's link, `inside` those in it. The row wins over the day in the article's address
    `url`.
    """
    for value in machine_dates:
        if found := drop_future_date(parse_feed_date(value, options.zone), options.now):
            return found
    texts = [text for text in outside if len(text) <= DATE_NODE_CHARS]
    for alone in (True, False):  # a node of its own first, then one that says more
        for text in texts:
            if found := find_row_date(text, options, listing, exact=alone):
                return found
    if len(texts) > 1 and (
        found := find_row_date(" ".join(texts)[: 2 * DATE_NODE_CHARS], options, listing)
    ):  # 18 | 2026-09 in elements of their own
        return found
    for text in inside:
        if found := find_row_date(text, options, listing, exact=True) or _read_glued_date(
            text, options
        ):
            return found
    return drop_future_date(find_url_date(url), options.now)


def is_machine_date(name: str, value: str) -> bool:
    """Say whether an attribute holds a date for machines:

    `datetime`, or data-time and the like with an epoch or ISO date.
    """
    if name == "datetime":
        return bool(value)
    return (
        name.startswith("data-")
        and bool(_DATE_ATTRIBUTE.search(name))
        and bool(re.match(r"(?:1\d{9}(?:\d{3})?|20\d\d-\d\d-\d\d.{0,20})$", value))
    )


def strip_glued_date(text: str) -> str:
    """Give a title without the date that its list glued to it."""
    return _GLUED_TO_TITLE.sub("", text).strip()


def is_row_date(text: str, options: ReadOptions) -> bool:
    """Say whether a text is a date and nothing else."""
    return len(text) <= DATE_NODE_CHARS // 2 and bool(find_row_date(text, options, exact=True))


def _read_glued_date(text: str, options: ReadOptions) -> str:
    found = _GLUED_TO_TITLE.search(text)
    return find_row_date(found[0], options) if found else ""


def _read_full_date(text: str, options: ReadOptions, *, exact: bool) -> str:
    """Read a date with its year; alone, it may have only brackets and a label around it."""
    found = find_first_date(text)
    if found and (
        not exact
        or (_DATE_LEAD.fullmatch(text[: found.start]) and not _has_letters(text[found.end :]))
    ):
        return found.to_iso(found.zone or options.zone)
    first = _DAY_FIRST.match(text) if not found else None
    return _format_date(int(first["year"]), int(first["month"]), int(first["day"])) if first else ""


def _has_letters(text: str) -> bool:
    return any(char.isalnum() for char in text)


def _read_relative_date(text: str, options: ReadOptions, *, exact: bool) -> str:
    if not options.now:
        return ""
    here = _get_local_time(options)
    if _NOW.fullmatch(text):
        return _format_minute(here)
    if near := _NEAR_DAY.fullmatch(text):
        day = (here - timedelta(days=_DAYS_BACK[near["word"].lower()])).date()
        return (
            f"{day.isoformat()}T{int(near['hour']):02d}:{near['minute']}:00{options.zone}"
            if near["hour"]
            else day.isoformat()
        )
    ago = _AGO.search(text)
    if not ago or (
        exact and (_has_letters(text[: ago.start()]) or _has_letters(text[ago.end() :]))
    ):
        return ""
    unit = ago["unit"].lower()
    span = _UNIT_SECONDS.get(unit[:2]) or _UNIT_SECONDS[unit[0]]
    count = 0.5 if ago["count"] == "半" else int(ago["count"]) if ago["count"].isdigit() else 1
    then = here - timedelta(seconds=span * count)
    return _format_minute(then) if span < 86_400 else then.date().isoformat()


def _read_short_date(text: str, options: ReadOptions, listing: str, *, exact: bool) -> str:
    """Read a date without a year: that of the listing's own day, or of the nearest past."""
    whole = _SHORT_DATE.fullmatch(text)
    # 3-1 is a score, 03-01 and [3-1] are days
    if whole and not (whole["hour"] or whole["word"] or len(text.strip()) > 4):
        whole = None
    found = whole or (None if exact else _SHORT_DATE_IN_TEXT.search(text))
    last = find_url_date(listing) or (
        _get_local_time(options).date().isoformat() if options.now else ""
    )
    if not found or not last:
        return ""
    said = found.groupdict()
    month = int(said["month"] or said.get("month2") or said.get("month3") or 0)
    day = int(said["day"] or said.get("day2") or said.get("day3") or 0)
    latest = (date.fromisoformat(last) + timedelta(days=1)).isoformat()
    years = (int(last[:4]) + 1, int(last[:4]), int(last[:4]) - 1)
    chosen = next(
        (iso for year in years if (iso := _format_date(year, month, day)) and iso <= latest), ""
    )
    return (
        f"{chosen}T{int(said['hour']):02d}:{said['minute']}:00{options.zone}"
        if chosen and said["hour"]
        else chosen
    )


def _format_date(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:  # 31 June, 29 February
        return ""


@lru_cache(maxsize=8)
def _get_local_time(options: ReadOptions) -> datetime:
    """Give the moment of reading in the source's zone."""
    zone = datetime.fromisoformat(f"2000-01-01T00:00:00{options.zone}").tzinfo
    read_at = datetime.fromisoformat(options.now)
    return (read_at if read_at.tzinfo else read_at.replace(tzinfo=UTC)).astimezone(zone)


def _format_minute(then: datetime) -> str:
    return then.replace(second=0, microsecond=0).isoformat()


def drop_future_date(stamp: str, now: str) -> str:
    """Give a date that can be true, "" for one in the future: that is the date of an event."""
    return "" if stamp and find_date_error(stamp, now) else stamp

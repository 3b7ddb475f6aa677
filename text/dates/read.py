"""Read a date in any form that pages, lists and feeds show to people."""

import re
from typing import Final

from text.dates.absolute import ParsedDate, find_first_date
from text.dates.relative import (
    BEFORE_DATE,
    CHINESE_LABEL,
    find_relative_date,
    find_yearless_date,
    format_day,
    has_letters_or_digits,
)

_DATE_LEAD: Final = re.compile(rf"{BEFORE_DATE}{CHINESE_LABEL}(?:\w{{3,9}},)?{BEFORE_DATE}")
_DAY_FIRST: Final = re.compile(
    r"^\D{0,4}(?P<day>3[01]|[12]\d|0?[1-9])\s+(?P<year>20\d\d)\s*[-/.年]\s*"
    r"(?P<month>1[0-2]|0?[1-9])月?(?!\d)"
)
"""18 2026-09: the day in large print, the month below it."""


def read_date(
    text: str, now: str, zone: str, *, last_day: str = "", exact: bool = False
) -> ParsedDate | None:
    """Read the date in a text: a whole one, else one that counts back from `now`, else one without
    a year.

    `now` is the moment of the fetch (ISO 8601, "" for no relative dates), `zone` (+HH:MM) that of
    relative dates, `last_day` (YYYY-MM-DD, "" for no yearless dates) the latest day that one
    without a year may mean. `exact` asks for a text that is a date with nothing but a label.
    """
    return (
        _find_full_date(text, exact=exact)
        or find_relative_date(text, now, zone, exact=exact)
        or find_yearless_date(text, last_day, zone, exact=exact)
    )


def _find_full_date(text: str, *, exact: bool) -> ParsedDate | None:
    moment = find_first_date(text)
    if moment is None:
        match = _DAY_FIRST.match(text)
        day = (
            format_day(int(match["year"]), int(match["month"]), int(match["day"])) if match else ""
        )
        return ParsedDate(day) if day else None
    if exact and (
        not _DATE_LEAD.fullmatch(text[: moment.start]) or has_letters_or_digits(text[moment.end :])
    ):
        return None
    return moment

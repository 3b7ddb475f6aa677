"""Read the dates that programs write: feeds, sitemaps, APIs, attributes of pages."""

import re
from datetime import UTC, datetime, timedelta
from typing import Final

from records.clock import CHINA_OFFSET
from text.dates.absolute import ParsedDate, find_first_date
from text.dates.relative import find_relative_date

_EARLIEST_YEAR: Final = "1990"
_DATE_CHARS: Final = 100
_ZONE_OFFSETS: Final = {
    name: offset
    for offset, names in (
        ("-1000", "HST"), ("-0900", "AKST"), ("-0800", "PST AKDT"), ("-0700", "MST PDT"),
        ("-0600", "CST MDT"), ("-0500", "EST CDT ET"), ("-0400", "EDT AST"), ("-0300", "ADT BRT"),
        ("+0000", "GMT UTC UT Z WET"), ("+0100", "BST CET WEST MEZ"),
        ("+0200", "CEST EET SAST MESZ"), ("+0300", "EEST MSK EAT"), ("+0530", "IST"),
        ("+0700", "ICT WIB"), ("+0800", "HKT SGT PHT AWST"),
        ("+0900", "JST KST"), ("+1000", "AEST"), ("+1100", "AEDT"), ("+1200", "NZST"),
        ("+1300", "NZDT"),
    )
    for name in names.split()
}  # fmt: skip
_ENGLISH_MONTHS: Final = {
    name: month
    for month, names in (
        ("Jan", "janv gen ene"), ("Feb", "févr fév fev feb"), ("Mar", "mär mars"),
        ("Apr", "avr abr"),
        ("May", "mai mag"), ("Jun", "juin giu"),
        ("Jul", "juil lug"), ("Aug", "août aou ago"), ("Sep", "set"), ("Oct", "okt out ott"),
        ("Nov", "nov"), ("Dec", "déc dez dic"),
    )
    for name in names.split()
}  # fmt: skip
"""Months of feeds whose programs write RFC 822 in French, German, Italian, Portuguese, Spanish."""

_UNIX_TIMESTAMP = re.compile(r"(?:/Date\()?([01]\d{9})(\d{3})?(?:\.\d+)?(?:[+-]\d{4})?(?:\)/)?")
_NAMED_ZONE = re.compile(r"(?<=[\dmM.])\s+([A-Z]{1,5})\b(?![+-]\d)")
_OFFSET = re.compile(r"(?<=:\d\d)\s*(?:GMT|UTC)?([+-])(\d{1,2})(?::?(\d\d))?(?=$|\s)")
_UNIX_DATE = re.compile(
    r"([A-Za-z]{3,9})\s+(\d{1,2})\s+(\d{1,2}:\d\d(?::\d\d)?)(\s+[+-]\d\d:?\d\d)?\s+((?:19|20)\d\d)"
)
_SHORT_YEAR = re.compile(r"(\d{1,2}[\s-]+[A-Za-z]{3,9}[\s-]+)(\d\d)(?=\s+\d{1,2}:)")
_MONTH = re.compile(r"(?<=\d[ -])([^\W\d]{3,5})\.?(?=[ -]\d{4}\b)")
_TIME = re.compile(r"(?<!\d)(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?(?!\d)")
_COMPACT_DATE = re.compile(
    r"((?:19|20)\d\d)(0[1-9]|1[0-2])([0-3]\d)(?:T?([0-2]\d)([0-5]\d)([0-5]\d)?)?"
    r"(Z|\s?[+-]\d\d:?\d\d)?"
)
_DAY_FIRST = re.compile(r"(\d{1,2})([./])(\d{1,2})\2((?:19|20)\d\d)")
_CHINESE_CLOCK = re.compile(
    r"(\d{1,2})\s*[时時点點]\s*(\d{1,2})\s*+分?(?:(?:(?<=分)\s*)?(\d{1,2})\s*秒)?"
)


def parse_feed_date(text: str, zone: str, now: str = "") -> str:
    """Give a date as ISO 8601 in its own zone, a bare day when no time is said, "" when there is
    none.

    `zone` is for times without one, `now` (the moment of the fetch) for relative ones; without it
    those are no dates.
    """
    moment = read_feed_date(text, zone, now)
    return moment.to_iso(moment.zone or zone) if moment else ""


def read_feed_date(text: str, zone: str, now: str = "") -> ParsedDate | None:
    """Read a date as programs write it; the arguments are those of `parse_feed_date`.

    Seen in real feeds: RFC 822 with named zones, ISO with and without zone, what Unix and Java
    print, seconds and milliseconds since 1970, Chinese forms. "CST" is China's where the source's
    own zone `zone` is, and Chicago's elsewhere.
    """
    text = text.strip()[:_DATE_CHARS]
    if epoch := _UNIX_TIMESTAMP.fullmatch(text):
        return _parse_iso(datetime.fromtimestamp(int(epoch[1]), UTC))
    if re.match(r"\d{4}-\d\d-\d\d[T ]\d", text):
        try:
            return _parse_iso(datetime.fromisoformat(text))
        except ValueError:
            pass
    return find_first_date(_normalize_date(text, zone)) or find_relative_date(
        text, now, zone, exact=True
    )


def _parse_iso(moment: datetime) -> ParsedDate:
    stamp = moment.isoformat(timespec="seconds")
    return ParsedDate(stamp[:10], stamp[11:19], stamp[19:])


def _normalize_date(text: str, zone: str) -> str:
    """Write a date in the order and with the zone that the reader of pages knows."""
    if packed := _COMPACT_DATE.fullmatch(text):
        year, month, day, hour, minute, second, offset = packed.groups()
        text = f"{year}-{month}-{day}" + (
            f" {hour}:{minute}:{second or '00'}{(offset or '').strip()}" if hour else ""
        )
    text = _MONTH.sub(lambda name: _ENGLISH_MONTHS.get(name[1].lower(), name[1]), text)
    text = _TIME.sub(
        lambda time: ":".join(f"{int(part):02d}" for part in time.groups() if part), text
    )
    text = _NAMED_ZONE.sub(lambda name: " " + _resolve_zone(name[1], zone), text)
    text = _OFFSET.sub(_normalize_offset, text)
    text = _UNIX_DATE.sub(r"\2 \1 \5 \3\4", text)
    text = _SHORT_YEAR.sub(
        lambda year: year[1] + ("19" if year[2] > "69" else "20") + year[2], text
    )
    text = _DAY_FIRST.sub(_put_year_first, text)
    return _CHINESE_CLOCK.sub(
        lambda clock: f"{clock[1]}:{int(clock[2]):02d}:{int(clock[3] or 0):02d}", text
    )


def _resolve_zone(name: str, zone: str) -> str:
    return zone if name == "CST" and zone == CHINA_OFFSET else _ZONE_OFFSETS.get(name, name)


def _normalize_offset(match: re.Match[str]) -> str:
    sign, hours, minutes = match[1], int(match[2]), match[3] or "00"
    return f" {'+' if not hours and minutes == '00' else sign}{hours:02d}:{minutes}"


def _put_year_first(match: re.Match[str]) -> str:
    """Turn 25.9.2026 round, 25/9/2026 and 9/25/2026 too; 4/9/2026 means two days and stays."""
    first, second = int(match[1]), int(match[3])
    if match[2] == "." or first > 12:
        return f"{match[4]}-{second}-{first}"
    return f"{match[4]}-{first}-{second}" if second > 12 else match[0]


def find_date_error(timestamp: str, now: str) -> str:
    """Say what is wrong with a date of an article, "" when nothing is: it lies between 1990 and a
    day after `now`.

    A feed may not push its articles to the top for ever, nor have them fetched anew in every run.
    """
    if timestamp < _EARLIEST_YEAR:
        return f"before {_EARLIEST_YEAR}"
    return (
        "in the future"
        if now and _parse_instant(timestamp) > _parse_instant(now) + timedelta(days=1)
        else ""
    )


def _parse_instant(timestamp: str) -> datetime:
    moment = datetime.fromisoformat(timestamp)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def drop_future_date(stamp: str, now: str) -> str:
    """Give a date that can be true, "" for one in the future: that is the date of an event."""
    return "" if stamp and find_date_error(stamp, now) else stamp

"""Read the dates of feeds, sitemaps, listings and APIs."""

import re
from datetime import UTC, datetime

from pipelines import dates

_EPOCH = re.compile(r"\d{10}(\d{3})?(\.\d+)?")
_MAIL = re.compile(r"\d{1,2}\s+[A-Za-z]{3,9}\.?\s+\d{2,4}\s+\d{1,2}:\d{2}")
_SHORT_ZONE = re.compile(r"(?:GMT|UTC)([+-])(\d{1,2})$")
_ZONE_AT_END = re.compile(r"([+-]\d\d:?\d\d|Z|[A-Z]{1,4})$")
_DAY = re.compile(r"(?<![\d-])(20\d\d)\s*[-年/.]\s*(1[0-2]|0?[1-9])\s*[-月/.]\s*(3[01]|[12]\d|0?[1-9])(?![\d-])")


def moment(text: str, zone: str) -> str:
    """Give a date as ISO 8601 with offset, a bare day when no time is said, "" when there is none; `zone` is for times without one.

    Seen in real feeds: RFC 822 with named zones, ISO with and without zone, seconds and milliseconds since 1970.
    """
    text = _SHORT_ZONE.sub(lambda found: f"{found[1]}{int(found[2]):02d}00", text.strip()[:100])
    if _EPOCH.fullmatch(text):
        seconds = float(text) / (1_000 if len(text.partition(".")[0]) == 13 else 1)
        return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
    if re.match(r"\d{4}-\d\d-\d\d[T ]\d", text):
        try:
            read = datetime.fromisoformat(text)
        except ValueError:
            return _found(text, zone)
        stamp = read.isoformat(timespec="seconds")
        return stamp if read.tzinfo else stamp + zone
    if _MAIL.search(text) and _ZONE_AT_END.search(text) and (mailed := dates.mail(text)):
        return mailed.iso(mailed.zone)
    return _found(text, zone)


def _found(text: str, zone: str) -> str:
    found = dates.find(text)
    return found.iso(found.zone or zone) if found else ""


def day_in(text: str) -> str:
    """Give the first whole day (year, month, day) in the text of a list row, "" when there is none."""
    found = _DAY.search(text)
    if not found:
        return ""
    year, month, day = (int(part) for part in found.groups())
    try:
        return datetime(year, month, day, tzinfo=UTC).date().isoformat()
    except ValueError:  # 31 June
        return ""

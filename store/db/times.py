"""Bring times into the one form of the store: UTC, ISO 8601, seconds."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

from records.clock import DAY_SECONDS, HOUR_SECONDS
from records.message import Message

_TIME_FORMAT: Final = "%Y-%m-%dT%H:%M:%SZ"
_EAST_SECONDS: Final = 14 * HOUR_SECONDS  # the easternmost zone's lead over UTC
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


def to_utc(text: str) -> str:
    """Give a moment as UTC, a bare date as it is, and "" for what is neither.

    A time without an offset keeps its day only: its minute is not known.
    """
    text = text.strip()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return ""
    if _DAY.fullmatch(text):
        return text
    if moment.tzinfo is None:
        return moment.strftime("%Y-%m-%d")
    try:
        return moment.astimezone(UTC).strftime(_TIME_FORMAT)
    except OverflowError:  # year 1 or 9999 with an offset across the border
        return ""


def add_seconds(now: str, seconds: float) -> str:
    """Give the moment so many seconds after `now`."""
    return (datetime.fromisoformat(now).astimezone(UTC) + timedelta(seconds=seconds)).strftime(
        _TIME_FORMAT
    )


def seconds_between(earlier: str, now: str) -> float:
    """Give the seconds from one moment to the other."""
    return (datetime.fromisoformat(now) - datetime.fromisoformat(earlier)).total_seconds()


def seconds_since(then: str, now: str) -> float:
    """Give the seconds since a moment, or since the end of a bare day, of which the minute is not
    known.
    """
    moment = add_seconds(f"{then}T00:00:00Z", DAY_SECONDS) if _DAY.fullmatch(then) else then
    return max(0.0, seconds_between(moment, now))


def format_time_span(seconds: float) -> Message:
    """Write a span of time as people say it: in hours below two days, in days from there on."""
    hours, days = int(seconds // HOUR_SECONDS), int(seconds // DAY_SECONDS)
    if days > 1 or seconds == DAY_SECONDS:
        return Message("{number} days" if days > 1 else "{number} day", number=days)
    return Message("{number} hour" if hours == 1 else "{number} hours", number=hours)


def find_latest_date(dates: Iterable[str], now: str) -> str:
    """Give the latest of some dates that is not in the future, in the form of the store.

    "" when there is none.

    A day that begins in the east before it does in UTC is today.
    """
    tomorrow = add_seconds(now, _EAST_SECONDS)[:10]
    past = (now[:10] if date == tomorrow else date for date in map(to_utc, dates) if date)
    return max((date for date in past if date <= now), default="")

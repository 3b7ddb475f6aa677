"""The system clock, read in this one place, and the units of time and the zones."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

MINUTE_SECONDS: Final = 60
HOUR_SECONDS: Final = 3_600
DAY_SECONDS: Final = 86_400
WEEK_SECONDS: Final = 604_800
UNIT_SECONDS: Final = {
    "s": 1,
    "m": MINUTE_SECONDS,
    "h": HOUR_SECONDS,
    "d": DAY_SECONDS,
    "w": WEEK_SECONDS,
}

CHINA_OFFSET: Final = "+08:00"
# of a time whose zone nothing tells: its digits stay as the page shows them
UNKNOWN_OFFSET: Final = "+00:00"


def _system() -> datetime:
    return datetime.now(UTC)


def utc_now(*, read: Callable[[], datetime] = _system) -> str:
    """Give the present second as UTC, ISO 8601: 2026-11-23T19:00:00Z.

    `read` is the clock, the system's unless another is handed in.
    """
    return read().strftime("%Y-%m-%dT%H:%M:%SZ")

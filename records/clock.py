"""The system clock, read in this one place."""

from collections.abc import Callable
from datetime import UTC, datetime


def _system() -> datetime:
    return datetime.now(UTC)


def utc_now(*, read: Callable[[], datetime] = _system) -> str:
    """Give the present second as UTC, ISO 8601: 2026-11-23T19:00:00Z.

    `read` is the clock, the system's unless another is handed in.
    """
    return read().strftime("%Y-%m-%dT%H:%M:%SZ")

"""The system clock, read in this one place."""

from datetime import UTC, datetime


def utc_now() -> str:
    """Give the present second as UTC, ISO 8601: 2026-11-23T19:00:00Z."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

"""Durations as people write them: 90s, 20m, 2h, 30d, 4w."""

import re
from typing import Final

from records.clock import UNIT_SECONDS

_DURATION: Final = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)([smhdw]?)")


def parse_duration(text: str, units: str) -> float:
    """Read a duration in one of `units` (of "smhdw") as seconds.

    A bare number is seconds where those are allowed. Raises ValueError for anything else.
    """
    match = _DURATION.fullmatch(text.strip())
    if not match or (match[2] or "s") not in units:
        raise ValueError(f"{text[:40]!r} is no span of time")
    return float(match[1]) * UNIT_SECONDS[match[2] or "s"]

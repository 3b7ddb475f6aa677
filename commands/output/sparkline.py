"""Draw the numbers of some days in one word of block characters."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

BLOCKS: Final = "▁▂▃▄▅▆▇█"
NO_NUMBER: Final = " "


def list_last_days(today: str, count: int) -> list[str]:
    """Give the last days as ISO dates, today last."""
    end = date.fromisoformat(today)
    return [(end - timedelta(days=back)).isoformat() for back in range(count - 1, -1, -1)]


def draw_sparkline(numbers: Mapping[str, int], days: Sequence[str]) -> str:
    """Draw one block for each day: the lowest for nought, the highest for the most of these days, a
    space where there is no number.
    """
    most = max((numbers.get(day, 0) for day in days), default=0)
    return "".join(_draw_block(numbers[day], most) if day in numbers else NO_NUMBER for day in days)


def _draw_block(number: int, maximum: int) -> str:
    """Keep the lowest block for nought: one article is something."""
    return BLOCKS[-(-number * (len(BLOCKS) - 1) // maximum)] if number else BLOCKS[0]

"""Read spans of time as people write them: 90s, 20m, 2h, 30d, 4w."""

import re
from typing import Final

import click

from records.clock import UNIT_SECONDS

_SPAN: Final = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)([smhdw]?)")


def parse_duration(text: str, units: str) -> float:
    """Read a span in one of some units as seconds.

    A bare number counts seconds where those are allowed. ValueError for no span.
    """
    found = _SPAN.fullmatch(text.strip())
    if not found or (found[2] or "s") not in units:
        raise ValueError(f"{text[:40]!r} is no span of time")
    return float(found[1]) * UNIT_SECONDS[found[2] or "s"]


class Duration(click.ParamType[float]):
    """A span of time such as 90s, 20m or 2h."""

    name = "span"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Give the seconds; a usage error for what is no span or none at all."""
        try:
            seconds = parse_duration(str(value), "smh")
        except ValueError as error:
            self.fail(f"{error}; write 90s, 20m or 2h", param, ctx)
        if not seconds:
            self.fail(f"{str(value)[:40]!r} is no time at all; write 90s, 20m or 2h", param, ctx)
        return seconds


class Days(click.ParamType[int]):
    """A span of whole days, as in 30d or 4w."""

    name = "span"

    def __init__(self, max_days: int) -> None:
        """Allow so many days."""
        self._most = max_days

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """Give the number of days; a usage error for what is no span or too long."""
        try:
            days = parse_duration(str(value), "dw") / UNIT_SECONDS["d"]
        except ValueError:
            days = -1
        if days < 0 or days != int(days) or days > self._most:
            self.fail(
                f'{str(value)[:40]!r} is no span; write days or weeks as in "30d" or "4w", at most'
                f" {self._most}d",
                param,
                ctx,
            )
        return int(days)

"""Options that take a duration: 90s, 20m, 2h, 30d, 4w."""

import click

from records.clock import DAY_SECONDS
from text.dates.durations import parse_duration


class Duration(click.ParamType[float]):
    """A duration such as 90s, 20m or 2h."""

    name = "span"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Give the seconds; a usage error for what is no duration, or zero."""
        try:
            seconds = parse_duration(str(value), "smh")
        except ValueError as error:
            self.fail(f"{error}; write 90s, 20m or 2h", param, ctx)
        if not seconds:
            self.fail(f"{str(value)[:40]!r} is no time at all; write 90s, 20m or 2h", param, ctx)
        return seconds


class Days(click.ParamType[int]):
    """A number of whole days, as in 30d or 4w."""

    name = "span"

    def __init__(self, max_days: int) -> None:
        """Allow up to so many days."""
        self._max_days = max_days

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        """Give the number of days; a usage error for what is none, or too long."""
        try:
            days = parse_duration(str(value), "dw") / DAY_SECONDS
        except ValueError:
            days = -1
        if days < 0 or days != int(days) or days > self._max_days:
            self.fail(
                f'{str(value)[:40]!r} is no span; write days or weeks as in "30d" or "4w", at most'
                f" {self._max_days}d",
                param,
                ctx,
            )
        return int(days)

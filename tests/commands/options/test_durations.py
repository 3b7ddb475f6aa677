"""Spans of time are read one way by every command."""

import click
import pytest

from commands.options.durations import Days, Duration
from text.dates.durations import parse_duration

pytestmark = pytest.mark.dates


@pytest.mark.parametrize(
    ("text", "seconds"), [("90", 90), ("90s", 90), ("1.5m", 90), ("2h", 7_200), (" 20m ", 1_200)]
)
def test_a_duration_is_seconds_minutes_or_hours(text: str, seconds: float) -> None:
    assert Duration().convert(text, None, None) == seconds


@pytest.mark.parametrize(
    "text", ["", "soon", "-5m", "20 m", "3d", "0", "0m", "1e3s", "9" * 9, "１０m" + "x"]
)
def test_what_is_no_duration_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(click.BadParameter, match="write 90s, 20m or 2h"):
        Duration().convert(text, None, None)


@pytest.mark.parametrize(("text", "days"), [("0d", 0), ("30d", 30), ("4w", 28)])
def test_days_are_whole_days_or_weeks(text: str, days: int) -> None:
    assert Days(366).convert(text, None, None) == days


@pytest.mark.parametrize("text", ["30", "1.5d", "53w", "367d", "2h", "d"])
def test_what_is_no_count_of_days_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(click.BadParameter, match="30d"):
        Days(366).convert(text, None, None)


@pytest.mark.parametrize(("text", "units"), [("30", "hdw"), ("30m", "hdw"), ("1w", "smh")])
def test_a_unit_that_is_not_meant_is_refused(text: str, units: str) -> None:
    with pytest.raises(ValueError, match="no span of time"):
        parse_duration(text, units)

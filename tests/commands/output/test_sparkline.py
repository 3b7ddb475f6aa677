import pytest

from commands.output.sparkline import draw_sparkline, list_last_days
from commands.output.table import measure_width

pytestmark = pytest.mark.dates

DAYS = list_last_days("2026-03-02", 4)


def test_days_are_counted_over_the_end_of_a_month():
    assert DAYS == ["2026-02-27", "2026-02-28", "2026-03-01", "2026-03-02"]


@pytest.mark.parametrize(
    ("numbers", "drawn"),
    [
        ((0, 0, 0, 0), "▁▁▁▁"),
        ((0, 1, 7, 100), "▁▂▂█"),
        ((5, 5, 5, 5), "████"),
        ((None, 3, None, 6), " ▅ █"),
        ((None, None, None, None), "    "),
    ],
)
def test_one_article_is_more_than_none_and_a_day_without_a_run_is_empty(numbers, drawn):
    told = draw_sparkline(
        {day: number for day, number in zip(DAYS, numbers, strict=True) if number is not None}, DAYS
    )
    assert told == drawn
    assert measure_width(told) == 4

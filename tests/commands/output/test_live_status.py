"""What a person at the terminal sees of a harvest."""

import io
import sys
from itertools import count

import pytest

from commands.output.live_status import CrawlCounts, LiveStatus, format_clock

pytestmark = pytest.mark.dates


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def harvested(*told: tuple[str, str, int]) -> CrawlCounts:
    counts = CrawlCounts()
    for source, kind, number in told:
        for _ in range(number):
            counts.note(source, kind)
    return counts


BUSY = harvested(
    ("xinhua", "heard", 2),
    ("xinhua", "due", 40),
    ("xinhua", "new", 5),
    ("who", "due", 10),
    ("who", "new", 9),
    ("who", "failed", 1),
)


@pytest.mark.parametrize(
    ("counts", "seconds", "columns", "line"),
    [
        (harvested(), 0.5, 80, "[....................] 0 lists read  0:00"),
        (harvested(("a", "heard", 3)), 2, 80, "[....................] 3 lists read  0:02"),
        (
            BUSY,
            10,
            120,
            "[######..............] 15/50 pages  1.5/s  0:10  14 new 1 failed  xinhua 5/40",
        ),
        (BUSY, 10, 60, "[######..............] 15/50 pages  1.5/s  0:10"),
        (BUSY, 10, 10, "[######.."),
        (BUSY, 0.2, 60, "[######..............] 15/50 pages  0:00  14 new 1 failed"),
        (
            harvested(("a", "due", 2), ("a", "unchanged", 3)),
            4,
            80,
            "[####################] 3/3 pages  0.8/s  0:04  3 unchanged",
        ),
    ],
)
def test_the_line_holds_bar_pages_speed_outcomes_and_the_sources_that_lag(
    counts, seconds, columns, line
):
    assert counts.line(seconds, columns) == line
    assert len(line) < columns


@pytest.mark.parametrize(("seconds", "shown"), [(0, "0:00"), (67.9, "1:07"), (3_725, "1:02:05")])
def test_time_is_shown_as_a_clock_does(seconds, shown):
    assert format_clock(seconds) == shown


def seen(monkeypatch, stream: io.StringIO, step: float) -> str:
    for name in ("NO_COLOR", "CI"):
        monkeypatch.delenv(name, raising=False)
    ticks = count(0, step)
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", stream)
        ticker = LiveStatus(lambda: next(ticks))
        for _ in range(10):
            ticker.update("a", "due")
        ticker.end()
    return stream.getvalue()


def test_a_person_sees_it_move_and_then_gone(monkeypatch):
    drawn = seen(monkeypatch, Screen(), 1.0).split("\r\x1b[K")
    assert drawn[1].startswith("[") and "0/1 pages" in drawn[1]
    assert "0/10 pages" in drawn[10]
    assert drawn[-1] == ""


def test_it_is_not_drawn_more_often_than_eyes_can_see(monkeypatch):
    assert seen(monkeypatch, Screen(), 0.0625).count("pages") == 5


def test_cron_sees_nothing(monkeypatch):
    assert seen(monkeypatch, io.StringIO(), 1.0) == ""

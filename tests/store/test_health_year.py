"""A year of ordinary life calls nobody; a day of the real thing does."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import pytest

from store.sources.health import SourceHealth, judge_source
from store.sources.measures import (
    HEALTH_DAYS,
    PUBLISHING_DAYS,
    DayMeasures,
    EndpointMeasures,
    SourceMeasures,
)
from store.sources.sources import SourceFacts

pytestmark = pytest.mark.dates
FIRST = date(2025, 11, 1)
DAYS = 425
"""A year, and the two months before it that a source is compared with."""
HOLIDAYS = {
    date(2026, month, first) + timedelta(days=day)
    for month, first, length in (
        (1, 1, 3),
        (2, 15, 9),
        (4, 4, 3),
        (5, 1, 5),
        (6, 19, 3),
        (9, 25, 3),
        (10, 1, 7),
    )
    for day in range(length)
}
"""Mainland China, 2026:

New Year, Spring Festival, Qingming, May, Dragon Boat, Mid-Autumn, National Day.
"""


@dataclass(frozen=True)
class Habit:
    """How a source lives: how many articles it brings on a day, how many its list holds, what is in
    them.
    """

    news: Callable[[random.Random, date], int]
    held: Callable[[list[int], date], int] = lambda news, day: 20
    stale_days: int = 14
    short: float = 0.0  # share of notices of a tenth of the length
    outlets: float = 1.0  # share of articles with an outlet
    dropped: float = 0.0  # share of new pages that are no articles


def off(day: date) -> bool:
    return day.weekday() > 4 or day in HOLIDAYS


HABITS = {
    "an agency that never sleeps": Habit(
        lambda luck, day: luck.randint(3, 9) if off(day) else luck.randint(10, 30), stale_days=3
    ),
    "an office on working days": Habit(
        lambda luck, day: 0 if off(day) else luck.choice((0, 1, 1, 2, 4)), outlets=0.9
    ),
    "a weekly": Habit(
        lambda luck, day: luck.randint(4, 8) if day.weekday() == 3 and luck.random() < 0.95 else 0,
        stale_days=28,
    ),
    "a paper that comes on some day of the week": Habit(
        lambda luck, day: int(luck.random() < 1 / 7), stale_days=60
    ),
    "a monthly": Habit(
        lambda luck, day: luck.randint(15, 25) if day.day == 15 else 0, stale_days=75
    ),
    "a sitemap of two days": Habit(
        lambda luck, day: 0 if off(day) else luck.randint(2, 6),
        held=lambda news, day: sum(news[-2:]),
        stale_days=14,
    ),
    "a list of this month": Habit(
        lambda luck, day: luck.randint(0, 1) if off(day) else luck.randint(1, 3),
        held=lambda news, day: sum(news[-day.day :]),
    ),
    "texts and notices": Habit(
        lambda luck, day: luck.choice((0, 1, 2, 5)), short=0.2, outlets=0.85, dropped=0.15
    ),
    "notices mostly": Habit(
        lambda luck, day: luck.randint(0, 3), short=0.7, outlets=0.5, dropped=0.4
    ),
}


@dataclass(frozen=True)
class Life:
    """What the runs of each day measured of one source, and what its list held."""

    habit: Habit
    days: tuple[DayMeasures, ...]

    def on(self, number: int) -> SourceFacts:
        """How it stands in the evening of a day; a run comes every noon."""
        until = self.days[: number + 1]
        days = until[-HEALTH_DAYS:]
        news = [day.day for day in reversed(until) if day.new]
        end = EndpointMeasures(
            "listing",
            "https://a.example/",
            200,
            days[-1].held,
            readings=tuple(day.held for day in days),
        )
        return SourceFacts(
            name="a",
            title="",
            kind="news",
            enabled=True,
            licence="",
            full_text="none",
            translate=False,
            stale_after=self.habit.stale_days * 86_400,
            articles=1,
            waiting=0,
            failed=0,
            last_run=f"{days[-1].day}T12:00:00Z",
            last_state="ok",
            last_error="",
            last_new=news[0] + "T12:00:00Z" if news else "",
            added="2025-11-01T00:00:00Z",
            newest=news[0] if news else "",
            vitals=SourceMeasures(days, (end,), tuple(news[:PUBLISHING_DAYS])),
        )

    def judged(self, number: int) -> SourceHealth:
        return judge_source(self.on(number), f"{self.days[number].day}T18:00:00Z")

    def broken(self, number: int, **change: int) -> "Life":
        """The same life with every day from a certain one changed."""
        return replace(
            self,
            days=self.days[:number] + tuple(replace(day, **change) for day in self.days[number:]),
        )


def life(habit: Habit, seed: int) -> Life:
    luck, news, days = random.Random(seed), [], []
    for number in range(DAYS):
        day = FIRST + timedelta(days=number)
        news.append(habit.news(luck, day))
        new = news[-1]
        chars = sum(
            int(luck.lognormvariate(6.8, 0.5) * (0.1 if luck.random() < habit.short else 1))
            for _ in range(new)
        )
        firsts = new + sum(luck.random() < habit.dropped / (1 - habit.dropped) for _ in range(new))
        outlets = sum(luck.random() < habit.outlets for _ in range(new))
        days.append(
            DayMeasures(
                day.isoformat(),
                1,
                1,
                habit.held(news, day),
                new,
                answers=new + 2,
                not_modified=luck.randint(0, 2),
                firsts=firsts,
                measured=new,
                chars=chars,
                with_title=new,
                with_published=new,
                with_outlet=outlets,
            )
        )
    return Life(habit, tuple(days))


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("name", HABITS)
def test_a_year_of_ordinary_life_calls_nobody(name, seed):
    one = life(HABITS[name], seed)
    states = [
        (standing.state, one.days[number].day)
        for number in range(HEALTH_DAYS, DAYS)
        if (standing := one.judged(number))
    ]
    assert [(state, day) for state, day in states if state not in ("ok", "late")] == []
    assert sum(state == "late" for state, _ in states) <= len(states) / 50, (
        "late is said on a few days of the year: after long holidays"
    )


ALIVE = [
    name
    for name in HABITS
    if name not in ("a weekly", "a monthly", "a paper that comes on some day of the week")
]
START = 330
"""The day on which everything breaks, in autumn."""


EMPTY_AT_TIMES = ("a sitemap of two days", "a list of this month")


@pytest.mark.parametrize("name", [name for name in HABITS if name not in EMPTY_AT_TIMES])
def test_a_list_that_turns_empty_is_told_by_the_first_run_and_for_a_month(name):
    one = life(HABITS[name], 3).broken(START, held=0, new=0, firsts=0, measured=0, chars=0)
    assert {one.judged(number).state for number in range(START, START + 29)} == {"layout-changed"}


@pytest.mark.parametrize(
    "name", ["an agency that never sleeps", "an office on working days", "texts and notices"]
)
@pytest.mark.parametrize(
    "change",
    [
        {"chars": 30},
        {"with_title": 0},
        {"with_published": 0},
        {"measured": 0, "new": 0, "chars": 0},
    ],
    ids=str,
)
def test_articles_that_lose_what_they_had_are_told_after_a_few(name, change):
    one = life(HABITS[name], 4).broken(START, **change)
    came, states = 0, []
    for number in range(START, START + 40):
        came += one.days[number].firsts
        states.append(one.judged(number).state)
        if states[-1] == "layout-changed":
            break
    assert states[-1] == "layout-changed"
    assert came <= 8 + 30 + 8, (
        "one more day's articles at most, and once more the longest stretch that was ordinary"
    )


@pytest.mark.parametrize("name", HABITS)
def test_a_source_that_stops_is_late_after_two_intervals_and_silent_after_its_limit(name):
    one = life(HABITS[name], 5).broken(START, new=0, firsts=0, measured=0, chars=0)
    states = [one.judged(number).state for number in range(START, DAYS)]
    first = [states.index(state) for state in ("late", "silent") if state in states]
    assert first == sorted(first)
    assert "silent" in states
    assert states.index("silent") <= one.habit.stale_days + 2
    assert set(states[states.index("silent") :]) == {"silent"}
    if name in ALIVE:
        assert states.index("late" if "late" in states else "silent") <= 9

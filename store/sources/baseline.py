"""Say what is usual for a source by its own past, robustly: medians of days, shares, gaps."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from statistics import median
from typing import Final

from store.sources.measures import DayMeasures

# earlier days, or pools of articles, before anything can be said to have fallen
BASELINE_MIN: Final = 3
# of its median, under which a measure lies in one of ten days or pools at most, or its fall says
# nothing
STEADY_SHARE: Final = 0.5
# looked at together: where one in five is a short notice, so many are all short once in 400,000
# times
ARTICLES_MIN: Final = 8
GAPS_MIN: Final = 5  # between publishing days, by which an interval is known
# of those gaps that its interval covers: weekends are usual, one holiday is not
GAPS_SHARE: Final = 0.9


MEASURED_FIELDS: Final = ("title", "published", "outlet", "author")
_ARTICLE_SUMS: Final = ("measured", "chars", *(f"with_{field}" for field in MEASURED_FIELDS))


@dataclass(frozen=True, slots=True)
class Decline:
    """A measure that lies far under what is usual."""

    usual: float
    now: float
    weight: int  # of how many articles or days
    before: int  # of how many others it is known what is usual


def find_decline(points: Sequence[tuple[float, int]], share: float) -> Decline | None:
    """Say how far a measure has fallen, None when it has not.

    Points are values with their weights, the newest last.

    It has when the newest values lie under a share of the median, and those before them were
    steady: nine in ten at least STEADY of it. A list that is empty on Sundays, and one that begins
    anew each month, says nothing when it is empty.
    """
    if not points:
        return None
    middle = median(value for value, _ in points)
    low = 0
    while low < len(points) and points[-1 - low][0] <= share * middle:
        low += 1
    before, last = points[: len(points) - low], points[len(points) - low :]
    if not last or len(before) < BASELINE_MIN or middle <= 0:
        return None
    values = sorted(value for value, _ in before)
    if values[len(values) // 10] < STEADY_SHARE * median(values):
        return None
    weight = sum(weight for _, weight in last)
    return Decline(
        median(values),
        sum(value * weight for value, weight in last) / weight,
        weight,
        sum(weight for _, weight in before),
    )


def pool_days(points: Sequence[tuple[int, int]]) -> list[tuple[float, int]]:
    """Put days together, from the newest on, until each pool has ARTICLES_LEAST: one article says
    nothing about the next.

    Points are sums with the number of articles that they are of; of a pool the mean is given, with
    that number.
    """
    pools: list[tuple[float, int]] = []
    total = number = 0
    for amount, articles in reversed(points):
        total, number = total + amount, number + articles
        if number >= ARTICLES_MIN:
            pools.append((total / number, number))
            total = number = 0
    return pools[::-1]


def measure_day(day: DayMeasures) -> dict[str, float]:
    """Give what one day measured; what could not be measured is left out."""
    measures: dict[str, float] = {"new": day.new}
    if day.read:
        measures["found"] = day.held
    if day.measured:
        measures["chars"] = day.chars / day.measured
        measures |= {
            field: count_filled_articles(day, field) / day.measured for field in MEASURED_FIELDS
        }
    if day.answers:
        measures["not_modified"] = day.not_modified / day.answers
    return measures


def find_latest_measures(days: Sequence[DayMeasures]) -> dict[str, float]:
    """Give the newest value of each measure.

    Those of articles are of the last ARTICLES_LEAST and more, one alone says little.
    """
    measures = measure_day(days[-1]) if days else {}
    total = DayMeasures("")
    for day in reversed(days):
        if day.measured and total.measured < ARTICLES_MIN:
            total = replace(
                total, **{name: getattr(total, name) + getattr(day, name) for name in _ARTICLE_SUMS}
            )
    return measures | {
        name: value for name, value in measure_day(total).items() if name not in ("found", "new")
    }


def find_usual_measures(days: Iterable[DayMeasures]) -> dict[str, float]:
    """Give the median of each measure over the days that have it."""
    measures = [measure_day(day) for day in days]
    names = dict.fromkeys(name for measure in measures for name in measure)
    return {
        name: float(median(measure[name] for measure in measures if name in measure))
        for name in names
    }


def count_filled_articles(day: DayMeasures, field: str) -> int:
    """Count the new articles of a day that have a field."""
    return int(getattr(day, f"with_{field}"))


def find_publishing_interval(days: Sequence[str]) -> int:
    """Give the days within which a source usually publishes again, 0 when too little is known.

    `days` are those on which it did.
    """
    moments = sorted(map(date.fromisoformat, days))
    gaps = sorted((after - before).days for before, after in pairwise(moments))
    return gaps[math.ceil(GAPS_SHARE * len(gaps)) - 1] if len(gaps) >= GAPS_MIN else 0

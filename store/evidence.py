"""Find the cause when something is wrong with a source: dead, moved, another layout, late.

Each function says in one sentence what was measured against what, and "" where the evidence is missing.
"""

from typing import Final

from records.limits import (
    CHARS_SHARE,
    DEAD_SECONDS,
    DEAD_TRIES,
    FIELD_LEAST,
    FIELD_SHARE,
    HELD_LEAST,
    HELD_SHARE,
    INTERVALS,
)
from store.baseline import FIELDS, fallen, filled, interval, pooled
from store.times import age, seconds_between, span
from store.vitals import DAY, Endpoint, Vitals

ABSENT: Final = {
    "dns": "its host has no address any more",
    "connection": "its host refuses the connection",
    "http-404": "answers 404",
    "http-410": "answers 410",
}
"""Why an address cannot be read, where nobody is at it."""
_NAMES: Final = {"title": "a title", "published": "a date", "outlet": "an outlet (来源)", "author": "an author"}


def dead(vitals: Vitals, last_run: str) -> str:
    """Say that nobody is at any of a source's addresses, for several runs and days."""
    ends = vitals.endpoints
    if not ends or any(one.reason not in ABSENT for one in ends):
        return ""
    tries, since = min(one.tries for one in ends), max(one.since for one in ends)
    if tries < DEAD_TRIES or not since or seconds_between(since, last_run) < DEAD_SECONDS:
        return ""
    whole = "its only address" if len(ends) == 1 else f"all {len(ends)} addresses"
    ago = span(seconds_between(since, last_run))
    return f"{whole} failed {tries} times in a row, none has answered since {since[:10]} ({ago}): {ends[0].url} {ABSENT[ends[0].reason]}"


def moved(vitals: Vitals) -> str:
    """Say where an address of a source has moved for good."""
    gone = [one for one in vitals.endpoints if one.moved]
    if not gone:
        return ""
    others = f"; so have {len(gone) - 1} more of its addresses" if len(gone) > 1 else ""
    there = f", which cannot be read ({gone[0].reason})" if gone[0].reason else ""
    return f"{gone[0].kind} {gone[0].url} has moved for good (301 or 308) to {gone[0].moved}{there}{others}"


def layout(vitals: Vitals) -> str:
    """Say what has fallen far under the usual while everything answers."""
    return next((said for one in vitals.endpoints if (said := _list(one, vitals))), "") or _pages(vitals) or _articles(vitals)


def _list(end: Endpoint, vitals: Vitals) -> str:
    fall = fallen([(held, 1) for held in end.readings], HELD_SHARE) if end.read else None
    if fall is None or fall.usual < HELD_LEAST:
        return ""
    if end.held and any(day.new for day in vitals.days[-fall.weight :]):
        return ""  # short, but alive
    holds = f"{end.held} article{'' if end.held == 1 else 's'}"
    return f"{end.kind} {end.url} answers {end.status} with {holds} in it, where {fall.usual:.0f} are usual (median of {fall.before} days)"


def _pages(vitals: Vitals) -> str:
    """Look at the share of new pages that became articles; what was dropped once is looked at again and says nothing new."""
    fall = fallen(pooled([(min(day.measured, day.firsts), day.firsts) for day in vitals.days]), FIELD_SHARE)
    if fall is None or fall.usual < FIELD_LEAST:
        return ""
    said = f"answers 200, but {round(fall.now * fall.weight)} of its last {fall.weight} new pages became articles"
    return f"{said}, where {fall.usual:.0%} is usual (the {fall.before} before)"


def _articles(vitals: Vitals) -> str:
    """Look at what is in its new articles."""
    fall = fallen(pooled([(day.chars, day.measured) for day in vitals.days]), CHARS_SHARE)
    if fall is not None:
        said = f"answers 200, but its last {fall.weight} new articles have {fall.now:.0f} characters each"
        return f"{said}, where {fall.usual:.0f} are usual (the {fall.before} before)"
    for field in FIELDS:
        fall = fallen(pooled([(filled(day, field), day.measured) for day in vitals.days]), FIELD_SHARE)
        if fall is not None and fall.usual >= FIELD_LEAST:
            said = f"answers 200, but {round(fall.now * fall.weight)} of its last {fall.weight} new articles have {_NAMES[field]}"
            return f"{said}, where {fall.usual:.0%} is usual (the {fall.before} before)"
    return ""


def late(vitals: Vitals, newest: str, last_run: str) -> str:
    """Say that a source has missed its own interval; where its articles have no dates, by the days on which they came."""
    days = vitals.published
    usual = interval(days)
    if not usual:
        days = tuple(day.day for day in vitals.days if day.new)
        usual = interval(days)
    if not usual:
        return ""
    last = max(newest, max(days))
    ago = age(last, last_run)
    if ago <= INTERVALS * usual * DAY:
        return ""
    apart = "every day" if usual == 1 else f"every {usual} days or sooner"
    return f"usually publishes {apart} (its last {len(days)} publishing days), but nothing since {last[:10]}, {span(ago)} ago"

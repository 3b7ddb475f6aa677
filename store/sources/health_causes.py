"""Find the cause when something is wrong with a source: dead, moved, another layout, late.

Each function says in one sentence what was measured against what, and "" where the evidence is
missing.
"""

from collections.abc import Mapping
from typing import Final

from records.clock import DAY_SECONDS
from records.message import Message
from records.reasons import HttpReason, Reason
from store.db.times import format_time_span, seconds_between, seconds_since
from store.sources.baseline import (
    MEASURED_FIELDS,
    count_filled_articles,
    find_decline,
    find_publishing_interval,
    pool_days,
)
from store.sources.measures import EndpointMeasures, SourceMeasures

LISTED_MIN: Final = 5  # articles that a list usually holds; a shorter one is empty now and then
LISTED_SHARE: Final = 0.1  # of what a list usually holds, under which its layout has changed
# of the usual characters of an article, likewise: seven notices in ten make it vary much
CHARS_SHARE: Final = 0.15
# of the usual share of articles with a field, or of pages that become articles, likewise
FIELD_SHARE: Final = 0.25
# of a source's articles that usually have a field, where its loss tells something
FIELD_SHARE_MIN: Final = 0.8
LATE_INTERVALS: Final = 2  # of its own that a source may miss before it is late
DEAD_TRIES: Final = 3  # in a row that found nobody at any of a source's addresses
# for which none of them has answered: a maintenance is over by then
DEAD_SECONDS: Final = 2 * DAY_SECONDS
ABSENCE_REASONS: Final[Mapping[str, str]] = {
    Reason.DNS: "its host has no address any more",
    Reason.CONNECTION: "its host refuses the connection",
    HttpReason.from_status(404): "answers 404",
    HttpReason.from_status(410): "answers 410",
}
"""Why an address cannot be read, where nobody is at it."""
_FIELD_NAMES: Final = {
    "title": "a title",
    "published": "a date",
    "outlet": "an outlet (来源)",
    "author": "an author",
}


def explain_dead(measures: SourceMeasures, last_run: str) -> str:
    """Say that nobody is at any of a source's addresses, for several runs and days."""
    ends = measures.endpoints
    if not ends or any(endpoint.reason not in ABSENCE_REASONS for endpoint in ends):
        return ""
    tries, since = (
        min(endpoint.tries for endpoint in ends),
        max(endpoint.since for endpoint in ends),
    )
    if tries < DEAD_TRIES or not since or seconds_between(since, last_run) < DEAD_SECONDS:
        return ""
    return Message(
        "{addresses} failed {tries} times in a row, none has answered since {day} ({ago}): {url}"
        " {problem}",
        addresses=Message("its only address")
        if len(ends) == 1
        else Message("all {number} addresses", number=len(ends)),
        tries=tries,
        day=since[:10],
        ago=format_time_span(seconds_between(since, last_run)),
        url=ends[0].url,
        problem=Message(ABSENCE_REASONS[ends[0].reason]),
    )


def explain_moved(measures: SourceMeasures) -> str:
    """Say where an address of a source has moved for good."""
    gone = [endpoint for endpoint in measures.endpoints if endpoint.moved]
    if not gone:
        return ""
    others = Message("; so have {number} more of its addresses", number=len(gone) - 1)
    there = Message(", which cannot be read ({reason})", reason=gone[0].reason)
    return Message(
        "{kind} {url} has moved for good (301 or 308) to {address}{there}{others}",
        kind=gone[0].kind,
        url=gone[0].url,
        address=gone[0].moved,
        there=there if gone[0].reason else "",
        others=others if len(gone) > 1 else "",
    )


def explain_layout_change(measures: SourceMeasures) -> str:
    """Say what has fallen far under the usual while everything answers."""
    return (
        next(
            (
                reason
                for endpoint in measures.endpoints
                if (reason := _explain_short_endpoint(endpoint, measures))
            ),
            "",
        )
        or _explain_failing_pages(measures)
        or _explain_poor_articles(measures)
    )


def _explain_short_endpoint(endpoint: EndpointMeasures, measures: SourceMeasures) -> str:
    fall = (
        find_decline([(held, 1) for held in endpoint.readings], LISTED_SHARE)
        if endpoint.read
        else None
    )
    if fall is None or fall.usual < LISTED_MIN:
        return ""
    if endpoint.held and any(day.new for day in measures.days[-fall.weight :]):
        return ""  # short, but alive
    return Message(
        "{kind} {url} answers {status} with {holds} in it, where {usual:.0f} are usual (median of"
        " {before} days)",
        kind=endpoint.kind,
        url=endpoint.url,
        status=endpoint.status,
        holds=Message(
            "{number} article" if endpoint.held == 1 else "{number} articles", number=endpoint.held
        ),
        usual=fall.usual,
        before=fall.before,
    )


def _explain_failing_pages(measures: SourceMeasures) -> str:
    """Look at the share of new pages that became articles.

    What was dropped once is looked at again and says nothing new.
    """
    fall = find_decline(
        pool_days([(min(day.measured, day.firsts), day.firsts) for day in measures.days]),
        FIELD_SHARE,
    )
    if fall is None or fall.usual < FIELD_SHARE_MIN:
        return ""
    return Message(
        "answers 200, but {number} of its last {all} new pages became articles, where {usual:.0%}"
        " is usual (the {before} before)",
        number=round(fall.now * fall.weight),
        all=fall.weight,
        usual=fall.usual,
        before=fall.before,
    )


def _explain_poor_articles(measures: SourceMeasures) -> str:
    """Look at what is in its new articles."""
    fall = find_decline(
        pool_days([(day.chars, day.measured) for day in measures.days]), CHARS_SHARE
    )
    if fall is not None:
        return Message(
            "answers 200, but its last {all} new articles have {now:.0f} characters each, where"
            " {usual:.0f} are usual (the {before} before)",
            all=fall.weight,
            now=fall.now,
            usual=fall.usual,
            before=fall.before,
        )
    for field in MEASURED_FIELDS:
        fall = find_decline(
            pool_days([(count_filled_articles(day, field), day.measured) for day in measures.days]),
            FIELD_SHARE,
        )
        if fall is not None and fall.usual >= FIELD_SHARE_MIN:
            return Message(
                "answers 200, but {number} of its last {all} new articles have {field}, where"
                " {usual:.0%} is usual (the {before} before)",
                number=round(fall.now * fall.weight),
                all=fall.weight,
                field=Message(_FIELD_NAMES[field]),
                usual=fall.usual,
                before=fall.before,
            )
    return ""


def explain_late(measures: SourceMeasures, newest: str, last_run: str) -> str:
    """Say that a source has missed its own interval.

    Where its articles have no dates, by the days on which they came.
    """
    days = measures.published
    usual = find_publishing_interval(days)
    if not usual:
        days = tuple(day.day for day in measures.days if day.new)
        usual = find_publishing_interval(days)
    if not usual:
        return ""
    last = max(newest, max(days))
    ago = seconds_since(last, last_run)
    if ago <= LATE_INTERVALS * usual * DAY_SECONDS:
        return ""
    return Message(
        "usually publishes {apart} (its last {number} publishing days), but nothing since {day},"
        " {ago} ago",
        apart=Message("every day")
        if usual == 1
        else Message("every {number} days or sooner", number=usual),
        number=len(days),
        day=last[:10],
        ago=format_time_span(ago),
    )

"""Judge how a source is doing: one word for a table, one sentence for whoever has to do something.

Answering is not alive: a feed with 300 items of which the newest is a year old is stale after its first run. Where a source dates
its articles the newest date counts, elsewhere the moment when the last new article was stored.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from store.sources import SourceHealth
from store.times import later, seconds_between

State = Literal["never run", "draft", "ok", "stale", "gap", "failed", "blocked", "challenged", "refused", "layout"]

TROUBLES: Final[Mapping[str, State]] = {
    "failed": "failed", "blocked": "blocked", "challenged": "challenged", "refused": "refused", "layout": "layout",
}  # fmt: skip
NEEDS_SOMEBODY: Final[frozenset[State]] = frozenset(("stale", "gap", *TROUBLES.values()))
GAP: Final = "possible gap"
"""What the note of a run begins with that may have missed articles."""
DAY: Final = 86_400


@dataclass(frozen=True, slots=True)
class Standing:
    """How a source is doing."""

    state: State
    reason: str = ""  # "" when nobody needs to do anything

    @property
    def needs_somebody(self) -> bool:
        """Whether a person should look."""
        return self.state in NEEDS_SOMEBODY


def judge(health: SourceHealth, now: str) -> Standing:
    """Judge a source by what the store knows of it."""
    if not health.enabled:
        return Standing("draft")
    if not health.last_run:
        return Standing("never run")
    if health.last_state not in ("", "ok"):
        return Standing(TROUBLES.get(health.last_state, "failed"), health.last_error or health.last_state)
    stale = _staleness(health, now)
    if stale:
        return Standing("stale", stale)
    gap = next((note for note in health.notes if note.startswith(GAP)), "")
    return Standing("gap", gap) if gap else Standing("ok")


def _staleness(health: SourceHealth, now: str) -> str:
    """Say why a source is stale, "" when it is not."""
    last = health.newest or health.last_new or health.added
    if not health.stale_after or not last or _age(last, now) <= health.stale_after:
        return ""
    if _age(last, health.last_run) <= health.stale_after < _age(health.last_run, now):  # it was alive when it was asked last
        return f"nobody has asked it since {_day(health.last_run)}, {span(_age(health.last_run, now))} ago; is `jianwen crawl` still run?"
    ago = f"{span(_age(last, now))} ago (limit {span(health.stale_after)})"
    if health.newest:
        said = f"answers, but its newest article is of {_day(last)}, {ago}"
    elif health.last_new:
        said = f"answers, but its last new article came on {_day(last)}, {ago}"
    else:
        said = f"answers, but has brought no article since it was added on {_day(last)}, {ago}"
    runs = f"; {health.quiet} run{'s' if health.quiet > 1 else ''} without news" if health.quiet else ""
    return said + runs


def _age(then: str, now: str) -> float:
    """Give the seconds since a moment, or since the end of a bare day, of which the minute is not known."""
    moment = later(f"{then}T00:00:00Z", DAY) if len(then) == len("2026-11-23") else then
    return max(0.0, seconds_between(moment, now))


def _day(moment: str) -> str:
    return moment[:10]


def span(seconds: float) -> str:
    """Write a span of time as people say it: in hours below two days, in days from there on."""
    hours, days = int(seconds // 3_600), int(seconds // DAY)
    if days > 1 or seconds == DAY:
        return f"{days} day{'s' if days > 1 else ''}"
    return f"{hours} hour{'s' if hours != 1 else ''}"

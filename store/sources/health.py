"""Judge how a source is doing: one word for a table, one sentence for whoever has to do something.

Answering is not alive: a feed with 300 items of which the newest is a year old is silent after its
first run. Where a source dates its articles the newest date counts, elsewhere the moment when the
last new article was stored.

The first word of these that has its evidence is the source's state:

* draft           not enabled; never run: enabled, and no run has polled it
* challenged      its last run met a test for browsers; blocked: 401, 403, 405, 406, 451; refused:
  robots.txt or a reservation
* dead            no address of it is there (no such host, connection refused, 404, 410), for
  several runs and days
* moved           an address of it redirects for good (301, 308) to another host or path
* layout-changed  it answers 200, and its lists, pages or articles hold far less than they usually
  do
* failed          its last run could not read it, for any other reason
* stale           nobody has polled it for longer than `stale_after`
* silent          it answers, and has brought nothing new for longer than `stale_after`
* withdrawals     so many of its articles answer 404 or 410 that a person must confirm it
* gap             more came between two runs than its list holds
* late            it has missed two of its own publishing intervals; nobody needs to do anything yet
* ok              none of these
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from records.clock import HOUR_SECONDS
from records.message import Message
from records.reasons import SourceFailure
from store.db.times import format_time_span, seconds_since
from store.sources.health_causes import (
    explain_dead,
    explain_late,
    explain_layout_change,
    explain_moved,
)
from store.sources.sources import SourceFacts

HealthState = Literal[
    "never run",
    "draft",
    "ok",
    "late",
    "silent",
    "stale",
    "gap",
    "failed",
    "blocked",
    "challenged",
    "refused",
    "layout-changed",
    "moved",
    "dead",
    "withdrawals",
    "nothing-stored",
]

REFUSAL_STATES: Final[Mapping[str, HealthState]] = {
    SourceFailure.BLOCKED: "blocked",
    SourceFailure.CHALLENGED: "challenged",
    SourceFailure.REFUSED: "refused",
}
"""What a run says of a source that does not want to be read."""
TODO_BY_STATE: Final[Mapping[HealthState, str]] = {
    "silent": (
        "see whether its site has news; `jianwen crawl --dry-run NAME` shows what is read of it"
    ),
    "stale": "see whether cron still runs `jianwen crawl`, and what `jianwen runs` says",
    "gap": "run `jianwen crawl` more often, or `jianwen crawl NAME --backfill 30d` once",
    "failed": "`jianwen crawl --dry-run NAME` asks it again",
    "blocked": "ask its publisher for leave, crawl from elsewhere, or set tolerate_failure = true",
    "challenged": "ask its publisher for a feed; no browser is played",
    "refused": "obey, or make a contract with its publisher",
    "layout-changed": (
        "`jianwen crawl --dry-run NAME` and `jianwen extract URL` show what is read; mend links,"
        " rows or body in NAME.toml"
    ),
    "moved": "write the new address into NAME.toml",
    "dead": "look for its new address, or set enabled = false in NAME.toml",
    "nothing-stored": (
        "`jianwen extract URL` of one of its pages shows what comes back; a login, a paywall or a"
        " script shell needs another feed or a contract"
    ),
    "withdrawals": (
        "look at its site: what answers again stays, `jianwen withdraw --confirm NAME` takes the"
        " others back"
    ),
    "late": "wait: it becomes silent after its stale_after",
}
"""What to do; NAME is the source's."""
UNSTORED_AT_ONCE: Final = 3
UNSTORED_LASTING: Final = 2
UNSTORED_SECONDS: Final = 20 * HOUR_SECONDS
"""So many new articles in a row that could not be stored tell something; fewer of them where it
lasts for a day of a daily cron; one of a source that never brought any."""
STATES_NEEDING_SOMEBODY: Final[frozenset[HealthState]] = frozenset(TODO_BY_STATE) - {"late"}


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """How a source is doing."""

    state: HealthState
    reason: str = ""  # what was measured against what; "" when there is nothing to say
    tolerated: bool = False  # it is known to be out of reach from some places, and it is

    @property
    def needs_somebody(self) -> bool:
        """Whether a person should look."""
        return self.state in STATES_NEEDING_SOMEBODY and not self.tolerated

    @property
    def todo(self) -> str:
        """What to do, "" when nothing is to be done; NAME in it is the source's."""
        return TODO_BY_STATE.get(self.state, "")


def judge_source(facts: SourceFacts, now: str) -> SourceHealth:
    """Judge a source by what the store knows of it."""
    if not facts.enabled:
        return SourceHealth("draft")
    if not facts.last_run:
        return SourceHealth("never run")
    if facts.last_state in REFUSAL_STATES:
        return SourceHealth(
            REFUSAL_STATES[facts.last_state], facts.last_error or facts.last_state, facts.tolerated
        )
    return _find_cause(facts) or _find_quiet(facts, now) or SourceHealth("ok")


def _find_cause(facts: SourceFacts) -> SourceHealth | None:
    """Find what is wrong with the source itself."""
    if reason := explain_dead(facts.vitals, facts.last_run):
        return SourceHealth("dead", reason)
    if reason := explain_moved(facts.vitals):
        return SourceHealth("moved", reason)
    if reason := explain_layout_change(facts.vitals):
        return SourceHealth("layout-changed", reason)
    if facts.last_state == SourceFailure.LAYOUT:  # not one new page held a text
        return SourceHealth("layout-changed", facts.last_error, facts.tolerated)
    if facts.last_state not in ("", "ok"):
        return SourceHealth("failed", facts.last_error or facts.last_state, facts.tolerated)
    return None


def _find_quiet(facts: SourceFacts, now: str) -> SourceHealth | None:
    """Find that too little comes of a source that can be read, or too much has gone."""
    if reason := _explain_unstored(facts, now):
        return SourceHealth("nothing-stored", reason, facts.tolerated)
    if facts.withheld:
        return SourceHealth("withdrawals", _explain_withheld(facts))
    if reason := _explain_stale(facts, now):
        return SourceHealth("stale", reason)
    if reason := _explain_silent(facts, now):
        return SourceHealth("silent", reason)
    for endpoint in facts.vitals.endpoints:
        if endpoint.gap is not None:
            return SourceHealth("gap", endpoint.gap.build_note(endpoint.url).message)
    reason = explain_late(facts.vitals, facts.newest, facts.last_run)
    return SourceHealth("late", reason) if reason else None


def _explain_unstored(facts: SourceFacts, now: str) -> str:
    """Say that none of the articles that it announced lately could be stored."""
    lasting = bool(facts.unstored) and seconds_since(facts.unstored_since, now) >= UNSTORED_SECONDS
    enough = 1 if not facts.last_new else UNSTORED_LASTING if lasting else UNSTORED_AT_ONCE
    if facts.unstored < enough:
        return ""
    return Message(
        "announced {number} articles since {day}, none of them could be stored: {reason}",
        number=facts.unstored,
        day=facts.unstored_since[:10],
        reason=facts.unstored_reason,
    )


def _explain_withheld(facts: SourceFacts) -> str:
    return Message(
        "{withheld} of its {articles} articles answer 404 or 410; they stay published",
        withheld=facts.withheld,
        articles=facts.articles,
    )


def _last_news(facts: SourceFacts) -> str:
    return facts.newest or facts.last_new or facts.added


def _explain_stale(facts: SourceFacts, now: str) -> str:
    """Say that a source was alive when it was polled last, too long ago."""
    last, unasked = _last_news(facts), seconds_since(facts.last_run, now)
    if (
        not facts.stale_after
        or not last
        or not seconds_since(last, facts.last_run) <= facts.stale_after < unasked
    ):
        return ""
    return Message(
        "nobody has asked it since {day}, {ago} ago",
        day=facts.last_run[:10],
        ago=format_time_span(unasked),
    )


def _explain_silent(facts: SourceFacts, now: str) -> str:
    """Say for how long nothing new has come."""
    last = _last_news(facts)
    if not facts.stale_after or not last or seconds_since(last, now) <= facts.stale_after:
        return ""
    runs = Message(
        "; {number} runs without news" if facts.quiet > 1 else "; {number} run without news",
        number=facts.quiet,
    )
    return Message(
        "{silence}, {ago} ago (limit {limit}){runs}",
        silence=_describe_last_news(facts),
        ago=format_time_span(seconds_since(last, now)),
        limit=format_time_span(facts.stale_after),
        runs=runs if facts.quiet else "",
    )


def _describe_last_news(facts: SourceFacts) -> Message:
    day = _last_news(facts)[:10]
    if facts.newest:
        return Message("answers, but its newest article is of {day}", day=day)
    if facts.last_new:
        return Message("answers, but its last new article came on {day}", day=day)
    return Message("answers, but has brought no article since it was added on {day}", day=day)

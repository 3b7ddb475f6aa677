"""Judge how a source is doing: one word for a table, one sentence for whoever has to do something.

Answering is not alive: a feed with 300 items of which the newest is a year old is silent after its first run. Where a source dates
its articles the newest date counts, elsewhere the moment when the last new article was stored.

The first word of these that has its evidence is the source's state:

* draft           not enabled; never run: enabled, and no run has asked it
* challenged      its last run met a test for browsers; blocked: 401, 403, 405, 406, 451; refused: robots.txt or a reservation
* dead            no address of it is there (no such host, connection refused, 404, 410), for several runs and days
* moved           an address of it redirects for good (301, 308) to another host or path
* layout-changed  it answers 200, and its lists, pages or articles hold far less than they usually do
* failed          its last run could not read it, for any other reason
* stale           nobody has asked it for longer than `stale_after`
* silent          it answers, and has brought nothing new for longer than `stale_after`
* gap             more came between two runs than its list holds
* late            it has missed two of its own publishing intervals; nobody needs to do anything yet
* ok              none of these
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from store import evidence
from store.sources import SourceHealth
from store.times import age, span

State = Literal[
    "never run", "draft", "ok", "late", "silent", "stale", "gap", "failed", "blocked", "challenged", "refused",
    "layout-changed", "moved", "dead",
]  # fmt: skip

KEPT_OUT: Final[Mapping[str, State]] = {"blocked": "blocked", "challenged": "challenged", "refused": "refused"}
"""What a run says of a source that does not want to be read."""
TODO: Final[Mapping[State, str]] = {
    "silent": "see whether its site has news; `jianwen crawl --dry-run NAME` shows what is read of it",
    "stale": "see whether cron still runs `jianwen crawl`, and what `jianwen runs` says",
    "gap": "run `jianwen crawl` more often, or `jianwen crawl NAME --backfill 30d` once",
    "failed": "`jianwen crawl --dry-run NAME` asks it again",
    "blocked": "ask its publisher for leave, crawl from elsewhere, or set tolerate_failure = true",
    "challenged": "ask its publisher for a feed; no browser is played",
    "refused": "obey, or make a contract with its publisher",
    "layout-changed": "`jianwen crawl --dry-run NAME` and `jianwen extract URL` show what is read; mend links, rows or body in NAME.toml",
    "moved": "write the new address into NAME.toml",
    "dead": "look for its new address, or set enabled = false in NAME.toml",
    "late": "wait: it becomes silent after its stale_after",
}
"""What to do; NAME is the source's."""
NEEDS_SOMEBODY: Final[frozenset[State]] = frozenset(TODO) - {"late"}
GAP: Final = "possible gap"
"""What the note of a run begins with that may have missed articles."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a source is doing."""

    state: State
    reason: str = ""  # what was measured against what; "" when there is nothing to say
    tolerated: bool = False  # it is known to be out of reach from some places, and it is

    @property
    def needs_somebody(self) -> bool:
        """Whether a person should look."""
        return self.state in NEEDS_SOMEBODY and not self.tolerated

    @property
    def todo(self) -> str:
        """What to do, "" when nothing is to be done; NAME in it is the source's."""
        return TODO.get(self.state, "")


def judge(health: SourceHealth, now: str) -> Standing:
    """Judge a source by what the store knows of it."""
    if not health.enabled:
        return Standing("draft")
    if not health.last_run:
        return Standing("never run")
    if health.last_state in KEPT_OUT:
        return Standing(KEPT_OUT[health.last_state], health.last_error or health.last_state, health.tolerated)
    return _cause(health) or _quiet(health, now) or Standing("ok")


def _cause(health: SourceHealth) -> Standing | None:
    """Find what is wrong with the source itself."""
    if said := evidence.dead(health.vitals, health.last_run):
        return Standing("dead", said)
    if said := evidence.moved(health.vitals):
        return Standing("moved", said)
    if said := evidence.layout(health.vitals):
        return Standing("layout-changed", said)
    if health.last_state == "layout":  # not one new page held a text
        return Standing("layout-changed", health.last_error, health.tolerated)
    if health.last_state not in ("", "ok"):
        return Standing("failed", health.last_error or health.last_state, health.tolerated)
    return None


def _quiet(health: SourceHealth, now: str) -> Standing | None:
    """Find that too little comes of a source that can be read."""
    if said := _unasked(health, now):
        return Standing("stale", said)
    if said := _silence(health, now):
        return Standing("silent", said)
    if gap := next((note for note in health.notes if note.startswith(GAP)), ""):
        return Standing("gap", gap)
    said = evidence.late(health.vitals, health.newest, health.last_run)
    return Standing("late", said) if said else None


def _last(health: SourceHealth) -> str:
    return health.newest or health.last_new or health.added


def _unasked(health: SourceHealth, now: str) -> str:
    """Say that a source was alive when it was asked last, too long ago."""
    last, unasked = _last(health), age(health.last_run, now)
    if not health.stale_after or not last or not age(last, health.last_run) <= health.stale_after < unasked:
        return ""
    return f"nobody has asked it since {health.last_run[:10]}, {span(unasked)} ago"


def _silence(health: SourceHealth, now: str) -> str:
    """Say for how long nothing new has come."""
    last = _last(health)
    if not health.stale_after or not last or age(last, now) <= health.stale_after:
        return ""
    ago = f"{span(age(last, now))} ago (limit {span(health.stale_after)})"
    if health.newest:
        said = f"answers, but its newest article is of {last[:10]}, {ago}"
    elif health.last_new:
        said = f"answers, but its last new article came on {last[:10]}, {ago}"
    else:
        said = f"answers, but has brought no article since it was added on {last[:10]}, {ago}"
    runs = f"; {health.quiet} run{'s' if health.quiet > 1 else ''} without news" if health.quiet else ""
    return said + runs

"""What becomes of a page in a run, what a run counts and what ends it: declared once.

Columns, reports and JSON follow.
"""

import signal
from dataclasses import dataclass, fields
from typing import Final, Literal

OutcomeKind = Literal["new", "copy", "updated", "unchanged", "dropped", "quarantined", "retry"]
"""What the store makes of a page: `copy` is a new article that is a duplicate of another one."""

PAGES_PER_RUN: Final = 500  # articles of one source in one run
RUN_COUNTERS: Final = (
    "found",
    "fetched",
    "unchanged",
    "new",
    "updated",
    "copies",
    "dropped",
    "failed",
)
"""Counters of a source in a run, in the order in which reports show them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunMeasures:
    """What else is summed up of a source in a run, for its health."""

    answers: int = 0  # of announcements and pages, good ones
    not_modified: int = 0  # of them: 304
    firsts: int = 0  # pages of addresses that were read for the first time
    measured: int = 0  # new articles that the rest is about
    chars: int = 0
    with_title: int = 0
    with_published: int = 0
    with_outlet: int = 0
    with_author: int = 0


RUN_MEASURES: Final = tuple(field.name for field in fields(RunMeasures))

COUNTERS_BY_OUTCOME: Final[dict[OutcomeKind, tuple[str, ...]]] = {
    "new": ("new",),
    "copy": ("new", "copies"),
    "updated": ("updated",),
    "unchanged": ("unchanged",),
    "dropped": ("dropped",),
    "quarantined": ("failed",),
    "retry": ("failed",),
}
"""What an outcome adds to the counters of its source."""

STOP_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""What ends a run: Ctrl-C, a service manager, a terminal that was closed.

Workers ignore them: their parent decides when they end.
"""

"""What becomes of a page in a run, what a run counts and what ends it: declared once.

Columns, reports and JSON follow.
"""

import signal
from typing import Final, Literal

OutcomeKind = Literal["new", "copy", "updated", "unchanged", "dropped", "quarantined", "retry"]
"""What the store makes of a page: `copy` is a new article that is a duplicate of another one."""

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
RUN_MEASURES: Final = (
    "answers",
    "not_modified",
    "firsts",
    "measured",
    "chars",
    "with_title",
    "with_published",
    "with_outlet",
    "with_author",
)
"""What else is summed up of a source in a run, for its health."""

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

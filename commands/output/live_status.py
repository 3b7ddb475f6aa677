"""Show on a terminal how a harvest is getting on: a line that is written anew several times a
second.
"""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from shutil import get_terminal_size
from typing import Final

import click

from text.printable import make_printable

BAR_CHARS: Final = 20  # characters
# seconds between two drawings: more often nobody sees, and a fast crawl would wait for the terminal
REDRAW_SECONDS: Final = 0.1
_OUTCOMES: Final = (
    "new",
    "copy",
    "updated",
    "unchanged",
    "dropped",
    "failed",
    "quarantined",
    "retry",
)
"""Outcomes in the order of interest."""


@dataclass(slots=True)
class CrawlCounts:
    """Counts of a run while it goes on; `due` are the articles that are to be fetched."""

    due: Counter[str] = field(default_factory=Counter)  # by source
    done: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    heard: int = 0  # feeds, sitemaps, listings read

    def note(self, source: str, kind: str) -> None:
        """Count what the run tells: heard, due, or the outcome of an article."""
        if kind == "heard":
            self.heard += 1
        elif kind == "due":
            self.due[source] += 1
        else:
            self.done[source] += 1
            self.kinds[kind] += 1

    def line(self, seconds: float, columns: int) -> str:
        """Draw everything in so many columns: bar, pages, speed, outcomes, then the sources that
        have most to do.
        """
        done, due = self.done.total(), max(self.due.total(), self.done.total())
        full = BAR_CHARS * done // due if due else 0
        parts = [
            f"[{'#' * full}{'.' * (BAR_CHARS - full)}] {done}/{due} pages"
            if due
            else f"[{'.' * BAR_CHARS}] {self.heard} lists read",
            f"{done / seconds:.1f}/s" if done and seconds >= 1 else "",
            format_clock(seconds),
            " ".join(f"{self.kinds[kind]} {kind}" for kind in _OUTCOMES if self.kinds[kind]),
            *(f"{name} {self.done[name]}/{self.due[name]}" for name, _ in self._rank_by_backlog()),
        ]
        line = ""
        for part in filter(None, parts):
            longer = f"{line}  {part}" if line else part
            if len(longer) >= columns:
                return line or part[: max(columns - 1, 0)]
            line = longer
        return line

    def _rank_by_backlog(self) -> list[tuple[str, int]]:
        return (self.due - self.done).most_common()


class LiveStatus:
    """The line on stderr while somebody watches; silent otherwise."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Count nothing yet."""
        from commands.output.progress import is_interactive

        self._is_interactive, self._clock, self.counts = is_interactive(), clock, CrawlCounts()
        self._begun = self._drawn_at = clock()

    def update(self, source: str, kind: str) -> None:
        """Count one event; draw when the last drawing is old enough."""
        self.counts.note(source, kind)
        at = self._clock()
        if self._is_interactive and at - self._drawn_at >= REDRAW_SECONDS:
            self._drawn_at = at
            click.echo(
                "\r\x1b[K"
                + make_printable(self.counts.line(at - self._begun, get_terminal_size().columns)),
                nl=False,
                err=True,
            )

    def end(self) -> None:
        """Wipe the line."""
        if self._is_interactive:
            click.echo("\r\x1b[K", nl=False, err=True)


def format_clock(seconds: float) -> str:
    """Write a span as a clock does: 0:07, 12:30, 1:02:05."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"

"""A progress bar for people who watch, nothing for cron."""

import os
import sys
from contextlib import AbstractContextManager, ExitStack
from typing import TYPE_CHECKING, Self

import click

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar


def is_interactive() -> bool:
    """Say whether somebody is looking: stderr is a terminal and neither NO_COLOR nor CI is set."""
    return sys.stderr.isatty() and not os.environ.get("NO_COLOR") and not os.environ.get("CI")


def open_progress_bar(length: int, label: str) -> "AbstractContextManager[ProgressBar[int]]":
    """Open a bar on stderr over a known number of steps.

    `.update(n)` moves it, unwatched it stays silent.
    """
    return click.progressbar(
        length=length, label=label, file=sys.stderr, hidden=not is_interactive()
    )


class ProgressDisplay:
    """A bar for services that report how much is done of how much.

    It is drawn once the total is known; where the count begins anew, so does the bar.
    """

    def __init__(self, label: str = "") -> None:
        """Draw nothing yet."""
        self._label, self._stack = label, ExitStack()
        self._bar: ProgressBar[int] | None = None

    def __enter__(self) -> Self:
        """Draw nothing yet."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the bar's line."""
        self._stack.close()

    def update(self, done: int, total: int) -> None:
        """Move to what is done of a total; 0 for a total that is not known."""
        if self._bar is not None and done < self._bar.pos:
            self._stack.close()
            self._bar = None
        if self._bar is None and total:
            self._bar = self._stack.enter_context(open_progress_bar(total, self._label))
        if self._bar is not None:
            self._bar.length = total or self._bar.length
            self._bar.update(done - self._bar.pos)

    def update_named(self, name: str, done: int, total: int) -> None:
        """Do the same under a name that is known only now."""
        self._label = name
        self.update(done, total)

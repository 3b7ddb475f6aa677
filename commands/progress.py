"""A progress bar for people who watch, nothing for cron."""

import os
import sys
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar


def watched() -> bool:
    """Say whether somebody is looking: stderr is a terminal and neither NO_COLOR nor CI is set."""
    return sys.stderr.isatty() and not os.environ.get("NO_COLOR") and not os.environ.get("CI")


def bar(length: int, label: str) -> "AbstractContextManager[ProgressBar[int]]":
    """Open a bar on stderr over a known number of steps; `.update(n)` moves it, unwatched it stays silent."""
    return click.progressbar(length=length, label=label, file=sys.stderr, hidden=not watched())

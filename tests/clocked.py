"""A clock that a test sets, for its own process and for the processes it starts: the one way to do
either.

    python tests/clocked.py 2026-11-23T19:00:00Z crawl --json

runs `jianwen crawl --json` at that moment. Time goes on from there as fast as ever, so that what
waits is let go.
"""

import os
import select
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

AT = "2026-11-23T19:00:00Z"
"""When tests are: the evening of a Monday, far from any border of days, in whose week no country
changes its clocks.
"""
PROGRAM = Path(__file__).resolve()


class Clock:
    """Shows a moment when it is made, and goes on from there, whatever the machine's own clock is
    set to.
    """

    def __init__(self, at: str = AT) -> None:
        """Show `at`, ISO 8601; `AT@SECONDS` is what another process showed at that moment of the
        machine's monotonic clock, which all processes share.
        """
        moment, _, begun = at.partition("@")
        self._at = datetime.fromisoformat(moment)
        self._begun = float(begun) if begun else time.monotonic()

    @property
    def shared(self) -> str:
        """How a child is told to show the same time, however long it takes to start."""
        return f"{self._at.isoformat()}@{self._begun!r}"

    def read(self) -> datetime:
        return self._at + timedelta(seconds=time.monotonic() - self._begun)

    def now(self) -> str:
        return _form(self.read())

    def ago(self, days: float = 0) -> str:
        return _form(self.read() - timedelta(days=days))

    def rule(self) -> None:
        """Be the clock of this process: everything that needs the time asks `records.clock`."""
        from records.clock import utc_now

        utc_now.__kwdefaults__["read"] = self.read


def _form(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


# `make test-dates`: Debian's libfaketime 0.9.10 turns the end of a sleep into a moment before 1970:
# EINVAL
if "FAKETIME" in os.environ:
    time.sleep = lambda seconds: select.select([], [], [], seconds) and None


if __name__ == "__main__":
    sys.path.insert(0, str(PROGRAM.parents[1]))
    Clock(sys.argv[1]).rule()
    from commands.main import main

    sys.argv = ["jianwen", *sys.argv[2:]]
    sys.exit(main())

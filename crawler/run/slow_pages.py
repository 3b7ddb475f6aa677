"""Remember, beyond a kill, which pages were being read for long.

A page that takes the whole process down, by memory or by what the system does about it, is read
again by the next run, which falls, too. So a page that is not read at once is written down; what
still stands there when a run begins was under work when the last one was killed, and is set aside
the second time. Pages that are read as quickly as most are never written: whoever kills a run often
must not lose one by chance.
"""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

SLOW_SECONDS: Final = 2.0
"""A page of 120 KB takes a hundredth of that."""
KILLS: Final = 2


class SlowPages:
    """The pages that are being read for more than SLOW_SECONDS, by their number in the ledger."""

    def __init__(self, path: Path, seconds: float = SLOW_SECONDS) -> None:
        """Take the file, which need not be there."""
        self._path, self._seconds = path, seconds
        self._kills = _read_counts(path)
        self._reading: set[int] = set()

    def take_killers(self) -> list[int]:
        """Give the pages under work at KILLS kills, and forget them."""
        killers = [page for page, kills in self._kills.items() if kills >= KILLS]
        for page in killers:
            del self._kills[page]
        self._write()
        return killers

    @contextmanager
    def reading(self, page: int) -> Iterator[None]:
        """Say that a page is being read; called in the event loop."""
        timer = asyncio.get_running_loop().call_later(self._seconds, self._note, page)
        try:
            yield
        finally:
            timer.cancel()
            if page in self._reading or page in self._kills:
                self._reading.discard(page)
                self._kills.pop(page, None)
                self._write()

    def _note(self, page: int) -> None:
        self._reading.add(page)
        self._write()

    def _write(self) -> None:
        """Write how many kills each page will have been under if there is one now."""
        counts = self._kills | {page: self._kills.get(page, 0) + 1 for page in self._reading}
        if not counts:
            self._path.unlink(missing_ok=True)
            return
        part = self._path.with_suffix(".part")
        part.write_text(json.dumps(counts), "ascii")
        part.replace(self._path)


def _read_counts(path: Path) -> dict[int, int]:
    """Read the file; what is no such file counts nothing."""
    try:
        counts = json.loads(path.read_text("ascii"))
        return {int(page): int(kills) for page, kills in counts.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}

"""Notice a fetching process that stands still: one answer holds it, and neither sockets nor signals
are looked at.

A timer of the kernel interrupts it each second, also in the middle of a regular expression, which a
thread could not: it would wait for the interpreter's lock. Time is the processor's, so a busy
machine and a store that another program keeps locked are no standstill. C code that never looks
at signals cannot be interrupted; what strangers write is read by none in this process.
"""

import asyncio
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

STANDSTILL_SECONDS: Final = 5.0  # of processor time between two turns of the event loop
_TICK_SECONDS: Final = 1.0


class ReactorStandstill(BaseException):
    """Raised in whatever holds the event loop; no `except Exception` must keep it."""


class Watchdog:
    """Knows what is being read and since when."""

    def __init__(self, seconds: float = STANDSTILL_SECONDS) -> None:
        """Watch nothing yet; `seconds` of processor time are a standstill."""
        self._seconds = seconds
        self._last_turn = 0.0
        self._reading: tuple[str, int] = ("", 0)
        self.cut_off: list[tuple[str, int]] = []  # addresses and their ids in the ledger

    @contextmanager
    def reading(self, url: str, ledger_id: int = 0) -> Iterator[None]:
        """Say what is being read, for the message should it never end."""
        before, self._reading = self._reading, (url, ledger_id)
        try:
            yield
        finally:
            self._reading = before

    def note_progress(self) -> None:
        """Say that a long piece of work goes on whose end is known: 50,000 rows are written."""
        self._last_turn = time.thread_time()

    @contextmanager
    def watch(
        self, loop: asyncio.AbstractEventLoop, on_standstill: Callable[[str], object]
    ) -> Iterator[None]:
        """Watch a loop that is about to run; `on_standstill` is told what was being read.

        Only in the main thread, where signals are heard.
        """
        if threading.current_thread() is not threading.main_thread():
            yield
            return

        def turn() -> None:
            self._last_turn = time.thread_time()
            loop.call_later(_TICK_SECONDS, turn)

        def look(number: int, frame: FrameType | None) -> None:
            if time.thread_time() - self._last_turn < self._seconds:
                return
            self._last_turn = time.thread_time()
            self.cut_off.append(self._reading)
            on_standstill(self._reading[0])
            raise ReactorStandstill(self._reading[0])

        turn()
        kept = signal.signal(signal.SIGALRM, look)
        signal.setitimer(signal.ITIMER_REAL, _TICK_SECONDS, _TICK_SECONDS)
        try:
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0.0)
            signal.signal(signal.SIGALRM, kept)

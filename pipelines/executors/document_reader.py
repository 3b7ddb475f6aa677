"""Read documents of strangers in worker processes of their own, so that one that takes for ever
costs its source that document, and the others nothing.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType
from typing import Final, Self, TypeVar

from pipelines.executors.process_pool import WorkerSlot
from records.limits import READ_SECONDS, READ_SECONDS_PER_MB, READER_BYTES
from records.reasons import Reason
from records.verdict import Quarantine

READERS: Final = 2  # one goes on while the other has a document that takes its whole time
SMALL_BYTES: Final = 64 * 1024  # of a document that is read without a worker
STRIKES: Final = 3  # documents of one source that could not be read, before no more are tried
_MB: Final = 1024 * 1024
Result = TypeVar("Result")


class DocumentReader:
    """Worker processes that load nothing but what they read with; use it as a context manager.

    A source has one document at a time read, and waits behind those whose documents were quick.
    """

    def __init__(self, readers: int = READERS, seconds: float = READ_SECONDS) -> None:
        """Start nothing yet; `seconds` is the time limit of a small document."""
        self._slots = [
            WorkerSlot(
                "the reading process cannot start", seconds, load_nothing, memory=READER_BYTES
            )
            for _ in range(readers)
        ]
        self._seconds = seconds
        self._strikes: Counter[str] = Counter()
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._free = asyncio.Condition()

    def __enter__(self) -> Self:
        """Let workers start with the first document that needs one."""
        for slot in self._slots:
            slot.closed = False
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the workers."""
        for slot in self._slots:
            slot.close()

    async def read(
        self, source: str, size: int, function: Callable[..., Result], *arguments: object
    ) -> Result | Quarantine:
        """Run a function over a document of `size` bytes; raises what the function raises.

        A small one is read in this process, for a worker costs more to start than it to read; what
        takes long all the same is cut off by the watchdog. Of a larger one a Quarantine when it
        takes too long or too much memory, or the source has had STRIKES.
        """
        if size <= SMALL_BYTES:
            return function(*arguments)
        async with self._turns[source]:
            if self._strikes[source] >= STRIKES:
                return Quarantine(
                    "fetch", Reason.TIME_OUT, f"{STRIKES} documents of {source} took too long"
                )
            limit = self._seconds + READ_SECONDS_PER_MB * size / _MB
            result: Result | Quarantine = await self._run(function, arguments, limit)
            if isinstance(result, Quarantine):
                self._strikes[source] += 1
                return replace(result, stage="fetch")
            return result

    async def _run(
        self, function: Callable[..., Result], arguments: tuple[object, ...], seconds: float
    ) -> Result | Quarantine:
        async with self._free:
            await self._free.wait_for(lambda: bool(self._slots))
            slot = self._slots.pop()
        try:
            result: Result | Quarantine = await slot.run_async(
                function, *arguments, seconds=seconds
            )
        except MemoryError:
            return Quarantine("fetch", Reason.CRASH, "took more memory than any document needs")
        finally:
            self._slots.append(slot)
            async with self._free:
                self._free.notify()
        return result


def load_nothing() -> None:
    """Be ready: what a worker reads with is imported with the first document."""

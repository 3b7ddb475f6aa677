"""Refine records in worker processes, so that a page that hangs or crashes a stage costs that page
alone.
"""

import asyncio
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, contextmanager, nullcontext
from multiprocessing import active_children, get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from pipelines.executors.worker import init_worker, load_context, refine_record
from records.errors import JianwenError
from records.limits import REFINE_SECONDS, WORKER_BYTES
from records.paths import PROJECT_ROOT
from records.reasons import Reason
from records.record import Record
from records.runs import STOP_SIGNALS
from records.source import Source
from records.verdict import Quarantine, Verdict

# for the start of a worker with its dictionaries: 2 s on an idle machine
WORKER_START_SECONDS: Final = 120.0
_QUIET_RESOURCE_TRACKER: Final = "ignore::UserWarning:multiprocessing.resource_tracker"
"""After a kill -9 the helper of multiprocessing tidies up, and would warn cron of it.

It takes its options when it is started.
"""


class LocalPipelineExecutor:
    """Worker processes that each hold a stage context; use it as a context manager.

    A worker is started when it is needed or by `start_workers`. Raises JianwenError when one cannot
    start.
    """

    def __init__(
        self,
        sources: Iterable[Source] = (),
        workers: int = 1,
        *,
        data: Path = PROJECT_ROOT / "data",
        seconds: float = REFINE_SECONDS,
    ) -> None:
        """Take what the workers need; nothing is started yet.

        `seconds` is the time limit for one article.
        """
        source_list = list(sources)
        self._slots = [
            WorkerSlot(
                f"the refining process cannot start with {data}",
                seconds,
                load_context,
                data,
                source_list,
            )
            for _ in range(workers)
        ]
        self._free_slots = asyncio.Semaphore(workers)

    def __enter__(self) -> Self:
        """Start nothing yet: most runs find little that is new."""
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

    def start_workers(self, number: int) -> None:
        """Start workers for so many records that are about to come, so that they load during the
        first downloads.
        """
        for slot in self._slots[::-1][:number]:
            slot.open()

    def refine(self, record: Record) -> Record | Verdict:
        """Refine one record and wait for it; `raw` and `text` do not come back."""
        slot = self._slots[0]
        try:
            slot.wait_until_ready()
            result: Record | Verdict = slot.submit(refine_record, record).result(slot.seconds)
        except (TimeoutError, BrokenProcessPool) as error:
            return slot.replace_worker(error)
        return result

    async def refine_async(
        self, record: Record, during: AbstractContextManager[object] | None = None
    ) -> Record | Verdict:
        """Refine one record while the event loop goes on; as many at once as there are workers.

        `during` is entered when a worker begins with it, and left with its result.
        """
        async with self._free_slots:
            slot = self._slots.pop()
            try:
                await slot.wait_until_ready_async()
                with during or nullcontext():
                    result: Record | Verdict = await slot.run_async(refine_record, record)
                return result
            finally:
                self._slots.append(slot)


class WorkerSlot:
    """One worker process and what it has to do.

    Replaced by a new one when it dies or takes too long.
    """

    def __init__(
        self,
        start_error: str,
        seconds: float,
        load: Callable[..., None],
        *arguments: object,
        memory: int = WORKER_BYTES,
    ) -> None:
        """Take what the worker loads when it starts; nothing is started yet.

        `seconds` is the time limit for one task, `memory` the bytes that the worker may have.
        """
        self._start_error, self.seconds, self._memory = start_error, seconds, memory
        self._load, self._arguments = load, arguments
        self.closed = True
        self._executor: ProcessPoolExecutor | None = None
        self._process: BaseProcess | None = None
        self._ready: Future[None] = Future()
        self._task: Future[Any] = Future()
        self._task.cancel()  # none yet

    def open(self) -> None:
        """Start the worker unless it has been started."""
        if self.closed:
            raise RuntimeError("the executor is closed; use it in a with block")
        if self._executor is not None:
            return
        if _QUIET_RESOURCE_TRACKER not in sys.warnoptions:
            sys.warnoptions.append(_QUIET_RESOURCE_TRACKER)
        before = set(active_children())
        self._executor = ProcessPoolExecutor(
            1,
            mp_context=get_context("spawn"),
            initializer=init_worker,
            initargs=(self._memory,),
        )
        with _signals_ignored():
            self._ready = self._executor.submit(self._load, *self._arguments)
        self._process = next(iter(set(active_children()) - before), None)

    def close(self) -> None:
        """End the worker, also in the middle of a task."""
        self.closed = True
        if self._executor is None:
            return
        if self._process is not None and not (self._ready.done() and self._task.done()):
            # still loading dictionaries that nobody will use, or at a page that the next run reads
            self._process.kill()
        self._executor.shutdown(wait=True, cancel_futures=True)
        self._executor = None

    def wait_until_ready(self) -> None:
        """Wait until the worker has loaded its stage context."""
        self.open()
        try:
            self._ready.result(timeout=WORKER_START_SECONDS)
        except (OSError, BrokenProcessPool, TimeoutError) as error:
            raise self._build_start_error(error) from error

    def _build_start_error(self, error: Exception) -> JianwenError:
        detail = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        return JianwenError(f"{self._start_error} ({detail}); `jianwen doctor` looks closer")

    def submit(self, function: Callable[..., object], *arguments: object) -> "Future[Any]":
        """Give the worker a task; `wait_until_ready` comes first."""
        if self._executor is None:
            raise RuntimeError("the worker is not started")
        self._task = self._executor.submit(function, *arguments)
        return self._task

    async def wait_until_ready_async(self) -> None:
        """Wait, while the event loop goes on, until the worker has loaded its stage context."""
        self.open()
        try:
            await asyncio.wait_for(
                asyncio.shield(asyncio.wrap_future(self._ready)), WORKER_START_SECONDS
            )
        except (OSError, BrokenProcessPool) as error:  # TimeoutError is an OSError
            raise self._build_start_error(error) from error

    async def run_async(
        self, function: Callable[..., object], *arguments: object, seconds: float | None = None
    ) -> Any:  # noqa: ANN401 - what the function gives, or a Quarantine
        """Run a function in the worker; a Quarantine when it takes too long or the worker dies."""
        await self.wait_until_ready_async()
        try:
            return await asyncio.wait_for(
                asyncio.wrap_future(self.submit(function, *arguments)), seconds or self.seconds
            )
        except (TimeoutError, BrokenProcessPool) as error:
            return self.replace_worker(error, seconds)

    def replace_worker(self, error: Exception, seconds: float | None = None) -> Quarantine:
        """Replace a worker that died or hangs; give the verdict on the page that it had."""
        if self._process is not None:
            self._process.kill()
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)
            self._executor = None
        if not self.closed:
            self.open()
        if isinstance(error, BrokenProcessPool):
            return Quarantine("refine", Reason.CRASH, "the process that read the page died")
        limit = seconds or self.seconds
        return Quarantine("refine", Reason.TIME_OUT, f"took longer than {limit:.0f} s")


@contextmanager
def _signals_ignored() -> Iterator[None]:
    """Start a child that ignores Ctrl-C and SIGTERM, which reach the whole process group.

    Its parent decides when it ends.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    kept = {number: signal.getsignal(number) for number in STOP_SIGNALS}
    try:
        for number in kept:
            signal.signal(number, signal.SIG_IGN)
        yield
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)

"""Refine records in worker processes, so that a page that hangs or kills its process costs that page alone."""

import asyncio
import multiprocessing
import signal
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from queue import SimpleQueue
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from records.home import ROOT
from records.limits import KIT_SECONDS, STAGE_SECONDS
from records.record import Record
from records.source import Source
from records.verdict import JianwenError, Quarantine, Verdict

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

_READY: Final = "ready"


def _serve(pipe: Connection, sources: tuple[Source, ...]) -> None:
    """Build the kit, then answer records until the parent hangs up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends this process by hanging up
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    from pipelines.conveyor import refine
    from pipelines.kit import build_kit

    try:
        kit = build_kit(ROOT / "data", sources)
        pipe.send(_READY)
        while True:
            pipe.send(refine(pipe.recv(), kit))
    except OSError as error:
        if not isinstance(error, BrokenPipeError):
            pipe.send(f"{error.filename or ''} {error.strerror}".strip())
    except EOFError:
        return


class _Worker:
    """One process and the pipe to it; started again after it died."""

    def __init__(self, sources: tuple[Source, ...], seconds: float) -> None:
        self.sources = sources
        self.seconds = seconds
        self.ready = False
        self._start()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")  # a fork would inherit the reactor and the open store
        self.pipe, far = context.Pipe()
        self.process: SpawnProcess = context.Process(target=_serve, args=(far, self.sources), daemon=True, name="jianwen-refine")
        self.process.start()
        far.close()
        self.ready = False

    def _wait_ready(self) -> None:
        if self.ready:
            return
        said = self.pipe.recv() if self.pipe.poll(KIT_SECONDS) else "its dictionaries did not load in time"
        if said != _READY:
            raise JianwenError(f"the refining process cannot start: {said}")
        self.ready = True

    def refine(self, record: Record) -> Record | Verdict:
        try:
            self._wait_ready()
        except EOFError as error:
            raise JianwenError(f"the refining process cannot start: it ended with {self._code()}; try `jianwen doctor`") from error
        try:
            self.pipe.send(record)
            if self.pipe.poll(self.seconds):
                result: Record | Verdict = self.pipe.recv()
                return result
            verdict = Quarantine("refine", "timeout", f"not read in {self.seconds:.0f} s")
        except (EOFError, OSError):
            verdict = Quarantine("refine", "crash", f"the refining process ended with {self._code()}")
        self.close()
        self._start()
        return verdict

    def _code(self) -> int | None:
        self.process.join(1)
        return self.process.exitcode

    def close(self) -> None:
        self.pipe.close()
        self.process.join(0.2)  # it ends by itself when it is idle
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        self.process.close()


class Refinery:
    """Workers that run the line; use it as a context manager. They start at once and load while the caller goes on."""

    def __init__(self, sources: Iterable[Source] = (), workers: int = 1, *, seconds: float = STAGE_SECONDS) -> None:
        """Start the workers; `seconds` is what one record may take."""
        known = tuple(sources)
        self._workers = [_Worker(known, seconds) for _ in range(workers)]
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        for worker in self._workers:
            self._idle.put(worker)
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="refine")

    def refine(self, record: Record) -> Record | Verdict:
        """Refine one record; a crash or a time-out is a Quarantine. Raises JianwenError when no worker can start."""
        worker = self._idle.get()
        try:
            return worker.refine(record)
        finally:
            self._idle.put(worker)

    async def refine_async(self, record: Record) -> Record | Verdict:
        """Do the same without holding up the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self.refine, record)

    def close(self) -> None:
        """End the workers."""
        self._threads.shutdown()
        for worker in self._workers:
            worker.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

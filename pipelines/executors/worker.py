"""What runs in a process that refines records; it loads nothing that only the crawler needs."""

import os
import signal
import threading
from contextlib import suppress
from dataclasses import replace
from multiprocessing import parent_process
from multiprocessing.connection import wait
from pathlib import Path
from typing import TYPE_CHECKING

from records.reasons import Reason
from records.record import Record
from records.runs import STOP_SIGNALS
from records.source import Source
from records.verdict import Quarantine, Verdict

if TYPE_CHECKING:
    from pipelines.resources.kit import StageContext

_context: "StageContext | None" = None
"""The stage context of a worker process; never set in the parent."""


def init_worker(memory: int) -> None:
    """Prepare a worker: deaf to signals, with `memory` bytes at most, gone when its parent is."""
    for number in STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    threading.Thread(target=_exit_with_parent, name="follow-parent", daemon=True).start()
    import resource

    with suppress(OSError, ValueError):  # a system with a lower limit, or none of this kind
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _exit_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def load_context(data: Path, sources: list[Source]) -> None:
    """Load the stage context."""
    global _context
    from pipelines.resources.kit import build_stage_context

    _context = build_stage_context(data, sources)


def refine_record(record: Record) -> Record | Verdict:
    """Refine one record; raw bytes and texts, which only stages need, do not go back."""
    from pipelines.refine import refine

    if _context is None:
        return Quarantine("refine", Reason.CRASH, "the worker has loaded no dictionaries")
    result = refine(record, _context)
    return (
        replace(result, raw=b"", text="", further=(), further_texts=())
        if isinstance(result, Record)
        else result
    )

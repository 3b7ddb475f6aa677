"""What runs in a process that refines records; it loads nothing that only the crawler needs."""

import os
import signal
import threading
from contextlib import suppress
from dataclasses import replace
from multiprocessing import parent_process
from multiprocessing.connection import wait
from pathlib import Path
from typing import TYPE_CHECKING, Final

from records.limits import WORKER_BYTES
from records.record import Record
from records.source import Source
from records.verdict import Quarantine, Verdict

if TYPE_CHECKING:
    from pipelines.kit import Kit

SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""They reach the whole group; the parent decides when a worker ends."""

_kit: "Kit | None" = None
"""The kit of a worker process; never set in the parent."""


def settle_in() -> None:
    """Prepare a worker: deaf to signals, bounded in memory, gone when its parent is."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    threading.Thread(target=_follow_parent, name="follow-parent", daemon=True).start()
    import resource

    with suppress(OSError, ValueError):  # a system with a lower limit, or none of this kind
        resource.setrlimit(resource.RLIMIT_AS, (WORKER_BYTES, WORKER_BYTES))


def _follow_parent() -> None:
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def equip(data: Path, sources: list[Source]) -> None:
    """Load what the line needs."""
    global _kit
    from pipelines.kit import build_kit

    _kit = build_kit(data, sources)


def work(record: Record) -> Record | Verdict:
    """Refine one record; what only the line needs does not go back."""
    from pipelines.conveyor import refine

    if _kit is None:
        return Quarantine("refine", "crash", "the worker has no kit")
    result = refine(record, _kit)
    return replace(result, raw=b"", text="", further=(), further_texts=()) if isinstance(result, Record) else result

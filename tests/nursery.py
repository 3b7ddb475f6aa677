"""Run `jianwen` in a fork of a process that has read its modules once: a real process, without a
second of imports for each.

The interpreter itself is started anew by `Place.start`, and by every run under `make coverage`.
"""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from records.paths import PROJECT_ROOT
from tests.clocked import Clock

_CONTEXT: Final = get_context("forkserver")
_CONTEXT.set_forkserver_preload(
    [
        "tests.nursery",
        "commands.crawl",
        "commands.status",
        "crawler.download.decompression",
        "crawler.politeness.fair_queue",
        "crawler.politeness.middleware",
        "crawler.run.session",
        "crawler.scrapy_settings",
        "scrapy.core.downloader.handlers.http11",
        "services.crawl",
        "services.healthcheck",
        "services.status",
        "spiders.news",
        "spiders.partner",
        "spiders.runner",
        "store.migrations",
        "twisted.web.client",
    ]
)
"""What a crawl reads, but for Twisted's reactor, which a fork must not share."""


def run(
    words: Sequence[str], environment: Mapping[str, str], timeout: float, clock: Clock | None = None
) -> "subprocess.CompletedProcess[str]":
    """Run one command line to its end, by a clock of its own if one is given.

    TimeoutExpired after so many seconds, when it is gone.
    """
    with TemporaryDirectory() as folder:
        out, err = Path(folder) / "out", Path(folder) / "err"
        process = _CONTEXT.Process(
            target=_live,
            args=(tuple(words), dict(environment), str(out), str(err), clock and clock.shared),
        )
        process.start()
        process.join(timeout)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired(words, timeout)
        return subprocess.CompletedProcess(
            words, process.exitcode, out.read_text("utf-8"), err.read_text("utf-8")
        )


def _live(
    words: Sequence[str], environment: Mapping[str, str], out: str, err: str, at: str | None
) -> None:
    """Become the command: its environment, its folder, its outputs."""
    for number, path in ((1, out), (2, err)):
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(file, number)
        os.close(file)
    sys.stdout = open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - for good
    sys.stderr = open(  # noqa: SIM115
        2, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False
    )
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    os.chdir(PROJECT_ROOT)
    sys.argv = ["jianwen", *words]
    if at is not None:
        Clock(at).rule()
    from commands.main import main

    sys.exit(main())

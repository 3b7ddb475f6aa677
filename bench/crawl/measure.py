"""Run a crawler to its end or kill it on the way; measure what it takes and what it leaves."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from bench.crawl.contenders import Contender
from bench.crawl.site import ROOT
from bench.footprint import pss

SAMPLE_SECONDS = 0.1
LONGEST = 900.0
"""Seconds after which a run counts as hanging and is ended."""
MORE_RUNS = 3
"""Runs after the last kill in which a crawler may still find what it lost."""


@dataclass(frozen=True, slots=True)
class Run:
    """One undisturbed crawl."""

    stored: int
    seconds: float
    cpu: float  # seconds of the whole process tree
    peak: int  # bytes, PSS of the tree
    rc: int


@dataclass(frozen=True, slots=True)
class Killed:
    """A crawl that was killed and started again until it had nothing left to do."""

    kills: int
    lost: int
    doubled: int
    refetched: int
    rc: int  # of the last run
    runs: int


class Server:
    """The site in its own process."""

    def __init__(self, pages: int, *most: int) -> None:
        """Start it and wait until it serves.

        `most` is the size of the largest page, where that matters.
        """
        command = [sys.executable, "-m", "bench.crawl.site", *map(str, (pages, *most))]
        self._process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None  # a pipe
        port, self.bytes, self.templates = map(int, self._process.stdout.readline().split())
        self.host = f"127.0.0.1:{port}"

    def asked(self) -> dict[str, int]:
        """Give how often each article was asked for since the last call."""
        with urlopen(f"http://{self.host}/asked") as answer:
            return dict(json.load(answer))

    def count(self) -> int:
        """Give how many articles were asked for since then, without forgetting it."""
        with urlopen(f"http://{self.host}/count") as answer:
            return int(answer.read())

    def stop(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait()


@contextmanager
def served(pages: int) -> Iterator[Server]:
    """Serve a site for the length of a block."""
    server = Server(pages)
    try:
        yield server
    finally:
        server.stop()


def start(command: list[str], env: Mapping[str, str], folder: Path) -> subprocess.Popen[bytes]:
    """Start a crawler as the head of a process group; what it says goes into a file."""
    with (folder / "said.txt").open("ab") as said:
        return subprocess.Popen(
            command, env=env, cwd=ROOT, stdout=said, stderr=said, start_new_session=True
        )


def crawl(one: Contender, server: Server, folder: Path) -> Run:
    """Crawl the whole site once."""
    server.asked()
    folder.mkdir(parents=True)
    begun = time.perf_counter()
    process = start(*one.prepare(folder, server.host), folder)
    peak, ended = 0, threading.Event()
    used: list[tuple[int, float]] = []

    def wait() -> None:
        _, status, usage = os.wait4(process.pid, 0)
        used.append((os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime))
        ended.set()

    threading.Thread(target=wait, daemon=True).start()
    while not ended.wait(SAMPLE_SECONDS):
        peak = max(peak, pss(process.pid))
        if time.perf_counter() - begun > LONGEST:
            os.killpg(process.pid, signal.SIGKILL)
    ((rc, cpu),) = used
    process.returncode = rc
    return Run(len(set(one.stored(folder))), time.perf_counter() - begun, cpu, peak, rc)


def kill_and_resume(
    one: Contender, server: Server, folder: Path, pages: int, kills: int, luck: random.Random
) -> Killed:
    """Kill all processes of a crawl after a random number of requests, several times, then let it
    finish.
    """
    server.asked()
    folder.mkdir(parents=True)
    command, env = one.prepare(folder, server.host)
    done = runs = 0
    for share in sorted(luck.uniform(0.1, 0.9) for _ in range(kills)):
        process = start(command, env, folder)
        runs += 1
        while server.count() < share * pages and process.poll() is None:
            time.sleep(0.02)
        time.sleep(luck.uniform(0, 0.3))
        if process.poll() is None:
            done += 1
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    rc, before = -1, -1
    for _ in range(MORE_RUNS):
        process = start(command, env, folder)
        runs += 1
        rc = process.wait(LONGEST)
        found = len(set(one.stored(folder)))
        if rc == 0 and (found >= pages or found == before):
            break
        before = found
    rows, asked = one.stored(folder), server.asked()
    return Killed(
        done,
        pages - len(set(rows)),
        len(rows) - len(set(rows)),
        sum(asked.values()) - len(asked),
        rc,
        runs,
    )

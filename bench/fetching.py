"""Measure what a page costs the process that fetches, archives and stores it, apart from the
processes that read it.

    .venv/bin/python -m bench.fetching [--pages 400] [--workers 2]

Two crawls of the local site of bench/crawl, one of few and one of many pages; the difference of
what the fetching process took, over the difference of pages; what settling the articles takes of it
(rows, search index, copies) is told apart. Then the same bodies are written into an archive alone,
and by FastWARC alone as one bare record each. Memory is the PSS of all processes of the larger
crawl, sampled ten times a second. Writes bench/results/fetching.json.
"""

import argparse
import io
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.crawl.contenders import SOURCE
from bench.crawl.measure import SAMPLE_SECONDS, Server
from bench.crawl.site import ROOT, article, templates
from bench.footprint import pss
from store.archive.warc import WARC_LEVEL

RESULTS = ROOT / "bench" / "results" / "fetching.json"
AT = "2026-11-27T00:00:00Z"
FEW = 20
MOST = 203_000
"""Bytes of the largest page: the others have the mean of 117 KB that the goals speak of, as near as
the corpus comes to it.
"""
GOALS = {"archive_ms": 1.3, "page_ms": 6.0, "peak_mb": 250.0}
CRAWL = """
import resource, sys, time
from commands.main import main
from crawler.run import session
store_result, spent = session.store_result, []
def timed(*given, **named):
    start = time.thread_time()
    try:
        return store_result(*given, **named)
    finally:
        spent.append(time.thread_time() - start)
session.store_result = timed
code = main(["crawl", "--json", "--no-translate", "--pages", "100000", "--workers", sys.argv[1]])
used = resource.getrusage(resource.RUSAGE_SELF)
print(used.ru_utime + used.ru_stime, sum(spent), file=sys.stderr)
sys.exit(code)
"""
"""The command inside an interpreter that tells afterwards what it took by itself.

Its workers count for themselves.
"""


@dataclass(frozen=True, slots=True)
class Crawled:
    """What a crawl took."""

    seconds: float  # of the processor, in the fetching process
    settling: float  # the part of them that went into storing articles
    peak: int  # bytes, all processes
    stored: int
    size: int  # bytes of all pages


def crawl(pages: int, workers: int) -> Crawled:
    """Crawl so many pages of the local site."""
    server = Server(pages, MOST)
    try:
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            (home / "sources").mkdir()
            (home / "sources" / "bench.toml").write_text(SOURCE.format(host=server.host), "utf-8")
            env = {
                "PATH": os.environ["PATH"],
                "HOME": folder,
                "JIANWEN_HOME": folder + "/var",
                "JIANWEN_SOURCES": folder + "/sources",
            }
            process = subprocess.Popen(
                [sys.executable, "-c", CRAWL, str(workers)],
                env=env | {"JIANWEN_ALLOW_HOSTS": server.host},
                cwd=ROOT,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            peak, ended = 0, threading.Event()
            said: list[str] = []
            threading.Thread(
                target=lambda: (said.extend(process.communicate()), ended.set()), daemon=True
            ).start()
            while not ended.wait(SAMPLE_SECONDS):
                peak = max(peak, pss(process.pid))
    finally:
        server.stop()
    seconds, settling = map(float, said[1].split()[-2:])
    return Crawled(seconds, settling, peak, json.loads(said[0])["new"], server.bytes)


def bare(bodies: Sequence[bytes]) -> float:
    """Write so many bodies as records, with nothing around them; give processor seconds a page."""
    from fastwarc.stream_io import GzipWriter
    from fastwarc.warc import WarcRecord, WarcRecordType

    start = time.process_time()
    for body in bodies:
        out = io.BytesIO()
        writer, record = GzipWriter(out, WARC_LEVEL), WarcRecord()
        record.init_headers(WarcRecordType.response)
        record.set_bytes_content(body)
        record.write(writer, checksum_data=True)
        writer.close()
    return (time.process_time() - start) / len(bodies)


def archive(bodies: Sequence[bytes]) -> float:
    """Write so many answers into segments, synced one by one as a run does.

    Give processor seconds a page.
    """
    from store.archive.archive import Archive
    from store.archive.warc import Exchange

    asked = ((b"User-Agent", b"Jianwen"), (b"Accept", b"text/html"))
    told = ((b"Content-Type", b"text/html; charset=utf-8"), (b"Server", b"bench"))
    with (
        tempfile.TemporaryDirectory() as folder,
        Archive(Path(folder), 1, "Jianwen", "Jianwen") as kept,
    ):
        start = time.process_time()
        for number, body in enumerate(bodies):
            kept.add(
                "bench",
                Exchange(
                    f"http://bench.example/a/{number}.html", AT, "GET", asked, 200, told, body
                ),
            )
            kept.sync("bench")
        return (time.process_time() - start) / len(bodies)


def main() -> None:
    """Print the figures with their goals."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=400)
    parser.add_argument("--workers", type=int, default=2)
    chosen = parser.parse_args()
    few, many = crawl(FEW, chosen.workers), crawl(chosen.pages, chosen.workers)
    more = chosen.pages - FEW
    settling = (many.settling - few.settling) / more
    known = templates(MOST)
    bodies = [article(number, known) for number in range(chosen.pages)]
    found = {
        "pages": chosen.pages,
        "workers": chosen.workers,
        "stored": many.stored,
        "page_kb": round(many.size / 1_000, 1),
        "page_ms": round(((many.seconds - few.seconds) / more - settling) * 1_000, 2),
        "settle_ms": round(settling * 1_000, 2),
        "archive_ms": round(archive(bodies) * 1_000, 2),
        "bare_ms": round(bare(bodies) * 1_000, 2),
        "peak_mb": round(many.peak / 1e6, 1),
    }
    for name, value in found.items():
        print(f"{name:<12} {value:>8}" + (f"   goal <= {GOALS[name]:g}" if name in GOALS else ""))
    RESULTS.write_text(json.dumps(found | {"goals": GOALS}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()

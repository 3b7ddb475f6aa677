"""Measure what a page costs the process that fetches, archives and stores it, apart from the processes that read it.

    .venv/bin/python -m bench.fetching [--pages 400] [--workers 2]

Two crawls of the local site of bench/crawl, one of few and one of many pages; the difference of what the fetching process took, over
the difference of pages. In another process, the same bodies are written into an archive alone. Memory is the PSS of all processes of
the larger crawl, sampled ten times a second. Writes bench/results/fetching.json.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from bench.crawl.contenders import SOURCE
from bench.crawl.measure import SAMPLE_SECONDS, Server
from bench.crawl.site import ROOT, article, templates
from bench.footprint import pss

RESULTS = ROOT / "bench" / "results" / "fetching.json"
AT = "2026-11-27T00:00:00Z"
FEW = 20
GOALS = {"archive_ms": 1.3, "page_ms": 6.0, "peak_mb": 250.0}
CRAWL = """
import resource, sys
from commands.main import main
code = main(["crawl", "--json", "--no-translate", "--pages", "100000", "--workers", sys.argv[1]])
used = resource.getrusage(resource.RUSAGE_SELF)
print(used.ru_utime + used.ru_stime, file=sys.stderr)
sys.exit(code)
"""
"""The command inside an interpreter that tells afterwards what it took by itself; its workers count for themselves."""


def crawl(pages: int, workers: int) -> tuple[float, float, int, int]:
    """Crawl so many pages; give processor seconds of the fetching process, peak of all in bytes, articles stored, bytes of the pages."""
    server = Server(pages)
    try:
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            (home / "sources").mkdir()
            (home / "sources" / "bench.toml").write_text(SOURCE.format(host=server.host), "utf-8")
            env = {"PATH": os.environ["PATH"], "HOME": folder, "JIANWEN_HOME": folder + "/var", "JIANWEN_SOURCES": folder + "/sources"}
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
            threading.Thread(target=lambda: (said.extend(process.communicate()), ended.set()), daemon=True).start()
            while not ended.wait(SAMPLE_SECONDS):
                peak = max(peak, pss(process.pid))
    finally:
        server.stop()
    return float(said[1].split()[-1]), peak, json.loads(said[0])["new"], server.bytes


def archive(pages: int) -> float:
    """Write so many answers into segments, synced one by one as a run does; give processor seconds a page."""
    from store.archive import Archive
    from store.warc import Exchange

    known = templates()
    bodies = [article(number, known) for number in range(pages)]
    asked = ((b"User-Agent", b"Jianwen"), (b"Accept", b"text/html"))
    told = ((b"Content-Type", b"text/html; charset=utf-8"), (b"Server", b"bench"))
    with tempfile.TemporaryDirectory() as folder, Archive(Path(folder), 1, "Jianwen", "Jianwen") as kept:
        start = time.process_time()
        for number, body in enumerate(bodies):
            kept.add("bench", Exchange(f"http://bench.example/a/{number}.html", AT, "GET", asked, 200, told, body))
            kept.sync("bench")
        return (time.process_time() - start) / pages


def main() -> None:
    """Print the figures with their goals."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=400)
    parser.add_argument("--workers", type=int, default=2)
    chosen = parser.parse_args()
    few, _, _, _ = crawl(FEW, chosen.workers)
    many, peak, stored, size = crawl(chosen.pages, chosen.workers)
    found = {
        "pages": chosen.pages,
        "workers": chosen.workers,
        "stored": stored,
        "page_kb": round(size / 1_000, 1),
        "page_ms": round((many - few) / (chosen.pages - FEW) * 1_000, 2),
        "archive_ms": round(archive(chosen.pages) * 1_000, 2),
        "peak_mb": round(peak / 1e6, 1),
    }
    for name, value in found.items():
        print(f"{name:<12} {value:>8}" + (f"   goal <= {GOALS[name]:g}" if name in GOALS else ""))
    RESULTS.write_text(json.dumps(found | {"goals": GOALS}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()

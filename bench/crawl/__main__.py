"""Compare crawlers on the same local site in one run: speed, memory, and what is left after kill
-9.

    make bench-crawl                 or, with an environment for the peer in .venv-peers:
    .venv/bin/python -m bench.crawl [--pages 200] [--rounds 3] [--kills 2] [--trials 3] [--seed 1]
    [--no-results]

Each crawls a site of pages of ordinary size (from ../shared/corpus/extraction, else the frozen
pages of the tests), served by a process of its own, fetches robots.txt and the sitemap, extracts
and stores every article; eight requests at once. Speed and memory are medians over the rounds, in
which the crawlers take turns; processor time and memory are those of the whole process tree,
start-up included. In the kill test all processes of a crawl end by SIGKILL after a random number of
requests; the same command is then given again until it ends by itself, and once more where pages
are missing. Writes bench/results/crawl.json and bench/results/crawl.png.
"""

import argparse
import json
import os
import platform
import random
import statistics
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.crawl.contenders import PEERS, Contender, contenders
from bench.crawl.measure import Killed, Run, Server, crawl, kill_and_resume, served
from bench.crawl.site import ROOT
from commands.output.table import render_table

RESULTS = ROOT / "bench" / "results"


def rounds(
    found: Sequence[Contender], server: Server, folder: Path, number: int
) -> dict[str, list[Run]]:
    """Let all crawl in turn, each round in another order."""
    runs: dict[str, list[Run]] = {one.name: [] for one in found}
    for turn in range(number):
        at = turn % len(found)
        for one in (*found[at:], *found[:at]):
            runs[one.name].append(crawl(one, server, folder / f"{one.name} {turn}"))
            print(
                f"round {turn + 1} of {number}: {one.name} {runs[one.name][-1].seconds:.1f} s",
                flush=True,
            )
    return runs


def killed(
    found: Sequence[Contender], server: Server, folder: Path, options: argparse.Namespace
) -> dict[str, list[Killed]]:
    """Kill all in the same way: the random moments of a trial are the same for each."""
    ends: dict[str, list[Killed]] = {one.name: [] for one in found}
    for trial in range(options.trials):
        for one in found:
            luck = random.Random(f"{options.seed} {trial}")
            ends[one.name].append(
                kill_and_resume(
                    one,
                    server,
                    folder / f"{one.name} kill {trial}",
                    options.pages,
                    options.kills,
                    luck,
                )
            )
            print(
                f"trial {trial + 1} of {options.trials}: {one.name} {ends[one.name][-1]}",
                flush=True,
            )
    return ends


def summary(runs: list[Run], ends: list[Killed], pages: int) -> dict[str, Any]:
    """Bring one crawler's figures together."""
    middle = {
        name: statistics.median(getattr(run, name) for run in runs)
        for name in ("seconds", "cpu", "peak", "stored")
    }
    return {
        "stored": middle["stored"],
        "pages_per_second": round(pages / middle["seconds"], 2),
        "cpu_ms_per_page": round(1000 * middle["cpu"] / pages, 1),
        "peak_mb": round(middle["peak"] / 1e6, 1),
        "killed": {
            name: sum(getattr(end, name) for end in ends)
            for name in ("kills", "lost", "doubled", "refetched")
        },
        "exit_codes": sorted({end.rc for end in ends}),
        "runs": [asdict(run) for run in runs],
        "trials": [asdict(end) for end in ends],
    }


def table(result: dict[str, Any]) -> str:
    """Give the figures as a table."""
    head = (
        "crawler",
        "stored",
        "pages/s",
        "CPU ms/page",
        "peak MB",
        "kills",
        "lost",
        "doubled",
        "asked again",
        "exit",
    )
    rows = []
    for name, one in result["crawlers"].items():
        ends = one["killed"]
        exits = ", ".join(map(str, one["exit_codes"]))
        speed = (one["stored"], one["pages_per_second"], one["cpu_ms_per_page"], one["peak_mb"])
        rows.append(
            (name, *speed, ends["kills"], ends["lost"], ends["doubled"], ends["refetched"], exits)
        )
    return render_table(head, rows, right_aligned=range(1, 9))


def main() -> None:
    """Run everything, print the table, write the results."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name, number in (("pages", 200), ("rounds", 3), ("kills", 2), ("trials", 3), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=number)
    parser.add_argument("--no-results", action="store_true")
    options = parser.parse_args()
    found, missing = contenders()
    with served(options.pages) as server, tempfile.TemporaryDirectory() as folder:
        about = {
            "pages": options.pages,
            "page_bytes": server.bytes,
            "templates": server.templates,
            "rounds": options.rounds,
        }
        about |= {
            "trials": options.trials,
            "kills_each": options.kills,
            "seed": options.seed,
            "python": platform.python_version(),
        }
        about |= {
            "processors": os.cpu_count(),
            "load_before": round(os.getloadavg()[0], 1),
            "left_out": missing,
        }
        runs = rounds(found, server, Path(folder), options.rounds)
        ends = killed(found, server, Path(folder), options)
    about["load_after"] = round(os.getloadavg()[0], 1)
    result = about | {
        "crawlers": {
            one.name: summary(runs[one.name], ends[one.name], options.pages) for one in found
        }
    }
    print(
        f"\n{options.pages} pages of {server.bytes / 1e3:.0f} KB, {options.rounds} rounds,"
        f" {options.trials} trials\n{table(result)}"
    )
    if missing:
        print(missing)
    if not options.no_results:
        write_results(result)


def write_results(result: dict[str, object]) -> None:
    """Keep the figures, and draw them where the peers' environment is there."""
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "crawl.json").write_text(json.dumps(result, indent=1) + "\n")
    if PEERS.exists():  # it has matplotlib, too
        plot = ROOT / "bench" / "crawl" / "plot.py"
        subprocess.run([str(PEERS), str(plot), str(RESULTS / "crawl.json")], check=True)


if __name__ == "__main__":
    main()

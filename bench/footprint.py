"""Measure start-up, demo time, peak memory and installed size, each against its goal.

    .venv/bin/python bench/footprint.py [--rounds 5]

Start-up is compared with a bare interpreter in turn, in the same run, because machines drift.
Memory is the PSS of the process tree, sampled every 50 ms from /proc. The demo runs in a temporary
JIANWEN_HOME. Writes bench/results/footprint.json.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import tomllib
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
JIANWEN = str(ROOT / ".venv" / "bin" / "jianwen")
SAMPLE_SECONDS = 0.05


def seconds(command: list[str], env: dict[str, str]) -> float:
    """Wall time of one silent run."""
    start = time.perf_counter()
    subprocess.run(
        command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True
    )
    return time.perf_counter() - start


def tree(pid: int) -> list[int]:
    """A process and everything it started."""
    found = [pid]
    for parent in found:
        try:
            for task in Path(f"/proc/{parent}/task").iterdir():
                found += [int(child) for child in (task / "children").read_text().split()]
        except OSError:
            continue
    return found


def pss(pid: int) -> int:
    """Proportional set size of a process tree in bytes; 0 where it has ended."""
    total = 0
    for one in tree(pid):
        try:
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    return total


def demo(env: dict[str, str]) -> tuple[float, int]:
    """Seconds and peak PSS of one `jianwen demo`."""
    start = time.perf_counter()
    process = subprocess.Popen([JIANWEN, "demo", "--quiet"], env=env, stdout=subprocess.DEVNULL)
    peak = 0
    ended = threading.Event()
    threading.Thread(target=lambda: (process.wait(), ended.set()), daemon=True).start()
    while not ended.wait(SAMPLE_SECONDS):
        peak = max(peak, pss(process.pid))
    if process.returncode:
        sys.exit(f"the demo ended with {process.returncode}")
    return time.perf_counter() - start, peak


def startup(env: dict[str, str], rounds: int) -> dict[str, float]:
    """Median seconds of a bare interpreter, `--help` and `status`, run in turn."""
    commands = {
        "python": [sys.executable, "-c", "pass"],
        "help": [JIANWEN, "--help"],
        "status": [JIANWEN, "status"],
    }
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds + 1):
        for name, command in commands.items():
            taken[name].append(seconds(command, env))
    return {name: statistics.median(values[1:]) for name, values in taken.items()}


def installed() -> float:
    """Megabytes on disk of what the product needs, compiled files included: the packages reached
    from pyproject's needs.

    The tests' and linters' own packages, which may stand in the same .venv, do not count.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    left = [
        Requirement(text)
        for text in (
            *project["project"]["dependencies"],
            *project["dependency-groups"]["translate"],
        )
    ]
    excluded = set(project["tool"]["uv"]["exclude-dependencies"])
    seen: set[str] = set()
    blocks = 0
    while left:
        name = canonicalize_name(left.pop().name)
        if name in seen or name in excluded:
            continue
        seen.add(name)
        found = metadata.distribution(name)
        paths = (Path(str(found.locate_file(file))) for file in found.files or ())
        blocks += sum(path.stat().st_blocks for path in paths if path.is_file())
        wanted = (Requirement(text) for text in found.requires or ())
        left += [one for one in wanted if one.marker is None or one.marker.evaluate({"extra": ""})]
    return blocks * 512 / 1e6


def main() -> None:
    """Print a line per figure with its goal."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--rounds", type=int, default=5)
    rounds = options.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        env = {"PATH": os.environ["PATH"], "HOME": folder, "JIANWEN_HOME": folder + "/var"}
        first, peak_first = demo(env)
        second, peak_second = demo(env)
        start = startup(env, rounds)
    figures = {
        "first demo, s": (first, 20),
        "second demo, s": (second, 10),
        "peak PSS, MB": (max(peak_first, peak_second) / 1e6, 400),
        "--help, ms": (1000 * start["help"], max(250, 7000 * start["python"])),
        "status, ms": (1000 * start["status"], max(250, 7000 * start["python"])),
        "installed, MB": (installed(), 500),
    }
    for name, (value, goal) in figures.items():
        print(
            f"{name:<16} {value:8.1f}   goal <= {goal:5.0f}   {'ok' if value <= goal else 'MISSED'}"
        )
    print(f"{'bare python, ms':<16} {1000 * start['python']:8.1f}")
    results = ROOT / "bench" / "results"
    results.mkdir(exist_ok=True)
    data = {
        name: {"value": round(value, 1), "goal": round(goal)}
        for name, (value, goal) in figures.items()
    }
    (results / "footprint.json").write_text(json.dumps(data, indent=1) + "\n")


if __name__ == "__main__":
    main()

"""Run the tests under branch coverage and hold each folder to its gate.

    .venv/bin/python bench/coverage_gates.py

The gates of the design: 95 % for records, text, pipelines, store and feeds, 85 % for every other
folder; branches count.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GATES = {
    "records": 95,
    "text": 95,
    "pipelines": 95,
    "store": 95,
    "feeds": 95,
    "spiders": 85,
    "crawler": 85,
    "services": 85,
    "desk": 85,
    "demo": 85,
    "commands": 85,
}


def measure(report: Path) -> int:
    """Run the suite once; the exit code is pytest's."""
    pytest = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n",
        "2",
        "--dist",
        "loadfile",
        "-m",
        "not unmeasured",
    ]
    command = [*pytest, "--cov", "--cov-report", f"json:{report}"]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def compute_share(files: dict[str, dict[str, dict[str, int]]], folder: str) -> float:
    """Per cent of the lines and branches of a folder that ran."""
    summaries = [file["summary"] for name, file in files.items() if name.startswith(f"{folder}/")]
    all_there = sum(summary["num_statements"] + summary["num_branches"] for summary in summaries)
    covered = sum(summary["covered_lines"] + summary["covered_branches"] for summary in summaries)
    return 100 * covered / all_there if all_there else 0.0


def main() -> int:
    """Print a line per folder; 1 when tests fail or a gate is missed."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "coverage.json"
        failed = measure(report)
        if failed:
            return failed
        files = json.loads(report.read_text("utf-8"))["files"]
    shares = {folder: compute_share(files, folder) for folder in GATES}
    for folder, gate in GATES.items():
        print(
            f"{folder:<10} {shares[folder]:6.2f} %   gate {gate} %  "
            f" {'ok' if shares[folder] >= gate else 'MISSED'}"
        )
    return int(any(shares[folder] < gate for folder, gate in GATES.items()))


if __name__ == "__main__":
    sys.exit(main())

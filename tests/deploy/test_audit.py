"""`make audit` says what it found, and says so when nobody could be asked."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from records.paths import PROJECT_ROOT

ANSWER_NOTHING = 'echo "no route to host" >&2; exit 1'
FIND_FAULT = 'echo "jinja2 2.11.2 CVE-2020-28493" >"$found"; exit 1'
# pip-audit as far as we use it: which service, which file of packages, where to write to
PLAY_PIP_AUDIT = """#!/bin/sh
while [ $# -gt 0 ]; do
  case $1 in --output) found=$2 ;; --vulnerability-service) service=$2 ;; -r) lock=$2 ;; esac
  shift
done
echo "$service" >>asked
grep -q jinja2==2.11.2 "$lock" && { %s; }
%s
"""


def audit(folder: Path, on_known: str, on_lock: str) -> subprocess.CompletedProcess[str]:
    """Run the script with a pip-audit that does so on the known fault, so on the lock."""
    (folder / "deploy").mkdir()
    (folder / "bin").mkdir()
    shutil.copy(PROJECT_ROOT / "deploy" / "audit.sh", folder / "deploy")
    (folder / "requirements.lock").write_text("click==8.2.1 --hash=sha256:00\n")
    uv = folder / "bin" / "uv"
    uv.write_text(PLAY_PIP_AUDIT % (on_known, on_lock))
    uv.chmod(0o755)
    env = {"PATH": f"{folder / 'bin'}:{os.environ['PATH']}", "HOME": str(folder)}
    return subprocess.run(
        [str(folder / "deploy" / "audit.sh")], env=env, capture_output=True, text=True, timeout=30
    )


def test_no_fault_is_told_with_who_says_so(tmp_path: Path) -> None:
    done = audit(tmp_path, FIND_FAULT, "exit 0")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "audit: no known fault in requirements.lock, says pypi\n"


def test_faults_are_listed_and_end_with_1(tmp_path: Path) -> None:
    done = audit(tmp_path, FIND_FAULT, 'echo "click 8.2.1 CVE-2099-1" >"$found"; exit 1')
    assert done.returncode == 1
    assert done.stdout == "click 8.2.1 CVE-2099-1\n"


@pytest.mark.parametrize(
    ("on_known", "on_lock"),
    [(ANSWER_NOTHING, ANSWER_NOTHING), ("exit 0", "exit 0"), (FIND_FAULT, ANSWER_NOTHING)],
    ids=["no network", "a mirror without advisories", "the network breaks off"],
)
def test_without_an_answer_nothing_counts_as_checked(
    tmp_path: Path, on_known: str, on_lock: str
) -> None:
    done = audit(tmp_path, on_known, on_lock)
    assert (done.returncode, done.stdout) == (3, "")
    assert "nothing was checked" in done.stderr
    assert set((tmp_path / "asked").read_text().split()) == {"pypi", "osv"}

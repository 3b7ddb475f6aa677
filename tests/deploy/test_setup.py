"""Set-up says in one line what is missing; the units and the crontab say the same as the
product.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from records.paths import PROJECT_ROOT

TOOLS = (
    "sh",
    "dirname",
    "df",
    "awk",
    "rm",
    "rmdir",
    "mkdir",
    "mv",
    "tail",
    "cat",
    "touch",
    "pwd",
    "date",
)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """An empty checkout with the set-up script, and a PATH of nothing but plain tools in `bin`."""
    (tmp_path / "deploy").mkdir()
    shutil.copy(PROJECT_ROOT / "deploy" / "setup.sh", tmp_path / "deploy")
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found, tool
        (bin_folder / tool).symlink_to(found)
    return tmp_path


def script(checkout: Path, name: str, text: str) -> None:
    path = checkout / "bin" / name
    path.unlink(missing_ok=True)
    path.write_text("#!/bin/sh\n" + text)
    path.chmod(0o755)


def setup(checkout: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = {"PATH": str(checkout / "bin"), "HOME": str(checkout)}
    return subprocess.run(
        [str(checkout / "deploy" / "setup.sh"), *words],
        env=env,
        capture_output=True,
        text=True,
        timeout=30,
    )


def test_without_python_one_line_says_what_to_install(checkout: Path) -> None:
    done = setup(checkout)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "Python 3.11 or newer is needed" in done.stderr


def test_an_old_python_counts_as_none(checkout: Path) -> None:
    script(checkout, "python3", "exit 1\n")
    assert "Python 3.11 or newer is needed" in setup(checkout).stderr


def test_without_venv_one_line_says_what_to_install(checkout: Path) -> None:
    script(checkout, "python3", 'case "$1$2" in -mvenv) exit 1 ;; esac\nexit 0\n')
    done = setup(checkout)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "apt install python3-venv" in done.stderr
    assert not (checkout / ".venv").exists()


def test_without_disk_one_line_says_how_much_is_needed(checkout: Path) -> None:
    script(checkout, "python3", "exit 0\n")
    script(checkout, "df", "echo Filesystem\necho /dev/x 1000 990 10 99% /\n")
    done = setup(checkout)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "600 MB of disk are needed, 10 MB are free" in done.stderr


def test_uv_on_path_is_used_with_the_lock_as_it_stands(checkout: Path) -> None:
    script(checkout, "python3", "exit 0\n")
    script(
        checkout,
        "uv",
        'echo "$@" >>calls\ncase "$1" in venv) mkdir -p .venv/bin; cp bin/python3 .venv/bin/python'
        " ;; esac\n",
    )
    (checkout / "bin" / "cp").symlink_to(str(shutil.which("cp")))
    done = setup(checkout)
    assert done.returncode == 0, done.stderr
    calls = (checkout / "calls").read_text()
    assert "sync --frozen --inexact" in calls
    assert "--no-group dev" in calls
    assert (checkout / ".venv" / ".ready-run").exists()


def test_a_failed_download_is_told_with_its_last_lines(checkout: Path) -> None:
    script(checkout, "python3", "exit 0\n")
    make_venv = "venv) mkdir -p .venv/bin; cp bin/python3 .venv/bin/python ;;"
    refuse = '*) echo "error: no route to index" >&2; exit 2 ;;'
    script(checkout, "uv", f'case "$1" in {make_venv} {refuse} esac\n')
    (checkout / "bin" / "cp").symlink_to(str(shutil.which("cp")))
    done = setup(checkout)
    assert done.returncode == 1
    assert "no route to index" in done.stderr
    assert not (checkout / ".venv" / ".ready-run").exists()


def test_an_unknown_level_is_refused(checkout: Path) -> None:
    assert setup(checkout, "everything").returncode == 2


@pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not on this machine"
)
def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    units = []
    for unit in (
        "jianwen-crawl.service",
        "jianwen-crawl.timer",
        "jianwen-backup.service",
        "jianwen-backup.timer",
    ):
        text = (PROJECT_ROOT / "deploy" / unit).read_text("utf-8")
        text = re.sub(
            "^ExecStart=/opt/jianwen/.*", "ExecStart=/bin/true", text, flags=re.MULTILINE
        ).replace("User=jianwen", "User=root")
        (tmp_path / unit).write_text(text, "utf-8")
        units.append(str(tmp_path / unit))
    done = subprocess.run(
        ["systemd-analyze", "verify", *units], capture_output=True, text=True, timeout=30
    )
    assert done.returncode == 0, done.stderr
    assert "Unknown" not in done.stderr


def test_units_and_crontab_name_absolute_paths_alone() -> None:
    for unit in ("jianwen-crawl.service", "jianwen-backup.service"):
        service = (PROJECT_ROOT / "deploy" / unit).read_text("utf-8")
        assert all(
            line.split("=")[1].startswith("/")
            for line in service.splitlines()
            if line.startswith("Exec")
        )
    jobs = crontab_jobs()
    assert len(jobs) == 2
    assert all(job[5].startswith("/opt/jianwen/") for job in jobs)


def crontab_jobs() -> list[list[str]]:
    lines = (PROJECT_ROOT / "deploy" / "crontab").read_text("utf-8").splitlines()
    return [line.split() for line in lines if line[:1].isdigit() or line[:1] == "*"]


@pytest.mark.parametrize("unit", ["jianwen-backup.service", "crontab"])
def test_the_nightly_copy_is_a_command_that_exists(unit: str) -> None:
    text = (PROJECT_ROOT / "deploy" / unit).read_text("utf-8")
    (words,) = re.findall(r"/opt/jianwen/\.venv/bin/jianwen (backup .*)", text)
    command = [*words.split(), "--help"]  # parses everything before it
    assert (
        subprocess.run(
            [str(Path(sys.executable).parent / "jianwen"), *command],
            capture_output=True,
            timeout=30,
        ).returncode
        == 0
    )


def test_a_run_ends_before_the_next_one_begins() -> None:
    for name in ("crontab", "jianwen-crawl.service", "cron.sh"):
        assert "50m" in (PROJECT_ROOT / "deploy" / name).read_text("utf-8"), (
            "both are started every hour"
        )


@pytest.mark.parametrize(
    ("crawl", "mail", "code"), [(0, False, 0), (75, False, 0), (1, True, 1), (3, True, 3)]
)
def test_cron_hears_of_failures_alone(tmp_path: Path, crawl: int, mail: bool, code: int) -> None:
    (tmp_path / "deploy").mkdir()
    shutil.copy(PROJECT_ROOT / "deploy" / "cron.sh", tmp_path / "deploy")
    program = tmp_path / ".venv" / "bin" / "jianwen"
    program.parent.mkdir(parents=True)
    program.write_text(
        f'#!/bin/sh\n[ "$1" = export ] && exit 0\necho "crawl summary"\nexit {crawl}\n'
    )
    program.chmod(0o755)
    home = tmp_path / "var"
    env = {"PATH": os.environ["PATH"], "JIANWEN_HOME": str(home)}
    done = subprocess.run(
        [str(tmp_path / "deploy" / "cron.sh")], env=env, capture_output=True, text=True, timeout=30
    )
    assert done.returncode == code
    assert bool(done.stderr) is mail
    assert done.stdout == ""
    assert "crawl summary" in (home / "crawl.log").read_text()

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import click
import pytest

from commands.main import _MODULES, VERBS, LazyGroup, _report_unexpected
from records.errors import LockedError, StoreError, UsageError
from records.paths import PROJECT_ROOT

Ask = Callable[..., "object"]
PROGRAM = [sys.executable, "-m", "commands.main"]
HEAVY = {
    "scrapy",
    "twisted",
    "jieba",
    "rjieba",
    "trafilatura",
    "lxml",
    "argostranslate",
    "ctranslate2",
    "numpy",
    "sqlite_utils",
    "wcwidth",
    "w3lib",
}


def raising(error: BaseException) -> click.Command:
    def fail() -> None:
        raise error

    return click.Command("search", callback=fail)


@pytest.fixture
def failing(ask, monkeypatch: pytest.MonkeyPatch):
    """Run a verb that fails in a given way."""

    def run(error: BaseException):
        monkeypatch.setattr(LazyGroup, "get_command", lambda *_: raising(error))
        return ask("search")

    return run


def test_help_lists_every_verb_in_the_order_of_the_table(ask) -> None:
    answer = ask("--help")
    assert answer.code == 0
    listed = [
        line.split()[0]
        for line in answer.out.split("Commands:\n")[1].splitlines()
        if line.startswith("  ")
    ]
    assert listed[: len(VERBS)] == list(VERBS)


@pytest.mark.parametrize("name", sorted(VERBS))
def test_every_verb_of_the_table_has_its_module_and_help(ask, name: str) -> None:
    module = import_module(f"commands.{_MODULES.get(name, name)}")
    assert module.command.name == name
    answer = ask(name, "--help")
    assert answer.code == 0
    assert answer.out.startswith(f"Usage: jianwen {name} ")


def test_no_verb_at_all_shows_the_help_and_is_wrong_use(ask) -> None:
    answer = ask()
    assert answer.code == 2
    assert "Commands:" in answer.err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["exprot"], "export"),
        (["search"], "jianwen search --help"),
        (["search", "--limit", "x", "y"], "'x' is not a valid integer"),
        (["export", "--since", "-1", "--out", "z"], "-1 is not in the range"),
        (["--nonsense"], "--nonsense"),
    ],
)
def test_wrong_use_is_one_line_and_exit_code_2(ask, words: list[str], says: str) -> None:
    answer = ask(*words)
    assert answer.code == 2
    assert answer.err.startswith("jianwen: ")
    assert answer.err.count("\n") == 1
    assert says in answer.err


def test_version_is_that_of_the_checkout(ask) -> None:
    text = (PROJECT_ROOT / "pyproject.toml").read_text("utf-8")
    answer = ask("--version")
    assert f'version = "{answer.out.split()[1]}"' in text


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (UsageError("no such source 'x'"), 2, "no such source 'x'"),
        (StoreError("var/jianwen.db: the disk is full"), 3, "var/jianwen.db: the disk is full"),
        (LockedError("another run (process 7) holds it"), 75, "another run (process 7) holds it"),
        (UsageError("two\nlines"), 2, "two lines"),
        (KeyboardInterrupt(), 130, "interrupted"),
        (click.Abort(), 130, "interrupted"),
        (click.ClickException("plain"), 1, "plain"),
        (
            ModuleNotFoundError("No module named 'jieba'", name="jieba"),
            3,
            "the Python package 'jieba' is missing; run `make setup`",
        ),
        (
            OSError(28, "No space left on device"),
            3,
            "cannot write the output: No space left on device",
        ),
        (PermissionError(13, "Permission denied", "/x/y"), 3, "/x/y: Permission denied"),
    ],
)
def test_each_failure_is_one_line_with_its_exit_code(
    failing, error: BaseException, code: int, says: str
) -> None:
    answer = failing(error)
    assert (answer.code, answer.err, answer.out) == (code, f"jianwen: {says}\n", "")


@pytest.mark.parametrize(("asked", "code"), [(None, 0), (1, 1), (75, 75), ("text", 3)])
def test_a_verb_may_choose_its_exit_code(failing, asked: object, code: int) -> None:
    assert failing(SystemExit(asked)).code == code
    if isinstance(asked, int):
        assert failing(click.exceptions.Exit(asked)).code == code


def test_debug_adds_the_traceback_to_the_line(failing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIANWEN_DEBUG", "1")
    answer = failing(UsageError("no such source"))
    assert "Traceback" in answer.err
    assert answer.err.endswith("jianwen: no such source\n")


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (
            ZeroDivisionError("division by zero"),
            3,
            "unexpected error: ZeroDivisionError: division by zero; JIANWEN_DEBUG=1 shows where",
        ),
        (AssertionError(), 3, "unexpected error: AssertionError; JIANWEN_DEBUG=1 shows where"),
        (MemoryError(), 3, "out of memory; stop other programs or use a smaller --limit"),
        (
            sqlite3.DatabaseError("malformed"),
            3,
            "the store cannot be read: malformed; `jianwen doctor` looks closer",
        ),
        (KeyboardInterrupt(), 130, "interrupted"),
    ],
)
def test_what_nobody_foresaw_is_one_line_too(
    error: BaseException,
    code: int,
    says: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("JIANWEN_DEBUG", raising=False)
    with pytest.raises(SystemExit) as stop:
        _report_unexpected(type(error), error, None)
    assert stop.value.code == code
    assert capsys.readouterr().err == f"jianwen: {says}\n"


@pytest.mark.parametrize("debug", ["", "1"])
def test_an_unforeseen_error_ends_the_process_with_its_line_and_code_3(
    tmp_path: Path, debug: str
) -> None:
    program = (
        "import click, sys\nfrom commands import main\n"
        "def fail(): 1 / 0\n"
        "main.LazyGroup.get_command = lambda *_: click.Command('search', callback=fail)\n"
        "sys.exit(main.main(['search']))\n"
    )
    env = {"PATH": os.environ["PATH"], "JIANWEN_DEBUG": debug}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=PROJECT_ROOT, env=env, capture_output=True, text=True
    )
    assert done.returncode == 3
    assert done.stderr.splitlines()[-1].startswith("jianwen: unexpected error: ZeroDivisionError")
    assert ("Traceback" in done.stderr) == bool(debug)


def test_a_reader_that_goes_away_is_no_error() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as closed:
        done = subprocess.run(
            [*PROGRAM, "--help"], cwd=PROJECT_ROOT, stdout=closed, stderr=subprocess.PIPE
        )
    assert (done.returncode, done.stderr) == (141, b"")


def test_a_full_disk_behind_the_output_is_one_line() -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [*PROGRAM, "--help"], cwd=PROJECT_ROOT, stdout=full, stderr=subprocess.PIPE
        )
    assert (done.returncode, done.stderr) == (
        3,
        b"jianwen: cannot write the output: No space left on device\n",
    )


def test_a_character_that_the_terminal_lacks_does_not_end_the_command() -> None:
    program = (
        "import sys\nfrom commands.main import main\ncode ="
        " main(['--version'])\nprint('健闻')\nsys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=PROJECT_ROOT,
        env={"PYTHONIOENCODING": "ascii"},
        capture_output=True,
    )
    assert done.returncode == 0
    assert b"\\u5065\\u95fb" in done.stdout


def test_a_shell_gets_its_completions() -> None:
    env = {
        "PATH": os.environ["PATH"],
        "_JIANWEN_COMPLETE": "bash_complete",
        "COMP_WORDS": "jianwen exp",
        "COMP_CWORD": "1",
    }
    done = subprocess.run(PROGRAM, cwd=PROJECT_ROOT, env=env, capture_output=True, text=True)
    assert done.stdout == "plain,export\n"


def loaded(*words: str, home: Path) -> set[str]:
    """Name the heavy packages that a command line imports."""
    program = (
        f"import sys\nfrom commands.main import main\nmain({list(words)!r})\nprint('loaded',"
        " *sys.modules, file=sys.stderr)"
    )
    env = {"PATH": os.environ["PATH"], "JIANWEN_HOME": str(home)}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=PROJECT_ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    return {name.split(".")[0] for name in done.stderr.split("loaded ")[1].split()} & HEAVY


def test_help_and_status_import_nothing_heavy(stocked) -> None:
    shelf = stocked()
    assert loaded("--help", home=shelf.home) == set()
    assert loaded("status", home=shelf.home) == set()


def test_a_stop_by_the_service_manager_ends_with_one_line(tmp_path: Path) -> None:
    """The command waits for JSON lines that never come; SIGTERM ends it as Ctrl-C would."""
    env = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "JIANWEN_HOME": str(tmp_path)}
    program = [sys.executable, "-m", "commands.main", "extract", "--jsonl"]
    with subprocess.Popen(
        program,
        cwd=PROJECT_ROOT,
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin and process.stdout
        process.stdin.write(b'{"document": "x", "url": ""}\n')
        process.stdin.flush()
        process.stdout.readline()  # it is at work, and waits for the next line
        process.terminate()
        assert process.wait(30) == 143
        assert process.stderr
        assert process.stderr.read() == b"jianwen: interrupted\n"

"""The command line, run inside the test process: starting an interpreter for each claim would take
minutes.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from commands.main import main
from records.clock import utc_now
from tests.clocked import Clock


@dataclass(frozen=True)
class Answer:
    """What a command line came to."""

    code: int
    out: str
    err: str


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The moment at which the `shelf` fixture is filled, read by whatever runs in this process."""
    clock = Clock()
    monkeypatch.setitem(utc_now.__kwdefaults__, "read", clock.read)
    return clock


@pytest.fixture
def ask(
    clock: Clock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[..., Answer]:
    """Run `jianwen WORDS…` with the home of the `shelf` fixture."""
    monkeypatch.setenv("JIANWEN_HOME", str(tmp_path / "var"))
    monkeypatch.setenv("JIANWEN_SOURCES", str(tmp_path / "sources"))
    monkeypatch.delenv("JIANWEN_DEBUG", raising=False)
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)

    def run(*words: str) -> Answer:
        capsys.readouterr()
        code = main(words)
        said = capsys.readouterr()
        return Answer(code, said.out, said.err)

    return run

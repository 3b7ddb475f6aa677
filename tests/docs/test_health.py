"""docs/health.md names every state and what to do about it; its commands run."""

import re
from importlib.util import find_spec
from pathlib import Path
from typing import get_args

import pytest

from commands.main import main
from records.paths import PROJECT_ROOT
from store.open import open_store
from store.sources.health import STATES_NEEDING_SOMEBODY, HealthState

pytestmark = pytest.mark.dates

PAGE = (PROJECT_ROOT / "docs" / "health.md").read_text("utf-8")
ROWS = re.findall(r"^\| `([\w -]+)` \| .+? \| (.*)\|$", PAGE, re.MULTILINE)


def test_every_state_is_in_the_table_and_no_other() -> None:
    assert sorted(state for state, _ in ROWS) == sorted(get_args(HealthState))


def test_a_state_that_needs_somebody_says_what_to_do() -> None:
    assert {state for state, todo in ROWS if todo.strip()} == STATES_NEEDING_SOMEBODY | {"late"}
    idle = re.search(r"All but (.+?) need somebody", PAGE)
    assert idle is not None
    assert (
        set(re.findall(r"`([\w -]+)`", idle[1]))
        == set(get_args(HealthState)) - STATES_NEEDING_SOMEBODY
    )


def test_every_command_of_the_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIANWEN_HOME", str(tmp_path / "var"))
    monkeypatch.setattr("sys.excepthook", lambda *_: None)
    open_store(tmp_path / "var" / "jianwen.db").close()
    lines = re.findall(r"^\.venv/bin/jianwen ([^#\n]+?)\s+#", PAGE, re.MULTILINE)
    assert len(lines) == 3
    for line in lines:
        if "--plot" not in line or find_spec("matplotlib") is not None:
            assert main(line.replace("var/", f"{tmp_path}/var/").split()) == 0


def test_the_files_that_it_names_exist() -> None:
    for name in re.findall(r"`(tests/[\w/]+\.py)`", PAGE):
        assert (PROJECT_ROOT / name).is_file(), name

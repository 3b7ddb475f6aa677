"""docs/extraction.md is true: its steps are those of the command, its commands run, its figures
were measured.
"""

import json
import re
import shlex
from typing import Any

import pytest

from commands.main import main
from commands.output.explanation import _STEP_MEANINGS
from records.paths import PROJECT_ROOT

PAGE = (PROJECT_ROOT / "docs" / "extraction.md").read_text("utf-8")
COMMANDS = [
    line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()
]
ROWS = [
    [cell.strip() for cell in line.replace("**", "").strip("|").split("|")]
    for line in PAGE.splitlines()
    if line.startswith("|")
]
HEADLESS = {
    "Jianwen": "jianwen",
    "trafilatura": "trafilatura precision",
    "readability-lxml": "readability-lxml",
}


def measured(name: str) -> Any:
    return json.loads((PROJECT_ROOT / "bench" / "results" / name).read_text("utf-8"))


def test_every_step_of_the_command_is_in_the_table() -> None:
    assert set(re.findall(r"^\| `([a-z ]+)` \|", PAGE, re.MULTILINE)) == set(_STEP_MEANINGS) - {
        "filter"
    }


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_of_the_page_runs(line, stocked, monkeypatch, capsys) -> None:
    shelf = stocked()
    monkeypatch.setenv("JIANWEN_HOME", str(shelf.home))
    monkeypatch.setenv("JIANWEN_SOURCES", str(PROJECT_ROOT / "data" / "sources"))
    page = shelf.home / "page.html"
    page.write_text(
        f"<h1>高血压患者少吃盐</h1><p>{'每天吃盐不超过五克，多吃蔬菜，少吃腌制食品。' * 4}</p>",
        "utf-8",
    )
    words = shlex.split(line, comments=True)
    uid = shelf.store.query("SELECT uid FROM articles")[0]["uid"]
    assert words[0] == ".venv/bin/jianwen"
    assert main([{"URL": str(page), "UID": uid}.get(word, word) for word in words[1:]]) == 0
    assert capsys.readouterr().out


def test_the_figures_are_those_of_the_last_run() -> None:
    extractors = measured("extraction.json")["extractors"]
    rows = [row for row in ROWS if len(row) == 5 and row[1].startswith(".")]
    assert len(rows) == 5
    for name, *scores, speed in rows:
        known = name.split(",")[0].split()[0]
        found = extractors[HEADLESS.get(known, known)]
        assert [one["f1"] for one in found["sets"].values()] == pytest.approx(
            list(map(float, scores)), abs=0.0006
        )
        assert found["relative"] == pytest.approx(float(speed), abs=0.03)


def test_the_figures_of_the_disguised_pages_are_those_of_the_last_run() -> None:
    found = measured("extraction_disguise.json")
    rows = [row for row in ROWS if len(row) == 4 and row[1].startswith(".")]
    for (name, *scores), disguise in zip(
        rows, ["none of these"] * 3 + ["p is two br"] * 3, strict=True
    ):
        given = found[disguise][HEADLESS[name.split(",")[0]]]
        assert list(given.values()) == pytest.approx(list(map(float, scores)), abs=0.0006)

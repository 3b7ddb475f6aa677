"""CONTRIBUTING.md: each recipe is applied to a copy of the tree, and what it runs is green."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from records.paths import PROJECT_ROOT
from store.db.connection import SCHEMA_VERSION

pytestmark = pytest.mark.unmeasured  # the copy runs, not the tree
PAGE = (PROJECT_ROOT / "CONTRIBUTING.md").read_text("utf-8")
RECIPES = dict(
    re.findall(r"^## (Add .+?)\n(.*?)(?=^## |\Z)", PAGE.split("# Recipes")[1], re.M | re.S)
)
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
LEFT_OUT = shutil.ignore_patterns(
    "__pycache__", ".*", "var", "corpus", "results", "shared", "node_modules"
)
MOST_FILES = 3  # beside tests and docs


def match_lines(lines: list[str], context: list[str]) -> list[int]:
    """Find where these lines stand; the begin of a line will do."""
    return [
        start
        for start in range(len(lines) - len(context) + 1)
        if all(
            line.startswith(begin)
            for line, begin in zip(lines[start : start + len(context)], context, strict=True)
        )
    ]


def apply_change(file: Path, change: list[str]) -> None:
    """Take `-` lines out and put `+` lines in, where the other lines say."""
    lines = file.read_text("utf-8").splitlines()
    context = [line[1:] for line in change if line[0] in " -"]
    (start,) = match_lines(lines, context)
    changed, at = lines[:start], start
    for line in change:
        if line[0] == "+":
            changed.append(line[1:])
            continue
        if line[0] == " ":
            changed.append(lines[at])
        at += 1
    file.write_text("\n".join([*changed, *lines[at:]]) + "\n", "utf-8")


def apply_block(tree: Path, text: str) -> str:
    """Write the block's file; give its name."""
    first, rest = text.split("\n", 1)
    mark, name = first.split(" ")
    file = tree / name
    if mark == "---":
        apply_change(file, rest.splitlines())
    elif mark == "+++":
        file.write_text(file.read_text("utf-8") + rest, "utf-8")
    else:
        assert mark == "#" and not file.exists()
        file.write_text(rest, "utf-8")
    return name


def read_blocks(recipe: str) -> list[tuple[str, str]]:
    return BLOCK.findall(RECIPES[recipe])


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the tree, with its virtual environment beside it."""
    copy = tmp_path / "copy"
    shutil.copytree(PROJECT_ROOT, copy, ignore=LEFT_OUT)
    (copy / ".venv").symlink_to(PROJECT_ROOT / ".venv")
    return copy


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_recipe_works_as_it_is_written(recipe: str, tree: Path, tmp_path: Path) -> None:
    commands = []
    for language, text in read_blocks(recipe):
        if language == "sh":
            commands += text.splitlines()
        else:
            apply_block(tree, text)
    assert commands
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8"}
    for command in commands:
        done = subprocess.run(
            command,
            shell=True,
            cwd=tree,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}{done.stderr[-2000:]}"


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_recipe_touches_few_files(recipe: str) -> None:
    files = {
        text.split("\n")[0].split(" ")[1] for kind, text in read_blocks(recipe) if kind != "sh"
    }
    assert len([name for name in files if not name.startswith(("tests/", "docs/"))]) <= MOST_FILES


def test_there_is_a_recipe_for_each_common_change() -> None:
    assert [name.split(" ", 2)[2] for name in RECIPES] == [
        "stage",
        "translation check",
        "feed format",
        "field of articles",
        "key to source files",
        "verb",
        "boilerplate rule",
    ]


def test_the_field_of_the_recipe_belongs_to_the_next_schema() -> None:
    """A number that is taken would leave older stores without the column."""
    assert re.findall(r"added=(\d+)", PAGE) == [str(SCHEMA_VERSION + 1)]

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from commands.export import export
from records.home import ROOT
from store.articles import withdraw
from store.changes import last_seq, published

pytestmark = pytest.mark.dates
PAGE = (ROOT / "docs" / "feeds.md").read_text("utf-8")
FIELDS = dict(re.findall(r"^\| `(\w+)` \| (both|upsert|delete) \|", PAGE, re.MULTILINE))


@pytest.mark.parametrize("op", ["upsert", "delete"])
def test_the_page_describes_exactly_the_fields_of_a_line(stocked, tmp_path: Path, op: str) -> None:
    shelf = stocked()
    withdraw(shelf.store, published(shelf.store)[0].uid, "by hand", "2026-11-24T00:00:00Z")
    export(shelf.store, tmp_path)
    lines = [json.loads(line) for line in (tmp_path / "changes.jsonl").read_text("utf-8").splitlines()]
    described = {name for name, where in FIELDS.items() if where in ("both", op)}
    assert {frozenset(line) for line in lines if line["op"] == op} == {frozenset(described)}


def test_the_commands_of_the_page_import_everything(stocked, tmp_path: Path) -> None:
    shelf = stocked()
    (script,) = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "python").symlink_to(sys.executable)
    (tools / "jianwen").write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m commands.main "$@"\n')
    (tools / "jianwen").chmod(0o755)
    env = {"PATH": f"{tools}:{os.environ['PATH']}", "JIANWEN_HOME": str(shelf.home)}
    for _ in range(2):
        done = subprocess.run(["sh", "-e", "-c", script], cwd=tmp_path, env=env, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert done.stdout.splitlines()[-1] == str(last_seq(shelf.store))

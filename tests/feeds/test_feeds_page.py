import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from records.paths import PROJECT_ROOT
from services.export import export_feeds
from store.articles.changes import get_last_seq, list_published
from store.articles.withdraw import set_article_status

pytestmark = pytest.mark.dates

PAGE = (PROJECT_ROOT / "docs" / "feeds.md").read_text("utf-8")
FIELDS = dict(re.findall(r"^\| `(\w+)` \| (both|upsert|delete) \|", PAGE, re.MULTILINE))


@pytest.mark.parametrize("op", ["upsert", "delete"])
def test_the_page_describes_exactly_the_fields_of_a_line(stocked, tmp_path: Path, op: str) -> None:
    shelf = stocked()
    set_article_status(
        shelf.store,
        list_published(shelf.store)[0].uid,
        "withdrawn",
        "by hand",
        "2026-11-24T00:00:00Z",
    )
    export_feeds(shelf.store, tmp_path)
    lines = [
        json.loads(line) for line in (tmp_path / "changes.jsonl").read_text("utf-8").splitlines()
    ]
    described = {name for name, where in FIELDS.items() if where in ("both", op)}
    assert {frozenset(line) for line in lines if line["op"] == op} == {frozenset(described)}


def test_the_commands_of_the_page_import_everything(stocked, tmp_path: Path) -> None:
    shelf = stocked()
    (script,) = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / "docs").symlink_to(PROJECT_ROOT / "docs")
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "python").symlink_to(sys.executable)
    (tools / "jianwen").write_text(
        f'#!/bin/sh\nPYTHONPATH={PROJECT_ROOT} exec {sys.executable} -m commands.main "$@"\n'
    )
    (tools / "jianwen").chmod(0o755)
    env = {"PATH": f"{tools}:{os.environ['PATH']}", "JIANWEN_HOME": str(shelf.home)}
    for _ in range(2):
        done = subprocess.run(
            ["sh", "-e", "-c", script], cwd=tmp_path, env=env, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.splitlines()[-1] == str(get_last_seq(shelf.store))

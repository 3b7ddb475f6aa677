"""docs/duplicates.md and its Chinese version: their commands and queries run over a store with a
duplicate in it.
"""

import re
import shlex
import sqlite3
from contextlib import closing

import pytest

from commands.main import main
from records.paths import PROJECT_ROOT

PAGES = {
    name: (PROJECT_ROOT / "docs" / name).read_text("utf-8")
    for name in ("duplicates.md", "zh/duplicates.md")
}
COMMAND = re.compile(r"^jianwen [^\n]+", re.MULTILINE)


@pytest.mark.parametrize("text", PAGES.values(), ids=PAGES)
def test_the_commands_run_and_name_the_duplicate(stocked, monkeypatch, capsys, text) -> None:
    shelf = stocked()
    monkeypatch.setenv("JIANWEN_HOME", str(shelf.home))
    (uid,) = [
        row["uid"]
        for row in shelf.store.query("SELECT uid FROM articles WHERE title = '高血压患者少吃盐'")
    ]
    shelf.store.close()
    lines = COMMAND.findall(text)
    assert len(lines) == 3
    for line in lines:
        words = shlex.split(line, comments=True)
        assert main([uid if word == "UID" else word for word in words[1:]]) == 0, line
        said = capsys.readouterr().out
        assert "--json" in line or "refine" in line or "少吃盐好处多" in said


@pytest.mark.parametrize("text", PAGES.values(), ids=PAGES)
def test_the_queries_run(stocked, text) -> None:
    shelf = stocked()
    (block,) = re.findall(r"```sql\n(.*?)```", text, re.DOTALL)
    with closing(sqlite3.connect(f"{shelf.store.path.as_uri()}?mode=ro", uri=True)) as plain:
        answers = [plain.execute(query).fetchall() for query in block.strip().splitlines()]
    assert [len(rows) for rows in answers] == [1, 0]


def test_both_pages_give_the_reasons_of_the_view() -> None:
    views = "".join(path.read_text("utf-8") for path in (PROJECT_ROOT / "store").rglob("views.py"))
    reasons = dict(re.findall(r"WHEN '(named|dated|earlier|longer)' THEN '([^']+)'", views))
    assert set(reasons) == {"named", "dated", "earlier", "longer"}
    assert "ELSE '首发收录更早'" in views
    for word, chinese in {**reasons, "first": "首发收录更早"}.items():
        assert f"`{word}`" in PAGES["duplicates.md"]
        assert chinese in PAGES["zh/duplicates.md"]

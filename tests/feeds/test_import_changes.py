import importlib.util
import json
import multiprocessing
import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from records.paths import PROJECT_ROOT
from services.export import export_feeds
from store.articles.changes import get_last_seq, list_published
from store.articles.withdraw import set_article_status

pytestmark = pytest.mark.dates

PROGRAM = PROJECT_ROOT / "docs" / "import_changes.py"


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("import_changes", PROGRAM)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def import_until(database: Path, feed: Path, most: int) -> None:
    """Import, and be killed before the line after `most`."""
    module = load()

    def lines() -> Iterator[str]:
        for number, line in enumerate((feed / "changes.jsonl").read_text("utf-8").split("\n")[:-1]):
            if number == most:
                os.kill(os.getpid(), signal.SIGKILL)
            yield line

    with closing(module.open_own(str(database))) as db:
        module.follow(db, lines())


def imported(database: Path) -> tuple[dict[str, Any], int]:
    module = load()
    with closing(module.open_own(str(database))) as db:
        records = {
            uid: json.loads(record)
            for uid, record in db.execute("SELECT uid, record FROM articles")
        }
        return records, module.place(db)


@pytest.mark.unmeasured
def test_an_importer_killed_at_random_ends_with_exactly_the_published_set(
    stocked: Callable[[], Any], tmp_path: Path
) -> None:
    shelf = stocked()
    chance = random.Random(20261123)
    fork = multiprocessing.get_context("fork")
    database, feed = tmp_path / "mine.db", tmp_path / "feed"
    numbers = list(range(12))
    for turn in range(6):
        now = f"2026-11-2{turn + 4}T00:00:00Z"
        for number in chance.sample(numbers, 5):
            words = chance.choice(["少吃盐", "多运动", "早睡觉"])
            source = ["", "open", "closed"][number % 3]
            body = f"第{turn}版：每天{words}，坚持{number}个月。\n遵医嘱服药，定期复查血压。"
            shelf.add(
                f"https://open.example/n{number}", f"第{number}篇", body, source=source, now=now
            )
        if turn:
            set_article_status(
                shelf.store,
                chance.choice(list_published(shelf.store)).uid,
                "withdrawn",
                "licence ended",
                now,
            )
        for most in (0, chance.randint(1, 3), chance.randint(1, 3), 10_000):
            export_feeds(shelf.store, feed, imported(database)[1])
            process = fork.Process(target=import_until, args=(database, feed, most))
            process.start()
            process.join()
            assert process.exitcode in (0, -signal.SIGKILL)
        records, seq = imported(database)
        standing = {article.uid: article for article in list_published(shelf.store)}
        assert seq == get_last_seq(shelf.store)
        assert records.keys() == standing.keys()
        for uid, record in records.items():
            assert (record["title"], record["version"]) == (
                standing[uid].title,
                standing[uid].version,
            )
            assert record["body"] == (
                standing[uid].body if standing[uid].full_text == "public" else ""
            )


def test_reading_from_the_beginning_gives_the_same_as_following(
    stocked: Callable[[], Any], tmp_path: Path
) -> None:
    shelf = stocked()
    followed, fresh = tmp_path / "followed.db", tmp_path / "fresh.db"
    export_feeds(shelf.store, tmp_path / "a")
    import_until(followed, tmp_path / "a", 10_000)
    set_article_status(
        shelf.store,
        list_published(shelf.store)[0].uid,
        "withdrawn",
        "by hand",
        "2026-11-24T00:00:00Z",
    )
    shelf.add(
        "https://open.example/1",
        "高血压患者少吃盐（更正）",
        "更正：每天吃盐不超过六克。\n多吃蔬菜。",
        source="open",
        now="2026-11-24T00:00:00Z",
    )
    export_feeds(shelf.store, tmp_path / "b", imported(followed)[1])
    export_feeds(shelf.store, tmp_path / "c")
    import_until(followed, tmp_path / "b", 10_000)
    import_until(followed, tmp_path / "b", 10_000)
    import_until(fresh, tmp_path / "c", 10_000)
    assert imported(followed) == imported(fresh)


def test_the_program_runs_as_documented(stocked: Callable[[], Any], tmp_path: Path) -> None:
    shelf = stocked()
    export_feeds(shelf.store, tmp_path / "feed")
    outputs = [
        subprocess.run(
            [sys.executable, PROGRAM, "mine.db", *files],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for files in ([], ["feed/changes.jsonl"], ["feed/changes.jsonl"])
    ]
    assert outputs == ["0\n", f"{get_last_seq(shelf.store)}\n", f"{get_last_seq(shelf.store)}\n"]


def test_the_example_stays_short_and_needs_nothing_installed() -> None:
    text = PROGRAM.read_text("utf-8")
    imports = {
        line.split()[1].split(".")[0]
        for line in text.splitlines()
        if line.startswith(("import ", "from "))
    }
    assert imports <= sys.stdlib_module_names
    assert len(text.splitlines()) <= 60

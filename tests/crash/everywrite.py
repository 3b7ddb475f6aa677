"""Crawl a site once for each statement that the crawl gives to SQLite, and let that one fail.

    python tests/crash/everywrite.py FOLDER NUMBER…

FOLDER holds the sources and a home; each number gets a copy of it. A process of its own for each
crawl would spend its time on starting. So what a crawl imports is imported once, the kit of the
line is loaded once, and each crawl is a fork of this process that refines in itself; nothing else
differs from `jianwen crawl`. Prints a line of JSON for each number: how the crawl ended and how the
one after it, without a failure.
"""

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import scrapy.crawler  # noqa: F401 - so that the forks need not
from failing import fail_at

import crawler.run.item_pipeline
import crawler.run.session
from commands.main import main
from pipelines.refine import refine
from pipelines.resources.kit import build_stage_context
from records.paths import PROJECT_ROOT
from records.record import Record
from records.verdict import Verdict

KIT = build_stage_context(PROJECT_ROOT / "data")


class AtHome:
    """Refine in this process, with the dictionaries that are loaded already."""

    def __init__(self, *_: object) -> None:
        """Take what an executor takes."""

    def __enter__(self) -> "AtHome":
        return self

    def __exit__(self, *_: object) -> None:
        """End nothing."""

    def start_workers(self, number: int) -> None:
        """Nothing is to be started."""

    async def refine_async(self, record: Record, _during: object = None) -> Record | Verdict:
        """Refine at once."""
        return refine(record, KIT)


def crawl(home: Path, failing: int) -> dict[str, Any]:
    """Crawl in a fork of this process.

    Give its exit code, what it said, whether it came as far as the statement.
    """
    said, reached = home.with_name("said"), home.with_name("reached")
    child = os.fork()
    if not child:
        os.environ["JIANWEN_HOME"] = str(home)
        with said.open("w") as out:
            os.dup2(out.fileno(), 1)
            os.dup2(out.fileno(), 2)
        left = fail_at(failing, "io")
        code = _ended(["crawl", "--no-translate", "--quiet"])
        reached.write_text("yes" if left[0] <= 0 < failing else "")
        os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return {"rc": code, "said": said.read_text(), "reached": bool(reached.read_text())}


def _ended(words: list[str]) -> int:
    """Give the exit code as the interpreter would: what nobody foresaw goes to the hook that the
    command has set.
    """
    try:
        code = main(words)
    except BaseException as error:
        try:
            sys.excepthook(type(error), error, error.__traceback__)
        except SystemExit as stop:
            code = int(str(stop.code))
    sys.stdout.flush()
    return code


# it stands in for the class
crawler.run.session.LocalPipelineExecutor = AtHome  # type: ignore[misc,assignment]
folder = Path(sys.argv[1])
for number in map(int, sys.argv[2:]):
    home = folder / f"home{number}" / "var"
    home.parent.mkdir()
    shutil.copytree(folder / "var", home)
    print(
        json.dumps({"number": number, "failed": crawl(home, number), "next": crawl(home, 0)}),
        flush=True,
    )

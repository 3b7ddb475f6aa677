"""The contracts between the folders hold, and each of them notices the import that breaks it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from records.paths import PROJECT_ROOT
from tests.contracts import BELOW, LEVELS, PACKAGES

# what somebody might write, and what the check says about it
OFFENCES = {
    "records/urls.py": ("text.numbers", "folders: records.urls imports text.numbers"),
    "text/numbers.py": ("store.db.connection", "folders: text.numbers imports store.db.connection"),
    "feeds/atom.py": ("store.db.connection", "folders: feeds.atom imports store.db.connection"),
    "store/recluster.py": ("pipelines.refine", "folders: store.recluster imports pipelines.refine"),
    "pipelines/refine.py": ("store.open", "folders: pipelines.refine imports store.open"),
    "crawler/settings.py": ("spiders.base", "folders: crawler.settings imports spiders.base"),
    "spiders/base.py": ("services.crawl", "folders: spiders.base imports services.crawl"),
    "services/export.py": ("commands.main", "folders: services.export imports commands.main"),
    "demo/stories.py": ("commands.main", "folders: demo.stories imports commands.main"),
    "store/db/schema.py": ("store.open", "levels: store.db.schema imports store.open"),
    "pipelines/cleaning/line_filter.py": (
        "pipelines.stages.clean",
        "levels: pipelines.cleaning.line_filter imports pipelines.stages.clean",
    ),
    "crawler/download/handler.py": (
        "crawler.politeness.robots",
        "levels: crawler.download.handler imports crawler.politeness.robots",
    ),
    "spiders/discovery/filters.py": (
        "spiders.base",
        "levels: spiders.discovery.filters imports spiders.base",
    ),
    "store/search/query.py": ("store.search.search", "circles: a circle of modules:"),
    "pipelines/metadata/title.py": ("pipelines.metadata.fields", "in pipelines.metadata:"),
    "services/replay.py": ("scrapy", "libraries: services.replay imports scrapy"),
    "demo/pages.py": ("click", "libraries: demo.pages imports click"),
    "commands/show.py": ("sqlite3", "libraries: commands.show imports sqlite3"),
    "commands/status.py": ("starlette", "libraries: commands.status imports starlette"),
    "store/open.py": ("urllib.request", "libraries: store.open imports urllib"),
    "text/encoding.py": ("socket", "libraries: text.encoding imports socket"),
}


def check_tree(tree: Path) -> list[str]:
    done = subprocess.run(
        [sys.executable, PROJECT_ROOT / "tests" / "contracts.py", tree],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stdout.splitlines()


def copy_packages(tree: Path) -> None:
    for package in PACKAGES:
        shutil.copytree(
            PROJECT_ROOT / package, tree / package, ignore=shutil.ignore_patterns("__pycache__")
        )


def test_every_contract_holds() -> None:
    assert [line for line in check_tree(PROJECT_ROOT) if line] == []


def test_folders_import_downwards_alone() -> None:
    """The table itself allows nothing upwards, so no circle of folders can be written into it."""
    assert set(BELOW) == set(PACKAGES)
    for number, package in enumerate(PACKAGES):
        assert set(BELOW[package]) <= set(PACKAGES[:number]), package


def test_every_folder_of_the_product_is_under_contract() -> None:
    """A folder with Python in it is a package of the product or one of these."""
    folders = {path.parent.name for path in PROJECT_ROOT.glob("*/__init__.py")}
    assert folders - {"bench", "tests"} == set(PACKAGES)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the product, to write offending imports into."""
    folder = tmp_path_factory.mktemp("tree")
    copy_packages(folder)
    return folder


@pytest.mark.parametrize("offender", OFFENCES)
def test_an_import_that_breaks_a_contract_is_named(tree: Path, offender: str) -> None:
    imported, message = OFFENCES[offender]
    file = tree / offender
    text = file.read_text("utf-8")
    # inside a function: an import that is put off breaks a contract, too
    file.write_text(f"{text}\n\ndef _offend() -> None:\n    import {imported}\n", "utf-8")
    try:
        assert [line for line in check_tree(tree) if message in line]
    finally:
        file.write_text(text, "utf-8")


def test_a_module_without_a_level_is_named(tree: Path) -> None:
    for package in LEVELS:
        if "*" not in LEVELS[package]:
            file = tree / package.replace(".", "/") / "newcomer.py"
            file.write_text('"""A new module."""\n', "utf-8")
    try:
        lines = check_tree(tree)
        for package in LEVELS:
            assert (f"levels: {package}.newcomer has no level in tests/contracts.py" in lines) == (
                "*" not in LEVELS[package]
            )
    finally:
        for file in tree.rglob("newcomer.py"):
            file.unlink()

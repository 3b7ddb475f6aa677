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
    "services/replay.py": ("scrapy", "libraries: services.replay imports scrapy"),
    "demo/pages.py": ("click", "libraries: demo.pages imports click"),
    "commands/show.py": ("sqlite3", "libraries: commands.show imports sqlite3"),
    "commands/status.py": ("starlette", "libraries: commands.status imports starlette"),
    "store/open.py": ("urllib.request", "libraries: store.open imports urllib"),
    "text/encoding.py": ("socket", "libraries: text.encoding imports socket"),
}
CIRCLES = {
    "store/search/query.py": ("store.search.search", "a circle in store.search: "),
    "pipelines/metadata/title.py": (
        "pipelines.metadata.fields",
        "a circle in pipelines.metadata: ",
    ),
    "records/clock.py": ("records.limits", "a circle in records: "),
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


def add_imports(tree: Path, offences: dict[str, tuple[str, str]]) -> None:
    """Write the imports inside functions: one that is put off breaks a contract, too."""
    for offender, (imported, _message) in offences.items():
        with (tree / offender).open("a", encoding="utf-8") as file:
            file.write(f"\n\ndef _offend() -> None:\n    import {imported}\n")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the product, to write offending imports into."""
    copy_packages(tmp_path)
    return tmp_path


def test_each_import_that_breaks_a_contract_is_named(tree: Path) -> None:
    add_imports(tree, OFFENCES)
    lines = check_tree(tree)
    assert [
        message
        for _imported, message in OFFENCES.values()
        if not any(line.startswith(message) for line in lines)
    ] == []


def test_each_circle_is_named(tree: Path) -> None:
    add_imports(tree, CIRCLES)
    lines = check_tree(tree)
    assert [
        message
        for _imported, message in CIRCLES.values()
        if not any(message in line for line in lines)
    ] == []
    assert any(line.startswith("circles: a circle of modules: ") for line in lines)


def test_a_module_without_a_level_is_named(tree: Path) -> None:
    for package in LEVELS:
        (tree / package.replace(".", "/") / "newcomer.py").write_text('"""A new module."""\n')
    lines = check_tree(tree)
    assert [package for package in LEVELS if named_newcomer(package) not in lines] == [
        package for package, levels in LEVELS.items() if "*" in levels
    ]


def named_newcomer(package: str) -> str:
    return f"levels: {package}.newcomer has no level in tests/contracts.py"

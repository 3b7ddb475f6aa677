"""Every command and source sample of the README does what the README says."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.sources.load import load_sources
from records.paths import PROJECT_ROOT

pytestmark = pytest.mark.dates

README = (PROJECT_ROOT / "README.md").read_text("utf-8")
CHINESE = (PROJECT_ROOT / "README.zh-CN.md").read_text("utf-8")
PAGES = {
    name: (PROJECT_ROOT / name).read_text("utf-8")
    for name in ("README.md", "README.zh-CN.md", "docs/installation.md", "docs/cli.md")
}
BIN = Path(sys.executable).parent


def commands(text: str) -> list[str]:
    """The lines of the sh blocks, comments cut, but for those that set up or test (`make`), which
    would run this test again.
    """
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    lines = [
        re.sub(r"\s{2,}#.*", "", line).strip() for block in blocks for line in block.splitlines()
    ]
    return [line for line in lines if line and not line.startswith("make ")]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store as `make run` leaves it."""
    path = tmp_path_factory.mktemp("readme") / "var"
    done = subprocess.run(
        [str(BIN / "jianwen"), "demo", "--quiet"],
        env=environment(path),
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        timeout=90,
    )
    assert done.returncode == 0, done.stderr
    return path


def environment(home: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(home.parent),
        "JIANWEN_HOME": str(home),
        "PYTHONUTF8": "1",
    }


@pytest.mark.parametrize(
    ("name", "fewest"),
    [("README.md", 7), ("README.zh-CN.md", 7), ("docs/installation.md", 3), ("docs/cli.md", 15)],
)
def test_every_command_of_the_page_runs(home: Path, name: str, fewest: int) -> None:
    assert len(commands(PAGES[name])) >= fewest
    for line in commands(PAGES[name]):
        if line.startswith("sqlite3 ") and shutil.which("sqlite3") is None:
            continue
        shell = line.replace(".venv/bin/jianwen", str(BIN / "jianwen")).replace(
            "python3 docs/", f"{sys.executable} docs/"
        )
        shell = re.sub(r"\bvar/", f"{home}/", shell)
        done = subprocess.run(
            ["sh", "-c", shell],
            env=environment(home),
            cwd=PROJECT_ROOT,
            capture_output=True,
            text=True,
            timeout=60,
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr


def test_the_pages_find_what_they_search_for(home: Path) -> None:
    searches = {line for text in PAGES.values() for line in commands(text) if " search " in line}
    assert len(searches) >= 4
    for line in searches:
        word = line.split(" search ")[1].split()[0]
        done = subprocess.run(
            [str(BIN / "jianwen"), "search", word, "--json"],
            env=environment(home),
            capture_output=True,
            text=True,
            timeout=30,
        )
        assert '"uid"' in done.stdout, f"{line} finds nothing"


def test_the_source_of_the_readme_is_a_valid_source(tmp_path: Path) -> None:
    (sample,) = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    (tmp_path / "sample.toml").write_text(sample, "utf-8")
    (source,) = load_sources(tmp_path, frozenset())
    assert source.title == "人民网 人民健康网"


def test_every_verb_stands_on_the_page_of_commands() -> None:
    from commands.main import VERBS

    assert [verb for verb in VERBS if f"jianwen {verb}" not in PAGES["docs/cli.md"]] == []


@pytest.mark.parametrize("name", PAGES)
def test_every_verb_and_make_target_of_the_page_exists(name: str) -> None:
    from commands.main import VERBS

    assert set(re.findall(r"`jianwen ([a-z]+)", PAGES[name])) <= set(VERBS)
    makefile = (PROJECT_ROOT / "Makefile").read_text("utf-8")
    for target in set(re.findall(r"\bmake ([a-z]+)\b", PAGES[name])) - {"and", "with"}:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_the_readmes_are_short_and_lead_to_each_other() -> None:
    assert len(README.splitlines()) <= 120
    assert len(CHINESE.splitlines()) <= 120
    assert "(README.zh-CN.md)" in README
    assert "(README.md)" in CHINESE
    for text in (README, CHINESE):
        picture = re.search(r"!\[.+\]\((.+\.svg)\)", text)
        assert picture is not None and (PROJECT_ROOT / picture[1]).is_file()

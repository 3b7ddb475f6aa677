"""Every command and source sample of the README does what the README says."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from crawler.sources import load_sources
from records.home import ROOT

pytestmark = pytest.mark.dates
README = (ROOT / "README.md").read_text("utf-8")
BIN = Path(sys.executable).parent


def commands() -> list[str]:
    """The lines of the sh blocks, comments cut, but for those that set up or test (`make`), which would run this test again."""
    blocks = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    lines = [re.sub(r"\s{2,}#.*", "", line).strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line and not line.startswith("make ")]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store as `make run` leaves it."""
    path = tmp_path_factory.mktemp("readme") / "var"
    done = subprocess.run(
        [str(BIN / "jianwen"), "demo", "--quiet"], env=environment(path), cwd=ROOT, capture_output=True, text=True, timeout=90
    )
    assert done.returncode == 0, done.stderr
    return path


def environment(home: Path) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "HOME": str(home.parent), "JIANWEN_HOME": str(home), "PYTHONUTF8": "1"}


def test_every_command_of_the_readme_runs(home: Path) -> None:
    assert len(commands()) >= 15
    for line in commands():
        if line.startswith("sqlite3 ") and shutil.which("sqlite3") is None:
            continue
        shell = line.replace(".venv/bin/jianwen", str(BIN / "jianwen")).replace("python3 docs/", f"{sys.executable} docs/")
        shell = re.sub(r"\bvar/", f"{home}/", shell)
        done = subprocess.run(["sh", "-c", shell], env=environment(home), cwd=ROOT, capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr


def test_the_readme_finds_what_it_searches_for(home: Path) -> None:
    for line in (line for line in commands() if " search " in line):
        word = line.split(" search ")[1].split()[0]
        done = subprocess.run(
            [str(BIN / "jianwen"), "search", word, "--json"], env=environment(home), capture_output=True, text=True, timeout=30
        )
        assert '"uid"' in done.stdout, f"{line} finds nothing"


def test_the_source_of_the_readme_is_a_valid_source(tmp_path: Path) -> None:
    (sample,) = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    (tmp_path / "sample.toml").write_text(sample, "utf-8")
    (source,) = load_sources(tmp_path, frozenset())
    assert source.title == "人民网 人民健康网"


def test_every_verb_stands_in_the_readme() -> None:
    from commands.main import VERBS

    assert [verb for verb in VERBS if f"jianwen {verb}" not in README] == []


def test_every_make_target_of_the_readme_exists() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in set(re.findall(r"\bmake ([a-z]+)\b", README)) - {"and", "with"}:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target

"""What docs/operating.md shows is what happens."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from commands.backup import BACKUPS_DAILY, BACKUPS_WEEKLY
from commands.main import VERBS
from records.paths import PROJECT_ROOT
from services.healthcheck import PING_SECONDS
from spiders.runner import STOP_SECONDS
from store.restore import SEQ_GAP
from tests.docs.evening import SOURCE, bare, listed, transcript
from tests.loopback import BIN, Site

GUIDE = (PROJECT_ROOT / "docs" / "operating.md").read_text("utf-8")


def blocks(kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", GUIDE, re.DOTALL)


def commands() -> list[str]:
    return [
        re.sub(r"\s{2,}#.*", "", line)
        for block in blocks("sh")
        for line in block.splitlines()
        if line
    ]


@pytest.mark.unmeasured
def test_an_evening_goes_as_the_transcript_says(tmp_path: Path) -> None:
    (shown,) = [block for block in blocks("text") if block.startswith("# Start it")]
    assert bare(transcript(tmp_path)) == bare(shown)


@pytest.fixture
def environment(tmp_path: Path):
    """A home whose only source is a site on this machine."""
    with Site() as site:
        listed(site, "daily", 0, 3)
        (tmp_path / "sources").mkdir()
        (tmp_path / "sources" / "daily.toml").write_text(
            SOURCE.format(title="日报", url=site.url), "utf-8"
        )
        home = {
            "JIANWEN_HOME": str(tmp_path / "var"),
            "JIANWEN_SOURCES": str(tmp_path / "sources"),
            "JIANWEN_ALLOW_HOSTS": site.host,
        }
        yield {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONUTF8": "1", **home}


def test_every_command_of_the_guide_runs(tmp_path: Path, environment) -> None:
    assert len(commands()) >= 8
    for line in commands():
        shell = line.replace(".venv/bin/jianwen", str(BIN / "jianwen")).replace(
            "/mnt/backup/", f"{tmp_path}/other/"
        )
        shell = re.sub(r"\bvar/", f"{tmp_path}/var/", shell)
        done = subprocess.run(
            ["sh", "-c", shell],
            env=environment,
            cwd=PROJECT_ROOT,
            capture_output=True,
            text=True,
            timeout=90,
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"


@pytest.mark.parametrize(
    "number", [BACKUPS_DAILY, BACKUPS_WEEKLY, PING_SECONDS, STOP_SECONDS, SEQ_GAP]
)
def test_the_numbers_of_the_guide_are_those_of_the_code(number: float) -> None:
    assert f"{int(number):,}" in GUIDE


def test_every_variable_that_an_operator_sets_is_explained() -> None:
    text = "".join(
        path.read_text("utf-8")
        for room in ("commands", "services", "demo", "crawler", "records")
        for path in (PROJECT_ROOT / room).rglob("*.py")
    )
    deploy = "".join(path.read_text("utf-8") for path in (PROJECT_ROOT / "deploy").iterdir())
    named = set(re.findall(r"JIANWEN_[A-Z_]+", text + deploy)) - {
        "JIANWEN_DEMO_TOKEN",
        "JIANWEN_COMPLETE",
    }
    assert [name for name in sorted(named) if f"`{name}`" not in GUIDE] == []


def test_every_verb_of_the_guide_exists() -> None:
    assert set(re.findall(r"`jianwen ([a-z]+)", GUIDE)) <= set(VERBS)


def test_every_message_that_is_explained_is_one_that_the_program_says() -> None:
    said = "".join(
        path.read_text("utf-8")
        for room in ("commands", "services", "crawler", "spiders", "store", "text", "records")
        for path in (PROJECT_ROOT / room).rglob("*.py")
    )
    (table,) = re.findall(r"\| message \|.*?\n(\|.*?)\n\n", GUIDE, re.DOTALL)
    messages = [
        message
        for row in table.splitlines()[1:]
        for message in re.findall("`([^`]+)`", row.split("|")[1])
    ]
    assert len(messages) >= 20
    for message in messages:
        fixed = max(re.split(r"…|\bN\b|\bHOST\b|\d+|\(.*", message), key=len).strip()
        assert fixed in said, message

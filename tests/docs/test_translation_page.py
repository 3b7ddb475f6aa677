"""docs/translation.md is true: each flag is what `jianwen check` says of its example, each command
runs.
"""

import io
import json
import re
import shlex
from typing import get_args

import pytest

from commands.main import main
from pipelines.translation.backends.packages import install_package
from pipelines.translation.checks.contrasts import load_contrasts
from pipelines.translation.checks.run import CHECK_NAMES
from pipelines.translation.glossary import load_glossary
from records.article import TranslationStatus
from records.paths import PROJECT_ROOT, Paths
from services.check import check_lines
from services.translate import TranslateResult, translate_pending
from store.articles.articles import get_article
from store.open import open_store
from tests.conftest import Shelf

PAGE = (PROJECT_ROOT / "docs" / "translation.md").read_text("utf-8")
EDITOR = PAGE[PAGE.index("## For the editor") :].split("\n## ")[0]
EXAMPLES = re.findall(
    r"^\| `([\w-]+)` \| (error|warning) \| [^|]+ \| ([^|]+) \| ([^|]+) \|$", EDITOR, re.MULTILINE
)
CHINESE = (PROJECT_ROOT / "docs" / "zh" / "translation.md").read_text("utf-8")
IN_CHINESE = re.findall(
    r"^\| `([\w-]+)` \| (错误|提醒) \| [^|]+ \| [^|]+ \| ([^|]+) \| ([^|]+) \|$",
    CHINESE,
    re.MULTILINE,
)
TINY = PROJECT_ROOT / "data" / "models" / "translate-en_zh-tiny-0_1.argosmodel"
NOW = "2026-11-24T08:00:00Z"


def test_every_check_has_its_example() -> None:
    contrasts = {contrast.name for contrast in load_contrasts()}
    assert {name for name, *_ in EXAMPLES} == {*CHECK_NAMES, *contrasts}


def test_the_chinese_page_has_the_same_examples() -> None:
    severity = {"错误": "error", "提醒": "warning"}
    assert [(name, severity[level], *pair) for name, level, *pair in IN_CHINESE] == EXAMPLES


@pytest.mark.parametrize(("name", "severity", "source", "target"), EXAMPLES)
def test_an_example_is_flagged_as_the_page_says(
    name: str, severity: str, source: str, target: str
) -> None:
    line = io.StringIO(json.dumps({"source": source, "target": target}))
    (said,) = check_lines(line, load_glossary(PROJECT_ROOT / "data" / "glossary"))
    flags: list[dict[str, str]] = said["flags"]  # type: ignore[assignment]  # JSON
    assert (name, severity) in [(flag["check"], flag["severity"]) for flag in flags]
    assert all(flag["reason"] for flag in flags)


@pytest.mark.parametrize("page", [EDITOR, CHINESE], ids=["en", "zh"])
def test_every_status_is_explained(page: str) -> None:
    told = set(re.findall(r"^\| `(\w+)` [一-龥]+ \|", page, re.MULTILINE))
    assert told == set(get_args(TranslationStatus)) - {"none"}


@pytest.mark.parametrize(("page", "count"), [(EDITOR, 10), (CHINESE, 13)], ids=["en", "zh"])
def test_the_commands_run_and_the_correction_stands(
    page: str,
    count: int,
    shelf: Shelf,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    home = Paths.of({"JIANWEN_HOME": str(shelf.home)})
    install_package(TINY, home.models)
    text = (
        "Wash your hands with soap and water for 20 seconds.\nVitamin D helps the body absorb"
        " calcium."
    )
    uid = shelf.add(
        "https://open.example/1",
        "Early diagnosis can save lives.",
        text,
        source="open",
        language="en",
    )
    assert translate_pending(shelf.store, home, now=NOW).flagged == 1
    monkeypatch.setenv("JIANWEN_HOME", str(shelf.home))
    monkeypatch.chdir(shelf.home)
    lines = [
        line
        for block in re.findall(r"```sh\n(.*?)```", page, re.DOTALL)
        for line in block.splitlines()
    ]
    assert len(lines) == count
    for line in lines:
        words = shlex.split(line, comments=True)[1:]
        into = words[words.index(">") + 1] if ">" in words else ""
        words = [
            uid if word == "UID" else word
            for word in (words[: words.index(">")] if into else words)
        ]
        assert main(words) == 0, line
        out = capsys.readouterr().out
        if into:
            (shelf.home / into).write_text(out, "utf-8")
    with open_store(home.store, readonly=True) as store:
        assert get_article(store, uid).body_zh.endswith("\n维生素D有助于人体吸收钙。")


def test_the_line_of_the_page_is_written_as_the_command_writes_it() -> None:
    (line,) = re.findall(r"^translate: .*", EDITOR, re.MULTILINE)
    backend = "argos translate-en_zh-tiny 0.1"
    result = TranslateResult(14, 1, 0, 0, backend, 86, 0, 50, 2, 0, 5.2)
    assert line == result.format_summary()

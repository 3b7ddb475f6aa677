"""The operator's half of docs/translation.md is true: its commands are run against a mirror on this
machine.
"""

import io
import json
import re
import shlex
import zipfile

import pytest

from commands.main import main
from pipelines.translation.backends.argos import BATCH_TOKENS
from records.limits import FETCH_SECONDS, MODEL_BYTES, MODEL_RATIO, REDIRECTS
from records.paths import PROJECT_ROOT
from services.model_packages import PACKAGE_BYTES, PACKAGE_SECONDS
from tests.loopback import Answer, Site

TEXT = (
    (PROJECT_ROOT / "docs" / "translation.md")
    .read_text("utf-8")
    .split("## For the operator", 1)[1]
    .split("\n## ", 1)[0]
)
COMMANDS = [
    line for block in re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL) for line in block.splitlines()
]
TINY = (PROJECT_ROOT / "data" / "models" / "translate-en_zh-tiny-0_1.argosmodel").read_bytes()
MIRROR = "https://mirror.example/argos"


def turned() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(TINY)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name.endswith("metadata.json"):
                data = json.dumps({**json.loads(data), "from_code": "zh", "to_code": "en"}).encode()
            new.writestr(name.replace("en_zh", "zh_en"), data)
    return made.getvalue()


@pytest.fixture
def mirror(shelf, tmp_path, monkeypatch):
    """An installation, and a mirror that it may ask."""
    with Site() as site:
        pairs = (("en", "zh"), ("zh", "en"))
        entries = [
            {
                "package_version": "0.1",
                "from_code": one,
                "to_code": two,
                "links": [f"{one}.argosmodel"],
            }
            for one, two in pairs
        ]
        site.answers = {
            "/argos/index.json": Answer(json.dumps(entries)),
            "/argos/en.argosmodel": Answer(TINY),
            "/argos/zh.argosmodel": Answer(turned()),
        }
        for name, value in {
            "JIANWEN_HOME": str(shelf.home),
            "JIANWEN_ALLOW_HOSTS": site.host,
            "JIANWEN_MODEL_INDEX": f"{site.url}/argos/index.json",
            "HOME": str(tmp_path),
        }.items():
            monkeypatch.setenv(name, value)
        monkeypatch.chdir(tmp_path)
        (tmp_path / "translate-en_zh-1_9.argosmodel").write_bytes(TINY)
        yield site


def test_every_command_of_the_page_runs(mirror, capsys):
    assert len(COMMANDS) >= 10
    for line in COMMANDS:
        words = shlex.split(line.replace(MIRROR, f"{mirror.url}/argos"), comments=True)
        assert words[0] == "jianwen"
        assert main(words[1:]) == 0, (line, capsys.readouterr().err)


def test_the_limits_of_the_page_are_those_of_the_program():
    assert PACKAGE_BYTES == 1024**3 and "Limits: 1 GiB" in TEXT
    assert PACKAGE_SECONDS == 3_600 and "an hour for one run" in TEXT
    assert f"{FETCH_SECONDS:g} seconds of silence, {REDIRECTS} redirects" in TEXT
    assert MODEL_BYTES == 2 * 1024**3 and f"more than 2 GiB or {MODEL_RATIO} times its size" in TEXT
    assert f"batches of {BATCH_TOKENS:,} tokens" in TEXT


def test_the_figures_of_the_page_are_those_that_were_measured():
    kept = json.loads(
        (PROJECT_ROOT / "bench" / "results" / "translation_speed.json").read_text("utf-8")
    )
    for package in ("tiny", "transformer-base"):
        for way, row in kept[package]["ways"].items():
            said = (
                f"| {package} | {way} | {row['sentences_per_second']:.1f} |"
                f" {row['cpu_seconds'] / kept[package]['sentences']:.3f} |"
            )
            assert said in TEXT
    assert f"{max(kept['peak_mb'].values()):.0f} MB" in TEXT

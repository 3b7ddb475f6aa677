"""docs/adding-a-source.md leads from an address to the first article: every command is run, the
draft shown is the draft made.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from crawler.sources.parse import API_CHECKS, RIGHTS_CHECKS, SOURCE_CHECKS
from records.paths import PROJECT_ROOT
from records.source import PageRules, PayloadRules
from tests.clocked import PROGRAM, Clock
from tests.loopback import Answer, Site, page

pytestmark = pytest.mark.dates
GUIDE = (PROJECT_ROOT / "docs" / "adding-a-source.md").read_text("utf-8")
EXAMPLE = "https://health.example.org"
TEXT = (
    "秋冬季是流感高发季节，疾控中心提醒市民按时接种疫苗，勤洗手，常通风，出现发热咳嗽症状及时就医，"
    "老年人和慢性病患者尤其要注意。" * 4
)
HTML = {"Content-Type": "text/html; charset=utf-8"}


@pytest.fixture
def site() -> Iterator[Site]:
    row = (
        '<li><a href="/news/202609/1000{0}.html">第{0}条：秋冬季怎样预防流感</a>'
        " <span>2026-09-1{0}</span></li>"
    )
    listed = "".join(row.format(number) for number in range(1, 7))
    with Site() as site:
        head = "<head><title>新闻_示例健康网</title></head>"
        site.answers["/news/"] = Answer(
            f'<html lang="zh">{head}<a href="/">首页</a><ul>{listed}</ul></html>', headers=HTML
        )
        for number in range(1, 7):
            text = f'</p><p class="time">2026-09-1{number}</p><p>{TEXT}'
            site.answers[f"/news/202609/1000{number}.html"] = page(
                f"第{number}条：秋冬季怎样预防流感", text
            )
        yield site


def commands() -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", GUIDE, re.DOTALL)
    return [
        re.sub(r"\s{2,}#.*", "", line) for block in blocks for line in block.splitlines() if line
    ]


def test_every_command_leads_on_to_the_first_article(site: Site, tmp_path: Path) -> None:
    folder = tmp_path / "sources"
    folder.mkdir()
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "JIANWEN_HOME": str(tmp_path / "var"),
        "JIANWEN_SOURCES": str(folder),
    }
    environment |= {"JIANWEN_ALLOW_HOSTS": site.host, "PYTHONUTF8": "1"}
    assert len(commands()) == 10
    clock = Clock()
    for line in commands():
        jianwen = f"{sys.executable} {PROGRAM} {clock.now()}"
        shell = (
            line.replace(".venv/bin/jianwen", jianwen)
            .replace("data/sources/", f"{folder}/")
            .replace(EXAMPLE, site.url)
        )
        if " freeze " in line or "sources test" in line:
            shell += f" --out {tmp_path / 'corpus'}"
        if "crawl example-health" in line:
            draft = folder / "example-health.toml"
            draft.write_text(
                draft.read_text("utf-8").replace("enabled  = false", "enabled  = true"), "utf-8"
            )
        done = subprocess.run(
            ["sh", "-c", shell],
            env=environment,
            cwd=PROJECT_ROOT,
            capture_output=True,
            text=True,
            timeout=60,
        )
        silent = line.endswith("jianwen status")  # the site's articles are of one September
        assert done.returncode == int(silent), f"{line}\n{done.stdout}\n{done.stderr}"
        if "sources new" in line:
            (shown,) = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)
            assert (folder / "example-health.toml").read_text("utf-8").replace(
                site.url, EXAMPLE
            ) == shown
        if "check --online" in line:
            (shown,) = re.findall(r"```text\n(.*?)```", GUIDE, re.DOTALL)
            told = done.stdout.replace(site.url, EXAMPLE).replace(str(folder), "data/sources")
            assert [line.split() for line in told.splitlines()] == [
                line.split() for line in shown.splitlines()
            ]
        if " search " in line:
            assert done.stdout.count("秋冬季怎样预防流感") >= 6


def test_every_key_of_a_source_file_is_explained() -> None:
    known = {
        *SOURCE_CHECKS,
        *RIGHTS_CHECKS,
        *API_CHECKS,
        *(field.name for field in fields(PayloadRules)),
        *(field.name for field in fields(PageRules)),
    } - {"payload"}
    assert [key for key in sorted(known) if f"`{key}`" not in GUIDE] == []

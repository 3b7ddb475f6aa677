"""Pages of up to 10 MiB take little memory to read: measured by the kernel, each in a process of
its own.
"""

import os
import subprocess
import sys

import pytest

from records.paths import PROJECT_ROOT

MEGABYTES = 150
"""Above what the process holds with its dictionaries and a small page read."""

PROGRAM = """
import sys
from pathlib import Path
from services.extract import extract_page as read
from pipelines.resources.kit import build_stage_context
from records.paths import PROJECT_ROOT
from records.page import Page

def status(name):
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(name)) / 1024

def page(text):
    body = text.encode()[:10 * 1024 * 1024]
    return Page(url="", source="", body=body, fetched="", charset="utf-8")

S = "国家卫生健康委员会今天召开发布会，介绍了疫苗接种的进展情况，并回答了记者的提问。"
E = (
    "The ministry of health reported on Tuesday that vaccinations rose by a third, and officials"
    " and doctors welcomed it. "
)
HEAD = f"<html><head><title>疫苗</title></head><body><div class='content'><p>{S * 3}</p></div>"
kit = build_stage_context(PROJECT_ROOT / "data")
read(page(HEAD), kit)
read(page(f"<p>{E * 5}</p>"), kit)
wanted = page(eval(sys.argv[1]))
Path("/proc/self/clear_refs").write_text("5")
before = status("VmRSS")
read(wanted, kit)
print(status("VmHWM") - before)
"""

SHAPES = {
    "10 MiB of English text": "HEAD + f'<p>{E * 3}</p>' * 40_000",
    "as many tags as are read": "HEAD + \"<b class='comment'><i></i>x</b>\" * 37_000",
    "as many attributes as are read": (
        "HEAD + '<b ' + 'a=1 ' * 100 + '>x</b>' + ('<b ' + 'a=1 ' * 100 + '>x</b>') * 1_400"
    ),
    "too many attributes": "HEAD + ('<b ' + 'a=1 ' * 100 + '>x</b>') * 25_000",
    "as deep as is read": "HEAD + '<div>' * 99_900 + S",
}


@pytest.mark.unmeasured
@pytest.mark.skipif(
    not os.access("/proc/self/clear_refs", os.W_OK), reason="only Linux tells the peak of one page"
)
@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_a_page_of_ten_megabytes_takes_little_memory(shape: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, shape],
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) < MEGABYTES

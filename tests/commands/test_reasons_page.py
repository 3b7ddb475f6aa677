"""docs/reasons.md says what the enums say."""

import re
import subprocess
import sys

import pytest

from commands.reasons_page import render_reasons_page
from records.paths import PROJECT_ROOT
from records.reasons import Reason, SkipReason

PAGE = (PROJECT_ROOT / "docs" / "reasons.md").read_text("utf-8")


def test_the_page_is_what_make_docs_writes():
    assert render_reasons_page() == PAGE, "records/reasons.py has changed: run `make docs`"
    done = subprocess.run(
        [sys.executable, "-m", "commands.reasons_page"],
        cwd=PROJECT_ROOT,
        capture_output=True,
        timeout=60,
    )
    assert done.stdout.decode() == PAGE
    assert re.search(
        r"^docs:.*(\n\t.*)*\n\t.*python -m commands\.reasons_page"
        r" > \S+ && mv \S+ docs/reasons\.md$",
        (PROJECT_ROOT / "Makefile").read_text(),
        re.MULTILINE,
    )


@pytest.mark.parametrize("reason", [*Reason, *SkipReason])
def test_every_reason_stands_in_the_page_once(reason):
    assert PAGE.count(f"\n| `{reason}` |") == 1

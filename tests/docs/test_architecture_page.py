"""docs/architecture.md shows the folders as they are."""

import re
import subprocess
import sys
from pathlib import Path

from records.paths import PROJECT_ROOT
from tests.contracts import PACKAGES

PAGE = (PROJECT_ROOT / "docs" / "architecture.md").read_text("utf-8")


def test_the_picture_is_drawn_from_the_imports_of_today(tmp_path: Path) -> None:
    """When it is not: `python docs/draw_architecture.py`, look at it, commit it."""
    script = PROJECT_ROOT / "docs" / "draw_architecture.py"
    subprocess.run([sys.executable, script, tmp_path / "drawn.svg"], check=True, timeout=60)
    shown = PROJECT_ROOT / "docs" / "images" / "architecture.svg"
    assert (tmp_path / "drawn.svg").read_bytes() == shown.read_bytes()


def test_every_folder_has_its_line() -> None:
    assert [name for name in PACKAGES if f"| `{name}/` |" not in PAGE] == []


def test_the_glossary_explains_each_term_once() -> None:
    glossary = PAGE.split("## Glossary")[1]
    terms = re.findall(r"\*\*(.+?)\*\*", "\n".join(re.findall(r"^\| \*\*.*?\|", glossary, re.M)))
    assert 40 <= len(terms) == len(set(terms))
    rows = re.findall(r"^\| \*\*.*\| (.*) \|$", glossary, re.M)
    assert [row for row in rows if not row.endswith(".") or ". " in row] == []


def test_what_is_not_built_yet_is_not_there() -> None:
    """The list of what is missing shrinks when it is built."""
    listed = re.search(r"\*\*Not built yet\*\*.*?\n- ", PAGE, re.S).group()
    paths = re.findall(r"`([a-z_/]+(?:\.py|/))`", listed)
    assert len(paths) >= 3
    assert [path for path in paths if (PROJECT_ROOT / path).exists()] == []

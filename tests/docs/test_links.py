"""Every link of README and docs leads somewhere: the file exists, and the heading in it."""

import re
from pathlib import Path

import pytest

from records.paths import PROJECT_ROOT

PAGES = sorted(
    [
        *PROJECT_ROOT.glob("*.md"),
        *(PROJECT_ROOT / "docs").rglob("*.md"),
        *(PROJECT_ROOT / "data").glob("*/README.md"),
    ]
)
LINK = re.compile(r"\]\(([^()\s]+)\)")


def named(path: Path) -> str:
    return str(path.relative_to(PROJECT_ROOT))


def prose(path: Path) -> str:
    return re.sub(r"```.*?```|`[^`\n]*`", "", path.read_text("utf-8"), flags=re.DOTALL)


def anchors(path: Path) -> set[str]:
    """The anchors that GitHub gives a page's headings."""
    text = re.sub(r"```.*?```", "", path.read_text("utf-8"), flags=re.DOTALL)
    headings = re.findall(r"^#+ +(.+?) *$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_of_the_page_leads_somewhere(page: Path) -> None:
    dead = []
    for link in LINK.findall(prose(page)):
        target, _, anchor = link.partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        file = (page.parent / target).resolve() if target else page
        if not file.exists() or (anchor and anchor not in anchors(file)):
            dead.append(link)
    assert dead == []


def test_the_index_leads_to_every_page_of_the_docs() -> None:
    index = (PROJECT_ROOT / "docs" / "README.md").read_text("utf-8")
    pages = {
        path.relative_to(PROJECT_ROOT / "docs").as_posix()
        for path in (PROJECT_ROOT / "docs").rglob("*.md")
    }
    decisions = {name for name in pages if re.match(r"adr/\d", name)}  # adr/README.md lists them
    assert pages - decisions - {"README.md"} <= set(LINK.findall(index))
    listed = set(LINK.findall((PROJECT_ROOT / "docs" / "adr" / "README.md").read_text("utf-8")))
    assert {Path(name).name for name in decisions} == {
        name for name in listed if re.match(r"\d", name)
    }


@pytest.mark.parametrize(
    "page", [page for page in PAGES if page.parts[len(PROJECT_ROOT.parts)] != "data"], ids=named
)
def test_no_page_names_this_machine_or_a_private_host(page: Path) -> None:
    private = re.compile(
        r"/(?:work/|root/|tmp/|home/\w)|\b10\.\d+\.\d+\.\d+\b|\b192\.168\.|\.internal\b|\.corp\b|"
        r"\.local\b"
    )
    assert private.findall(page.read_text("utf-8")) == []

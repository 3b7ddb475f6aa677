"""docs/sources.md says what the source files say."""

import re
import subprocess
import sys

import pytest

from commands.sources.catalogue_page import (
    DRAFT_PREFIX,
    SOURCES_DIR,
    build_catalogue,
    parse_header_notes,
    render_catalogue,
)
from crawler.sources.load import load_sources
from records.paths import PROJECT_ROOT
from records.source import ApiRules, Rights, Source

PAGE = (PROJECT_ROOT / "docs" / "sources.md").read_text("utf-8")


def test_the_page_is_what_make_docs_writes():
    assert build_catalogue(SOURCES_DIR) == PAGE, "the source files have changed: run `make docs`"
    done = subprocess.run(
        [sys.executable, "-m", "commands.sources.catalogue_page"],
        cwd=PROJECT_ROOT,
        capture_output=True,
        timeout=60,
    )
    assert done.stdout.decode() == PAGE
    assert re.search(
        r"^docs:.*\n\t.*python -m commands\.sources\.catalogue_page > \S+"
        r" && mv \S+ docs/sources\.md$",
        (PROJECT_ROOT / "Makefile").read_text(),
        re.MULTILINE,
    )


def test_every_source_stands_in_one_table_and_once_below():
    names = [source.name for source in load_sources(SOURCES_DIR)]
    assert sorted(re.findall(r"^\| `([\w-]+)` \|", PAGE, re.MULTILINE)) == names
    assert sorted(re.findall(r"^### `([\w-]+)`$", PAGE, re.MULTILINE)) == names


def test_every_file_says_what_it_rests_on_and_a_draft_why_it_is_one():
    for source in load_sources(SOURCES_DIR):
        notes = parse_header_notes((SOURCES_DIR / f"{source.name}.toml").read_text("utf-8"))
        assert re.search(r"20\d\d|challenge", " ".join(notes)), source.name
        assert "Not verified live by us." in " ".join(notes) or "challenge" in " ".join(notes), (
            source.name
        )
        assert any(note.startswith(DRAFT_PREFIX) for note in notes) is not source.enabled, (
            source.name
        )


API = ApiRules(("https://a.example/",), "items", "url")
INSIDE = ApiRules(("https://a.example/",), "@", "url", inside="#a", body="b")


def source(name: str, language: str, **more: object) -> Source:
    return Source(name, name.title(), "news", "https://a.example/", language, **more)


CELLS = {
    source(
        "sample", "zh", feeds=("x",), archive="y"
    ): "feed, archive by day | enabled | unknown | none | not needed | 7 d",
    source(
        "whole", "en", feeds=("x",), sitemaps=("y",), full_text_feeds=True, stale_after=36 * 3_600
    ): "feed with whole articles, sitemap | enabled | unknown | none | no | 36 h",
    source(
        "json", "fr", enabled=False, api=API, rights=Rights("CC0-1.0", "public", True)
    ): "JSON list | draft | CC0-1.0 | public | yes | 7 d",
    source("inside", "en", api=INSIDE, rights=Rights("per-article", "internal", True)): (
        "JSON in a page with whole articles | enabled | per-article | internal | as each article's"
        " licence allows | 7 d"
    ),
}


@pytest.mark.parametrize(
    ("one", "cells"), CELLS.items(), ids=lambda value: getattr(value, "name", "")
)
def test_a_row_says_how_a_source_is_found_and_what_its_rights_allow(one, cells):
    (row,) = [
        line
        for line in render_catalogue([one], {}).splitlines()
        if line.startswith(f"| `{one.name}`")
    ]
    assert (
        row
        == f"| `{one.name}` | [{one.title}](https://a.example/) | news | {one.language} | {cells} |"
    )


def test_what_would_break_the_page_is_written_harmlessly():
    odd = Source("odd", "A|B <i>", "news", "https://a.example/", "zh")
    written = render_catalogue(
        [odd, source("draft", "fr", enabled=False)],
        {"draft": ["its <title> is short", "Draft: no page; ask them."]},
    )
    assert "A&#124;B &lt;i>" in written
    assert "its &lt;title> is short" in written
    assert "| draft: no page |" in written
    assert "Its file does not say what it rests on." in written
    assert [line for line in written.splitlines() if line.startswith("## ")] == [
        "## Chinese",
        "## Other languages",
    ]


def test_the_notes_of_a_file_are_the_comment_it_begins_with():
    assert parse_header_notes("# one\n#two\ntitle = 1\n# three\n") == ("one", "two")
    assert parse_header_notes("title = 1") == ()

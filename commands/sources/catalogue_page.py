"""Write docs/sources.md out of the shipped source files: `make docs`."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from records.clock import DAY_SECONDS, HOUR_SECONDS
from records.paths import PROJECT_ROOT
from records.source import Source

SOURCES_DIR: Final = PROJECT_ROOT / "data" / "sources"
CATALOGUE_HEAD: Final = """# The sources

Written by `make docs` out of `data/sources/`; a test compares. What each file rests on stands in \
its first lines and is repeated below.
Nobody has verified these addresses live for us: run `jianwen sources check --online NAME` before \
switching a source on.
A draft is listed and checked, not crawled. Full text: `public` texts stand in the feeds, \
`internal` ones are for reading here, of `none`
only title and link are shown. How to add a source: [adding-a-source.md](adding-a-source.md).
"""
CATALOGUE_COLUMNS: Final = (
    "name",
    "title",
    "kind",
    "language",
    "found by",
    "state",
    "licence",
    "full text",
    "translated",
    "stale after",
)
DRAFT_PREFIX: Final = "Draft: "
"""Begins the line of a file that says why the source is a draft."""
LANGUAGE_GROUPS: Final = (("Chinese", "zh"), ("English", "en"), ("Other languages", ""))


def render_catalogue(sources: Sequence[Source], notes: Mapping[str, Sequence[str]]) -> str:
    """Give the page: a table for each group of languages, then what each file says it rests on.

    `notes` holds those lines by name.
    """
    parts = [CATALOGUE_HEAD]
    unlisted = sorted(sources, key=lambda source: source.name)
    for title, language in LANGUAGE_GROUPS:
        group = [source for source in unlisted if source.language.startswith(language)]
        unlisted = [source for source in unlisted if source not in group]
        if group:
            parts += [
                f"## {title}\n",
                _table(group, notes),
                *(_format_notes(source, notes.get(source.name, ())) for source in group),
            ]
    return "\n".join(parts)


def _table(sources: Sequence[Source], notes: Mapping[str, Sequence[str]]) -> str:
    rows = [
        CATALOGUE_COLUMNS,
        ("---",) * len(CATALOGUE_COLUMNS),
        *(_row(source, notes.get(source.name, ())) for source in sources),
    ]
    return "".join(
        f"| {' | '.join(cell.replace('|', '&#124;').replace('<', '&lt;') for cell in row)} |\n"
        for row in rows
    )


def _row(source: Source, notes: Sequence[str]) -> tuple[str, ...]:
    rights = source.rights
    why = next(
        (
            note.removeprefix(DRAFT_PREFIX).partition(";")[0].rstrip(".")
            for note in notes
            if note.startswith(DRAFT_PREFIX)
        ),
        "",
    )
    return (
        f"`{source.name}`",
        f"[{source.title}]({source.home})",
        source.kind,
        source.language,
        ", ".join(_list_endpoint_kinds(source)),
        "enabled" if source.enabled else f"draft: {why}" if why else "draft",
        rights.licence or "unknown",
        rights.full_text,
        _describe_translation(source),
        (
            f"{source.stale_after // DAY_SECONDS} d"
            if source.stale_after % DAY_SECONDS == 0
            else f"{source.stale_after // HOUR_SECONDS} h"
        ),
    )


def _describe_translation(source: Source) -> str:
    if source.language.startswith("zh"):
        return "not needed"
    if source.rights.licence == "per-article":
        return "as each article's licence allows"
    return "yes" if source.rights.translate else "no"


def _list_endpoint_kinds(source: Source) -> list[str]:
    ways = [
        name
        for name, given in (
            ("feed", source.feeds),
            ("sitemap", source.sitemaps),
            ("listing", source.listings),
        )
        if given
    ]
    if source.full_text_feeds:
        ways[ways.index("feed")] = "feed with whole articles"
    if source.api is not None:
        kind = "JSON in a page" if source.api.inside or source.api.variable else "JSON list"
        ways.append(f"{kind} with whole articles" if source.api.body else kind)
    if source.archive:
        ways.append("archive by day")
    return ways


def _format_notes(source: Source, notes: Sequence[str]) -> str:
    text = "\n".join(notes).replace("<", "&lt;") or "Its file does not say what it rests on."
    return f"### `{source.name}`\n\n{text}\n"


def parse_header_notes(text: str) -> tuple[str, ...]:
    """Give the lines of the comment that a source file begins with."""
    lines: list[str] = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.removeprefix("#").strip())
    return tuple(lines)


def build_catalogue(folder: Path) -> str:
    """Give the page of the source files in a folder."""
    from crawler.sources.load import load_sources

    sources = load_sources(folder)
    return render_catalogue(
        sources,
        {
            source.name: parse_header_notes((folder / f"{source.name}.toml").read_text("utf-8"))
            for source in sources
        },
    )


if __name__ == "__main__":
    sys.stdout.write(build_catalogue(SOURCES_DIR))

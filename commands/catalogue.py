"""Write docs/sources.md out of the shipped source files: `make docs`."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from records.home import ROOT
from records.source import Source

FOLDER: Final = ROOT / "data" / "sources"
HEAD: Final = """# The sources

Written by `make docs` out of `data/sources/`; a test compares. What each file rests on stands in its first lines and is repeated below.
Nobody has verified these addresses live for us: run `jianwen sources check --online NAME` before switching a source on.
A draft is listed and checked, not crawled. Full text: `public` texts stand in the feeds, `internal` ones are for reading here, of `none`
only title and link are shown. How to add a source: [adding-a-source.md](adding-a-source.md).
"""
COLUMNS: Final = ("name", "title", "kind", "language", "found by", "state", "licence", "full text", "translated", "stale after")
DRAFT: Final = "Draft: "
"""Begins the line of a file that says why the source is a draft."""
GROUPS: Final = (("Chinese", "zh"), ("English", "en"), ("Other languages", ""))
HOURS: Final = 3_600


def page(sources: Sequence[Source], notes: Mapping[str, Sequence[str]]) -> str:
    """Give the page: a table for each group of languages, then what each file says it rests on; `notes` holds those lines by name."""
    parts = [HEAD]
    left = sorted(sources, key=lambda source: source.name)
    for title, language in GROUPS:
        group = [source for source in left if source.language.startswith(language)]
        left = [source for source in left if source not in group]
        if group:
            parts += [f"## {title}\n", _table(group, notes), *(_about(source, notes.get(source.name, ())) for source in group)]
    return "\n".join(parts)


def _table(sources: Sequence[Source], notes: Mapping[str, Sequence[str]]) -> str:
    rows = [COLUMNS, ("---",) * len(COLUMNS), *(_row(source, notes.get(source.name, ())) for source in sources)]
    return "".join(f"| {' | '.join(cell.replace('|', '&#124;').replace('<', '&lt;') for cell in row)} |\n" for row in rows)


def _row(source: Source, notes: Sequence[str]) -> tuple[str, ...]:
    rights = source.rights
    why = next((note.removeprefix(DRAFT).partition(";")[0].rstrip(".") for note in notes if note.startswith(DRAFT)), "")
    return (
        f"`{source.name}`",
        f"[{source.title}]({source.home})",
        source.kind,
        source.language,
        ", ".join(_ways(source)),
        "enabled" if source.enabled else f"draft: {why}" if why else "draft",
        rights.licence or "unknown",
        rights.full_text,
        _translated(source),
        f"{source.stale_after // HOURS // 24} d" if source.stale_after % (24 * HOURS) == 0 else f"{source.stale_after // HOURS} h",
    )


def _translated(source: Source) -> str:
    if source.language.startswith("zh"):
        return "not needed"
    if source.rights.licence == "per-article":
        return "as each article's licence allows"
    return "yes" if source.rights.translate else "no"


def _ways(source: Source) -> list[str]:
    ways = [name for name, given in (("feed", source.feeds), ("sitemap", source.sitemaps), ("listing", source.listings)) if given]
    if source.full_text_feeds:
        ways[ways.index("feed")] = "feed with whole articles"
    if source.api is not None:
        kind = "JSON in a page" if source.api.inside or source.api.variable else "JSON list"
        ways.append(f"{kind} with whole articles" if source.api.body else kind)
    if source.archive:
        ways.append("archive by day")
    return ways


def _about(source: Source, notes: Sequence[str]) -> str:
    said = "\n".join(notes).replace("<", "&lt;") or "Its file does not say what it rests on."
    return f"### `{source.name}`\n\n{said}\n"


def notes_of(text: str) -> tuple[str, ...]:
    """Give the lines of the comment that a source file begins with."""
    lines: list[str] = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        lines.append(line.removeprefix("#").strip())
    return tuple(lines)


def catalogue(folder: Path) -> str:
    """Give the page of the source files in a folder."""
    from crawler.sources import load_sources

    sources = load_sources(folder)
    return page(sources, {source.name: notes_of((folder / f"{source.name}.toml").read_text("utf-8")) for source in sources})


if __name__ == "__main__":
    sys.stdout.write(catalogue(FOLDER))

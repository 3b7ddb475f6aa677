"""Keep a page of a source beside what the line reads out of it, and compare later:

`jianwen sources freeze`, `jianwen sources test`.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from commands.output.terminal import print_text
from records.errors import UsageError
from records.page import Page
from records.paths import PROJECT_ROOT, Paths
from records.record import Record

if TYPE_CHECKING:
    from records.source import Source
    from services.frozen_pages import FrozenComparison

VALUE_COLUMNS: Final = 60  # columns of a value


@click.command("freeze")
@click.argument("name")
@click.argument("url")
@click.option(
    "--file",
    "saved",
    type=click.Path(path_type=Path),
    help="A saved copy of the page; nothing is asked for then.",
)
@click.option(
    "--out",
    "corpus",
    type=click.Path(path_type=Path),
    help="Folder of frozen pages.  [default: tests/corpus]",
)
@click.option("--force", is_flag=True, help="Replace the page that is stored.")
def freeze_command(
    name: str, url: str, saved: Path | None, corpus: Path | None, force: bool
) -> None:
    """Store the page at URL as the frozen page of source NAME, with what the line reads out of it.

    Where the articles come whole in a feed or JSON list, URL is that of the list. A person compares
    the two; from then on `jianwen sources test` and the test suite tell when the line reads the
    page differently.
    """
    from crawler.sources.load import choose_sources, load_sources
    from pipelines.resources.kit import build_stage_context
    from services.frozen_feeds import EXPECTED_FEED_FILE, freeze_feed, has_full_text_endpoint
    from services.frozen_pages import (
        CORPUS_DIR,
        EXPECTED_FILE,
        freeze_page,
        refine_page,
        strip_page,
    )

    home = Paths.of(os.environ)
    (source,) = choose_sources(load_sources(home.sources, home.allow_hosts), [name], drafts=True)
    kit = build_stage_context(PROJECT_ROOT / "data", [source])
    if has_full_text_endpoint(source):
        body, fetched = _load_endpoint(source, url, home, saved)
        folder, count = freeze_feed(source, body, fetched, kit, corpus or CORPUS_DIR, force=force)
        print_text(f"{count} articles were read out of {url}")
    else:
        page = strip_page(_load_page(source, url, home, saved))
        result = refine_page(page, kit)
        if not isinstance(result, Record):
            raise UsageError(f"{url}: {result.stage}: {result.reason} {result.detail}".rstrip())
        folder = freeze_page(name, page, result, corpus or CORPUS_DIR, force=force)
        print_text(_format_facts(result))
    expected = EXPECTED_FEED_FILE if has_full_text_endpoint(source) else EXPECTED_FILE
    print_text(
        f"\nWritten: {folder}. Compare {expected} with the page, mend it where the line is wrong,"
        " name the page's origin and"
    )
    print_text(
        f"licence in {folder.parent / 'README.md'}; then `jianwen sources test {name}`, and enabled"
        " = true in the source's file."
    )


def _load_endpoint(
    source: "Source", url: str, home: Paths, saved: Path | None
) -> tuple[bytes, str]:
    """Give the bytes of a feed or JSON list and when they were fetched."""
    from crawler.fetch.fetch import fetch_document
    from records.clock import utc_now
    from records.source import list_endpoints
    from services.saved_page import read_saved_page

    known = [address for _, address in list_endpoints(source)]
    if url not in known:
        raise UsageError(
            f"the articles of {source.name} come whole in {', '.join(known)}: give that address"
        )
    return (read_saved_page(saved) if saved is not None else fetch_document(url, home)), utc_now()


def _load_page(source: "Source", url: str, home: Paths, saved: Path | None) -> Page:
    from dataclasses import replace

    from crawler.fetch.fetch import fetch_page
    from records.clock import utc_now
    from records.urls import normalize_url
    from services.saved_page import read_saved_page

    if saved is None:
        return replace(fetch_page(url, home), source=source.name)
    try:
        return Page(normalize_url(url), source.name, read_saved_page(saved), utc_now())
    except ValueError as error:
        raise UsageError(str(error)) from error


def _format_facts(record: Record) -> str:
    from commands.output.table import render_table, shorten_text, strip_control_characters

    rows = [
        ("title", record.title),
        ("published", record.published),
        ("outlet", record.outlet),
        ("authors", "、".join(record.authors)),
        ("editor", record.editor),
        ("language", record.language),
        ("text", f"{len(record.body)} characters: {shorten_text(record.body, VALUE_COLUMNS)}"),
    ]
    return "\n".join(
        render_table(
            ("", ""), [(key, strip_control_characters(value) or "—") for key, value in rows]
        ).split("\n")[1:]
    )


@click.command("test")
@click.argument("names", nargs=-1)
@click.option(
    "--out",
    "corpus",
    type=click.Path(path_type=Path),
    help="Folder of frozen pages.  [default: tests/corpus]",
)
@click.pass_context
def test_command(ctx: click.Context, names: tuple[str, ...], corpus: Path | None) -> None:
    """Read the frozen pages of the sources NAMES, or of all that have one, and say what is read
    differently.
    """
    from commands.output.table import render_table
    from crawler.sources.load import choose_sources, load_sources
    from pipelines.resources.kit import build_stage_context
    from services.frozen_feeds import compare_frozen_feed, has_full_text_endpoint
    from services.frozen_pages import COMPARED_FIELDS, CORPUS_DIR, compare_frozen_page

    home = Paths.of(os.environ)
    folder = corpus or CORPUS_DIR
    sources = load_sources(home.sources, home.allow_hosts)
    chosen = (
        choose_sources(sources, names, drafts=True)
        if names
        else [source for source in sources if _has_frozen_page(source, folder)]
    )
    if not chosen:
        raise UsageError(f"no source of {home.sources} has a frozen page in {folder}")
    kit = build_stage_context(PROJECT_ROOT / "data", sources)
    results = [
        (
            compare_frozen_feed(one, kit, folder)
            if has_full_text_endpoint(one)
            else compare_frozen_page(one.name, kit, folder)
        )
        for one in chosen
    ]
    rows = [
        (one.source, *(one.describe_field(field) for field in COMPARED_FIELDS), one.verdict)
        for one in results
    ]
    print_text(render_table(("source", *COMPARED_FIELDS, ""), rows))
    for one in results:
        if one.mismatches:
            print_text(_format_mismatches(one))
    ctx.exit(0 if all(one.fine for one in results) else 1)


def _has_frozen_page(source: "Source", folder: Path) -> bool:
    from services.frozen_feeds import EXPECTED_FEED_FILE, has_full_text_endpoint
    from services.frozen_pages import EXPECTED_FILE

    name = EXPECTED_FEED_FILE if has_full_text_endpoint(source) else EXPECTED_FILE
    return (folder / source.name / name).exists()


def _format_mismatches(comparison: "FrozenComparison") -> str:
    """Show expected and read values of the fields that differ; of a body the lines."""
    from difflib import unified_diff

    from commands.output.table import shorten_text, strip_control_characters

    lines = ["", comparison.source]
    for field, (expected, now) in comparison.mismatches.items():
        if isinstance(expected, list) and isinstance(now, list):
            changed = unified_diff(
                [str(one) for one in expected], [str(one) for one in now], lineterm="", n=0
            )
            lines += [
                f"  {field} {shorten_text(strip_control_characters(line), VALUE_COLUMNS)}"
                for line in changed
                if not line.startswith(("---", "+++", "@@"))
            ]
        else:
            lines += [
                f"  {field} - {strip_control_characters(str(expected))}",
                f"  {field} + {strip_control_characters(str(now))}",
            ]
    return "\n".join(lines)

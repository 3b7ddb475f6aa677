"""`jianwen extract`: show what the line reads out of a page, without storing it."""

import json
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.output.terminal import print_json, print_text
from records.errors import UsageError
from records.page import Page
from records.paths import PROJECT_ROOT, Paths
from records.record import Record
from services.extract import (
    _LINE_BYTES,
    describe_verdict,
    extract_lines,
    extract_page,
    iter_bounded_lines,
    load_site_memory,
    read_page_file,
    serialize_extraction,
)
from text.printable import escape_unprintable

if TYPE_CHECKING:
    from pipelines.resources.kit import StageContext


def format_extraction(record: Record) -> str:
    """Lay an article out for reading in a terminal."""
    facts = (
        ("date", record.published),
        ("source", record.outlet),
        ("author", "; ".join(record.authors)),
        ("editor", record.editor),
        ("section", record.section),
        ("tags", ", ".join(record.tags)),
        ("language", record.language),
        ("encoding", record.encoding),
        ("images", str(len(record.images) or "")),
        ("removed", f"{len(record.removed)} lines" if record.removed else ""),
    )
    head = [record.title or "(no title)"] + [
        f"{name + ':':<10}{value}" for name, value in facts if value
    ]
    return "\n".join([*head, "", record.body])


@click.command("extract")
@click.argument("what", required=False, metavar="FILE|URL")
@click.option(
    "--jsonl",
    is_flag=True,
    help='Read JSON Lines from standard input: {"html" | "document", "url"}; answer one line each.',
)
@click.option("--json", "as_json", is_flag=True, help="Print the fields of a FILE or URL as JSON.")
@click.option(
    "--explain",
    is_flag=True,
    help="Show every block of a FILE or URL: kept or cut, by which step and rule, with its score.",
)
def command(what: str | None, jsonl: bool, as_json: bool, explain: bool) -> None:
    """Show title, date, outlet, people and text of a page, without storing it."""
    if jsonl == bool(what) or (jsonl and explain):
        raise UsageError(
            "name one file or address, or give --jsonl and write JSON Lines to standard input"
        )
    from pipelines.resources.kit import build_stage_context

    if jsonl:
        kit = build_stage_context(PROJECT_ROOT / "data")
        for line in extract_lines(iter_bounded_lines(sys.stdin.buffer, _LINE_BYTES), kit):
            # bytes: JSON Lines are UTF-8 whatever the terminal is
            click.echo(escape_unprintable(line).encode("utf-8", "replace"))
        return
    page = _load_page(what or "")
    if explain:
        _print_explanation(page, build_stage_context(PROJECT_ROOT / "data"), as_json)
        return
    result = extract_page(page, build_stage_context(PROJECT_ROOT / "data"))
    if not isinstance(result, Record):
        raise UsageError(f"{what}: no article in it ({describe_verdict(result)})")
    print_text(
        json.dumps(serialize_extraction(result), ensure_ascii=False, indent=2)
        if as_json
        else format_extraction(result)
    )


def _print_explanation(page: Page, context: "StageContext", as_json: bool) -> None:
    from commands.output.explanation import format_explanation, serialize_explanation
    from services.extract import explain_page

    explained = explain_page(page, context, load_site_memory(page.url, Paths.of(os.environ)))
    if as_json:
        print_json(serialize_explanation(explained), indent=1)
    else:
        print_text("\n".join(format_explanation(explained, shutil.get_terminal_size().columns)))


def _load_page(file_or_url: str) -> Page:
    if file_or_url.startswith(("http://", "https://")):
        from crawler.fetch.fetch import fetch_page

        fetched: Page = fetch_page(file_or_url, Paths.of(os.environ))
        return fetched
    return read_page_file(Path(file_or_url))

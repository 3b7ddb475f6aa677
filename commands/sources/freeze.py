"""Keep a page of a source beside what the line reads out of it, and compare later:

`jianwen sources freeze`, `jianwen sources test`.
"""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from commands.output.terminal import print_text
from records.paths import Paths

if TYPE_CHECKING:
    from records.record import Record
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
    from services.freeze_source import freeze_source
    from services.frozen_pages import CORPUS_DIR

    frozen = freeze_source(
        Paths.of(os.environ), name, url, saved_page=saved, corpus=corpus or CORPUS_DIR, force=force
    )
    print_text(
        f"{frozen.article_count} articles were read out of {url}"
        if frozen.record is None
        else _format_facts(frozen.record)
    )
    print_text(
        f"\nWritten: {frozen.folder}. Compare {frozen.expected_file} with the page, mend it where"
        " the line is wrong, name the page's origin and"
    )
    print_text(
        f"licence in {frozen.folder.parent / 'README.md'}; then `jianwen sources test {name}`, and"
        " enabled = true in the source's file."
    )


def _format_facts(record: "Record") -> str:
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
    from services.freeze_source import compare_frozen_sources
    from services.frozen_pages import COMPARED_FIELDS, CORPUS_DIR

    comparisons = compare_frozen_sources(Paths.of(os.environ), names, corpus or CORPUS_DIR)
    rows = [
        (
            comparison.source,
            *(comparison.describe_field(field) for field in COMPARED_FIELDS),
            comparison.verdict,
        )
        for comparison in comparisons
    ]
    print_text(render_table(("source", *COMPARED_FIELDS, ""), rows))
    for comparison in comparisons:
        if comparison.mismatches:
            print_text(_format_mismatches(comparison))
    ctx.exit(0 if all(comparison.fine for comparison in comparisons) else 1)


def _format_mismatches(comparison: "FrozenComparison") -> str:
    """Show expected and read values of the fields that differ; of a body the lines."""
    from difflib import unified_diff

    from commands.output.table import shorten_text, strip_control_characters

    lines = ["", comparison.source]
    for field, (expected, now) in comparison.mismatches.items():
        if isinstance(expected, list) and isinstance(now, list):
            changed = unified_diff(list(map(str, expected)), list(map(str, now)), lineterm="", n=0)
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

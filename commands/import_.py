"""`jianwen import`: bring documents that somebody already has into the store, by the same line as
crawled pages.
"""

import os
import sys
from pathlib import Path

import click

from commands.output.problems import print_problem
from commands.output.terminal import print_json, print_text
from records.errors import UsageError
from records.paths import Paths
from services.import_lines import read_input_lines
from services.imports import import_inputs, import_paths
from store.open import open_store


@click.command("import")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--jsonl",
    is_flag=True,
    help=(
        'Read JSON Lines from standard input: {"url", "html" | "document", "source"?,'
        ' "published"?}.'
    ),
)
@click.option(
    "--source",
    default="",
    help=(
        "Name of the source that the documents belong to; its rights apply. Needed for addresses"
        " that a source owns."
    ),
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@click.option("--quiet", is_flag=True, help="Print no summary.")
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[Path, ...],
    jsonl: bool,
    source: str,
    as_json: bool,
    quiet: bool,
) -> None:
    """Bring files, folders or JSON Lines into the store.

    Folders are searched for .html .htm .txt .md .markdown and web archives (.warc.gz), of which
    every web page is taken; of our own those that are articles. Other kinds (RTF, JSON, XML, source
    code) are refused by name, whatever their ending, and the rest goes on. Importing the same
    document twice stores it once.
    """
    if jsonl == bool(paths):
        raise UsageError(
            "name files or folders, or give --jsonl and write JSON Lines to standard input"
        )
    from records.clock import utc_now

    home = Paths.of(os.environ)
    at = utc_now()
    with open_store(home.store) as store:
        if jsonl:
            inputs = read_input_lines(sys.stdin.buffer, at, source)
            result = import_inputs(store, home, inputs, at, source=source, on_problem=print_problem)
        else:
            result = import_paths(store, home, paths, at, source=source, on_problem=print_problem)
    if as_json:
        print_json(result.summary())
    elif not quiet:
        print_text(
            "import: "
            + (
                ", ".join(f"{number} {kind}" for kind, number in result.summary().items() if number)
                or "nothing"
            )
        )
    ctx.exit(result.exit_code)

"""Draft a source file for a site: `jianwen sources new`."""

import os
import sys
from pathlib import Path

import click

from commands.output.problems import print_problem
from commands.output.terminal import print_text
from records.paths import Paths


@click.command("new")
@click.argument("url")
@click.option(
    "--name", default="", help="The source's name; without it one is made of the address."
)
@click.option(
    "--page",
    "saved",
    type=click.Path(path_type=Path),
    help="A saved copy of the page; nothing is asked for then.",
)
def command(url: str, name: str, saved: Path | None) -> None:
    """Draft a source file for the site at URL: a channel page, a feed, a sitemap or a JSON list.

    Prints TOML; what it rests on and what it is unsure of stands in its comments. Write it into a
    file of the folder of sources, then look at it with `jianwen sources check` and `jianwen crawl
    --dry-run`.
    """
    from services.draft_source import draft_source_file

    draft = draft_source_file(url, Paths.of(os.environ), name=name, saved_page=saved)
    print_text(draft.text, nl=False)
    if draft.name_taken:
        print_problem(f"{draft.path} exists already; give another --name")
    elif sys.stdout.isatty():
        print_problem(f"write this into {draft.path}")

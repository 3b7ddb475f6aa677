"""Draft a source file for a site: `jianwen sources new`."""

import sys
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from records.home import ROOT, Home
from records.verdict import UsageError

if TYPE_CHECKING:
    from records.page import Page
    from records.record import Record
    from records.source import PageRules
    from records.verdict import Verdict
    from spiders.draft import Draft


def draft(url: str, home: Home, *, name: str = "", saved: Path | None = None) -> "Draft":
    """Visit the site, or read its saved page, and draft; UsageError when nothing comes of it."""
    from commands.clock import now
    from commands.frozen import read
    from commands.saved import read_saved
    from crawler.visit import Answer, refused, visit
    from pipelines.kit import build_kit
    from spiders.prospect import prospect

    if reason := refused(url, home):
        raise UsageError(f"{url[:200]}: {reason}")
    kit = build_kit(ROOT / "data")

    def by(page: "Page", rules: "PageRules") -> "Record | Verdict":
        return read(page, replace(kit, rules={page.source: rules}))

    plan = prospect(url, now(), by, Answer(url, 200, read_saved(saved)) if saved else None, name)
    if saved is None:
        return visit(plan, home)
    try:
        next(plan)
    except StopIteration as end:
        made: Draft = end.value
        return made
    raise UsageError(f"{saved}: the draft needs more than this page")


def checked(made: "Draft", home: Home) -> str:
    """Give the draft as TOML that `jianwen sources check` accepts; UsageError names what it would refuse."""
    from crawler.sourcefile import SourceFile, read_source
    from records.source import Source

    text = made.toml()
    found = read_source(SourceFile(made.name, text, tomllib.loads(text)), home.allow_hosts)
    if isinstance(found, Source):
        return text
    raise UsageError(f"no usable draft for {made.home}: {'; '.join(fault.text for fault in found)}")


@click.command("new")
@click.argument("url")
@click.option("--name", default="", help="The source's name; without it one is made of the address.")
@click.option("--page", "saved", type=click.Path(path_type=Path), help="A saved copy of the page; nothing is asked for then.")
def command(url: str, name: str, saved: Path | None) -> None:
    """Draft a source file for the site at URL: a channel page, a feed, a sitemap or a JSON list.

    Prints TOML; what it rests on and what it is unsure of stands in its comments. Write it into a file of the folder of sources,
    then look at it with `jianwen sources check` and `jianwen crawl --dry-run`.
    """
    import os

    home = Home.of(os.environ)
    if "://" not in url:
        url = f"https://{url}"
    made = draft(url, home, name=name, saved=saved)
    text = checked(made, home)
    click.echo(text, nl=False)
    path = home.sources / f"{made.name}.toml"
    if path.is_file() and path.stat().st_size:  # an empty one is what the shell made for this very draft
        click.echo(f"jianwen: {path} exists already; give another --name", err=True)
    elif sys.stdout.isatty():
        click.echo(f"jianwen: write this into {path}", err=True)

"""Draft a source file for a site: `jianwen sources new`."""

import sys
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from commands.output.terminal import print_text
from records.errors import UsageError
from records.paths import PROJECT_ROOT, Paths

if TYPE_CHECKING:
    from records.page import Page
    from records.record import Record
    from records.source import PageRules
    from records.verdict import Verdict
    from spiders.drafting.draft import SourceDraft


def draft_source(
    url: str, home: Paths, *, name: str = "", saved_path: Path | None = None
) -> "SourceDraft":
    """Visit the site, or read its saved page, and draft; UsageError when nothing comes of it."""
    from crawler.fetch.visitor import FetchResult, find_fetch_error, run_fetch_plan
    from pipelines.resources.kit import build_stage_context
    from records.clock import utc_now
    from services.frozen_pages import refine_page
    from services.saved_page import read_saved_page
    from spiders.drafting.probe import probe_site

    if reason := find_fetch_error(url, home):
        raise UsageError(f"{url[:200]}: {reason}")
    kit = build_stage_context(PROJECT_ROOT / "data")

    def by(page: "Page", rules: "PageRules") -> "Record | Verdict":
        return refine_page(page, replace(kit, rules={page.source: rules}))

    plan = probe_site(
        url,
        utc_now(),
        by,
        FetchResult(url, 200, read_saved_page(saved_path)) if saved_path else None,
        name,
    )
    if saved_path is None:
        return run_fetch_plan(plan, home)
    try:
        next(plan)
    except StopIteration as end:
        made: SourceDraft = end.value
        return made
    raise UsageError(f"{saved_path}: the draft needs more than this page")


def render_draft(site_draft: "SourceDraft", home: Paths) -> str:
    """Give the draft as TOML that `jianwen sources check` accepts.

    UsageError names what it would refuse.
    """
    from crawler.sources.parse import SourceFile, parse_source
    from records.source import Source

    text = site_draft.to_toml()
    found = parse_source(SourceFile(site_draft.name, text, tomllib.loads(text)), home.allow_hosts)
    if isinstance(found, Source):
        return text
    raise UsageError(
        f"no usable draft for {site_draft.home}: {'; '.join(fault.text for fault in found)}"
    )


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
    import os

    home = Paths.of(os.environ)
    if "://" not in url:
        url = f"https://{url}"
    made = draft_source(url, home, name=name, saved_path=saved)
    text = render_draft(made, home)
    print_text(text, nl=False)
    path = home.sources / f"{made.name}.toml"
    # an empty one is what the shell made for this very draft
    if path.is_file() and path.stat().st_size:
        print_text(f"jianwen: {path} exists already; give another --name", err=True)
    elif sys.stdout.isatty():
        print_text(f"jianwen: write this into {path}", err=True)

"""`jianwen refine`: run pages that the store keeps through the present line."""

import json
import os
from collections import Counter
from typing import TYPE_CHECKING

import click

from records.home import Home

if TYPE_CHECKING:
    from store.database import Store


def refine_waiting(
    store: "Store",
    home: Home,
    now: str,
    *,
    source: str | None = None,
    uid: str | None = None,
    limit: int | None = None,
    everything: bool = False,
) -> Counter[str]:
    """Refine what was fetched but never read, or read by another version of the line; counts outcomes by kind.

    Pages of a source whose file is gone are left alone: without its rules they would read differently for no reason.
    """
    from commands.progress import bar
    from commands.version import version
    from crawler.refinery import Refinery
    from crawler.sources import load_sources
    from pipelines.conveyor import LINE
    from records.record import Record
    from store.articles import settle
    from store.pages import count_waiting, waiting
    from store.runs import begin_run, finish_run
    from store.sources import source_health

    outcomes: Counter[str] = Counter()
    sources = load_sources(home.sources, home.allow_hosts) if home.sources.is_dir() else []
    absent = {known.name for known in source_health(store)} - {known.name for known in sources}
    length = count_waiting(store, LINE, source=source, uid=uid, all=everything)
    length = length if limit is None else min(length, limit)
    if not length:
        return outcomes
    left: Counter[str] = Counter()
    run = begin_run(store, "refine", now, version())
    with Refinery(sources) as refinery, bar(length, "refine") as progress:
        for key, page in waiting(store, LINE, source=source, uid=uid, limit=limit, all=everything):
            progress.update(1)
            if page.source in absent:
                left[page.source] += 1
                continue
            outcome = settle(store, key, refinery.refine(Record.of(page)), now, line=LINE, run=run)
            outcomes[outcome.kind] += 1
    if left:
        names = ", ".join(sorted(left))
        click.echo(f"jianwen: {left.total()} pages left as they are: {home.sources} has no source file of {names}", err=True)
    finish_run(store, run, 1 if outcomes["quarantined"] else 0, now, dict(outcomes))
    return outcomes


@click.command("refine")
@click.option("--source", help="Only pages of this source.")
@click.option("--uid", help="Only this article.")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many pages.")
@click.option("--all", "everything", is_flag=True, help="Also what the present line already read.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
@click.option("--quiet", is_flag=True, help="Print nothing.")
@click.pass_context
def command(
    ctx: click.Context, source: str | None, uid: str | None, limit: int | None, everything: bool, as_json: bool, quiet: bool
) -> None:
    """Run stored pages through the line again: what a crash left unread, or an older line read.

    An article whose text comes out the same is left as it is; one that comes out differently becomes a new version.
    """
    from commands.clock import now
    from store.database import open_store

    home = Home.of(os.environ)
    with open_store(home.store, create=False) as store:
        outcomes = refine_waiting(store, home, now(), source=source, uid=uid, limit=limit, everything=everything)
    if as_json:
        click.echo(json.dumps(dict(outcomes)))
    elif not quiet:
        click.echo("refine: " + (", ".join(f"{number} {kind}" for kind, number in sorted(outcomes.items())) or "nothing waits"))
    ctx.exit(1 if outcomes["quarantined"] else 0)

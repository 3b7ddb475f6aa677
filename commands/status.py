"""`jianwen status`: how the sources and the store are doing."""

import json
import os
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from records.home import Home

if TYPE_CHECKING:
    from pathlib import Path

    from store.health import Standing
    from store.overview import Overview
    from store.runs import Run
    from store.sources import SourceHealth


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print everything as one JSON object.")
def command(as_json: bool) -> None:
    """Show how many articles there are, what waits, and how each source is doing."""
    from commands.clock import now
    from store.database import open_store
    from store.health import judge
    from store.overview import overview
    from store.runs import runs
    from store.sources import source_health

    path = Home.of(os.environ).store
    with open_store(path, readonly=True) as store:
        counts, sources, last = overview(store), source_health(store), runs(store, 1)
    at = now()
    standings = [judge(source, at) for source in sources]
    if as_json:
        judged = zip(sources, standings, strict=True)
        listed = [asdict(source) | {"status": standing.state, "reason": standing.reason} for source, standing in judged]
        run = asdict(last[0]) if last else None
        summary = {
            "store": str(path),
            **asdict(counts),
            "waiting": counts.to_fetch + counts.to_refine,
            "untranslated": counts.to_translate,
            "last_run": run,
            "sources": listed,
        }
        click.echo(json.dumps(summary, ensure_ascii=False, indent=1))
    else:
        click.echo(_overview(path, counts, last))
        if sources:
            click.echo("\n" + _table(sources, standings))


def _overview(path: "Path", counts: "Overview", last: "list[Run]") -> str:
    from commands.table import render

    run = last[0] if last else None
    ended = "" if run is None else "has not ended" if run.exit_code is None else f"exit {run.exit_code}"
    rows = [
        ("store", f"{path}, {path.stat().st_size / 1e6:.1f} MB, change {counts.last_seq}"),
        ("articles", f"{counts.articles} published ({counts.copies} of them copies), {counts.withheld} withheld"),
        ("waiting", f"{counts.to_fetch} to fetch, {counts.to_refine} to refine, {counts.to_translate} to translate"),
        ("to look at", f"{counts.quarantined} pages in quarantine, {counts.doubtful} doubtful translations"),
        ("last run", f"{run.id} {run.command}, {run.started}, {ended}" if run else "none yet; `jianwen crawl` starts one"),
        ("last success", counts.last_success or "none yet"),
    ]
    return "\n".join(render(("", ""), rows).split("\n")[1:])


def _table(sources: "list[SourceHealth]", standings: "list[Standing]") -> str:
    """Give a table of all sources and below it a line for each that needs somebody."""
    from commands.table import plain, render, shorten

    judged = list(zip(sources, standings, strict=True))
    rows = [
        (
            one.name,
            shorten(one.title, 30),
            one.articles,
            one.waiting,
            _short(one.newest or one.last_new),
            _short(one.last_run),
            _short(one.due_at) or "next run",
            standing.state,
        )
        for one, standing in judged
    ]
    table = render(("source", "title", "articles", "waiting", "newest", "last run", "next look", "state"), rows, right={2, 3})
    lines = [f"{one.name}: {standing.state}: {plain(standing.reason)}" for one, standing in judged if standing.needs_somebody]
    return "\n".join([table, *(["", *lines] if lines else [])])


def _short(moment: str) -> str:
    return moment[:16].replace("T", " ")

"""`jianwen status`: how the sources and the store are doing."""

import json
import os
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from records.home import Home

if TYPE_CHECKING:
    from pathlib import Path

    from store.overview import Overview
    from store.runs import Run
    from store.sources import SourceHealth


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print everything as one JSON object.")
def command(as_json: bool) -> None:
    """Show how many articles there are, what waits, and how each source is doing."""
    from commands.clock import now
    from store.database import open_store
    from store.overview import overview
    from store.runs import runs
    from store.sources import source_health

    path = Home.of(os.environ).store
    with open_store(path, readonly=True) as store:
        counts, sources, last = overview(store), source_health(store), runs(store, 1)
    at = now()
    states = [_state(source, at) for source in sources]
    if as_json:
        listed = [asdict(source) | {"status": state} for source, state in zip(sources, states, strict=True)]
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
            click.echo("\n" + _table(sources, states))


def _state(source: "SourceHealth", now: str) -> str:
    """Say in one word how a source is; answering is not alive: one that brings nothing new for too long is stale."""
    if not source.enabled:
        return "draft"
    if not source.last_run:
        return "never run"
    if source.last_state not in ("", "ok"):
        return source.last_state
    return "stale" if source.stale_after and _age(source.last_new or source.last_run, now) > source.stale_after else "ok"


def _age(then: str, now: str) -> float:
    from datetime import datetime

    return (datetime.fromisoformat(now) - datetime.fromisoformat(then)).total_seconds()


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


def _table(sources: "list[SourceHealth]", states: list[str]) -> str:
    from commands.table import render, shorten

    rows = [
        (one.name, shorten(one.title, 30), one.articles, one.waiting, one.failed, one.last_new[:16], one.last_run[:16], state)
        for one, state in zip(sources, states, strict=True)
    ]
    return render(("source", "title", "articles", "waiting", "failed", "last new", "last run", "state"), rows, right={2, 3, 4})

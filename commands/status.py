"""`jianwen status`: how the sources and the store are doing."""

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from records.home import Home

if TYPE_CHECKING:
    from store.health import Standing
    from store.overview import Overview
    from store.runs import Run
    from store.sources import SourceHealth

    Judged = tuple[SourceHealth, Standing]

SPARK_DAYS: Final = 14


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print everything as one JSON object.")
@click.option("--plot", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path), help="Also draw the sources' last month as PNG.")
@click.pass_context
def command(ctx: click.Context, as_json: bool, plot: Path | None) -> None:
    """Show how many articles there are, what waits, and how each source is doing.

    Exit code 1 when a source needs somebody.
    """
    from commands.clock import now
    from store.database import open_store
    from store.health import judge
    from store.overview import overview
    from store.runs import runs
    from store.sources import source_health

    path, at = Home.of(os.environ).store, now()
    with open_store(path, readonly=True) as store:
        counts, sources, last = overview(store), source_health(store, at), runs(store, 1)
    judged = [(source, judge(source, at)) for source in sources]
    if plot is not None:
        from commands.health_plot import draw

        draw(judged, at, plot)
    if as_json:
        click.echo(json.dumps(_everything(path, counts, judged, last), ensure_ascii=False, indent=1))
    else:
        click.echo(_overview(path, counts, last))
        if judged:
            click.echo("\n" + _table(judged, at))
    ctx.exit(int(any(standing.needs_somebody for _, standing in judged)))


def _everything(path: Path, counts: "Overview", judged: "list[Judged]", last: "list[Run]") -> dict[str, object]:
    from store.baseline import latest, usual

    listed = [
        asdict(source)
        | {"status": standing.state, "reason": standing.reason, "todo": standing.todo, "needs_somebody": standing.needs_somebody}
        | {"usual": usual(source.vitals.days[:-1]), "latest": latest(source.vitals.days)}
        for source, standing in judged
    ]
    return {
        "store": str(path),
        **asdict(counts),
        "waiting": counts.to_fetch + counts.to_refine,
        "untranslated": counts.to_translate,
        "last_run": asdict(last[0]) if last else None,
        "sources": listed,
    }


def _overview(path: Path, counts: "Overview", last: "list[Run]") -> str:
    from commands.table import render

    run = last[0] if last else None
    ended = "" if run is None else "has not ended: at work, or killed" if run.exit_code is None else f"exit {run.exit_code}"
    rows = [
        ("store", f"{path}, {path.stat().st_size / 1e6:.1f} MB, change {counts.last_seq}"),
        ("articles", f"{counts.articles} published ({counts.copies} of them copies), {counts.withheld} withheld"),
        ("waiting", f"{counts.to_fetch} to fetch, {counts.to_refine} to refine, {counts.to_translate} to translate"),
        ("to look at", f"{counts.quarantined} pages in quarantine, {counts.doubtful} doubtful translations"),
        ("last run", f"{run.id} {run.command}, {run.started}, {ended}" if run else "none yet; `jianwen crawl` starts one"),
        ("last success", counts.last_success or "none yet"),
    ]
    return "\n".join(render(("", ""), rows).split("\n")[1:])


def _table(judged: "list[Judged]", now: str) -> str:
    """Give a table of all sources and below it a line for each about which there is something to say."""
    from commands.sparkline import last_days, sparkline
    from commands.table import render, shorten

    days = last_days(now[:10], SPARK_DAYS)
    rows = [
        (
            one.name,
            shorten(one.title, 24),
            one.articles,
            one.waiting,
            sparkline({day.day: day.new for day in one.vitals.days}, days),
            _short(one.newest or one.last_new),
            _short(one.last_run),
            _short(one.due_at) or "next run",
            standing.state,
        )
        for one, standing in judged
    ]
    heads = ("source", "title", "articles", "waiting", f"new, {SPARK_DAYS} days", "newest", "last run", "next look", "state")
    lines = [_line(one.name, standing) for one, standing in judged if standing.reason]
    return "\n".join([render(heads, rows, right={2, 3}), *(["", *lines] if lines else [])])


def _line(name: str, standing: "Standing") -> str:
    from commands.table import plain

    return f"{name}: {standing.state}: {plain(standing.reason)}" + (f"; {standing.todo.replace('NAME', name)}" if standing.todo else "")


def _short(moment: str) -> str:
    return moment[:16].replace("T", " ")

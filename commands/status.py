"""`jianwen status`: how the sources and the store are doing."""

import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from records.paths import Paths

if TYPE_CHECKING:
    from store.sources.health import SourceHealth
    from store.sources.overview import Overview
    from store.sources.runs import Run
    from store.sources.sources import SourceFacts

    Judged = tuple[SourceFacts, SourceHealth]

SPARKLINE_DAYS: Final = 14


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print everything as one JSON object.")
@click.option(
    "--plot",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also draw the sources' last month as PNG.",
)
@click.pass_context
def command(ctx: click.Context, as_json: bool, plot: Path | None) -> None:
    """Show how many articles there are, what waits, and how each source is doing.

    Exit code 1 when a source needs somebody.
    """
    from records.clock import utc_now
    from store.open import open_store
    from store.sources.health import judge_source
    from store.sources.overview import read_overview
    from store.sources.runs import list_runs
    from store.sources.sources import list_source_facts

    path, at = Paths.of(os.environ).store, utc_now()
    with open_store(path, readonly=True) as store:
        counts, sources, last = (
            read_overview(store),
            list_source_facts(store, at),
            list_runs(store, 1),
        )
    judged = [(source, judge_source(source, at)) for source in sources]
    if plot is not None:
        from commands.output.health_plot import draw_health_plot

        draw_health_plot(judged, at, plot)
    if as_json:
        click.echo(
            json.dumps(_serialize_status(path, counts, judged, last), ensure_ascii=False, indent=1)
        )
    else:
        click.echo(_format_overview(path, counts, last))
        if judged:
            click.echo("\n" + _format_sources(judged, at))
    ctx.exit(int(any(standing.needs_somebody for _, standing in judged)))


def _serialize_status(
    path: Path, counts: "Overview", judged: "list[Judged]", last: "list[Run]"
) -> dict[str, object]:
    from store.sources.baseline import find_latest_measures, find_usual_measures

    listed = [
        asdict(source)
        | {
            "status": standing.state,
            "reason": standing.reason,
            "todo": standing.todo,
            "needs_somebody": standing.needs_somebody,
        }
        | {
            "usual": find_usual_measures(source.vitals.days[:-1]),
            "latest": find_latest_measures(source.vitals.days),
        }
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


def _format_overview(path: Path, counts: "Overview", last: "list[Run]") -> str:
    from commands.output.table import render_table

    run = last[0] if last else None
    ended = (
        ""
        if run is None
        else (
            "has not ended: at work, or killed"
            if run.exit_code is None
            else f"exit {run.exit_code}"
        )
    )
    rows = [
        ("store", f"{path}, {path.stat().st_size / 1e6:.1f} MB, change {counts.last_seq}"),
        (
            "articles",
            (
                f"{counts.articles} published ({counts.copies} of them copies), {counts.withheld}"
                " withheld"
            ),
        ),
        (
            "waiting",
            (
                f"{counts.to_fetch} to fetch, {counts.to_refine} to refine, {counts.to_translate}"
                " to translate"
            ),
        ),
        (
            "to look at",
            f"{counts.quarantined} pages in quarantine, {counts.doubtful} doubtful translations",
        ),
        (
            "last run",
            (
                f"{run.id} {run.command}, {run.started}, {ended}"
                if run
                else "none yet; `jianwen crawl` starts one"
            ),
        ),
        ("last success", counts.last_success or "none yet"),
    ]
    return "\n".join(render_table(("", ""), rows).split("\n")[1:])


def _format_sources(judged: "list[Judged]", now: str) -> str:
    """Give a table of all sources and below it a line for each about which there is something to
    say.
    """
    from commands.output.sparkline import draw_sparkline, list_last_days
    from commands.output.table import render_table, shorten_text

    days = list_last_days(now[:10], SPARKLINE_DAYS)
    rows = [
        (
            one.name,
            shorten_text(one.title, 24),
            one.articles,
            one.waiting,
            draw_sparkline({day.day: day.new for day in one.vitals.days}, days),
            _format_time(one.newest or one.last_new),
            _format_time(one.last_run),
            _format_time(one.due_at) or "next run",
            standing.state,
        )
        for one, standing in judged
    ]
    heads = (
        "source",
        "title",
        "articles",
        "waiting",
        f"new, {SPARKLINE_DAYS} days",
        "newest",
        "last run",
        "next look",
        "state",
    )
    lines = [
        _format_source_state(one.name, standing) for one, standing in judged if standing.reason
    ]
    return "\n".join(
        [render_table(heads, rows, right_aligned={2, 3}), *(["", *lines] if lines else [])]
    )


def _format_source_state(name: str, health: "SourceHealth") -> str:
    from commands.output.table import strip_control_characters

    return f"{name}: {health.state}: {strip_control_characters(health.reason)}" + (
        f"; {health.todo.replace('NAME', name)}" if health.todo else ""
    )


def _format_time(moment: str) -> str:
    return moment[:16].replace("T", " ")

"""`jianwen status`: how the sources and the store are doing."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from commands.output.messages import translate
from commands.output.terminal import print_json, print_text
from records.paths import Paths

if TYPE_CHECKING:
    from services.status import JudgedSource, StatusReport
    from store.sources.health import SourceHealth
    from store.sources.runs import Run

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
    from services.status import read_status

    now = utc_now()
    report = read_status(Paths.of(os.environ), now)
    if plot is not None:
        from commands.output.health_plot import draw_health_plot

        draw_health_plot(report.sources, now, plot)
    if as_json:
        print_json(report.as_dict(), indent=1)
    else:
        print_text(_format_overview(report))
        if report.sources:
            print_text("\n" + _format_sources(report.sources, now))
    ctx.exit(int(report.needs_somebody))


def _format_overview(report: "StatusReport") -> str:
    from commands.output.table import render_table

    counts = report.counts
    megabytes = f"{report.store.stat().st_size / 1e6:.1f}"
    rows = {
        "store": translate("{store}, {megabytes} MB, change {seq}").format(
            store=report.store, megabytes=megabytes, seq=counts.last_seq
        ),
        "articles": translate(
            "{articles} published ({copies} of them copies), {withheld} withheld"
        ).format(articles=counts.articles, copies=counts.copies, withheld=counts.withheld),
        "waiting": translate(
            "{fetch} to fetch, {refine} to refine, {translate} to translate"
        ).format(fetch=counts.to_fetch, refine=counts.to_refine, translate=counts.to_translate),
        "to look at": translate(
            "{pages} pages in quarantine, {translations} doubtful translations"
        ).format(pages=counts.quarantined, translations=counts.doubtful),
        "last run": _format_run(report.last_run),
        "last success": counts.last_success or translate("none yet"),
    }
    cells = [(translate(name), text) for name, text in rows.items()]
    return "\n".join(render_table(("", ""), cells).split("\n")[1:])


def _format_run(run: "Run | None") -> str:
    if run is None:
        return translate("none yet; `jianwen crawl` starts one")
    end = (
        translate("has not ended: at work, or killed")
        if run.exit_code is None
        else translate("exit {code}").format(code=run.exit_code)
    )
    return f"{run.id} {run.command}, {run.started}, {end}"


def _format_sources(sources: "tuple[JudgedSource, ...]", now: str) -> str:
    """Give a table of all sources and below it a line for each about which there is something to
    say.
    """
    from commands.output.sparkline import draw_sparkline, list_last_days
    from commands.output.table import render_table, shorten_text

    days = list_last_days(now[:10], SPARKLINE_DAYS)
    rows = [
        (
            source.name,
            shorten_text(source.title, 24),
            source.articles,
            source.waiting,
            draw_sparkline({day.day: day.new for day in source.vitals.days}, days),
            _format_time(source.newest or source.last_new),
            _format_time(source.last_run),
            _format_time(source.due_at) or translate("next run"),
            translate(health.state),
        )
        for source, health in sources
    ]
    heads = (
        *map(translate, ("source", "title", "articles", "waiting")),
        translate("new, {days} days").format(days=SPARKLINE_DAYS),
        *map(translate, ("newest", "last run", "next poll", "state")),
    )
    lines = [
        _format_source_state(source.name, health) for source, health in sources if health.reason
    ]
    table = render_table(heads, rows, right_aligned={2, 3})
    return "\n".join([table, *(["", *lines] if lines else [])])


def _format_source_state(name: str, health: "SourceHealth") -> str:
    from commands.output.table import strip_control_characters

    todo = f"; {translate(health.todo).replace('NAME', name)}" if health.todo else ""
    reason = strip_control_characters(translate(health.reason))
    return f"{name}: {translate(health.state)}: {reason}{todo}"


def _format_time(moment: str) -> str:
    return moment[:16].replace("T", " ")

"""`jianwen runs`: what the last runs did."""

import os
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from commands.output.terminal import print_json, print_text
from records.paths import Paths

if TYPE_CHECKING:
    from store.sources.runs import Run, RunSource

COUNT_COLUMNS = (
    "found",
    "fetched",
    "unchanged",
    "new",
    "updated",
    "copies",
    "skipped",
    "dropped",
    "failed",
)


@click.command("runs")
@click.option(
    "--limit",
    type=click.IntRange(1, 10_000),
    default=10,
    show_default=True,
    help="At most so many runs.",
)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
def command(limit: int, as_json: bool) -> None:
    """List the last runs, newest first, each with its sources and with the reasons why pages were
    dropped.
    """
    from store.open import open_store
    from store.sources.runs import count_verdict_reasons, list_run_sources, list_runs

    with open_store(Paths.of(os.environ).store, readonly=True) as store:
        runs = [
            (run, list_run_sources(store, run.id), count_verdict_reasons(store, run.id))
            for run in list_runs(store, limit)
        ]
    if as_json:
        listed = [
            asdict(run)
            | {"sources": [asdict(source) for source in sources], "verdicts": dict(reasons)}
            for run, sources, reasons in runs
        ]
        print_json(listed, indent=1)
    elif runs:
        print_text("\n\n".join(_format_run(*run_row) for run_row in runs))
    else:
        print_text("jianwen: there were no runs yet; `jianwen crawl` starts one", err=True)


def _format_run(run: "Run", sources: "list[RunSource]", reasons: list[tuple[str, int]]) -> str:
    from commands.output.table import render_table, strip_control_characters

    end = (
        "has not ended: at work, or killed"
        if run.exit_code is None
        else f"exit {run.exit_code}, ended {run.finished}"
    )
    lines = [f"run {run.id}: {run.command}, started {run.started}, {end}, version {run.version}"]
    if sources:
        rows = [
            (
                source.source or "(by hand)",
                *(getattr(source, name) for name in COUNT_COLUMNS),
                source.state,
                source.error,
            )
            for source in sources
        ]
        lines.append(
            render_table(
                ("source", *COUNT_COLUMNS, "state", "error"),
                rows,
                right_aligned=range(1, 1 + len(COUNT_COLUMNS)),
            )
        )
    elif run.summary:
        counts = [
            f"{value} {strip_control_characters(name)}"
            for name, value in run.summary.items()
            if value and type(value) in (int, float)
        ]
        lines.append(", ".join(counts) or "nothing to do")
    lines += [
        f"note: {source.source}: {strip_control_characters(note)}"
        for source in sources
        for note in source.notes
    ]
    if reasons:
        lines.append(
            "verdicts: "
            + ", ".join(
                f"{number} {strip_control_characters(reason)}" for reason, number in reasons
            )
        )
    return "\n".join(lines)

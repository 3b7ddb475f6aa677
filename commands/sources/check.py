"""Check source files, and with `--online` what the sources answer: `jianwen sources check`."""

import os
from typing import TYPE_CHECKING, Final

import click

from commands.output.problems import print_problem
from commands.output.terminal import print_json, print_text
from records.paths import Paths

if TYPE_CHECKING:
    from crawler.sources.load import CheckedSources
    from spiders.drafting.inspect import SourceInspection

URL_COLUMNS: Final = 60
TEXT_COLUMNS: Final = 60


@click.command("check")
@click.argument("names", nargs=-1)
@click.option(
    "--online",
    is_flag=True,
    help=(
        "Also ask the sources: does each announcement answer, what does it hold, how does an"
        " article read?"
    ),
)
@click.option("--json", "as_json", is_flag=True, help="Print sources and faults as JSON.")
@click.pass_context
def command(ctx: click.Context, names: tuple[str, ...], online: bool, as_json: bool) -> None:
    """Check the source files NAMES, or all; every fault is told with its file and line.

    With --online, ask them, or all enabled ones.

    Nothing is stored. Exit code 2: a file is wrong; 1: a source did not answer as it should.
    """
    from services.check_sources import check_named_sources

    home = Paths.of(os.environ)
    check = check_named_sources(home, names, online=online)
    if as_json:
        print_json(check.as_dict())
    else:
        _print_checked(check.checked, home)
        for inspection in check.inspections or ():
            print_text(f"\n{_format_inspection(inspection)}")
    ctx.exit(check.exit_code)


def _print_checked(checked: "CheckedSources", home: Paths) -> None:
    for error in checked.errors:
        print_problem(error)
    drafts = sum(not source.enabled for source in checked.sources)
    print_text(
        f"sources: {len(checked.sources)} right ({drafts} drafts), {len(checked.errors)} faults"
        f" in {home.sources}"
    )


def _describe_state(inspection: "SourceInspection") -> str:
    return (
        "fine"
        if inspection.passed
        else "its failure is tolerated"
        if inspection.source.tolerate_failure
        else "look at it"
    )


def _format_inspection(inspection: "SourceInspection") -> str:
    from commands.output.table import render_table, shorten_text, strip_control_characters
    from services.check_sources import describe_sample

    rows = [
        (
            endpoint.kind,
            shorten_text(endpoint.url, URL_COLUMNS),
            endpoint.status or "none",
            endpoint.announcement.entries,
            len(endpoint.announcement.candidates),
            endpoint.newest[:16],
        )
        for endpoint in inspection.endpoints
    ]
    lines = [
        f"{inspection.source.name}: {_describe_state(inspection)}",
        render_table(
            ("by", "address", "answer", "entries", "articles", "newest"), rows, right_aligned={3, 4}
        ),
    ]
    lines += [
        f"{endpoint.url}: {endpoint.failure}"
        for endpoint in inspection.endpoints
        if endpoint.failure
    ]
    lines += [
        f"{endpoint.url}: {fault}"
        for endpoint in inspection.endpoints
        for fault in endpoint.announcement.faults
    ]
    if inspection.sample is not None:
        facts = [
            (key, shorten_text(strip_control_characters(value), TEXT_COLUMNS) or "—")
            for key, value in describe_sample(inspection.sample).items()
        ]
        lines.append("\n".join(render_table(("", ""), facts).split("\n")[1:]))
    return "\n".join([*lines, inspection.failure] if inspection.failure else lines)

"""Check source files, and with `--online` what the sources answer: `jianwen sources check`."""

import os
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

import click

from commands.output.terminal import print_json, print_text
from records.paths import PROJECT_ROOT, Paths

if TYPE_CHECKING:
    from crawler.sources.load import CheckedSources
    from records.record import Record
    from records.source import Source
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
    from crawler.sources.load import check_sources

    paths = Paths.of(os.environ)
    checked = check_sources(paths.sources, paths.allow_hosts)
    if names:
        checked = _choose_checked(checked, names, paths)
    asked = [source for source in checked.sources if names or source.enabled]
    inspected = _inspect_sources(asked, paths) if online and asked else []
    if as_json:
        rows = {"sources": [asdict(source) for source in checked.sources], "faults": checked.errors}
        if online:
            rows["online"] = [_serialize_inspection(inspection) for inspection in inspected]
        print_json(rows)
    else:
        _print_checked(checked, paths)
        for inspection in inspected:
            print_text(f"\n{_format_inspection(inspection)}")
    passed = all(
        inspection.passed or inspection.source.tolerate_failure for inspection in inspected
    )
    ctx.exit(2 if checked.errors else 0 if passed else 1)


def _choose_checked(
    checked: "CheckedSources", names: tuple[str, ...], paths: Paths
) -> "CheckedSources":
    """Keep the named sources and the errors of their files; UsageError for an unknown name."""
    from crawler.sources.load import CheckedSources, choose_sources

    errors = {
        name: [
            error for error in checked.errors if error.startswith(f"{paths.sources / name}.toml:")
        ]
        for name in names
    }
    right = [name for name in names if not errors[name]]
    chosen = choose_sources(checked.sources, right, drafts=True) if right else ()
    return CheckedSources(
        tuple(chosen), tuple(error for listed in errors.values() for error in listed)
    )


def _print_checked(checked: "CheckedSources", paths: Paths) -> None:
    for error in checked.errors:
        print_text(f"jianwen: {error}", err=True)
    drafts = sum(not source.enabled for source in checked.sources)
    print_text(
        f"sources: {len(checked.sources)} right ({drafts} drafts), {len(checked.errors)} faults"
        f" in {paths.sources}"
    )


def _inspect_sources(sources: "Sequence[Source]", home: Paths) -> "list[SourceInspection]":
    from crawler.fetch.visitor import run_fetch_plan
    from pipelines.resources.kit import build_stage_context
    from records.clock import utc_now
    from services.frozen_pages import refine_page
    from spiders.drafting.inspect import inspect_sources

    kit = build_stage_context(PROJECT_ROOT / "data", sources)
    return run_fetch_plan(
        inspect_sources(sources, utc_now(), lambda page: refine_page(page, kit)), home
    )


def _serialize_inspection(inspection: "SourceInspection") -> dict[str, object]:
    return {
        "source": inspection.source.name,
        "fine": inspection.passed,
        "heard": [heard.as_dict() for heard in inspection.endpoints],
        "sample": _record_facts(inspection.sample) if inspection.sample is not None else {},
        "trouble": inspection.failure,
    }


def _record_facts(record: "Record") -> dict[str, str]:
    return {
        "url": record.url,
        "title": record.title,
        "published": record.published,
        "outlet": record.outlet,
        "editor": record.editor,
        "language": record.language,
        "characters": str(len(record.body)),
        "text": record.body[:TEXT_COLUMNS],
    }


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

    rows = [
        (
            heard.kind,
            shorten_text(heard.url, URL_COLUMNS),
            heard.status or "none",
            heard.announcement.entries,
            len(heard.announcement.candidates),
            heard.newest[:16],
        )
        for heard in inspection.endpoints
    ]
    lines = [
        f"{inspection.source.name}: {_describe_state(inspection)}",
        render_table(
            ("by", "address", "answer", "entries", "articles", "newest"), rows, right_aligned={3, 4}
        ),
    ]
    lines += [f"{heard.url}: {heard.failure}" for heard in inspection.endpoints if heard.failure]
    lines += [
        f"{heard.url}: {fault}"
        for heard in inspection.endpoints
        for fault in heard.announcement.faults
    ]
    if inspection.sample is not None:
        facts = [
            (key, shorten_text(strip_control_characters(value), TEXT_COLUMNS) or "—")
            for key, value in _record_facts(inspection.sample).items()
        ]
        lines.append("\n".join(render_table(("", ""), facts).split("\n")[1:]))
    return "\n".join([*lines, inspection.failure] if inspection.failure else lines)

"""Check source files, and with `--online` what the sources answer: `jianwen sources check`."""

import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

import click

from records.home import ROOT, Home

if TYPE_CHECKING:
    from records.record import Record
    from records.source import Source
    from spiders.inspection import Inspection

ADDRESS_COLUMNS: Final = 60
TEXT_COLUMNS: Final = 60


@click.command("check")
@click.argument("names", nargs=-1)
@click.option(
    "--online", is_flag=True, help="Also ask the sources: does each announcement answer, what does it hold, how does an article read?"
)
@click.option("--json", "as_json", is_flag=True, help="Print sources and faults as JSON.")
@click.pass_context
def command(ctx: click.Context, names: tuple[str, ...], online: bool, as_json: bool) -> None:
    """Check the source files NAMES, or all; every fault is told with its file and line. With --online, ask them, or all enabled ones.

    Nothing is stored. Exit code 2: a file is wrong; 1: a source did not answer as it should.
    """
    from crawler.sources import Checked, check_sources, choose

    home = Home.of(os.environ)
    checked = check_sources(home.sources, home.allow_hosts)
    if names:
        faulty = {name: [fault for fault in checked.faults if fault.startswith(f"{home.sources / name}.toml:")] for name in names}
        right = [name for name in names if not faulty[name]]
        chosen = choose(checked.sources, right, drafts=True) if right else ()
        checked = Checked(tuple(chosen), tuple(fault for faults in faulty.values() for fault in faults))
    asked = [source for source in checked.sources if names or source.enabled]
    inspected = _inspect(asked, home) if online and asked else []
    if as_json:
        told = {"sources": [asdict(source) for source in checked.sources], "faults": checked.faults}
        click.echo(json.dumps(told | ({"online": [_told(one) for one in inspected]} if online else {}), ensure_ascii=False))
    else:
        for fault in checked.faults:
            click.echo(f"jianwen: {fault}", err=True)
        drafts = sum(not source.enabled for source in checked.sources)
        click.echo(f"sources: {len(checked.sources)} right ({drafts} drafts), {len(checked.faults)} faults in {home.sources}")
        for one in inspected:
            click.echo(f"\n{_shown(one)}")
    ctx.exit(2 if checked.faults else 0 if all(one.fine or one.source.tolerate_failure for one in inspected) else 1)


def _inspect(sources: "Sequence[Source]", home: Home) -> "list[Inspection]":
    from commands.clock import now
    from commands.frozen import read
    from crawler.visit import visit
    from pipelines.kit import build_kit
    from spiders.inspection import inspect

    kit = build_kit(ROOT / "data", sources)
    return visit(inspect(sources, now(), lambda page: read(page, kit)), home)


def _told(one: "Inspection") -> dict[str, object]:
    return {
        "source": one.source.name,
        "fine": one.fine,
        "heard": [heard.as_dict() for heard in one.heard],
        "sample": _facts(one.sample) if one.sample is not None else {},
        "trouble": one.trouble,
    }


def _facts(record: "Record") -> dict[str, str]:
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


def _verdict(one: "Inspection") -> str:
    return "fine" if one.fine else "its failure is tolerated" if one.source.tolerate_failure else "look at it"


def _shown(one: "Inspection") -> str:
    from commands.table import plain, render, shorten

    rows = [
        (
            heard.kind,
            shorten(heard.url, ADDRESS_COLUMNS),
            heard.status or "none",
            heard.found.entries,
            len(heard.found.candidates),
            heard.newest[:16],
        )
        for heard in one.heard
    ]
    lines = [
        f"{one.source.name}: {_verdict(one)}",
        render(("by", "address", "answer", "entries", "articles", "newest"), rows, right={3, 4}),
    ]
    lines += [f"{heard.url}: {heard.trouble}" for heard in one.heard if heard.trouble]
    lines += [f"{heard.url}: {fault}" for heard in one.heard for fault in heard.found.faults]
    if one.sample is not None:
        facts = [(key, shorten(plain(value), TEXT_COLUMNS) or "—") for key, value in _facts(one.sample).items()]
        lines.append("\n".join(render(("", ""), facts).split("\n")[1:]))
    return "\n".join([*lines, one.trouble] if one.trouble else lines)

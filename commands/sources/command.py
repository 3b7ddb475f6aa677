"""List the sources with what they allow and how they do: `jianwen sources`."""

import os
from typing import TYPE_CHECKING

import click

from commands.output.terminal import print_json, print_text
from commands.sources.check import command as check
from commands.sources.freeze import freeze_command, test_command
from commands.sources.new import command as new
from records.paths import Paths

if TYPE_CHECKING:
    from records.source import Source
    from store.sources.sources import SourceFacts


def load_source_health(home: Paths) -> "dict[str, SourceFacts]":
    """Read from the store how the sources are doing; nothing when there is no store yet."""
    if not home.store.exists():
        return {}
    from store.open import open_store
    from store.sources.sources import list_source_facts

    with open_store(home.store, create=False, readonly=True) as store:
        return {health.name: health for health in list_source_facts(store)}


def build_source_row(source: "Source", health: "SourceFacts | None", now: str) -> dict[str, object]:
    """Put together what file and store say about a source."""
    from store.sources.health import judge_source

    rights = source.rights
    state = (
        "draft"
        if not source.enabled
        else judge_source(health, now).state
        if health
        else "never run"
    )
    return {
        "name": source.name,
        "title": source.title,
        "kind": source.kind,
        "enabled": source.enabled,
        "licence": rights.licence,
        "full_text": rights.full_text,
        "translate": rights.translate,
        "state": state,
        "articles": health.articles if health else 0,
        "last_new": health.last_new if health else "",
        "last_state": health.last_state if health else "",
        "last_error": health.last_error if health else "",
    }


@click.group("sources", invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """List the sources with their rights and when each last brought something new."""
    if ctx.invoked_subcommand is not None:
        return
    from commands.output.table import render_table, shorten_text
    from crawler.sources.load import load_sources
    from records.clock import utc_now

    home = Paths.of(os.environ)
    sources = load_sources(home.sources, home.allow_hosts)
    health = load_source_health(home)
    rows = [build_source_row(source, health.get(source.name), utc_now()) for source in sources]
    if as_json:
        print_json(rows)
        return
    if not rows:
        print_text(f"sources: no source file in {home.sources}")
        return
    headers = (
        "name",
        "title",
        "kind",
        "state",
        "articles",
        "last new",
        "licence",
        "full text",
        "translate",
    )
    cells = [
        (
            *(row["name"], shorten_text(str(row["title"]), 30), row["kind"], row["state"]),
            *(row["articles"], str(row["last_new"])[:10] or "never"),
            *(row["licence"] or "unknown", row["full_text"], "yes" if row["translate"] else "no"),
        )
        for row in rows
    ]
    print_text(render_table(headers, cells, right_aligned={4}))


command.add_command(check)
command.add_command(freeze_command)
command.add_command(new)
command.add_command(test_command)

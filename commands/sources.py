"""`jianwen sources`: list the sources, check their files."""

import json
import os
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from records.home import Home

if TYPE_CHECKING:
    from records.source import Source
    from store.sources import SourceHealth


def health_of(home: Home) -> "dict[str, SourceHealth]":
    """Read from the store how the sources are doing; nothing when there is no store yet."""
    if not home.store.exists():
        return {}
    from store.database import open_store
    from store.sources import source_health

    with open_store(home.store, create=False, readonly=True) as store:
        return {health.name: health for health in source_health(store)}


def row_of(source: "Source", health: "SourceHealth | None") -> dict[str, object]:
    """Put together what file and store say about a source."""
    rights = source.rights
    return {
        "name": source.name,
        "title": source.title,
        "kind": source.kind,
        "enabled": source.enabled,
        "licence": rights.licence,
        "full_text": rights.full_text,
        "translate": rights.translate,
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
    from commands.table import render
    from crawler.sources import load_sources

    home = Home.of(os.environ)
    sources = load_sources(home.sources, home.allow_hosts)
    health = health_of(home)
    rows = [row_of(source, health.get(source.name)) for source in sources]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    if not rows:
        click.echo(f"sources: no source file in {home.sources}")
        return
    headers = ("name", "title", "kind", "enabled", "licence", "full text", "translate", "articles", "last new")
    cells = [
        (
            row["name"], row["title"], row["kind"], "yes" if row["enabled"] else "draft", row["licence"] or "unknown", row["full_text"],
            "yes" if row["translate"] else "no", row["articles"], str(row["last_new"])[:10] or "never",
        )
        for row in rows
    ]  # fmt: skip
    click.echo(render(headers, cells, right={7}))


@command.command("check")
@click.option("--json", "as_json", is_flag=True, help="Print sources and faults as JSON.")
@click.pass_context
def check(ctx: click.Context, as_json: bool) -> None:
    """Check all source files; every fault is told with its file and line."""
    from crawler.sources import check_sources

    home = Home.of(os.environ)
    checked = check_sources(home.sources, home.allow_hosts)
    if as_json:
        click.echo(json.dumps({"sources": [asdict(source) for source in checked.sources], "faults": checked.faults}, ensure_ascii=False))
    else:
        for fault in checked.faults:
            click.echo(f"jianwen: {fault}", err=True)
        drafts = sum(not source.enabled for source in checked.sources)
        click.echo(f"sources: {len(checked.sources)} right ({drafts} drafts), {len(checked.faults)} faults in {home.sources}")
    ctx.exit(2 if checked.faults else 0)

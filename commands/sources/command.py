"""List the sources with what they allow and how they do: `jianwen sources`."""

import os

import click

from commands.output.terminal import print_json, print_text
from commands.sources.check import command as check
from commands.sources.freeze import freeze_command, test_command
from commands.sources.new import command as new
from records.paths import Paths


@click.group("sources", invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """List the sources with their rights and when each last brought something new."""
    if ctx.invoked_subcommand is not None:
        return
    from commands.output.table import render_table, shorten_text
    from records.clock import utc_now
    from services.list_sources import list_sources

    home = Paths.of(os.environ)
    sources = list_sources(home, utc_now())
    if as_json:
        print_json([source.as_dict() for source in sources])
        return
    if not sources:
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
            *(source.name, shorten_text(source.title, 30), source.kind, source.state),
            *(source.articles, source.last_new[:10] or "never"),
            *(source.licence or "unknown", source.full_text, "yes" if source.translate else "no"),
        )
        for source in sources
    ]
    print_text(render_table(headers, cells, right_aligned={4}))


command.add_command(check)
command.add_command(freeze_command)
command.add_command(new)
command.add_command(test_command)

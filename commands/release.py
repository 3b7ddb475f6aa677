"""`jianwen release`: publish articles again that a person kept back."""

import os

import click

from commands.options.articles import add_article_options
from commands.output.status_changes import print_status_changes
from records.paths import Paths


@click.command("release")
@add_article_options
@click.pass_context
def command(ctx: click.Context, keys: tuple[str, ...], by: str, as_json: bool, quiet: bool) -> None:
    """Publish the articles UID again that a person withdrew, held or rejected.

    UID is a uid, the beginning of one, or an address. Feeds carry as much of them as their rights
    allow. An article whose page is gone, or that its source took back, stays withdrawn and comes
    back with its page; the exit code is 1 then.
    """
    from records.clock import utc_now
    from services.withdraw import release_articles

    changes = release_articles(Paths.of(os.environ), keys, utc_now(), by=by)
    print_status_changes(changes, as_json=as_json, quiet=quiet)
    ctx.exit(int(any(change.status != "published" for change in changes)))

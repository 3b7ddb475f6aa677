"""`jianwen withdraw`: take articles back."""

import os

import click

from commands.options.articles import add_withhold_options
from commands.output.status_changes import print_status_changes
from records.paths import Paths


@click.command("withdraw")
@add_withhold_options
def command(keys: tuple[str, ...], reason: str, as_json: bool, quiet: bool) -> None:
    """Take the articles UID back: rights have ended, a partner asks, the text was wrong.

    UID is a uid, the beginning of one, or an address. Importers get a deletion with the next
    export. No crawl brings a withdrawn article back, only `jianwen release` does.
    """
    from records.clock import utc_now
    from services.withdraw import withhold_articles

    changes = withhold_articles(Paths.of(os.environ), keys, "withdrawn", reason, utc_now())
    print_status_changes(changes, as_json=as_json, quiet=quiet)

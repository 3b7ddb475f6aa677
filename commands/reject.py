"""`jianwen reject`: keep articles out that the editors do not want."""

import os

import click

from commands.options.articles import add_withhold_options
from commands.output.status_changes import print_status_changes
from records.paths import Paths


@click.command("reject")
@add_withhold_options
def command(keys: tuple[str, ...], reason: str, by: str, as_json: bool, quiet: bool) -> None:
    """Reject the articles UID: the editors do not want them.

    UID is a uid, the beginning of one, or an address. Importers that have them get a deletion. New
    versions of the page are stored, but not published.
    """
    from records.clock import utc_now
    from services.withdraw import withhold_articles

    home = Paths.of(os.environ)
    changes = withhold_articles(home, keys, "rejected", reason, utc_now(), by=by)
    print_status_changes(changes, as_json=as_json, quiet=quiet)

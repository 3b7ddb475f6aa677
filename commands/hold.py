"""`jianwen hold`: hold articles back until they are released."""

import os

import click

from commands.options.articles import add_withhold_options
from commands.output.status_changes import print_status_changes
from records.paths import Paths


@click.command("hold")
@add_withhold_options
def command(keys: tuple[str, ...], reason: str, by: str, as_json: bool, quiet: bool) -> None:
    """Hold the articles UID back for now: an embargo, an open question.

    UID is a uid, the beginning of one, or an address. Until `jianwen release` they are in no feed;
    importers that have them get a deletion.
    """
    from records.clock import utc_now
    from services.withdraw import withhold_articles

    home = Paths.of(os.environ)
    changes = withhold_articles(home, keys, "held", reason, utc_now(), by=by)
    print_status_changes(changes, as_json=as_json, quiet=quiet)

"""`jianwen withdraw`: take articles back, confirm what a crawl has withheld."""

import os
from dataclasses import asdict

import click

from commands.options.articles import BY
from commands.output.messages import translate
from commands.output.status_changes import print_status_changes
from commands.output.terminal import print_json, print_text
from records.paths import Paths


@click.command("withdraw")
@click.argument("keys", metavar="[UID]...", nargs=-1)
@click.option("--reason", help="Why: kept with the article and sent to importers.")
@click.option(
    "--confirm",
    "sources",
    metavar="SOURCE",
    multiple=True,
    help="Withdraw the articles of SOURCE whose pages are gone, too many for a crawl to decide.",
)
@BY
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def command(
    keys: tuple[str, ...],
    reason: str | None,
    sources: tuple[str, ...],
    by: str,
    as_json: bool,
    quiet: bool,
) -> None:
    """Take the articles UID back: rights have ended, a partner asks, the text was wrong.

    UID is a uid, the beginning of one, or an address. Importers get a deletion with the next
    export. No crawl brings a withdrawn article back, only `jianwen release` does.

    With --confirm SOURCE the articles go whose pages answered 404 or 410 twice, a day apart, and
    that SOURCE announces no more; what answers again comes back by itself.
    """
    from records.clock import utc_now
    from services.withdraw import confirm_gone_articles, withhold_articles

    home = Paths.of(os.environ)
    if sources:
        if keys or reason:
            raise click.UsageError(translate("--confirm takes neither UID nor --reason"))
        confirmed = confirm_gone_articles(home, sources, utc_now(), by=by)
        if as_json:
            print_json([asdict(each) for each in confirmed])
        elif not quiet:
            for each in confirmed:
                line = translate("{source}: {number} articles withdrawn")
                print_text(line.format(source=each.source, number=each.withdrawn))
        return
    if not keys:
        raise click.MissingParameter(param_hint="'UID...'", param_type="argument")
    if reason is None:
        raise click.MissingParameter(param_hint="'--reason'", param_type="option")
    changes = withhold_articles(home, keys, "withdrawn", reason, utc_now(), by=by)
    print_status_changes(changes, as_json=as_json, quiet=quiet)

"""`jianwen crawl`: harvest the sources, then translate what is new."""

import json
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from commands.span import Days, Duration
from records.home import Home
from records.limits import BACKFILL_DAYS, PAGES_PER_RUN, WORKERS_MOST

if TYPE_CHECKING:
    from crawler.result import CrawlResult
    from records.source import Source


class Wished(TypedDict):
    """The options that reach the harvest as they are."""

    pages: int
    recheck: bool
    backfill: int
    verbose: bool


@click.command("crawl")
@click.argument("names", nargs=-1)
@click.option("--for", "seconds", type=Duration(), help="End in good order before so long: 90s, 20m, 2h.")
@click.option("--pages", type=click.IntRange(min=1), default=PAGES_PER_RUN, show_default=True, help="At most so many articles per source.")
@click.option("--recheck", is_flag=True, help="Ask for everything again, due or not: every source and every stored article.")
@click.option(
    "--backfill", type=Days(BACKFILL_DAYS), default="0d", metavar="SPAN", help="Also look for what was published in the last 30d, 4w …"
)
@click.option("--verbose", is_flag=True, help="Show the crawler's own log.")
@click.option("--workers", type=click.IntRange(1, WORKERS_MOST), help="Processes that refine pages; usually one less than the processors.")
@click.option("--dry-run", is_flag=True, help="Show what each feed, sitemap and listing holds; fetch no article, write nothing.")
@click.option("--no-translate", is_flag=True, help="Leave what is new untranslated.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.option("--quiet", is_flag=True, help="Print nothing but faults.")
@click.pass_context
def command(
    ctx: click.Context,
    names: tuple[str, ...],
    seconds: float | None,
    workers: int | None,
    dry_run: bool,
    no_translate: bool,
    as_json: bool,
    quiet: bool,
    **wished: Unpack[Wished],
) -> None:
    """Harvest the enabled sources that are due, or those named, due or not.

    How often a source is asked what it announces follows from how often it brings news; `jianwen status` shows when it is next.
    One run at a time; Ctrl-C ends it cleanly, and the next run goes on where it was. The harvest, the translation and what they
    wait for stay within the time of --for; what is left waits for the next run.
    """
    from commands.harvest import Budget, translate_new, usual_workers
    from commands.healthcheck import Healthcheck
    from commands.lock import RunLock
    from commands.translate import has_package
    from crawler.sources import choose, load_sources

    home, budget = Home.of(os.environ), Budget(seconds)
    with Healthcheck.of({} if dry_run else os.environ, home.allow_hosts) as check:
        known = load_sources(home.sources, home.allow_hosts)
        sources = choose(known, names, drafts=dry_run)
        if dry_run:
            ctx.exit(_ask(home, sources, wished, as_json=as_json))
        with RunLock(home.lock):
            check.start()
            end = budget.harvest_end(translate=not no_translate and has_package(home))
            result = _harvest(home, known, sources, bool(names), workers or usual_workers(), end, wished)
            translated, code = ("", 0) if no_translate or result.stopped else translate_new(home, result, budget.left)
        check.said = _tell(result, translated, as_json=as_json, quiet=quiet)
        ctx.exit(max(result.exit_code, code))


def _ask(home: Home, sources: "Sequence[Source]", wished: Wished, *, as_json: bool) -> int:
    """Print the report of a dry run; give its exit code."""
    from commands.harvest import ask
    from commands.harvest_report import report

    result = ask(home, sources, backfill=wished["backfill"], verbose=wished["verbose"])
    told = {"sources": [one.as_dict() | {"heard": [heard.as_dict() for heard in one.heard]} for one in result.sources]}
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else report(result))
    return result.exit_code


def _harvest(
    home: Home, known: "Sequence[Source]", sources: "Sequence[Source]", anyway: bool, workers: int, until: float, wished: Wished
) -> "CrawlResult":
    """Harvest while the ticker runs."""
    from commands.harvest import run_crawl
    from commands.ticker import Ticker

    ticker = Ticker()
    try:
        return run_crawl(home, sources, known=known, anyway=anyway, workers=workers, until=until, told=ticker.told, **wished)
    finally:
        ticker.end()


def _tell(result: "CrawlResult", translated: str, *, as_json: bool, quiet: bool) -> str:
    """Say what failed on stderr, a line each, and what came of the run in one line on stdout; give that line."""
    for failed in result.failed:
        click.echo(f"jianwen: {failed.source}: {' '.join(failed.error.split())}", err=True)
    if result.unanswered and not result.stopped:
        click.echo("jianwen: no host answered: look at this machine's network and names (DNS) first", err=True)
    if result.stopped:
        click.echo(f"jianwen: stopped by signal {result.stopped}; the next run goes on with {result.given_back} pages", err=True)
    line = f"{result.summary()}{f'; {translated}' if translated else ''}"
    if as_json:
        click.echo(json.dumps(result.as_dict() | {"translate": translated}, ensure_ascii=False))
    elif not quiet:
        click.echo(line)
    return line

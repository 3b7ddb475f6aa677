"""`jianwen crawl`: crawl the sources, then translate what is new."""

import json
import os
from typing import TYPE_CHECKING, Final, TypedDict, Unpack

import click

from commands.options.durations import Days, Duration
from commands.output.problems import print_problem
from commands.output.terminal import print_json, print_text
from records.paths import Paths
from records.runs import PAGES_PER_RUN

if TYPE_CHECKING:
    from services.crawl import CrawlReport, CrawlRequest
    from services.translate import TranslateOptions, TranslateResult
    from store.db.connection import Store

BACKFILL_DAYS: Final = 366  # of an archive by day: one request each
WORKERS_MAX: Final = 64


class CrawlArguments(TypedDict):
    """The options that reach the crawl as they are."""

    seconds: float | None
    workers: int | None
    pages: int
    recheck: bool
    backfill: int
    verbose: bool


@click.command("crawl")
@click.argument("names", nargs=-1)
@click.option(
    "--for", "seconds", type=Duration(), help="End in good order before so long: 90s, 20m, 2h."
)
@click.option(
    "--pages",
    type=click.IntRange(min=1),
    default=PAGES_PER_RUN,
    show_default=True,
    help="At most so many articles per source.",
)
@click.option(
    "--recheck",
    is_flag=True,
    help="Ask for everything again, due or not: every source and every stored article.",
)
@click.option(
    "--backfill",
    type=Days(BACKFILL_DAYS),
    default="0d",
    metavar="SPAN",
    help="Also look for what was published in the last 30d, 4w …",
)
@click.option("--verbose", is_flag=True, help="Show the crawler's own log.")
@click.option(
    "--workers",
    type=click.IntRange(1, WORKERS_MAX),
    help="Processes that refine pages; usually one less than the processors.",
)
@click.option(
    "--dry-run",
    is_flag=True,
    help="Show what each feed, sitemap and listing holds; fetch no article, write nothing.",
)
@click.option("--no-translate", is_flag=True, help="Leave what is new untranslated.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.option("--quiet", is_flag=True, help="Print nothing but faults.")
@click.pass_context
def command(
    ctx: click.Context,
    names: tuple[str, ...],
    dry_run: bool,
    no_translate: bool,
    as_json: bool,
    quiet: bool,
    **arguments: Unpack[CrawlArguments],
) -> None:
    """Harvest the enabled sources that are due, or those named, due or not.

    How often a source is asked what it announces follows from how often it brings news; `jianwen
    status` shows when it is next. One run at a time; Ctrl-C ends it cleanly, and the next run goes
    on where it was. The harvest, the translation and what they wait for stay within the time of
    --for; what is left waits for the next run.
    """
    from services.crawl import CrawlRequest

    if dry_run:
        ctx.exit(_dry_run(names, arguments, as_json=as_json))
    report = _crawl_with_live_status(CrawlRequest(names, translate=not no_translate, **arguments))
    _print_problems(report)
    if as_json:
        print_json(report.result.as_dict() | {"translate": report.translations.summary})
    elif not quiet:
        print_text(report.summary)
    ctx.exit(report.exit_code)


def _dry_run(names: tuple[str, ...], arguments: CrawlArguments, *, as_json: bool) -> int:
    """Print the report of a dry run; give its exit code."""
    from commands.output.dry_run_report import format_dry_run_report
    from services.crawl import dry_run_crawl

    result = dry_run_crawl(
        Paths.of(os.environ),
        names,
        backfill=arguments["backfill"],
        verbose=arguments["verbose"],
    )
    rows = [
        source.as_dict() | {"heard": [endpoint.as_dict() for endpoint in source.endpoints]}
        for source in result.sources
    ]
    print_text(
        json.dumps({"sources": rows}, ensure_ascii=False)
        if as_json
        else format_dry_run_report(result)
    )
    return result.exit_code


def _crawl_with_live_status(request: "CrawlRequest") -> "CrawlReport":
    """Crawl while a line on the terminal says how far it is, translate while a bar does."""
    from commands.output.live_status import LiveStatus
    from commands.translate import translate_with_progress
    from services.crawl import crawl_and_translate

    status = LiveStatus()

    def translate(
        store: "Store", home: Paths, options: "TranslateOptions", *, now: str
    ) -> "TranslateResult":
        status.end()
        return translate_with_progress(store, home, options, now=now)

    try:
        return crawl_and_translate(
            Paths.of(os.environ),
            request,
            os.environ,
            on_progress=status.update,
            on_warning=print_problem,
            translate=translate,
        )
    finally:
        status.end()


def _print_problems(report: "CrawlReport") -> None:
    """Say on stderr, a line each, what failed and what waits for a person."""
    result = report.result
    for source in result.failed:
        print_problem(f"{source.source}: {' '.join(source.error.split())}")
    for source in result.withheld:
        print_problem(
            f"{source.source}: {source.withheld} of its articles answer 404 or 410; they stay"
            f" published until `jianwen withdraw --confirm {source.source}`"
        )
    if result.is_offline and not result.stop_signal:
        print_problem("no host answered: look at this machine's network and names (DNS) first")
    if result.stop_signal:
        print_problem(
            f"stopped by signal {result.stop_signal}; the next run goes on with"
            f" {result.released} pages"
        )

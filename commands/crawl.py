"""`jianwen crawl`: harvest the sources, then translate what is new."""

import json
import os
import signal
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, TypedDict, Unpack

import click

from commands.options.durations import Days, Duration
from commands.output.problems import print_problem
from commands.output.terminal import print_json, print_text
from commands.translate import format_translate_summary, translate_with_progress
from records.clock import utc_now
from records.errors import ModelError
from records.paths import Paths
from records.runs import PAGES_PER_RUN
from services.translate import TranslateOptions
from store.open import open_store
from store.translations.translations import count_pending_translations

if TYPE_CHECKING:
    from crawler.run.result import CrawlResult
    from records.source import Source


if TYPE_CHECKING:
    from crawler.run.result import CrawlResult
    from records.source import Source

BACKFILL_DAYS: Final = 366  # of an archive by day: one request each
WORKERS_MAX: Final = 64


class CrawlArguments(TypedDict):
    """The options that reach the harvest as they are."""

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
    seconds: float | None,
    workers: int | None,
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
    from crawler.sources.load import choose_sources, load_sources
    from services.crawl import TimeBudget, default_worker_count
    from services.healthcheck import Healthcheck
    from services.run_lock import RunLock
    from services.translate import has_translation_package

    home, budget = Paths.of(os.environ), TimeBudget(seconds)
    with Healthcheck.of(
        {} if dry_run else os.environ, home.allow_hosts, on_warning=print_problem
    ) as check:
        known = load_sources(home.sources, home.allow_hosts)
        sources = choose_sources(known, names, drafts=dry_run)
        if dry_run:
            ctx.exit(_dry_run(home, sources, arguments, as_json=as_json))
        with RunLock(home.lock):
            check.start()
            end = budget.crawl_deadline(
                translate=not no_translate and has_translation_package(home)
            )
            result = _crawl_with_live_status(
                home, known, sources, bool(names), workers or default_worker_count(), end, arguments
            )
            translated, code = (
                ("", 0)
                if no_translate or result.stop_signal
                else translate_new_articles(home, result, budget.left)
            )
        check.summary = _print_result(result, translated, as_json=as_json, quiet=quiet)
        ctx.exit(max(result.exit_code, code))


def _dry_run(
    home: Paths, sources: "Sequence[Source]", arguments: CrawlArguments, *, as_json: bool
) -> int:
    """Print the report of a dry run; give its exit code."""
    from commands.output.dry_run_report import format_dry_run_report
    from services.crawl import dry_run_crawl

    result = dry_run_crawl(
        home, sources, backfill=arguments["backfill"], verbose=arguments["verbose"]
    )
    told = {
        "sources": [
            one.as_dict() | {"heard": [heard.as_dict() for heard in one.endpoints]}
            for one in result.sources
        ]
    }
    print_text(json.dumps(told, ensure_ascii=False) if as_json else format_dry_run_report(result))
    return result.exit_code


def _crawl_with_live_status(
    home: Paths,
    all_sources: "Sequence[Source]",
    sources: "Sequence[Source]",
    ignore_schedule: bool,
    workers: int,
    deadline: float,
    arguments: CrawlArguments,
) -> "CrawlResult":
    """Harvest while the ticker runs."""
    from commands.output.live_status import LiveStatus
    from services.crawl import run_crawl

    ticker = LiveStatus()
    try:
        return run_crawl(
            home,
            sources,
            all_sources=all_sources,
            ignore_schedule=ignore_schedule,
            workers=workers,
            deadline=deadline,
            on_progress=ticker.update,
            **arguments,
        )
    finally:
        ticker.end()


def _print_result(result: "CrawlResult", translated: str, *, as_json: bool, quiet: bool) -> str:
    """Say what failed on stderr, a line each, and what came of the run in one line on stdout.

    Give that line.
    """
    for failed in result.failed:
        print_text(f"jianwen: {failed.source}: {' '.join(failed.error.split())}", err=True)
    for source in result.withheld:
        print_text(
            f"jianwen: {source.source}: {source.withheld} of its articles answer 404 or 410; they"
            f" stay published until `jianwen withdraw --confirm {source.source}`",
            err=True,
        )
    if result.is_offline and not result.stop_signal:
        print_text(
            "jianwen: no host answered: look at this machine's network and names (DNS) first",
            err=True,
        )
    if result.stop_signal:
        print_text(
            f"jianwen: stopped by signal {result.stop_signal}; the next run goes on with"
            f" {result.released} pages",
            err=True,
        )
    line = f"{result.format_summary()}{f'; {translated}' if translated else ''}"
    if as_json:
        print_json(result.as_dict() | {"translate": translated})
    elif not quiet:
        print_text(line)
    return line


def translate_new_articles(
    home: Paths, result: "CrawlResult", seconds: float | None = None
) -> tuple[str, int]:
    """Translate what waits, for so long at most.

    Give a line that says what came of it, "" when nothing waited, and an exit code.

    Whatever becomes of it, the harvest before it is told: a signal is noted in its result, a
    damaged package in the line.
    """

    with open_store(home.store) as store:
        try:
            waits = count_pending_translations(store)
            return (
                (
                    format_translate_summary(
                        translate_with_progress(
                            store, home, TranslateOptions(seconds=seconds), now=utc_now()
                        )
                    ),
                    0,
                )
                if waits
                else ("", 0)
            )
        except KeyboardInterrupt as stop:
            result.stop_signal = stop.args[0] if stop.args else signal.SIGINT
            return f"translate: stopped, {count_pending_translations(store)} wait", 0
        except ModelError as error:
            return f"untranslated: {error}", error.exit_code

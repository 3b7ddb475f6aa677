"""`jianwen crawl`: harvest the sources, then translate what is new."""

import json
import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from records.home import Home
from records.limits import BACKFILL_DAYS, PAGES_PER_RUN, WORKERS_MOST, WORKERS_USUAL

if TYPE_CHECKING:
    from crawler.result import CrawlResult
    from records.source import Source


def run_crawl(
    home: Home,
    sources: "Sequence[Source]",
    *,
    known: "Sequence[Source]" = (),
    recheck: bool = False,
    pages: int = PAGES_PER_RUN,
    backfill: int = 0,
    workers: int = 1,
    anyway: bool = False,
    verbose: bool = False,
    told: Callable[[str, str], object] | None = None,
) -> "CrawlResult":
    """Harvest sources into the home's store; `told` hears the source and the kind of every outcome.

    With `anyway` sources are asked, too, whose next look is still to come.
    `known` are further sources whose rights the store learns, though they are not harvested: drafts, those not named.

    Takes no lock: the caller holds it. Runs a Twisted reactor, so it can be called once in the life of a process. Raises
    StoreError when the store cannot be written; faults of sources are in the result.
    """
    from commands.clock import now
    from commands.version import version
    from crawler.process import harvest
    from crawler.session import Options, Session
    from store.database import open_store
    from store.sources import sync_sources

    options = Options(recheck=recheck, pages=pages, backfill=backfill, workers=workers, anyway=anyway, alone=True, told=told)
    with open_store(home.store) as store:
        sync_sources(store, known, now())
        with Session(home, store, sources, "crawl", version(), options) as session:
            harvest(session, verbose=verbose)
    return session.result


def ask(home: Home, sources: "Sequence[Source]", *, backfill: int = 0, verbose: bool = False) -> "CrawlResult":
    """Ask the sources what they announce and fetch no article; nothing is written into the home's store.

    The ledger of this run lies in a folder that is gone afterwards; what the home's own store knows counts as known.
    """
    from commands.version import version
    from crawler.process import harvest
    from crawler.session import Options, Session
    from store.database import open_store

    with TemporaryDirectory(prefix="jianwen-") as folder, ExitStack() as stack:
        scratch = stack.enter_context(open_store(Path(folder) / "jianwen.db"))
        known = stack.enter_context(open_store(home.store, readonly=True)) if home.store.exists() else None
        options = Options(backfill=backfill, dry=True, against=known)
        with Session(home, scratch, sources, "crawl --dry-run", version(), options) as session:
            harvest(session, verbose=verbose)
    return session.result


def translate_new(home: Home) -> str:
    """Translate what waits; says in one line what came of it, "" when nothing waited."""
    from commands.clock import now
    from commands.translate import summary, translate_pending
    from store.database import open_store
    from store.translations import count_pending

    with open_store(home.store) as store:
        return summary(translate_pending(store, home, now=now())) if count_pending(store) else ""


def usual_workers() -> int:
    """Give how many processes refine pages: the reactor keeps one processor, and feeds no more than WORKERS_USUAL of them."""
    return max(1, min(WORKERS_USUAL, (os.cpu_count() or 1) - 1))


class Ticker:
    """A line on the terminal that counts outcomes while somebody watches."""

    def __init__(self) -> None:
        """Count nothing yet."""
        from commands.progress import watched

        self._shown, self._counts = watched(), dict[str, int]()

    def told(self, _source: str, kind: str) -> None:
        """Count one outcome."""
        self._counts[kind] = self._counts.get(kind, 0) + 1
        if self._shown:
            click.echo("\r\x1b[K" + ", ".join(f"{number} {name}" for name, number in self._counts.items()), nl=False, err=True)

    def end(self) -> None:
        """Wipe the line."""
        if self._shown and self._counts:
            click.echo("\r\x1b[K", nl=False, err=True)


class Days(click.ParamType[int]):
    """A span of whole days, as in 30d or 4w."""

    name = "span"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Give the number of days; a usage error for what is no span or too long."""
        text = str(value)
        unit = {"d": 1, "w": 7}.get(text[-1:], 0)
        if not unit or not text[:-1].isdecimal() or int(text[:-1]) * unit > BACKFILL_DAYS:
            self.fail(f'{text!r} is no span; write days or weeks as in "30d" or "4w", at most {BACKFILL_DAYS}d', param, ctx)
        return int(text[:-1]) * unit


def _show(result: "CrawlResult", *, as_json: bool) -> int:
    """Print the report of a dry run; give its exit code."""
    from commands.harvest_report import report

    told = {"sources": [one.as_dict() | {"heard": [heard.as_dict() for heard in one.heard]} for one in result.sources]}
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else report(result))
    return result.exit_code


@click.command("crawl")
@click.argument("names", nargs=-1)
@click.option("--pages", type=click.IntRange(min=1), default=PAGES_PER_RUN, show_default=True, help="At most so many articles per source.")
@click.option("--recheck", is_flag=True, help="Ask for everything again, due or not: every source and every stored article.")
@click.option("--backfill", type=Days(), default="0d", metavar="SPAN", help="Also look for what was published in the last 30d, 4w …")
@click.option("--workers", type=click.IntRange(1, WORKERS_MOST), help="Processes that refine pages; usually one less than the processors.")
@click.option("--dry-run", is_flag=True, help="Show what each feed, sitemap and listing holds; fetch no article, write nothing.")
@click.option("--no-translate", is_flag=True, help="Leave what is new untranslated.")
@click.option("--verbose", is_flag=True, help="Show the crawler's own log.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.option("--quiet", is_flag=True, help="Print nothing but faults.")
@click.pass_context
def command(
    ctx: click.Context,
    names: tuple[str, ...],
    pages: int,
    recheck: bool,
    backfill: int,
    workers: int | None,
    dry_run: bool,
    no_translate: bool,
    verbose: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Harvest the enabled sources that are due, or those named, due or not.

    How often a source is asked what it announces follows from how often it brings news; `jianwen status` shows when it is next.
    One run at a time; Ctrl-C ends it cleanly, and the next run goes on where it was.
    """
    from commands.lock import RunLock
    from crawler.sources import choose, load_sources

    home = Home.of(os.environ)
    known = load_sources(home.sources, home.allow_hosts)
    if dry_run:
        ctx.exit(_show(ask(home, choose(known, names, drafts=True), backfill=backfill, verbose=verbose), as_json=as_json))
    sources = choose(known, names)
    ticker = Ticker()
    with RunLock(home.lock):
        try:
            result = run_crawl(
                home,
                sources,
                known=known,
                recheck=recheck,
                pages=pages,
                backfill=backfill,
                workers=workers or usual_workers(),
                anyway=bool(names),
                verbose=verbose,
                told=ticker.told,
            )
        finally:
            ticker.end()
        translated = "" if no_translate or result.stopped else translate_new(home)
    for failed in result.failed:
        click.echo(f"jianwen: {failed.source}: {' '.join(failed.error.split())}", err=True)
    if result.stopped:
        click.echo(f"jianwen: stopped by signal {result.stopped}; the next run goes on with {result.given_back} pages", err=True)
    if as_json:
        click.echo(json.dumps(result.as_dict() | {"translate": translated}, ensure_ascii=False))
    elif not quiet:
        click.echo(result.summary())
        if translated:
            click.echo(translated)
    ctx.exit(result.exit_code)

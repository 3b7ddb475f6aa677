"""`jianwen refine`: run pages that the store keeps through the present line."""

import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from commands.span import seconds_of
from records.home import Home
from records.verdict import ArchiveError, UsageError

if TYPE_CHECKING:
    from commands.replay import Replay
    from crawler.refinery import Refinery
    from store.database import Store
    from store.pages import Wanted


def refine_waiting(store: "Store", home: Home, now: str, wanted: "Wanted") -> Counter[str]:
    """Refine what was fetched but never read, or read by another version of the line; counts outcomes by kind.

    A second round takes the articles whose site taught us something on the way, so that the order of the pages does not matter.
    """
    from commands.progress import bar
    from commands.version import version
    from pipelines.conveyor import LINE
    from records.record import Record
    from store.articles import settle
    from store.pages import count_waiting, waiting
    from store.runs import begin_run, finish_run
    from store.site_lines import recall

    outcomes: Counter[str] = Counter()
    lost: dict[int, ArchiveError] = {}
    if not count_waiting(store, LINE, wanted):
        return outcomes
    run = begin_run(store, "refine", now, version())
    with _workplace(store, home) as (refinery, absent):
        for round_ in (wanted, replace(wanted, all=False, reopened=True, limit=None)):
            left: Counter[str] = Counter()
            with bar(count_waiting(store, LINE, round_), "refine") as progress:
                for key, page in waiting(store, LINE, round_, lost=lost.__setitem__):
                    progress.update(1)
                    if page.source in absent:
                        left[page.source] += 1
                        continue
                    refined = refinery.refine(Record.of(page, recall(store, key, page.url)))
                    outcomes[settle(store, key, refined, now, line=LINE, run=run).kind] += 1
            if not round_.reopened:
                _tell(left, home)
    _tell_lost(lost)
    outcomes.update({"lost": len(lost)} if lost else {})
    finish_run(store, run, 1 if outcomes["quarantined"] or lost else 0, now, dict(outcomes))
    return outcomes


def replay_kept(store: "Store", home: Home, wanted: "Wanted") -> "Replay":
    """Run kept pages through the present line and compare with what is stored; writes nothing."""
    from commands.progress import bar
    from commands.replay import Replay, replayed
    from pipelines.conveyor import LINE
    from store.pages import count_waiting

    lost: dict[int, ArchiveError] = {}
    length = count_waiting(store, LINE, wanted)
    if not length:
        return Replay()
    with _workplace(store, home) as (refinery, absent), bar(length, "replay") as progress:
        replay = replayed(store, refinery, wanted, absent, lambda: progress.update(1), lost.__setitem__)
    _tell(replay.left, home)
    _tell_lost(lost)
    return replay


@contextmanager
def _workplace(store: "Store", home: Home) -> Iterator[tuple["Refinery", frozenset[str]]]:
    """Open the refinery; with it come the names of the sources whose files are gone.

    Their pages are left alone: without its source's rules a page would read differently for no reason.
    """
    from crawler.refinery import Refinery
    from crawler.sources import load_sources
    from store.sources import source_health

    sources = load_sources(home.sources, home.allow_hosts) if home.sources.is_dir() else []
    with Refinery(sources) as refinery:
        yield refinery, frozenset(known.name for known in source_health(store)) - {known.name for known in sources}


def _tell(left: Counter[str], home: Home) -> None:
    if left:
        names = ", ".join(sorted(left))
        click.echo(f"jianwen: {left.total()} pages left as they are: {home.sources} has no source file of {names}", err=True)


def _tell_lost(lost: Mapping[int, ArchiveError]) -> None:
    """Name the segments of which pages are lost, each once."""
    for error, number in Counter(map(str, lost.values())).items():
        click.echo(f"jianwen: {number} page{'s' if number > 1 else ''} left as they are: {error}", err=True)


def moment(text: str, now: str) -> str:
    """Read what `--since` was given: a span of time back from `now`, or a date or time in ISO 8601."""
    from store.times import later, utc

    with suppress(ValueError, OverflowError):
        if seconds := seconds_of(text, "hdw"):
            return later(now, -seconds)
    if not (at := utc(text)):
        raise UsageError(f"--since {text[:40]}: write a span of time such as 36h, 30d, 4w, or a date such as 2026-11-01")
    return at


@click.command("refine")
@click.option("--source", help="Only pages of this source.")
@click.option("--host", help="Only pages of this host; its port belongs to its name.")
@click.option("--uid", help="Only this article.")
@click.option("--since", default="", help="Only pages fetched since: 36h, 30d, 4w, or a date.")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many pages.")
@click.option("--all", "everything", is_flag=True, help="Also what the present line already read; a dry run always does.")
@click.option("--quarantined", is_flag=True, help="Only pages in quarantine, which a line could not read: once more.")
@click.option("--dry-run", "dry", is_flag=True, help="Write nothing, count what would change.")
@click.option("--diff", is_flag=True, help="With --dry-run: show the largest differences.")
@click.option("--copies", is_flag=True, help="Read no page: compare all stored articles anew and settle who copied whom.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
@click.option("--quiet", is_flag=True, help="Print nothing.")
@click.pass_context
def command(
    ctx: click.Context, source: str | None, host: str | None, uid: str | None, since: str, limit: int | None, everything: bool,
    quarantined: bool, dry: bool, diff: bool, copies: bool, as_json: bool, quiet: bool,
) -> None:  # fmt: skip
    """Run stored pages through the line again: what a crash left unread, an older line read, or a site has taught us about since.

    An article whose text comes out the same is left as it is; one that comes out differently becomes a new version.
    """
    from commands.clock import now
    from commands.regroup import regroup
    from store.database import open_store
    from store.pages import Wanted

    if diff and not dry:
        raise UsageError("--diff shows what would change: add --dry-run, and run again without both to apply it")
    if copies and (dry or everything or quarantined or limit or any((source, host, uid, since))):
        raise UsageError("--copies compares all articles; it takes no other option but --json and --quiet")
    home, at = Home.of(os.environ), now()
    bare = host.lower().rpartition("://")[2].rstrip("/") if host else None
    wanted = Wanted(source, uid, bare, moment(since, at) if since else "", limit, everything or dry or quarantined, quarantined)
    with open_store(home.store, create=False, readonly=dry) as store:
        if dry:
            from commands.difference import report

            report(replay_kept(store, home, wanted), diff=diff, as_json=as_json, quiet=quiet)
            return
        outcomes = Counter(regroup(store, at)) if copies else refine_waiting(store, home, at, wanted)
    if as_json:
        click.echo(json.dumps(dict(outcomes)))
    elif not quiet:
        click.echo("refine: " + (", ".join(f"{number} {kind}" for kind, number in sorted(outcomes.items())) or "nothing waits"))
    ctx.exit(1 if outcomes["quarantined"] or outcomes["lost"] else 0)

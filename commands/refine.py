"""`jianwen refine`: run pages that the store keeps through the present line."""

import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from commands.options.durations import parse_duration
from commands.output.progress import open_progress_bar
from pipelines.stages.fingerprint import compute_fingerprint
from records.errors import ArchiveError, UsageError
from records.paths import Paths
from store.recluster import count_stored_articles, iter_stored_records, recluster_article

if TYPE_CHECKING:
    from pipelines.executors.process_pool import LocalPipelineExecutor
    from services.replay import ReplayResult
    from store.db.connection import Store
    from store.ledger.raw_pages import PageFilter


if TYPE_CHECKING:
    from store.db.connection import Store


def refine_waiting_pages(
    store: "Store", home: Paths, now: str, page_filter: "PageFilter"
) -> Counter[str]:
    """Refine what was fetched but never read, or read by another version of the line.

    Counts outcomes by kind.

    A second round takes the articles whose site taught us something on the way, so that the order
    of the pages does not matter.
    """
    from pipelines.refine import PIPELINE_VERSION
    from records.record import Record
    from services.version import read_version
    from store.ledger.raw_pages import count_waiting_pages, iter_waiting_pages
    from store.settle import store_result
    from store.site_memory import recall_lines
    from store.sources.runs import begin_run, finish_run

    outcomes: Counter[str] = Counter()
    lost: dict[int, ArchiveError] = {}
    if not count_waiting_pages(store, PIPELINE_VERSION, page_filter):
        return outcomes
    run = begin_run(store, "refine", now, read_version())
    with _open_process_pool(store, home) as (refinery, absent):
        for round_ in (page_filter, replace(page_filter, all=False, reopened=True, limit=None)):
            left: Counter[str] = Counter()
            with open_progress_bar(
                count_waiting_pages(store, PIPELINE_VERSION, round_), "refine"
            ) as progress:
                for key, page in iter_waiting_pages(
                    store, PIPELINE_VERSION, round_, on_missing=lost.__setitem__
                ):
                    progress.update(1)
                    if page.source in absent:
                        left[page.source] += 1
                        continue
                    refined = refinery.refine(Record.of(page, recall_lines(store, key, page.url)))
                    outcomes[
                        store_result(
                            store, key, refined, now, pipeline_version=PIPELINE_VERSION, run=run
                        ).kind
                    ] += 1
            if not round_.reopened:
                _print_skipped(left, home)
    _print_lost(lost)
    outcomes.update({"lost": len(lost)} if lost else {})
    finish_run(store, run, 1 if outcomes["quarantined"] or lost else 0, now, dict(outcomes))
    return outcomes


def replay_with_progress(store: "Store", home: Paths, page_filter: "PageFilter") -> "ReplayResult":
    """Run kept pages through the present line and compare with what is stored; writes nothing."""
    from pipelines.refine import PIPELINE_VERSION
    from services.replay import ReplayResult, replay_pages
    from store.ledger.raw_pages import count_waiting_pages

    lost: dict[int, ArchiveError] = {}
    length = count_waiting_pages(store, PIPELINE_VERSION, page_filter)
    if not length:
        return ReplayResult()
    with (
        _open_process_pool(store, home) as (refinery, absent),
        open_progress_bar(length, "replay") as progress,
    ):
        replay = replay_pages(
            store, refinery, page_filter, absent, lambda: progress.update(1), lost.__setitem__
        )
    _print_skipped(replay.left, home)
    _print_lost(lost)
    return replay


@contextmanager
def _open_process_pool(
    store: "Store", home: Paths
) -> Iterator[tuple["LocalPipelineExecutor", frozenset[str]]]:
    """Open the refinery; with it come the names of the sources whose files are gone.

    Their pages are left alone: without its source's rules a page would read differently for no
    reason.
    """
    from crawler.sources.load import load_sources
    from pipelines.executors.process_pool import LocalPipelineExecutor
    from store.sources.sources import list_source_facts

    sources = load_sources(home.sources, home.allow_hosts) if home.sources.is_dir() else []
    with LocalPipelineExecutor(sources) as refinery:
        yield (
            refinery,
            frozenset(known.name for known in list_source_facts(store))
            - {known.name for known in sources},
        )


def _print_skipped(skipped_pages: Counter[str], home: Paths) -> None:
    if skipped_pages:
        names = ", ".join(sorted(skipped_pages))
        click.echo(
            f"jianwen: {skipped_pages.total()} pages left as they are: {home.sources} has no source"
            f" file of {names}",
            err=True,
        )


def _print_lost(lost: Mapping[int, ArchiveError]) -> None:
    """Name the segments of which pages are lost, each once."""
    for error, number in Counter(map(str, lost.values())).items():
        click.echo(
            f"jianwen: {number} page{'s' if number > 1 else ''} left as they are: {error}", err=True
        )


def parse_since(text: str, now: str) -> str:
    """Read what `--since` was given: a span of time back from `now`, or a date or time in ISO
    8601.
    """
    from store.db.times import add_seconds, to_utc

    with suppress(ValueError, OverflowError):
        if seconds := parse_duration(text, "hdw"):
            return add_seconds(now, -seconds)
    if not (at := to_utc(text)):
        raise UsageError(
            f"--since {text[:40]}: write a span of time such as 36h, 30d, 4w, or a date such as"
            " 2026-11-01"
        )
    return at


@click.command("refine")
@click.option("--source", help="Only pages of this source.")
@click.option("--host", help="Only pages of this host; its port belongs to its name.")
@click.option("--uid", help="Only this article.")
@click.option("--since", default="", help="Only pages fetched since: 36h, 30d, 4w, or a date.")
@click.option("--limit", type=click.IntRange(min=1), help="At most so many pages.")
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Also what the present line already read; a dry run always does.",
)
@click.option(
    "--quarantined",
    is_flag=True,
    help="Only pages in quarantine, which a line could not read: once more.",
)
@click.option("--dry-run", "dry", is_flag=True, help="Write nothing, count what would change.")
@click.option("--diff", is_flag=True, help="With --dry-run: show the largest differences.")
@click.option(
    "--copies",
    is_flag=True,
    help="Read no page: compare all stored articles anew and settle who copied whom.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
@click.option("--quiet", is_flag=True, help="Print nothing.")
@click.pass_context
def command(
    ctx: click.Context, source: str | None, host: str | None, uid: str | None, since: str, limit: int | None, everything: bool,
    quarantined: bool, dry: bool, diff: bool, copies: bool, as_json: bool, quiet: bool,
) -> None:  # fmt: skip
    """Run stored pages through the line again: what a crash left unread, an older line read, or a
    site has taught us about since.

    An article whose text comes out the same is left as it is; one that comes out differently
    becomes a new version.
    """
    from records.clock import utc_now
    from store.ledger.raw_pages import PageFilter
    from store.open import open_store

    if diff and not dry:
        raise UsageError(
            "--diff shows what would change: add --dry-run, and run again without both to apply it"
        )
    if copies and (dry or everything or quarantined or limit or any((source, host, uid, since))):
        raise UsageError(
            "--copies compares all articles; it takes no other option but --json and --quiet"
        )
    home, at = Paths.of(os.environ), utc_now()
    bare = host.lower().rpartition("://")[2].rstrip("/") if host else None
    wanted = PageFilter(
        source,
        uid,
        bare,
        parse_since(since, at) if since else "",
        limit,
        everything or dry or quarantined,
        quarantined,
    )
    with open_store(home.store, create=False, readonly=dry) as store:
        if dry:
            from commands.output.replay_report import print_replay_report

            print_replay_report(
                replay_with_progress(store, home, wanted), diff=diff, as_json=as_json, quiet=quiet
            )
            return
        outcomes = (
            Counter(recluster_articles(store, at))
            if copies
            else refine_waiting_pages(store, home, at, wanted)
        )
    if as_json:
        click.echo(json.dumps(dict(outcomes)))
    elif not quiet:
        click.echo(
            "refine: "
            + (
                ", ".join(f"{number} {kind}" for kind, number in sorted(outcomes.items()))
                or "nothing waits"
            )
        )
    ctx.exit(1 if outcomes["quarantined"] or outcomes["lost"] else 0)


def recluster_articles(store: "Store", now: str) -> dict[str, int]:
    """Compare every article with all others.

    Counts the articles and those whose comparison moved a group.

    Each is a transaction of its own and the same answer again changes nothing, so a run that is
    killed is simply run again.
    """

    counts = {"articles": 0, "moved": 0}
    done: set[str] = set()
    with open_progress_bar(count_stored_articles(store), "copies") as progress:
        for uid, record in iter_stored_records(store):
            printed = compute_fingerprint(record)
            counts["articles"] += 1
            counts["moved"] += recluster_article(
                store, uid, printed, now, replace_stored=printed.fingerprint not in done
            )
            done.add(printed.fingerprint)
            progress.update(1)
    return counts

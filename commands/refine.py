"""`jianwen refine`: run stored pages through the present pipeline."""

import os
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from commands.output.problems import print_problem
from commands.output.progress import ProgressDisplay
from commands.output.terminal import print_json, print_text
from records.errors import ArchiveError, UsageError
from records.paths import Paths

if TYPE_CHECKING:
    from store.db.connection import Store
    from store.ledger.raw_pages import PageFilter


class PageArguments(TypedDict):
    """The options that choose pages."""

    source: str | None
    host: str | None
    uid: str | None
    since: str
    limit: int | None
    everything: bool
    quarantined: bool


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
    help="Also what the present pipeline already read; a dry run always does.",
)
@click.option(
    "--quarantined",
    is_flag=True,
    help="Only pages in quarantine, which the pipeline could not read: try again.",
)
@click.option("--dry-run", "dry", is_flag=True, help="Write nothing, count what would change.")
@click.option("--diff", is_flag=True, help="With --dry-run: show the largest differences.")
@click.option(
    "--copies",
    is_flag=True,
    help="Read no page: compare all stored articles anew and decide which are duplicates.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
@click.option("--quiet", is_flag=True, help="Print nothing.")
@click.pass_context
def command(
    ctx: click.Context,
    dry: bool,
    diff: bool,
    copies: bool,
    as_json: bool,
    quiet: bool,
    **pages: Unpack[PageArguments],
) -> None:
    """Run stored pages through the pipeline again: what a crash left unread, what an older version
    read, or what a site has taught us about since.

    An article whose text comes out the same is left as it is; one that comes out differently
    becomes a new version.
    """
    from records.clock import utc_now
    from store.open import open_store

    if diff and not dry:
        raise UsageError(
            "--diff shows what would change: add --dry-run, and run again without both to apply it"
        )
    if copies and (dry or any(pages.values())):
        raise UsageError(
            "--copies compares all articles; it takes no other option but --json and --quiet"
        )
    paths, now = Paths.of(os.environ), utc_now()
    with open_store(paths.store, create=False, readonly=dry) as store:
        if copies:
            outcomes, exit_code = _recluster(store, now), 0
        elif dry:
            page_filter = _build_filter(pages, now, every_version=True)
            _replay(store, paths, page_filter, diff=diff, as_json=as_json, quiet=quiet)
            return
        else:
            outcomes, exit_code = _refine(store, paths, now, _build_filter(pages, now))
    if as_json:
        print_json(dict(outcomes))
    elif not quiet:
        counts = ", ".join(f"{number} {kind}" for kind, number in sorted(outcomes.items()))
        print_text(f"refine: {counts or 'nothing waits'}")
    ctx.exit(exit_code)


def _build_filter(pages: PageArguments, now: str, *, every_version: bool = False) -> "PageFilter":
    from services.refine import parse_since
    from store.ledger.raw_pages import PageFilter

    host = pages["host"]
    return PageFilter(
        pages["source"],
        pages["uid"],
        host.lower().rpartition("://")[2].rstrip("/") if host else None,
        parse_since(pages["since"], now) if pages["since"] else "",
        pages["limit"],
        every_version or pages["everything"] or pages["quarantined"],
        pages["quarantined"],
    )


def _refine(
    store: "Store", paths: Paths, now: str, page_filter: "PageFilter"
) -> tuple[Counter[str], int]:
    """Refine with a progress bar; give the outcomes and the exit code."""
    from services.refine import refine_waiting_pages

    with ProgressDisplay("refine") as progress:
        result = refine_waiting_pages(store, paths, now, page_filter, progress.update)
    _print_skipped(result.skipped, paths)
    _print_lost(result.lost)
    return result.outcomes, result.exit_code


def _recluster(store: "Store", now: str) -> Counter[str]:
    from services.refine import recluster_articles

    with ProgressDisplay("copies") as progress:
        return Counter(recluster_articles(store, now, progress.update))


def _replay(
    store: "Store",
    paths: Paths,
    page_filter: "PageFilter",
    *,
    diff: bool,
    as_json: bool,
    quiet: bool,
) -> None:
    """Replay with a progress bar and print what would change."""
    from commands.output.replay_report import print_replay_report
    from services.refine import replay_waiting_pages

    with ProgressDisplay("replay") as progress:
        replay, lost = replay_waiting_pages(store, paths, page_filter, progress.update)
    _print_skipped(replay.left, paths)
    _print_lost(lost)
    print_replay_report(replay, diff=diff, as_json=as_json, quiet=quiet)


def _print_skipped(skipped_pages: Counter[str], paths: Paths) -> None:
    if skipped_pages:
        names = ", ".join(sorted(skipped_pages))
        print_problem(
            f"{skipped_pages.total()} pages left as they are: {paths.sources} has no source file of"
            f" {names}"
        )


def _print_lost(lost: Mapping[int, ArchiveError]) -> None:
    """Name the segments of which pages are lost, each once."""
    for error, number in Counter(map(str, lost.values())).items():
        print_problem(f"{number} page{'s' if number > 1 else ''} left as they are: {error}")

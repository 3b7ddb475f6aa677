"""Bring files, folders, JSON Lines and web archives into the store."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from crawler.sources.load import load_sources
from crawler.sources.ownership import build_address_owners
from pipelines.executors.process_pool import LocalPipelineExecutor
from pipelines.refine import PIPELINE_VERSION
from records.errors import UsageError
from records.ownership import OPERATOR, AddressOwners, RefusedClaim
from records.page import Page
from records.paths import Paths
from records.reasons import Reason
from records.record import Record
from records.runs import COUNTERS_BY_OUTCOME
from services.import_files import (
    READ_SUFFIXES,
    UnreadInput,
    find_input_files,
    is_warc_file,
    read_input_file,
)
from services.version import read_version
from services.warc_import import read_warc_pages
from store.ledger.claims import find_address_owner, record_refused_claim
from store.ledger.raw_pages import keep_page
from store.settle import store_result
from store.site_memory import recall_lines
from store.sources.runs import add_counts, begin_run, finish_run
from store.sources.sources import sync_sources

if TYPE_CHECKING:
    from pipelines.executors.process_pool import LocalPipelineExecutor
    from store.db.connection import Store


Inputs = Iterable[tuple[str, Page | UnreadInput]]
"""What is to be imported, each with its name: a file, a line of standard input."""


@dataclass(slots=True)
class ImportResult:
    """What became of the documents of one import."""

    outcomes: Counter[str] = field(default_factory=Counter)
    unread: int = 0

    @property
    def refused(self) -> int:
        """Documents that did not become an article."""
        return self.unread + sum(
            self.outcomes[kind] for kind in ("dropped", "quarantined", "retry")
        )

    @property
    def exit_code(self) -> int:
        """0 all in the store, 1 some are not, 3 none is."""
        total = self.unread + sum(self.outcomes.values())
        return 0 if not self.refused else 3 if self.refused == total else 1

    def summary(self) -> dict[str, int]:
        """Give the counts as they are printed and kept in the run's row."""
        kept = {
            kind: self.outcomes[kind]
            for kind in ("new", "updated", "unchanged", "copy", "dropped", "quarantined")
        }
        return kept | {"unread": self.unread}


@dataclass(frozen=True, slots=True)
class ImportRights:
    """For which source an import may write: the one that its caller names, "" for none.

    What a file says about its source gives it nobody's name, rights or addresses.
    """

    source: str
    sources: frozenset[str]  # configured ones
    owners: AddressOwners

    def find_refused_claim(self, store: "Store", page: Page) -> RefusedClaim | None:
        """Say why a page must not be written, None where it may be."""
        owner = find_address_owner(store, page.url, self.owners)
        if owner not in ("", OPERATOR, self.source):
            return RefusedClaim(page.url, self.source, owner, ("full text",), "")
        if page.source != self.source and (self.source or page.source in self.sources):
            claims = (f"to be of the source {page.source}",)
            return RefusedClaim(page.url, self.source, self.source or "nobody", claims, "")
        return None


def ingest_pages(
    store: "Store",
    refinery: "LocalPipelineExecutor",
    inputs: Inputs,
    run: int,
    now: str,
    on_problem: Callable[[str], object],
    rights: ImportRights,
) -> ImportResult:
    """Keep, refine and store each page that `rights` allows; the others become verdicts.

    `on_problem` gets a line for each that cannot be read or is not stored, while others are still
    to come; they are counted, too.
    """

    result = ImportResult()
    for name, page in inputs:
        if isinstance(page, UnreadInput):
            result.unread += 1
            on_problem(f"{page.name} {page.reason}")
            continue
        if claim := rights.find_refused_claim(store, page):
            on_problem(f"{name}: {_refuse(store, claim, run, now)}")
            result.outcomes["dropped"] += 1
            continue
        is_owner = rights.owners.find_owner(page.url) == page.source != ""
        kept = keep_page(store, page, now, run=run, takes_over=is_owner)
        if not kept.changed:
            result.outcomes["unchanged"] += 1
            continue
        outcome = store_result(
            store,
            kept.id,
            refinery.refine(Record.from_page(page, recall_lines(store, kept.id, page.url))),
            now,
            pipeline_version=PIPELINE_VERSION,
            run=run,
        )
        result.outcomes[outcome.kind] += 1
        if outcome.reason and outcome.kind in ("dropped", "quarantined", "retry"):
            on_problem(f"{name}: {page.url} {outcome.kind}: {outcome.reason}")
        add_counts(
            store,
            run,
            page.source,
            found=1,
            fetched=1,
            **dict.fromkeys(COUNTERS_BY_OUTCOME[outcome.kind], 1),
        )
    return result


def _refuse(store: "Store", claim: RefusedClaim, run: int, now: str) -> str:
    """Write the verdict on a page that must not be imported; give the line about it."""
    with store.transaction() as connection:
        record_refused_claim(connection, claim, now, run)
    return f"{claim.url} dropped: {Reason.NOT_YOURS}, {_explain_refusal(claim)}"


def _explain_refusal(claim: RefusedClaim) -> str:
    if claim.owner in ("nobody", claim.source):
        return f"the document says it is {claim.claims[0].removeprefix('to be ')}; give --source"
    return f"belongs to {claim.owner}; give --source {claim.owner} to import it for that source"


def import_inputs(
    store: "Store",
    home: Paths,
    inputs: Inputs,
    now: str,
    *,
    source: str = "",
    on_problem: Callable[[str], object],
) -> ImportResult:
    """Run one import with its own row in `runs`; `on_problem` gets a line for each failure.

    `source` is what the caller imports for: only that one's addresses, and nobody's, are written.
    Raises UsageError when no source has that name.
    """
    from pipelines.executors.process_pool import LocalPipelineExecutor

    sources = load_sources(home.sources, home.allow_hosts) if home.sources.is_dir() else []
    if source and source not in {known.name for known in sources}:
        raise UsageError(f"--source {source}: no source has that name; see `jianwen sources list`")
    sync_sources(store, sources, now)
    run = begin_run(store, "import", now, read_version())
    with LocalPipelineExecutor(sources) as refinery:
        result = ingest_pages(
            store,
            refinery,
            inputs,
            run,
            now,
            on_problem,
            ImportRights(
                source,
                frozenset(known.name for known in sources),
                build_address_owners(sources),
            ),
        )
    finish_run(store, run, result.exit_code, now, result.summary())
    return result


def import_paths(
    store: "Store",
    home: Paths,
    paths: Iterable[Path],
    now: str,
    *,
    source: str = "",
    on_problem: Callable[[str], object],
) -> ImportResult:
    """Import files and folders.

    Raises UsageError when a path does not exist, when there is no file that is read, and when no
    source has the name. `on_problem` gets a line for each failure.
    """
    named = list(paths)
    missing = [path for path in named if not path.exists()]
    if missing:
        raise UsageError(f"{missing[0]}: no such file or folder")
    files = list(find_input_files(named))
    if not any(isinstance(file, Path) for file in files):
        for unread in files:
            on_problem(f"{unread.name} {unread.reason}" if isinstance(unread, UnreadInput) else "")
        raise UsageError(
            f"{named[0]}: no file that is read; these endings are: {' '.join(READ_SUFFIXES)}"
        )
    inputs = _read_inputs(files, source, now)
    return import_inputs(store, home, inputs, now, source=source, on_problem=on_problem)


def _read_inputs(
    files: Iterable[Path | UnreadInput], source: str, now: str
) -> Iterator[tuple[str, Page | UnreadInput]]:
    for file in files:
        if isinstance(file, UnreadInput):
            yield file.name, file
        elif is_warc_file(file):
            yield from ((str(file), page) for page in read_warc_pages(file, source))
        else:
            yield str(file), read_input_file(file, source, now)

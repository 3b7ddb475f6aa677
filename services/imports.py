"""Bring files, folders, JSON Lines and web archives into the store."""

import json
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
from records.limits import PAGE_BYTES
from records.ownership import OPERATOR, AddressOwners, RefusedClaim
from records.page import Hint, Page
from records.paths import Paths
from records.reasons import Reason
from records.record import Record
from records.runs import COUNTERS_BY_OUTCOME
from records.urls import make_document_urn, normalize_url
from services.version import read_version
from services.warc_import import UnreadInput, is_warc_file, read_warc_pages
from store.ledger.claims import find_address_owner, record_refused_claim
from store.ledger.raw_pages import keep_page
from store.settle import store_result
from store.site_memory import recall_lines
from store.sources.runs import add_counts, begin_run, finish_run
from store.sources.sources import sync_sources

if TYPE_CHECKING:
    from pipelines.executors.process_pool import LocalPipelineExecutor
    from store.db.connection import Store

from pipelines.documents.formats import FORMS_BY_SUFFIX


@dataclass(slots=True)
class ImportResult:
    """What became of the documents of one import."""

    outcomes: Counter[str] = field(default_factory=Counter)
    unread: list[UnreadInput] = field(default_factory=list)

    @property
    def refused(self) -> int:
        """Documents that did not become an article."""
        return len(self.unread) + sum(
            self.outcomes[kind] for kind in ("dropped", "quarantined", "retry")
        )

    @property
    def exit_code(self) -> int:
        """0 all in the store, 1 some are not, 3 none is."""
        total = len(self.unread) + sum(self.outcomes.values())
        return 0 if not self.refused else 3 if self.refused == total else 1

    def summary(self) -> dict[str, int]:
        """Give the counts as they are printed and kept in the run's row."""
        kept = {
            kind: self.outcomes[kind]
            for kind in ("new", "updated", "unchanged", "copy", "dropped", "quarantined")
        }
        return kept | {"unread": len(self.unread)}


def find_input_files(paths: Iterable[Path]) -> Iterator[Path]:
    """Give the files named, and those with a known ending below the folders named, in the order of
    their names.
    """
    for path in paths:
        if path.is_dir():
            yield from sorted(
                file
                for file in path.rglob("*")
                if (file.suffix.lower() in FORMS_BY_SUFFIX or is_warc_file(file)) and file.is_file()
            )
        else:
            yield path


def read_input_file(path: Path, source: str, now: str) -> Page | UnreadInput:
    """Read one file as a page whose address is the hash of its content."""
    try:
        with path.open("rb") as file:
            body = file.read(PAGE_BYTES + 1)
    except OSError as error:
        return UnreadInput(str(path), f"cannot be read: {error.strerror}")
    if len(body) > PAGE_BYTES:
        return UnreadInput(str(path), f"is larger than {PAGE_BYTES} bytes")
    form, media = FORMS_BY_SUFFIX.get(path.suffix.lower(), ("document", "text/plain"))
    return Page(
        url=make_document_urn(body),
        source=source,
        body=body,
        fetched=now,
        form="page" if form == "page" else "document",
        media=media,
    )


def parse_input_line(line: str, number: int, now: str, source: str = "") -> Page | UnreadInput:
    """Read one JSON line: `url`, `html` or `document`, optionally `source` and `published`.

    `source` is that of lines which name none.
    """
    name = f"line {number}"
    try:
        value = json.loads(line)
    except json.JSONDecodeError as error:
        return UnreadInput(name, f"is not JSON: {error.msg}")
    if not isinstance(value, dict) or not isinstance(value.get("html", value.get("document")), str):
        return UnreadInput(
            name, 'needs "html" or "document" with the text, and "url" with its address'
        )
    wrong = [
        key for key in ("url", "source", "published") if not isinstance(value.get(key), str | None)
    ]
    if wrong:
        return UnreadInput(name, f"{wrong[0]!r} must be a string")
    html = "html" in value
    body = str(value["html" if html else "document"]).encode("utf-8", "surrogatepass")
    if len(body) > PAGE_BYTES:
        return UnreadInput(name, f"is larger than {PAGE_BYTES} bytes")
    try:
        url = normalize_url(value["url"]) if value.get("url") else make_document_urn(body)
    except ValueError as error:
        return UnreadInput(name, str(error))
    return Page(
        url=url,
        source=value.get("source") or source,
        body=body,
        fetched=now,
        form="page" if html else "document",
        media="text/html" if html else "text/plain",
        charset="utf-8",
        hint=Hint(published=value.get("published") or ""),
    )


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
    inputs: Iterable[Page | UnreadInput],
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
    for page in inputs:
        if isinstance(page, UnreadInput):
            result.unread.append(page)
            on_problem(f"{page.name} {page.reason}")
            continue
        if claim := rights.find_refused_claim(store, page):
            on_problem(_refuse(store, claim, run, now))
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
            on_problem(f"{page.url} {outcome.kind}: {outcome.reason}")
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
    inputs: Iterable[Page | UnreadInput],
    now: str,
    *,
    source: str = "",
    on_problem: Callable[[str], object],
) -> ImportResult:
    """Run one import with its own row in `runs`; `on_problem` gets a line for each failure.

    `source` is what the caller imports for: only that one's addresses, and nobody's, are written.
    """
    from pipelines.executors.process_pool import LocalPipelineExecutor

    sources = load_sources(home.sources, home.allow_hosts) if home.sources.is_dir() else []
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
    """Import files and folders; raises UsageError when a path does not exist.

    `on_problem` gets a line for each failure.
    """
    named = list(paths)
    missing = [path for path in named if not path.exists()]
    if missing:
        raise UsageError(f"{missing[0]}: no such file or folder")
    inputs = _read_inputs(find_input_files(named), source, now)
    return import_inputs(store, home, inputs, now, source=source, on_problem=on_problem)


def _read_inputs(paths: Iterable[Path], source: str, now: str) -> Iterator[Page | UnreadInput]:
    for path in paths:
        if is_warc_file(path):
            yield from read_warc_pages(path, source)
        else:
            yield read_input_file(path, source, now)

"""`jianwen import`: bring documents that somebody already has into the store, by the same line as crawled pages."""

import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from commands.unread import Unread
from commands.web_archive import is_web_archive, read_web_archive
from records.address import canonical, document_address
from records.home import Home
from records.limits import PAGE_BYTES
from records.page import Hint, Page
from records.verdict import UsageError

if TYPE_CHECKING:
    from crawler.refinery import Refinery
    from store.database import Store

FORMS: Final = {
    ".html": ("page", "text/html"),
    ".htm": ("page", "text/html"),
    ".txt": ("document", "text/plain"),
    ".md": ("document", "text/markdown"),
    ".markdown": ("document", "text/markdown"),
}
"""What a file is, by its ending; a folder is searched for these endings."""


@dataclass(slots=True)
class Tally:
    """What became of the documents of one import."""

    outcomes: Counter[str] = field(default_factory=Counter)
    unread: list[Unread] = field(default_factory=list)

    @property
    def refused(self) -> int:
        """Documents that did not become an article."""
        return len(self.unread) + sum(self.outcomes[kind] for kind in ("dropped", "quarantined", "retry"))

    @property
    def exit_code(self) -> int:
        """0 all in the store, 1 some are not, 3 none is."""
        total = len(self.unread) + sum(self.outcomes.values())
        return 0 if not self.refused else 3 if self.refused == total else 1

    def summary(self) -> dict[str, int]:
        """Give the counts as they are printed and kept in the run's row."""
        kept = {kind: self.outcomes[kind] for kind in ("new", "updated", "unchanged", "copy", "dropped", "quarantined")}
        return kept | {"unread": len(self.unread)}


def files_below(paths: Iterable[Path]) -> Iterator[Path]:
    """Give the files named, and those with a known ending below the folders named, in the order of their names."""
    for path in paths:
        if path.is_dir():
            yield from sorted(file for file in path.rglob("*") if (file.suffix.lower() in FORMS or is_web_archive(file)) and file.is_file())
        else:
            yield path


def read_file(path: Path, source: str, now: str) -> Page | Unread:
    """Read one file as a page whose address is the hash of its content."""
    try:
        with path.open("rb") as file:
            body = file.read(PAGE_BYTES + 1)
    except OSError as error:
        return Unread(str(path), f"cannot be read: {error.strerror}")
    if len(body) > PAGE_BYTES:
        return Unread(str(path), f"is larger than {PAGE_BYTES} bytes")
    form, media = FORMS.get(path.suffix.lower(), ("document", "text/plain"))
    return Page(
        url=document_address(body), source=source, body=body, fetched=now, form="page" if form == "page" else "document", media=media
    )


def read_line(line: str, number: int, now: str) -> Page | Unread:
    """Read one JSON line: `url`, `html` or `document`, optionally `source` and `published`."""
    name = f"line {number}"
    try:
        value = json.loads(line)
    except json.JSONDecodeError as error:
        return Unread(name, f"is not JSON: {error.msg}")
    if not isinstance(value, dict) or not isinstance(value.get("html", value.get("document")), str):
        return Unread(name, 'needs "html" or "document" with the text, and "url" with its address')
    wrong = [key for key in ("url", "source", "published") if not isinstance(value.get(key), str | None)]
    if wrong:
        return Unread(name, f"{wrong[0]!r} must be a string")
    html = "html" in value
    body = str(value["html" if html else "document"]).encode("utf-8", "surrogatepass")
    if len(body) > PAGE_BYTES:
        return Unread(name, f"is larger than {PAGE_BYTES} bytes")
    try:
        url = canonical(value["url"]) if value.get("url") else document_address(body)
    except ValueError as error:
        return Unread(name, str(error))
    return Page(
        url=url,
        source=value.get("source") or "",
        body=body,
        fetched=now,
        form="page" if html else "document",
        media="text/html" if html else "text/plain",
        charset="utf-8",
        hint=Hint(published=value.get("published") or ""),
    )


def take(store: "Store", refinery: "Refinery", inputs: Iterable[Page | Unread], run: int, now: str) -> Tally:
    """Keep, refine and settle each page in turn; what cannot be read is told on stderr and counted."""
    from pipelines.conveyor import LINE
    from records.record import Record
    from store.articles import settle
    from store.ledger import keep
    from store.runs import count
    from store.site_lines import recall

    tally = Tally()
    for page in inputs:
        if isinstance(page, Unread):
            tally.unread.append(page)
            click.echo(f"jianwen: {page.name} {page.reason}", err=True)
            continue
        kept = keep(store, page, now, run=run)
        if not kept.changed:
            tally.outcomes["unchanged"] += 1
            continue
        outcome = settle(store, kept.id, refinery.refine(Record.of(page, recall(store, kept.id, page.url))), now, line=LINE, run=run)
        tally.outcomes[outcome.kind] += 1
        if outcome.reason and outcome.kind in ("dropped", "quarantined", "retry"):
            click.echo(f"jianwen: {page.url} {outcome.kind}: {outcome.reason}", err=True)
        count(store, run, page.source, found=1, fetched=1, **COUNTERS.get(outcome.kind, {"failed": 1}))
    return tally


COUNTERS: Final[dict[str, dict[str, int]]] = {
    "new": {"new": 1},
    "copy": {"new": 1, "copies": 1},
    "updated": {"updated": 1},
    "unchanged": {"unchanged": 1},
    "dropped": {"dropped": 1},
}
"""What an outcome adds to the counters of its source."""


def import_inputs(store: "Store", home: Home, inputs: Iterable[Page | Unread], now: str) -> Tally:
    """Run one import with its own row in `runs`."""
    from commands.version import version
    from crawler.refinery import Refinery
    from crawler.sources import load_sources
    from store.runs import begin_run, finish_run
    from store.sources import sync_sources

    sources = load_sources(home.sources, home.allow_hosts) if home.sources.is_dir() else []
    sync_sources(store, sources, now)
    run = begin_run(store, "import", now, version())
    with Refinery(sources) as refinery:
        tally = take(store, refinery, inputs, run, now)
    finish_run(store, run, tally.exit_code, now, tally.summary())
    return tally


def import_paths(store: "Store", home: Home, paths: Iterable[Path], now: str, *, source: str = "") -> Tally:
    """Import files and folders; raises UsageError when a path does not exist."""
    wanted = list(paths)
    missing = [path for path in wanted if not path.exists()]
    if missing:
        raise UsageError(f"{missing[0]}: no such file or folder")
    return import_inputs(store, home, _pages(files_below(wanted), source, now), now)


def _pages(paths: Iterable[Path], source: str, now: str) -> Iterator[Page | Unread]:
    for path in paths:
        if is_web_archive(path):
            yield from read_web_archive(path, source)
        else:
            yield read_file(path, source, now)


@click.command("import")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--jsonl", is_flag=True, help='Read JSON Lines from standard input: {"url", "html" | "document", "source"?, "published"?}.')
@click.option("--source", default="", help="Name of the source that the files belong to; its rights apply.")
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
@click.option("--quiet", is_flag=True, help="Print no summary.")
@click.pass_context
def command(ctx: click.Context, paths: tuple[Path, ...], jsonl: bool, source: str, as_json: bool, quiet: bool) -> None:
    """Bring files, folders or JSON Lines into the store.

    Folders are searched for .html .htm .txt .md .markdown and web archives (.warc.gz), of which every web page is taken; of our own
    those that are articles. Importing the same document twice stores it once.
    """
    if jsonl == bool(paths):
        raise UsageError("name files or folders, or give --jsonl and write JSON Lines to standard input")
    from commands.clock import now
    from store.database import open_store

    home = Home.of(os.environ)
    at = now()
    with open_store(home.store) as store:
        if jsonl:
            lines = sys.stdin.buffer
            inputs = (read_line(line.decode("utf-8", "replace"), number, at) for number, line in enumerate(lines, start=1) if line.strip())
            tally = import_inputs(store, home, inputs, at)
        else:
            tally = import_paths(store, home, paths, at, source=source)
    if as_json:
        click.echo(json.dumps(tally.summary()))
    elif not quiet:
        click.echo("import: " + ", ".join(f"{number} {kind}" for kind, number in tally.summary().items() if number) or "import: nothing")
    ctx.exit(tally.exit_code)

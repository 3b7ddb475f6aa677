"""Compare what the line reads out of a frozen page with what a person once read."""

import gzip
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from records.home import ROOT
from records.page import Page
from records.record import Record
from records.verdict import UsageError, Verdict

if TYPE_CHECKING:
    from pipelines.kit import Kit

CORPUS: Final = ROOT / "tests" / "corpus"
PAGE: Final = "page.html.gz"
EXPECTED: Final = "expected.json"
FIELDS: Final = ("url", "title", "published", "outlet", "authors", "editor", "language", "body")
READ_AT: Final = "2026-11-23T19:00:00Z"
"""When the pages without `fetched` count as fetched: a date that a page shows after this is none of its own."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A source's frozen page as the line reads it today; `wrong` has the expected and the read value of each field that differs."""

    source: str
    wrong: Mapping[str, tuple[object, object]]
    verdict: str = ""

    @property
    def fine(self) -> bool:
        """Whether everything is read as it was."""
        return not self.wrong and not self.verdict

    def say(self, field: str) -> str:
        """Say how one field came out."""
        return "—" if self.verdict else "differs" if field in self.wrong else "ok"


def fields_of(record: Record) -> dict[str, object]:
    """Give what the line read, as a frozen page's expected.json has it."""
    read = {name: getattr(record, name) for name in FIELDS if name not in ("authors", "body")}
    return {**read, "authors": list(record.authors), "body": record.body.split("\n")}


def bare(page: Page) -> Page:
    """Leave of a page what is kept of it when it is frozen, so that it is read now as it will be later."""
    return Page(page.url, page.source, page.body, page.fetched, charset=page.charset)


def compare(name: str, kit: "Kit", corpus: Path = CORPUS) -> Compared:
    """Read the frozen page of a source and compare; UsageError when there is none or it cannot be read."""
    folder = corpus / name
    try:
        expected = json.loads((folder / EXPECTED).read_text("utf-8"))
        body = gzip.decompress((folder / PAGE).read_bytes())
        page = Page(expected["url"], name, body, expected.get("fetched", READ_AT), charset=expected.get("charset", ""))
    except FileNotFoundError as error:
        raise UsageError(f"{name} has no frozen page in {folder}; `jianwen sources freeze {name} URL` stores one") from error
    except (OSError, ValueError, KeyError, AttributeError, TypeError, EOFError, zlib.error) as error:
        raise UsageError(f"{folder}: cannot be read: {type(error).__name__} {error}") from error
    result = read(page, kit)
    if not isinstance(result, Record):
        return Compared(name, {}, f"{result.stage}: {result.reason} {result.detail}".rstrip())
    now = fields_of(result)
    return Compared(name, {field: (expected.get(field), now[field]) for field in FIELDS if now[field] != expected.get(field)})


def read(page: Page, kit: "Kit") -> Record | Verdict:
    """Run a page through the line."""
    from pipelines.conveyor import refine

    return refine(Record.of(page), kit)


def freeze(name: str, page: Page, record: Record, corpus: Path = CORPUS, *, force: bool = False) -> Path:
    """Store a page with what the line reads out of it, the same bytes for the same page; UsageError when one is stored already."""
    expected = fields_of(record) | {"fetched": page.fetched} | ({"charset": page.charset} if page.charset else {})
    text = json.dumps(expected, ensure_ascii=False, indent=1) + "\n"
    return write(corpus / name, {PAGE: gzip.compress(page.body, mtime=0), EXPECTED: text.encode()}, force=force)


def write(folder: Path, files: Mapping[str, bytes], *, force: bool) -> Path:
    """Write the files of a folder, each whole or not at all; UsageError when the last one is there already, unless by force."""
    if (folder / list(files)[-1]).exists() and not force:
        raise UsageError(f"{folder} holds a frozen page already; --force replaces it")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            part = folder / f"{name}.part"
            part.write_bytes(content)
            part.replace(folder / name)
    except OSError as error:
        raise UsageError(f"{folder}: cannot be written: {error.strerror}") from error
    return folder

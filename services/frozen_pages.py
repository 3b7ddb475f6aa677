"""Compare what the line reads out of a frozen page with what a person once read."""

import gzip
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from records.errors import UsageError
from records.page import Page
from records.paths import PROJECT_ROOT
from records.record import Record
from records.verdict import Verdict

if TYPE_CHECKING:
    from pipelines.resources.kit import StageContext

CORPUS_DIR: Final = PROJECT_ROOT / "tests" / "corpus"
PAGE_FILE: Final = "page.html.gz"
EXPECTED_FILE: Final = "expected.json"
COMPARED_FIELDS: Final = (
    "url",
    "title",
    "published",
    "outlet",
    "authors",
    "editor",
    "language",
    "body",
)
DEFAULT_FETCHED: Final = "2026-11-23T19:00:00Z"
"""When the pages without `fetched` count as fetched: a date that a page shows after this is none of
its own.
"""


@dataclass(frozen=True, slots=True)
class FrozenComparison:
    """A source's frozen page as the line reads it today.

    `wrong` has the expected and the read value of each field that differs.
    """

    source: str
    mismatches: Mapping[str, tuple[object, object]]
    verdict: str = ""

    @property
    def fine(self) -> bool:
        """Whether everything is read as it was."""
        return not self.mismatches and not self.verdict

    def describe_field(self, field: str) -> str:
        """Say how one field came out."""
        return "—" if self.verdict else "differs" if field in self.mismatches else "ok"


def collect_fields(record: Record) -> dict[str, object]:
    """Give what the line read, as a frozen page's expected.json has it."""
    read = {
        name: getattr(record, name) for name in COMPARED_FIELDS if name not in ("authors", "body")
    }
    return {**read, "authors": list(record.authors), "body": record.body.split("\n")}


def strip_page(page: Page) -> Page:
    """Leave of a page what is kept of it when it is frozen, so that it is read now as it will be
    later.
    """
    return Page(page.url, page.source, page.body, page.fetched, charset=page.charset)


def compare_frozen_page(
    name: str, context: "StageContext", corpus_dir: Path = CORPUS_DIR
) -> FrozenComparison:
    """Read the frozen page of a source and compare.

    UsageError when there is none or it cannot be read.
    """
    folder = corpus_dir / name
    try:
        expected = json.loads((folder / EXPECTED_FILE).read_text("utf-8"))
        body = gzip.decompress((folder / PAGE_FILE).read_bytes())
        page = Page(
            expected["url"],
            name,
            body,
            expected.get("fetched", DEFAULT_FETCHED),
            charset=expected.get("charset", ""),
        )
    except FileNotFoundError as error:
        raise UsageError(
            f"{name} has no frozen page in {folder}; `jianwen sources freeze {name} URL` stores one"
        ) from error
    except (
        OSError,
        ValueError,
        KeyError,
        AttributeError,
        TypeError,
        EOFError,
        zlib.error,
    ) as error:
        raise UsageError(f"{folder}: cannot be read: {type(error).__name__} {error}") from error
    result = refine_page(page, context)
    if not isinstance(result, Record):
        return FrozenComparison(
            name, {}, f"{result.stage}: {result.reason} {result.detail}".rstrip()
        )
    now = collect_fields(result)
    return FrozenComparison(
        name,
        {
            field: (expected.get(field), now[field])
            for field in COMPARED_FIELDS
            if now[field] != expected.get(field)
        },
    )


def refine_page(page: Page, context: "StageContext") -> Record | Verdict:
    """Run a page through the line."""
    from pipelines.refine import refine

    return refine(Record.from_page(page), context)


def freeze_page(
    name: str, page: Page, record: Record, corpus_dir: Path = CORPUS_DIR, *, force: bool = False
) -> Path:
    """Store a page with what the line reads out of it, the same bytes for the same page.

    UsageError when one is stored already.
    """
    expected = (
        collect_fields(record)
        | {"fetched": page.fetched}
        | ({"charset": page.charset} if page.charset else {})
    )
    text = json.dumps(expected, ensure_ascii=False, indent=1) + "\n"
    return write_frozen_files(
        corpus_dir / name,
        {PAGE_FILE: gzip.compress(page.body, mtime=0), EXPECTED_FILE: text.encode()},
        force=force,
    )


def write_frozen_files(folder: Path, files: Mapping[str, bytes], *, force: bool) -> Path:
    """Write the files of a folder, each whole or not at all.

    UsageError when the last one is there already, unless by force.
    """
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

"""Read one page without storing it, with or without an account of every decision."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from pipelines.extraction.explanation import Explanation
from pipelines.refine import refine
from pipelines.stages.clean import clean
from pipelines.stages.decode import decode
from pipelines.stages.extract import extract
from pipelines.stages.identify import identify
from records.errors import UsageError
from records.limits import PAGE_BYTES
from records.page import Page, PageForm
from records.paths import Paths
from records.record import Record, RecurringLine
from records.verdict import Verdict
from store.open import open_store
from store.site_memory import recall_lines_of_url

if TYPE_CHECKING:
    from pipelines.extraction.explanation import Explanation
    from pipelines.resources.kit import StageContext


if TYPE_CHECKING:
    from pipelines.resources.kit import StageContext


_PAGE_ENDINGS: Final = (".html", ".htm", ".xhtml")
"""Files with these endings are pages.

Any other is read as a document, which may turn out to be a page by its content.
"""
_LINE_BYTES: Final = 7 * PAGE_BYTES
"""JSON may write a byte of text as six (\\u0041)."""


@dataclass(frozen=True, slots=True)
class ExplainedPage:
    """A page with all that was decided about it."""

    result: Record | Verdict
    explanation: "Explanation"


def explain_page(
    page: Page, context: "StageContext", site_memory: Mapping[int, RecurringLine]
) -> ExplainedPage:
    """Read a page by the line itself and listen to what it decides.

    `site_memory` is what the store knows of its host.
    """
    from pipelines.extraction.explanation import Explanation

    account = Explanation()
    extracted = refine(
        Record.from_page(page, site_memory), replace(context, trace=account), (decode, extract)
    )
    if not isinstance(extracted, Record):
        return ExplainedPage(extracted, account)
    account.on_record_extracted(extracted)
    done = refine(extracted, context, (clean, identify))
    if isinstance(done, Record):
        account.on_record_cleaned(done)
    return ExplainedPage(done, account)


def load_site_memory(url: str, home: Paths) -> Mapping[int, RecurringLine]:
    """Give what the store knows of an address's host; nothing without a store or an address."""

    if not url or not home.store.exists():
        return {}
    with open_store(home.store, readonly=True) as store:
        return recall_lines_of_url(store, url)


def parse_jsonl_page(line: bytes) -> Page | str:
    """Read one line of JSON Lines as a page; a string says what is wrong with the line."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:  # ValueError: also bytes that are no UTF-8
        return f"the line is not JSON: {error}"
    if not isinstance(value, dict):
        return 'the line must be an object with "html" or "document", and "url"'
    form: PageForm = "page" if isinstance(value.get("html"), str) else "document"
    text = value.get("html") if form == "page" else value.get("document")
    url, fetched = value.get("url") or "", value.get("fetched") or ""
    if not isinstance(text, str) or not isinstance(url, str):
        return (
            'the line needs "html" or "document" with the text, and "url" with its address, all'
            " strings"
        )
    if not _is_iso_time(fetched):
        return '"fetched" must be an ISO 8601 time such as 2026-01-06T02:00:00+00:00'
    body = text.encode("utf-8", "replace")  # JSON can carry lone surrogates, UTF-8 cannot
    if len(body) > PAGE_BYTES:
        return f"the text is larger than {PAGE_BYTES} bytes"
    media = "text/html" if form == "page" else "text/plain"
    return Page(
        url=url, source="", body=body, fetched=fetched, form=form, media=media, charset="utf-8"
    )


def _is_iso_time(value: object) -> bool:
    """Say whether a value is an ISO 8601 time; an empty one stands for an unknown time."""
    try:
        return value == "" or (isinstance(value, str) and bool(datetime.fromisoformat(value)))
    except ValueError:
        return False


def read_page_file(path: Path) -> Page:
    """Read a local file as a page; raises UsageError when it cannot be read."""
    try:
        with path.open("rb") as file:
            body = file.read(PAGE_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from error
    if len(body) > PAGE_BYTES:
        raise UsageError(f"{path}: larger than {PAGE_BYTES} bytes")
    form: PageForm = "page" if path.suffix.lower() in _PAGE_ENDINGS else "document"
    return Page(
        url="",
        source="",
        body=body,
        fetched="",
        form=form,
        media="text/html" if form == "page" else "text/plain",
    )


def extract_page(page: Page, context: "StageContext") -> Record | Verdict:
    """Run a page through the stages that read it.

    Segmenting and tagging are not needed to show its text.
    """

    return refine(Record.from_page(page), context, (decode, extract, clean, identify))


def serialize_extraction(result: Record | Verdict | str) -> dict[str, object]:
    """Give the object of one answer line; a failure has `error` and an empty `text`."""
    if isinstance(result, str):
        return {"error": result, "text": ""}
    if not isinstance(result, Record):
        return {"error": describe_verdict(result), "text": ""}
    return {
        "title": result.title,
        "text": result.body,
        "date": result.published,
        "author": list(result.authors),
        "editor": result.editor,
        "source": result.outlet,
        "section": result.section,
        "tags": list(result.tags),
        "canonical_url": result.canonical_url,
        "images": [asdict(image) for image in result.images],
        "language_hint": result.language_hint,
        "language": result.language,
        "script": result.script,
        "language_confidence": result.confidence,
    }


def describe_verdict(verdict: Verdict) -> str:
    """Say in a few words why there is no text."""
    return f"{verdict.stage}: {verdict.reason}" + (f": {verdict.detail}" if verdict.detail else "")


def extract_lines(lines: Iterable[bytes], context: "StageContext") -> Iterator[str]:
    """Answer each line in turn, a blank one too, one page in memory at a time."""
    for line in lines:
        page = parse_jsonl_page(line)
        yield json.dumps(
            serialize_extraction(page if isinstance(page, str) else extract_page(page, context)),
            ensure_ascii=False,
        )


def iter_bounded_lines(stream: BinaryIO, max_bytes: int) -> Iterator[bytes]:
    """Give the lines of a stream.

    One longer than `max_bytes` bytes comes cut, so that it is refused and not held in memory.
    """
    while line := stream.readline(max_bytes):
        rest = line
        while rest and not rest.endswith(b"\n"):
            rest = stream.readline(max_bytes)
        yield line

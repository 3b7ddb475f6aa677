"""`jianwen extract`: show what the line reads out of a page, without storing it."""

import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

import click

from records.home import ROOT, Home
from records.limits import PAGE_BYTES
from records.page import Form, Page
from records.record import Record
from records.verdict import UsageError, Verdict

if TYPE_CHECKING:
    from pipelines.kit import Kit

_PAGE_ENDINGS: Final = (".html", ".htm", ".xhtml")
"""Files with these endings are pages; any other is read as a document, which may turn out to be a page by its content."""

_LINE_BYTES: Final = 7 * PAGE_BYTES
"""JSON may write a byte of text as six (\\u0041)."""


def read_line(line: bytes) -> Page | str:
    """Read one line of JSON Lines as a page; a string says what is wrong with the line."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:  # ValueError: also bytes that are no UTF-8
        return f"the line is not JSON: {error}"
    if not isinstance(value, dict):
        return 'the line must be an object with "html" or "document", and "url"'
    form: Form = "page" if isinstance(value.get("html"), str) else "document"
    text = value.get("html") if form == "page" else value.get("document")
    url = value.get("url") or ""
    if not isinstance(text, str) or not isinstance(url, str):
        return 'the line needs "html" or "document" with the text, and "url" with its address, all strings'
    body = text.encode("utf-8", "replace")  # JSON can carry lone surrogates, UTF-8 cannot
    if len(body) > PAGE_BYTES:
        return f"the text is larger than {PAGE_BYTES} bytes"
    media = "text/html" if form == "page" else "text/plain"
    return Page(url=url, source="", body=body, fetched="", form=form, media=media, charset="utf-8")


def read_file(path: Path) -> Page:
    """Read a local file as a page; raises UsageError when it cannot be read."""
    try:
        with path.open("rb") as file:
            body = file.read(PAGE_BYTES + 1)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from error
    if len(body) > PAGE_BYTES:
        raise UsageError(f"{path}: larger than {PAGE_BYTES} bytes")
    form: Form = "page" if path.suffix.lower() in _PAGE_ENDINGS else "document"
    return Page(url="", source="", body=body, fetched="", form=form, media="text/html" if form == "page" else "text/plain")


def read(page: Page, kit: "Kit") -> Record | Verdict:
    """Run a page through the stages that read it; segmenting and tagging are not needed to show its text."""
    from pipelines.clean import clean
    from pipelines.conveyor import refine
    from pipelines.decode import decode
    from pipelines.extract import extract
    from pipelines.identify import identify

    return refine(Record.of(page), kit, (decode, extract, clean, identify))


def answer(result: Record | Verdict | str) -> dict[str, object]:
    """Give the object of one answer line; a failure has `error` and an empty `text`."""
    if isinstance(result, str):
        return {"error": result, "text": ""}
    if not isinstance(result, Record):
        return {"error": reason(result), "text": ""}
    return {
        "title": result.title,
        "text": result.body,
        "date": result.published,
        "author": list(result.authors),
        "editor": result.editor,
        "source": result.outlet,
        "language": result.language,
    }


def reason(verdict: Verdict) -> str:
    """Say in a few words why there is no text."""
    return f"{verdict.stage}: {verdict.reason}" + (f": {verdict.detail}" if verdict.detail else "")


def answers(lines: Iterable[bytes], kit: "Kit") -> Iterator[str]:
    """Answer each line in turn, a blank one too, one page in memory at a time."""
    for line in lines:
        page = read_line(line)
        yield json.dumps(answer(page if isinstance(page, str) else read(page, kit)), ensure_ascii=False)


def bounded(stream: BinaryIO, most: int) -> Iterator[bytes]:
    """Give the lines of a stream; one longer than `most` bytes comes cut, so that it is refused and not held in memory."""
    while line := stream.readline(most):
        rest = line
        while rest and not rest.endswith(b"\n"):
            rest = stream.readline(most)
        yield line


def for_people(record: Record) -> str:
    """Lay an article out for reading in a terminal."""
    facts = (
        ("date", record.published),
        ("source", record.outlet),
        ("author", "; ".join(record.authors)),
        ("editor", record.editor),
        ("section", record.section),
        ("tags", ", ".join(record.tags)),
        ("language", record.language),
        ("encoding", record.encoding),
        ("images", str(len(record.images) or "")),
        ("removed", f"{len(record.removed)} lines" if record.removed else ""),
    )
    head = [record.title or "(no title)"] + [f"{name + ':':<10}{value}" for name, value in facts if value]
    return "\n".join([*head, "", record.body])


@click.command("extract")
@click.argument("what", required=False, metavar="FILE|URL")
@click.option("--jsonl", is_flag=True, help='Read JSON Lines from standard input: {"html" | "document", "url"}; answer one line each.')
@click.option("--json", "as_json", is_flag=True, help="Print the fields of a FILE or URL as JSON.")
@click.option("--explain", is_flag=True, help="Show every block of a FILE or URL: kept or cut, by which step and rule, with its score.")
def command(what: str | None, jsonl: bool, as_json: bool, explain: bool) -> None:
    """Show title, date, outlet, people and text of a page, without storing it."""
    if jsonl == bool(what) or (jsonl and explain):
        raise UsageError("name one file or address, or give --jsonl and write JSON Lines to standard input")
    from pipelines.kit import build_kit

    if jsonl:
        kit = build_kit(ROOT / "data")
        for line in answers(bounded(sys.stdin.buffer, _LINE_BYTES), kit):
            click.echo(line.encode("utf-8", "replace"))  # bytes: JSON Lines are UTF-8 whatever the terminal is
        return
    page = _page(what or "")
    if explain:
        _explain(page, build_kit(ROOT / "data"), as_json)
        return
    result = read(page, build_kit(ROOT / "data"))
    if not isinstance(result, Record):
        raise UsageError(f"{what}: no article in it ({reason(result)})")
    click.echo(json.dumps(answer(result), ensure_ascii=False, indent=2) if as_json else for_people(result))


def _explain(page: Page, kit: "Kit", as_json: bool) -> None:
    from commands import explain

    explained = explain.explain(page, kit, explain.remembered(page.url, Home.of(os.environ)))
    if as_json:
        click.echo(json.dumps(explain.as_json(explained), ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(explain.for_people(explained, shutil.get_terminal_size().columns)))


def _page(what: str) -> Page:
    if what.startswith(("http://", "https://")):
        from crawler.download import fetch

        fetched: Page = fetch(what, Home.of(os.environ))
        return fetched
    return read_file(Path(what))

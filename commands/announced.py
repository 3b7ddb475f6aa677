"""Compare what the line reads out of a frozen announcement, which carries its articles whole, with what a person once read."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

from commands.frozen import CORPUS, FIELDS, READ_AT, Compared, fields_of, read, write
from records.address import canonical
from records.page import Page
from records.record import Record
from records.source import Source
from records.verdict import UsageError

if TYPE_CHECKING:
    from pipelines.kit import Kit

EXPECTED: Final = "announced.json"


def is_whole(source: Source) -> bool:
    """Whether a source's announcements carry its articles, so that no page is fetched."""
    return source.full_text_feeds or bool(source.api and source.api.body)


def compare(source: Source, kit: "Kit", corpus: Path = CORPUS) -> Compared:
    """Read the frozen announcement of a source and compare, article by article; UsageError when there is none or it cannot be read."""
    folder = corpus / source.name
    try:
        expected = json.loads((folder / EXPECTED).read_text("utf-8"))
        body = (folder / _file(source)).read_bytes()
        now = articles(source, body, next((one["fetched"] for one in expected if "fetched" in one), READ_AT), kit)
    except FileNotFoundError as error:
        raise UsageError(
            f"{source.name} has no frozen announcement in {folder}; `jianwen sources freeze {source.name} URL` stores one"
        ) from error
    except (OSError, ValueError, TypeError) as error:
        raise UsageError(f"{folder}: cannot be read: {error}") from error
    if isinstance(now, str):
        return Compared(source.name, {}, now)
    if len(now) != len(expected):
        return Compared(source.name, {}, f"{len(now)} articles, not {len(expected)}")
    columns = {field: ([one.get(field) for one in expected], [one[field] for one in now]) for field in (*FIELDS, "licence")}
    return Compared(source.name, {field: pair for field, pair in columns.items() if pair[0] != pair[1]})


def articles(source: Source, body: bytes, fetched: str, kit: "Kit") -> list[dict[str, object]] | str:
    """Run the articles of an announcement through the line, as a crawl does: what was read of each, or why one was not."""
    from spiders.found import Unreadable
    from spiders.reader import announcements, read_document

    kind = "feed" if source.full_text_feeds else "api"
    url = next(url for known, url in announcements(source) if known == kind)
    try:
        found = read_document(kind, body, url, source, fetched)
    except Unreadable as error:
        return str(error)
    if not found.candidates:
        return f"{found.entries} entries, none of them an article of the source"
    read_now: list[dict[str, object]] = []
    for one in found.candidates:
        text = one.text.encode("utf-8", "replace")
        record = read(Page(canonical(one.url), source.name, text, fetched, "fragment", charset="utf-8", hint=one.hint), kit)
        if not isinstance(record, Record):
            return f"{one.url}: {record.stage}: {record.reason} {record.detail}".rstrip()
        read_now.append({**fields_of(record), "licence": record.licence})
    return read_now


def freeze(source: Source, body: bytes, fetched: str, kit: "Kit", corpus: Path = CORPUS, *, force: bool = False) -> tuple[Path, int]:
    """Store an announcement with what the line reads out of it; gives the folder and the number of articles. UsageError as for a page."""
    read_now = articles(source, body, fetched, kit)
    if isinstance(read_now, str):
        raise UsageError(read_now)
    text = json.dumps([{**one, "fetched": fetched} for one in read_now], ensure_ascii=False, indent=1) + "\n"
    return write(corpus / source.name, {_file(source): body, EXPECTED: text.encode()}, force=force), len(read_now)


def _file(source: Source) -> str:
    return "feed.xml" if source.full_text_feeds else "answer.json"

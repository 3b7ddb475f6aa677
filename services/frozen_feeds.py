"""Compare what the line reads out of a frozen announcement, which carries its articles whole, with
what a person once read.
"""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from records.errors import UsageError
from records.page import Page
from records.record import Record
from records.source import Source
from records.urls import normalize_url
from services.frozen_pages import (
    COMPARED_FIELDS,
    CORPUS_DIR,
    DEFAULT_FETCHED,
    FrozenComparison,
    collect_fields,
    refine_page,
    write_frozen_files,
)

if TYPE_CHECKING:
    from pipelines.resources.kit import StageContext

EXPECTED_FEED_FILE: Final = "announced.json"


def has_full_text_endpoint(source: Source) -> bool:
    """Whether a source's announcements carry its articles, so that no page is fetched."""
    return source.full_text_feeds or bool(source.api and source.api.body)


def compare_frozen_feed(
    source: Source, context: "StageContext", corpus_dir: Path = CORPUS_DIR
) -> FrozenComparison:
    """Read the frozen announcement of a source and compare, article by article.

    UsageError when there is none or it cannot be read.
    """
    folder = corpus_dir / source.name
    try:
        expected = json.loads((folder / EXPECTED_FEED_FILE).read_text("utf-8"))
        body = (folder / _feed_filename(source)).read_bytes()
        now = refine_entries(
            source,
            body,
            next(
                (article["fetched"] for article in expected if "fetched" in article),
                DEFAULT_FETCHED,
            ),
            context,
        )
    except FileNotFoundError as error:
        raise UsageError(
            f"{source.name} has no frozen announcement in {folder}; `jianwen sources freeze"
            f" {source.name} URL` stores one"
        ) from error
    except (OSError, ValueError, TypeError) as error:
        raise UsageError(f"{folder}: cannot be read: {error}") from error
    if isinstance(now, str):
        return FrozenComparison(source.name, {}, now)
    if len(now) != len(expected):
        return FrozenComparison(source.name, {}, f"{len(now)} articles, not {len(expected)}")
    columns = {
        field: ([article.get(field) for article in expected], [article[field] for article in now])
        for field in (*COMPARED_FIELDS, "licence")
    }
    return FrozenComparison(
        source.name, {field: pair for field, pair in columns.items() if pair[0] != pair[1]}
    )


def refine_entries(
    source: Source, body: bytes, fetched: str, context: "StageContext"
) -> list[dict[str, object]] | str:
    """Run the articles of an announcement through the line, as a crawl does: what was read of each,
    or why one was not.
    """
    from records.announcement import UnreadableEndpoint
    from records.source import list_endpoints
    from spiders.discovery.readers import read_endpoint

    kind = "feed" if source.full_text_feeds else "api"
    url = next(url for known, url in list_endpoints(source) if known == kind)
    try:
        announcement = read_endpoint(kind, body, url, source, fetched)
    except UnreadableEndpoint as error:
        return str(error)
    if not announcement.candidates:
        return f"{announcement.entries} entries, none of them an article of the source"
    read_now: list[dict[str, object]] = []
    for candidate in announcement.candidates:
        text = candidate.text.encode("utf-8", "replace")
        record = refine_page(
            Page(
                normalize_url(candidate.url),
                source.name,
                text,
                fetched,
                "fragment",
                charset="utf-8",
                hint=candidate.hint,
            ),
            context,
        )
        if not isinstance(record, Record):
            return f"{candidate.url}: {record.stage}: {record.reason} {record.detail}".rstrip()
        read_now.append({**collect_fields(record), "licence": record.licence})
    return read_now


class FrozenFeed(NamedTuple):
    """Where an announcement was stored, and how many articles were read out of it."""

    folder: Path
    article_count: int


def freeze_feed(
    source: Source,
    body: bytes,
    fetched: str,
    context: "StageContext",
    corpus_dir: Path = CORPUS_DIR,
    *,
    force: bool = False,
) -> FrozenFeed:
    """Store an announcement with what the line reads out of it; UsageError as for a page."""
    read_now = refine_entries(source, body, fetched, context)
    if isinstance(read_now, str):
        raise UsageError(read_now)
    text = (
        json.dumps(
            [{**article, "fetched": fetched} for article in read_now], ensure_ascii=False, indent=1
        )
        + "\n"
    )
    folder = write_frozen_files(
        corpus_dir / source.name,
        {_feed_filename(source): body, EXPECTED_FEED_FILE: text.encode()},
        force=force,
    )
    return FrozenFeed(folder, len(read_now))


def _feed_filename(source: Source) -> str:
    return "feed.xml" if source.full_text_feeds else "answer.json"

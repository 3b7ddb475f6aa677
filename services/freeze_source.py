"""Keep a page of a source beside what is read out of it, and compare later."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from crawler.fetch.fetch import fetch_document, fetch_page
from crawler.sources.load import choose_sources, load_sources
from pipelines.resources.kit import build_stage_context
from records.clock import utc_now
from records.errors import UsageError
from records.page import Page
from records.paths import PROJECT_ROOT, Paths
from records.record import Record
from records.source import Source, list_endpoints
from records.urls import normalize_url
from services.frozen_feeds import (
    EXPECTED_FEED_FILE,
    compare_frozen_feed,
    freeze_feed,
    has_full_text_endpoint,
)
from services.frozen_pages import (
    CORPUS_DIR,
    EXPECTED_FILE,
    FrozenComparison,
    compare_frozen_page,
    freeze_page,
    refine_page,
    strip_page,
)
from services.saved_page import read_saved_page


@dataclass(frozen=True, slots=True)
class FrozenSource:
    """What was stored for a source, for a person to compare with the page."""

    folder: Path
    expected_file: str  # in the folder: what was read
    record: Record | None = None  # of a page
    article_count: int = 0  # of a feed or JSON list that brings the articles whole


def freeze_source(
    home: Paths,
    name: str,
    url: str,
    *,
    saved_page: Path | None = None,
    corpus: Path = CORPUS_DIR,
    force: bool = False,
) -> FrozenSource:
    """Store the page at an address as the frozen page of a source, with what is read out of it.

    Where the articles come whole in a feed or JSON list, the address is that of the list. With
    `saved_page` nothing is asked for. Raises UsageError for an unknown source, a page that is no
    article, and a source that has a frozen page already unless by `force`.
    """
    (source,) = choose_sources(load_sources(home.sources, home.allow_hosts), [name], drafts=True)
    context = build_stage_context(PROJECT_ROOT / "data", [source])
    if has_full_text_endpoint(source):
        body = _load_endpoint(source, url, home, saved_page)
        folder, count = freeze_feed(source, body, utc_now(), context, corpus, force=force)
        return FrozenSource(folder, EXPECTED_FEED_FILE, article_count=count)
    page = strip_page(_load_page(source, url, home, saved_page))
    result = refine_page(page, context)
    if not isinstance(result, Record):
        raise UsageError(f"{url}: {result.stage}: {result.reason} {result.detail}".rstrip())
    folder = freeze_page(name, page, result, corpus, force=force)
    return FrozenSource(folder, EXPECTED_FILE, result)


def _load_endpoint(source: Source, url: str, home: Paths, saved_page: Path | None) -> bytes:
    """Give the bytes of a feed or JSON list."""
    known = [address for _, address in list_endpoints(source)]
    if url not in known:
        raise UsageError(
            f"the articles of {source.name} come whole in {', '.join(known)}: give that address"
        )
    return fetch_document(url, home) if saved_page is None else read_saved_page(saved_page)


def _load_page(source: Source, url: str, home: Paths, saved_page: Path | None) -> Page:
    if saved_page is None:
        return replace(fetch_page(url, home), source=source.name)
    try:
        return Page(normalize_url(url), source.name, read_saved_page(saved_page), utc_now())
    except ValueError as error:
        raise UsageError(str(error)) from error


def compare_frozen_sources(
    home: Paths, names: Sequence[str] = (), corpus: Path = CORPUS_DIR
) -> list[FrozenComparison]:
    """Read the frozen pages of these sources, or of all that have one, and compare.

    Raises UsageError for an unknown source, and where there is no frozen page at all.
    """
    sources = load_sources(home.sources, home.allow_hosts)
    chosen = (
        choose_sources(sources, names, drafts=True)
        if names
        else [source for source in sources if _has_frozen_page(source, corpus)]
    )
    if not chosen:
        raise UsageError(f"no source of {home.sources} has a frozen page in {corpus}")
    context = build_stage_context(PROJECT_ROOT / "data", sources)
    return [
        compare_frozen_feed(source, context, corpus)
        if has_full_text_endpoint(source)
        else compare_frozen_page(source.name, context, corpus)
        for source in chosen
    ]


def _has_frozen_page(source: Source, corpus: Path) -> bool:
    name = EXPECTED_FEED_FILE if has_full_text_endpoint(source) else EXPECTED_FILE
    return (corpus / source.name / name).exists()

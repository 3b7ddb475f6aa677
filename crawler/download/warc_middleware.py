"""Write every exchange of a harvest into the archive, as it went over the wire.

Stands closest to the downloader: it sees bodies before they are unpacked, every hop of a redirect,
every failed try.
"""

import asyncio
from collections.abc import Iterator
from typing import Any, Final, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response

from crawler.download.ssrf_guard import RequestRefused
from records.clock import utc_now
from records.errors import StoreError
from records.page import ArchivePointer
from records.reasons import Reason
from records.verdict import Retry
from store.archive.warc import ARTICLE_PAGE, FURTHER_PAGE, Exchange
from store.ledger.columns import dump_hint

ARCHIVE_SOURCE_KEY: Final = "archive"
"""Key in the meta of a request: the source into whose segments the exchange goes.

Without it nothing is kept.
"""
ARCHIVE_POINTER_KEY: Final = "archived"
"""Key in the meta of the request of an answer: its place."""


class WarcMiddleware:
    """Keep what comes for the sources of a session.

    A `jianwen extract URL` and a dry run keep nothing.
    """

    def __init__(self, crawler: Crawler) -> None:
        """Find the session whose archive it is."""
        self._crawler = crawler
        self._session: Any = getattr(getattr(crawler, "spider", None), "session", None)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware of a crawl."""
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response:
        """Write the exchange; when the disk is full the run ends."""
        source = request.meta.get(ARCHIVE_SOURCE_KEY, "")
        if self._session is None or not source or self._session.options.dry_run:
            return response
        try:
            request.meta[ARCHIVE_POINTER_KEY] = self._session.archive.add(
                source, _build_exchange(request, response), _find_previous_pointer(request)
            )
        except StoreError as error:
            self._session.record_error(error, None)
            self._closing = asyncio.ensure_future(
                self._crawler.engine.close_spider_async(reason="fault")
            )
            raise RequestRefused(Retry("fetch", Reason.STOPPED, str(error))) from error
        return response


def get_archive_pointers(response: Response) -> tuple[ArchivePointer, ...]:
    """Give the place of an answer in the archive, none when it is not kept."""
    place = response.meta.get(ARCHIVE_POINTER_KEY) if response.request is not None else None
    return () if place is None else (place,)


def _find_previous_pointer(request: Request) -> ArchivePointer | None:
    """Give the place of the last whole answer to the same question."""
    asked = request.cb_kwargs
    due = asked["step"].due if "step" in asked else asked.get("due")
    number = 1 + len(asked["page"].further) if "page" in asked else 0
    places: tuple[ArchivePointer, ...] = due.archived if due is not None else ()
    return places[number] if number < len(places) else None


def _build_exchange(request: Request, response: Response) -> Exchange:
    return Exchange(
        url=response.url,
        at=utc_now(),
        method=request.method,
        request_headers=_list_header_pairs(request.headers),
        status=response.status,
        headers=_list_header_pairs(response.headers),
        body=response.body,
        ip=str(response.ip_address or ""),
        metadata=tuple(_describe_exchange(request)),
    )


def _describe_exchange(request: Request) -> Iterator[tuple[str, str]]:
    """Say what an archive alone should tell: whose exchange it is, of which kind, and what the
    announcement said of the article.
    """
    asked = request.cb_kwargs
    yield "source", str(request.meta[ARCHIVE_SOURCE_KEY])
    yield "fetchTimeMs", f"{1_000 * request.meta.get('download_latency', 0.0):.0f}"
    if before := request.meta.get("redirect_urls"):
        yield "via", str(before[-1])
    if "step" in asked:
        yield "kind", asked["step"].due.kind
    elif "due" in asked:
        yield "kind", FURTHER_PAGE if "page" in asked else ARTICLE_PAGE
        yield "article", asked["due"].url
        yield "hint", dump_hint(asked["due"].hint)


def _list_header_pairs(headers: Headers) -> tuple[tuple[bytes, bytes], ...]:
    return tuple((name, value) for name in headers for value in headers.getlist(name))

"""Write every exchange of a harvest into the archive, as it went over the wire.

Stands closest to the downloader: it sees bodies before they are unpacked, every hop of a redirect, every failed try.
"""

import asyncio
from collections.abc import Iterator
from typing import Any, Final, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response

from crawler.clock import now
from crawler.guard import Refused
from records.page import Pointer
from records.verdict import Retry, StoreError
from store.rows import hint_json
from store.warc import ARTICLE, FURTHER, Exchange

SOURCE: Final = "archive"
"""Key in the meta of a request: the source into whose segments the exchange goes; without it nothing is kept."""
PLACE: Final = "archived"
"""Key in the meta of the request of an answer: its place."""


class ArchiveMiddleware:
    """Keep what comes for the sources of a session; a `jianwen extract URL` and a dry run keep nothing."""

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
        source = request.meta.get(SOURCE, "")
        if self._session is None or not source or self._session.options.dry:
            return response
        try:
            request.meta[PLACE] = self._session.archive.add(source, _exchange(request, response), _former(request))
        except StoreError as error:
            self._session.broken(error, None)
            self._closing = asyncio.ensure_future(self._crawler.engine.close_spider_async(reason="fault"))
            raise Refused(Retry("fetch", "stopped", str(error))) from error
        return response


def archived(response: Response) -> tuple[Pointer, ...]:
    """Give the place of an answer in the archive, none when it is not kept."""
    place = response.meta.get(PLACE) if response.request is not None else None
    return () if place is None else (place,)


def _former(request: Request) -> Pointer | None:
    """Give the place of the last whole answer to the same question."""
    asked = request.cb_kwargs
    due = asked["step"].due if "step" in asked else asked.get("due")
    number = 1 + len(asked["page"].further) if "page" in asked else 0
    places: tuple[Pointer, ...] = due.archived if due is not None else ()
    return places[number] if number < len(places) else None


def _exchange(request: Request, response: Response) -> Exchange:
    return Exchange(
        url=response.url,
        at=now(),
        method=request.method,
        asked=_pairs(request.headers),
        status=response.status,
        headers=_pairs(response.headers),
        body=response.body,
        ip=str(response.ip_address or ""),
        about=tuple(_about(request)),
    )


def _about(request: Request) -> Iterator[tuple[str, str]]:
    """Say what an archive alone should tell: whose exchange it is, of which kind, and what the announcement said of the article."""
    asked = request.cb_kwargs
    yield "source", str(request.meta[SOURCE])
    yield "fetchTimeMs", f"{1_000 * request.meta.get('download_latency', 0.0):.0f}"
    if before := request.meta.get("redirect_urls"):
        yield "via", str(before[-1])
    if "step" in asked:
        yield "kind", asked["step"].due.kind
    elif "due" in asked:
        yield "kind", FURTHER if "page" in asked else ARTICLE
        yield "article", asked["due"].url
        yield "hint", hint_json(asked["due"].hint)


def _pairs(headers: Headers) -> tuple[tuple[bytes, bytes], ...]:
    return tuple((name, value) for name in headers for value in headers.getlist(name))

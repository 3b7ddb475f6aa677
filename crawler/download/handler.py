"""Download over HTTP as Scrapy does, within bounds that it does not know: headers of a sane size,
certificates that are checked.

Scrapy reads headers without an end and can leave certificates unchecked for all hosts or for none.
Here an answer whose head is longer than HEAD_BYTES is cut off, and only the hosts of a source that
says tls = "lax" may present any certificate.
"""

from typing import Any, Final

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
)
from scrapy.crawler import Crawler
from scrapy.exceptions import DownloadCancelledError, DownloadFailedError
from scrapy.http import Response
from twisted.internet.interfaces import IAddress
from twisted.python.failure import Failure
from twisted.web._newclient import BODY, DONE

from records.limits import HEADER_BYTES
from records.urls import get_host

LAX_TLS_KEY: Final = "lax"
"""Key in the meta of a request: the host whose certificate need not be valid, "" for none."""
_HEADERS_TOO_LONG: Final = f"the headers are longer than {HEADER_BYTES} bytes"


class HeadersTooLong(ValueError):
    """An answer whose headers do not end."""


class _BoundedProtocol(_LenientHTTP11ClientProtocol):
    """One connection, which counts what comes before each body."""

    _head = 0

    def request(self, request: Any) -> Any:  # noqa: ANN401 - Twisted's types
        self._head_bytes = 0
        return super().request(request)

    def dataReceived(self, data: bytes) -> None:
        super().dataReceived(data)  # type: ignore[no-untyped-call]  # Twisted is untyped
        self._head_bytes += len(data)
        parser = self._parser
        if (
            parser is not None
            and parser.state not in (BODY, DONE)
            and self._head_bytes > HEADER_BYTES
        ):
            too_long = HeadersTooLong(_HEADERS_TOO_LONG)
            failure = Failure(too_long)  # type: ignore[no-untyped-call]  # Twisted is untyped
            self._giveUp(failure)  # type: ignore[no-untyped-call]  # Twisted is untyped


class _BoundedClientFactory(_LenientHTTP11ClientFactory):
    def buildProtocol(self, addr: IAddress | None) -> _BoundedProtocol:
        return _BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]  # untyped


class BoundedDownloadHandler(HTTP11DownloadHandler):
    """Scrapy's handler, with both bounds."""

    def __init__(self, crawler: Crawler) -> None:
        """Make the handler of a crawl."""
        super().__init__(crawler)
        self._pool._factory = _BoundedClientFactory
        self._unverified: BoundedDownloadHandler | None = (
            None  # with connections of its own: no other source may get one that was not checked
        )

    async def download_request(self, request: Request) -> Response:
        """Download one answer; DownloadCancelledError when its headers are too long."""
        if (
            self._unverified is not self
            and request.meta.get(LAX_TLS_KEY) == get_host(request.url)
            and request.url.startswith("https:")
        ):
            return await self._get_unverified().download_request(request)
        try:
            return await super().download_request(request)
        except DownloadFailedError as error:
            if _HEADERS_TOO_LONG in str(error):
                raise DownloadCancelledError(_HEADERS_TOO_LONG) from error
            raise

    async def close(self) -> None:
        """Close all connections."""
        if self._unverified is not None and self._unverified is not self:
            await self._unverified.close()
        await super().close()

    def _get_unverified(self) -> "BoundedDownloadHandler":
        if self._unverified is None:
            self._unverified = BoundedDownloadHandler(self._crawler)
            self._unverified._unverified = self._unverified
            factory: Any = self._unverified._contextFactory
            factory._verify_certificates = False
        return self._unverified

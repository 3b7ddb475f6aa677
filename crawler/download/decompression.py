"""Unpack compressed answers, whole or not at all.

Scrapy's own middleware takes what it can get out of a truncated stream (37 of 90 KB of a cut page
passed as the page) and knows brotli, of which 1.6 KB hold 1 GB. Ours asks for gzip and deflate,
stops at the cap and calls a cut stream unfinished.
"""

from typing import Final, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.http import Response

from crawler.download.ssrf_guard import RequestRefused
from records.limits import PAGE_BYTES
from records.packing import ContentEncodingError, decompress_body, parse_content_encodings
from records.verdict import Retry

ACCEPTED_ENCODINGS: Final = "gzip, deflate"


class DecompressionMiddleware:
    """Ask for compressed answers, give on plain ones; a cut one is asked for again."""

    def __init__(self, crawler: Crawler) -> None:
        """Remember the crawler, whose spider retries are made for."""
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware of a crawl."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Name the compressions that are understood."""
        request.headers.setdefault("Accept-Encoding", ACCEPTED_ENCODINGS)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Give the plain answer, another try, or raise Refused with the verdict."""
        lines = response.headers.getlist("Content-Encoding")
        if not lines or not response.body:
            return response
        try:
            body = decompress_body(
                response.body,
                parse_content_encodings(lines),
                int(request.meta.get("download_maxsize") or PAGE_BYTES),
            )
        except ContentEncodingError as packed:
            if isinstance(packed.verdict, Retry) and self._crawler.spider is not None:
                again = get_retry_request(
                    request, spider=self._crawler.spider, reason=packed.verdict.reason
                )
                if again is not None:
                    return again
            raise RequestRefused(packed.verdict) from packed
        headers = response.headers.copy()
        headers.pop("Content-Encoding")
        return response.replace(body=body, headers=headers)

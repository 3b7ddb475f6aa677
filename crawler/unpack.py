"""Unpack compressed answers, whole or not at all.

Scrapy's own middleware takes what it can get out of a truncated stream (37 of 90 KB of a cut page passed as the page) and knows
brotli, of which 1.6 KB hold 1 GB. Ours asks for gzip and deflate, stops at the cap and calls a cut stream unfinished.
"""

import zlib
from typing import Final, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.http import Response

from crawler.guard import Refused
from records.limits import PAGE_BYTES
from records.verdict import Drop, Retry, Verdict

ACCEPTED: Final = "gzip, deflate"
LAYERS: Final = 2
"""Compressions around one body; 6.6 KB of double gzip once made 1.1 GB."""
GZIP: Final = b"\x1f\x8b"
_CHUNK: Final = 65_536
_GZIP_BITS: Final = 31
_ZLIB_BITS: Final = 15


class Packed(ValueError):
    """A body that cannot be unpacked; the verdict says why."""

    def __init__(self, verdict: Verdict) -> None:
        """Keep the verdict for the ledger."""
        super().__init__(verdict.reason)
        self.verdict = verdict


def unpack(body: bytes, encodings: list[str], most: int) -> bytes:
    """Undo the Content-Encodings of a body, the last one first; Packed when it is cut, damaged, unknown or grows beyond `most`."""
    wanted = [name for name in encodings if name not in ("", "identity")]
    if len(wanted) > LAYERS:
        raise Packed(Drop("fetch", "encoding", f"compressed {len(wanted)} times"))
    for name in reversed(wanted):
        if name in ("gzip", "x-gzip"):
            body = gunzip(body, most) if body.startswith(GZIP) else body  # some servers announce gzip and send it plain
        elif name == "deflate":
            body = _inflate(body, most, _ZLIB_BITS if _is_zlib(body) else -_ZLIB_BITS)
        else:
            raise Packed(Drop("fetch", "encoding", f"packed as {name[:40]}, which was not asked for"))
    return body


def gunzip(body: bytes, most: int) -> bytes:
    """Unpack a gzip file of one or more members; Packed when it is cut, damaged or grows beyond `most` bytes."""
    return _inflate(body, most, _GZIP_BITS)


def _is_zlib(body: bytes) -> bool:
    return len(body) > 1 and body[0] & 0x0F == 8 and (body[0] << 8 | body[1]) % 31 == 0


def _inflate(body: bytes, most: int, bits: int) -> bytes:
    out = bytearray()
    rest = body
    while rest:
        stream = zlib.decompressobj(bits)
        try:
            while rest and not stream.eof:
                out += stream.decompress(rest, _CHUNK)
                rest = stream.unconsumed_tail
                if len(out) > most:
                    raise Packed(Drop("fetch", "too-large", f"more than {most} bytes unpacked"))
        except zlib.error as error:
            raise Packed(Retry("fetch", "unfinished", f"damaged compression: {error}")) from error
        if not stream.eof:
            raise Packed(Retry("fetch", "unfinished", "the compressed body ends early"))
        rest = stream.unused_data if stream.unused_data.startswith(GZIP) else b""  # padding behind the last member is no member
    return bytes(out)


class UnpackMiddleware:
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
        request.headers.setdefault("Accept-Encoding", ACCEPTED)

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Give the plain answer, another try, or raise Refused with the verdict."""
        lines = response.headers.getlist("Content-Encoding")
        if not lines or not response.body:
            return response
        names = [name.strip().lower() for line in lines for name in line.decode("latin-1").split(",")]
        try:
            body = unpack(response.body, names, int(request.meta.get("download_maxsize", PAGE_BYTES)))
        except Packed as packed:
            if isinstance(packed.verdict, Retry) and self._crawler.spider is not None:
                again = get_retry_request(request, spider=self._crawler.spider, reason=packed.verdict.reason)
                if again is not None:
                    return again
            raise Refused(packed.verdict) from packed
        headers = response.headers.copy()
        headers.pop("Content-Encoding")
        return response.replace(body=body, headers=headers)

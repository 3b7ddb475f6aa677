"""Find compressed bodies that end too early, which Scrapy takes as whole."""

import zlib
from typing import TYPE_CHECKING, Final

from crawler.failures import Unfinished

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response

_WINDOWS: Final = {b"gzip": 31, b"x-gzip": 31, b"deflate": 47}  # 16 + 15: gzip; 32 + 15: by its header
_STEP: Final = 1024 * 1024  # bytes unpacked at a time and thrown away: a bomb costs no memory here, the cap acts later


def is_whole(body: bytes, window: int) -> bool:
    """Say whether every member of a gzip or zlib stream reaches its end; trailing rubbish is nobody's loss."""
    while body:
        stream = zlib.decompressobj(window)
        rest = body
        try:
            while rest and not stream.eof:
                stream.decompress(rest, _STEP)
                rest = stream.unconsumed_tail
        except zlib.error:
            return True  # not that encoding at all: Scrapy's own decoder says so
        if not stream.eof:
            return False
        body = stream.unused_data
        if not body.startswith(b"\x1f\x8b"):
            return True
    return True


class Unpack:
    """Downloader middleware just outside of HttpCompression: the body is still as it was sent."""

    def process_response(self, request: "Request", response: "Response") -> "Response":
        """Raise Unfinished for a body whose compression was cut off."""
        encoding = (response.headers.get(b"Content-Encoding") or b"").strip().lower()
        if encoding in _WINDOWS and response.body and not is_whole(response.body, _WINDOWS[encoding]):
            raise Unfinished(f"the {encoding.decode()} body of {response.url} ends before its end")
        return response

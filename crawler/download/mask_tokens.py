"""Mask tokens that a server repeats: in a redirect, a link, a header, an error page.

Stands closest to the wire, before the archive, so that what was sent as a secret is neither stored
nor logged nor archived, whatever comes back.
"""

import base64
import json
import re
from html import escape
from typing import Final
from urllib.parse import quote, quote_plus

from scrapy import Request
from scrapy.http import Headers, Response

from records.limits import PAGE_BYTES
from records.packing import ContentEncodingError, decompress_body, parse_content_encodings

TOKEN_MIN_CHARS: Final = 6  # a shorter one would be found in every page
_MASK: Final = b"***"


class MaskTokensMiddleware:
    """Remember each bearer token that is sent; mask it in every later answer of the crawl."""

    def __init__(self) -> None:
        """Begin without a token: answers pass by untouched."""
        self._tokens: set[str] = set()
        self._pattern: re.Pattern[bytes] | None = None

    def process_request(self, request: Request) -> None:
        """Learn the token of a request."""
        sent = (request.headers.get("Authorization") or b"").decode("utf-8", "replace")
        token = sent.partition(" ")[2].strip()
        if len(token) >= TOKEN_MIN_CHARS and token not in self._tokens:
            self._tokens.add(token)
            forms = sorted(
                {form for secret in self._tokens for form in _list_forms(secret)}, key=len
            )
            self._pattern = re.compile(b"|".join(map(re.escape, reversed(forms))))

    def process_response(self, request: Request, response: Response) -> Response:
        """Give the answer without tokens; a packed one that held some is given unpacked."""
        if self._pattern is None:
            return response
        headers, body = _mask_headers(response.headers, self._pattern), response.body
        plain = _unpack_body(response, int(request.meta.get("download_maxsize") or PAGE_BYTES))
        if self._pattern.search(plain):
            headers.pop("Content-Encoding", None)
            body = self._pattern.sub(_MASK, plain)
        return response.replace(headers=headers, body=body)


def _list_forms(token: str) -> set[bytes]:
    """Give a token as it may be written in addresses, HTML, JSON and base64."""
    forms = {token, quote(token, ""), quote_plus(token), quote(token), escape(token)}
    forms |= {json.dumps(token)[1:-1], json.dumps(token)[1:-1].replace("/", "\\/")}
    packed = base64.b64encode(token.encode()).rstrip(b"=")
    return {form.encode() for form in forms} | {packed}


def _mask_headers(headers: Headers, pattern: re.Pattern[bytes]) -> Headers:
    masked = {
        name: [pattern.sub(_MASK, value) for value in headers.getlist(name)] for name in headers
    }
    return Headers(masked)


def _unpack_body(response: Response, limit: int) -> bytes:
    """Give the plain body; one that cannot be unpacked stays as it came."""
    lines = response.headers.getlist("Content-Encoding")
    if not lines or not response.body:
        return response.body
    try:
        return decompress_body(response.body, parse_content_encodings(lines), limit)
    except ContentEncodingError:
        return response.body

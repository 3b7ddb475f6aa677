"""Ask only for what has changed: validators from the ledger go out, those of the answer come
back.
"""

import re
from typing import Final

from scrapy.http import Response

from crawler.download.warc_middleware import get_archive_pointers
from records.clock import WEEK_SECONDS
from store.ledger.announcements import EndpointResponse
from store.ledger.intervals import POLL_MAX_SECONDS, find_wait_end
from store.ledger.urls import DueUrl

# after which a page is requested whole: a server that answers 304 wrongly is found out
FULL_FETCH_SECONDS: Final = WEEK_SECONDS
MAX_VALIDATOR_CHARS: Final = 1_000
"""Longer ones are not kept: they would have to be sent again with every request."""
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})\b", re.IGNORECASE)


def build_conditional_headers(due: DueUrl, now: str) -> dict[str, str]:
    """Give the headers that make the request for a known address conditional.

    {} for a new one, and for one that was not read whole for WHOLE_SECONDS: some servers say 304
    whatever has changed.
    """
    if due.whole and find_wait_end(due.whole, FULL_FETCH_SECONDS) <= now:
        return {}
    headers = {"If-None-Match": due.etag, "If-Modified-Since": due.last_modified}
    return {name: value for name, value in headers.items() if value}


def read_header(response: Response, name: str) -> str:
    """Give a header of the answer as text, "" when it is missing or absurdly long."""
    value = response.headers.get(name) or b""
    text = value.decode("latin-1").strip()
    return text if len(text) <= MAX_VALIDATOR_CHARS and text.isprintable() else ""


def build_endpoint_response(
    due: DueUrl, response: Response, digest: str = "", ttl: int = 0
) -> EndpointResponse:
    """Give what the ledger keeps of an endpoint's answer.

    `ttl` are the seconds for which the document itself wants to be left alone.
    """
    fresh = min(max(ttl, read_max_age(response)), POLL_MAX_SECONDS)
    etag, last_modified = read_header(response, "ETag"), read_header(response, "Last-Modified")
    return EndpointResponse(
        due.id, response.status, etag, last_modified, digest, get_archive_pointers(response), fresh
    )


def read_max_age(response: Response) -> int:
    """Give the seconds for which an answer stays fresh by its Cache-Control, 0 when it does not
    say.
    """
    match = _MAX_AGE.search(read_header(response, "Cache-Control"))
    return int(match[1]) if match else 0

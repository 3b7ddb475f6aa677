"""Ask only for what has changed: validators from the ledger go out, those of the answer come back."""

import re
from typing import Final

from scrapy.http import Response

from crawler.archive import archived
from records.limits import LOOK_MOST, WHOLE_SECONDS
from store.ledger import Answered, Due
from store.schedule import over_at

VALIDATOR_CHARS: Final = 1_000
"""Longer ones are not kept: they would have to be sent again with every request."""
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age\s*=\s*\"?(\d{1,9})\b", re.IGNORECASE)


def validators(due: Due, now: str) -> dict[str, str]:
    """Give the headers that make the request for a known address conditional.

    {} for a new one, and for one that was not read whole for WHOLE_SECONDS: some servers say 304 whatever has changed.
    """
    if due.whole and over_at(due.whole, WHOLE_SECONDS) <= now:
        return {}
    headers = {"If-None-Match": due.etag, "If-Modified-Since": due.last_modified}
    return {name: value for name, value in headers.items() if value}


def header(response: Response, name: str) -> str:
    """Give a header of the answer as text, "" when it is missing or absurdly long."""
    value = response.headers.get(name) or b""
    text = value.decode("latin-1").strip()
    return text if len(text) <= VALIDATOR_CHARS and text.isprintable() else ""


def answered(due: Due, response: Response, digest: str = "", ttl: int = 0) -> Answered:
    """Give what the ledger keeps of an endpoint's answer; `ttl` are the seconds for which the document itself wants to be left alone."""
    fresh = min(max(ttl, max_age(response)), LOOK_MOST)
    etag, last_modified = header(response, "ETag"), header(response, "Last-Modified")
    return Answered(due.id, response.status, etag, last_modified, digest, archived(response), fresh)


def max_age(response: Response) -> int:
    """Give the seconds for which an answer stays fresh by its Cache-Control, 0 when it does not say."""
    found = _MAX_AGE.search(header(response, "Cache-Control"))
    return int(found[1]) if found else 0

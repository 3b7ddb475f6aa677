"""Ask only for what has changed: validators from the ledger go out, those of the answer come back."""

from typing import Final

from scrapy.http import Response

from crawler.archive import archived
from store.ledger import Answered, Due

VALIDATOR_CHARS: Final = 1_000
"""Longer ones are not kept: they would have to be sent again with every request."""


def validators(due: Due) -> dict[str, str]:
    """Give the headers that make the request for a known address conditional, {} for a new one."""
    headers = {"If-None-Match": due.etag, "If-Modified-Since": due.last_modified}
    return {name: value for name, value in headers.items() if value}


def header(response: Response, name: str) -> str:
    """Give a header of the answer as text, "" when it is missing or absurdly long."""
    value = response.headers.get(name) or b""
    text = value.decode("latin-1").strip()
    return text if len(text) <= VALIDATOR_CHARS and text.isprintable() else ""


def answered(due: Due, response: Response, digest: str = "") -> Answered:
    """Give what the ledger keeps of an endpoint's answer."""
    return Answered(due.id, response.status, header(response, "ETag"), header(response, "Last-Modified"), digest, archived(response))

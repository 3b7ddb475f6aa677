"""Measure what the health of a source is judged by: how its addresses were found, what its new articles hold."""

import re
from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import urlsplit

from scrapy import Request

from crawler.result import Heard
from records.record import Record
from records.source import Source
from records.verdict import Verdict
from spiders.reader import announcements
from spiders.sieve import OLDER
from store.vitals import Endpoint

FOR_GOOD: Final = frozenset((301, 308))
_BEHIND: Final = {"dns": re.compile(r"was not found$|\(dns\)$"), "connection": re.compile(r"connection was refused$|\(connection\)$")}
"""How the details of `robots-unreachable` and `host-down` end where the host itself is not there."""


def measured(record: Record) -> dict[str, int]:
    """Measure a new article, as counters of its run."""
    return {
        "measured": 1,
        "chars": len(record.body),
        "with_title": int(bool(record.title)),
        "with_published": int(bool(record.published)),
        "with_outlet": int(bool(record.outlet)),
        "with_author": int(bool(record.authors)),
    }


def cause(verdict: Verdict) -> str:
    """Give the reason why an address cannot be read; a host that is not there is no fault of its robots.txt."""
    if verdict.reason not in ("robots-unreachable", "host-down"):
        return verdict.reason
    return next((reason for reason, ending in _BEHIND.items() if ending.search(verdict.detail)), verdict.reason)


def moved_for_good(request: Request | None) -> str:
    """Say where the permanent redirects lead that a request begins with, "" when that is the same host and path.

    A temporary redirect ends them: what is behind it may be elsewhere tomorrow.
    """
    if request is None:
        return ""
    hops = [*request.meta.get("redirect_urls", ()), request.url]
    target = hops[0]
    for reason, url in zip(request.meta.get("redirect_reasons", ()), hops[1:], strict=False):
        if reason not in FOR_GOOD:
            break
        target = url
    return target if _place(target) != _place(hops[0]) else ""


def _place(url: str) -> tuple[str, str, str]:
    parts = urlsplit(url)
    return parts.netloc.lower().removesuffix(":80").removesuffix(":443"), parts.path.rstrip("/"), parts.query


def found_at(source: Source, heard: Iterable[Heard], before: Sequence[Endpoint]) -> list[Endpoint]:
    """Say how each address of a source's file was found; one that was not asked, or has not changed, is as it was before."""
    known = {(one.kind, one.url): one for one in before}
    now: dict[tuple[str, str], Heard] = {}
    for one in heard:
        now.setdefault((one.kind, one.url), one)
    ends = []
    for key in announcements(source):
        last = known.get(key, Endpoint(*key))
        if key in now:
            ends.append(_end(now[key], last))
        elif key in known:
            ends.append(last)
    return ends


def _end(heard: Heard, last: Endpoint) -> Endpoint:
    held = len(heard.found.candidates) + len(heard.found.children) + heard.found.reasons[OLDER]
    return Endpoint(heard.kind, heard.url, heard.status, last.held if heard.status == 304 else held, heard.reason, heard.moved)

"""Measure what the health of a source is judged by: how its addresses were found, what its new
articles hold.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from scrapy import Request

from crawler.run.result import EndpointResult
from records.reasons import Reason, SkipReason, VerdictReason
from records.record import Record
from records.source import Source, list_endpoints
from records.verdict import Retry, Verdict
from store.sources.measures import EndpointMeasures

PERMANENT_REDIRECTS: Final = frozenset((301, 308))
ABSENT_HOST_REASONS: Final = frozenset((Reason.DNS, Reason.CONNECTION))
"""Causes with which the host itself is not there, whatever could not be fetched of it first."""


def measure_article(record: Record) -> dict[str, int]:
    """Measure a new article, as counters of its run."""
    return {
        "measured": 1,
        "chars": len(record.body),
        "with_title": int(bool(record.title)),
        "with_published": int(bool(record.published)),
        "with_outlet": int(bool(record.outlet)),
        "with_author": int(bool(record.authors)),
    }


def find_failure_cause(verdict: Verdict) -> VerdictReason:
    """Give the reason why an address cannot be read.

    A host that is not there is no error of its robots.txt.
    """
    cause = verdict.cause if isinstance(verdict, Retry) else None
    return cause if cause is not None and cause in ABSENT_HOST_REASONS else verdict.reason


def find_permanent_redirect(request: Request | None) -> str:
    """Say where the permanent redirects lead that a request begins with, "" when that is the same
    host and path.

    A temporary redirect ends them: what is behind it may be elsewhere tomorrow.
    """
    if request is None:
        return ""
    hops = [*request.meta.get("redirect_urls", ()), request.url]
    target = hops[0]
    for reason, url in zip(request.meta.get("redirect_reasons", ()), hops[1:], strict=False):
        if reason not in PERMANENT_REDIRECTS:
            break
        target = url
    return target if _host_and_path(target) != _host_and_path(hops[0]) else ""


def _host_and_path(url: str) -> tuple[str, str, str]:
    parts = urlsplit(url)
    return (
        parts.netloc.lower().removesuffix(":80").removesuffix(":443"),
        parts.path.rstrip("/"),
        parts.query,
    )


def measure_endpoints(
    source: Source, results: Iterable[EndpointResult], previous: Sequence[EndpointMeasures]
) -> list[EndpointMeasures]:
    """Say how each address of a source's file was found.

    One that was not asked, or has not changed, is as it was before.
    """
    known = {(measures.kind, measures.url): measures for measures in previous}
    now: dict[tuple[str, str], EndpointResult] = {}
    for result in results:
        now.setdefault((result.kind, result.url), result)
    ends = []
    for key in list_endpoints(source):
        last = known.get(key, EndpointMeasures(*key))
        if key in now:
            ends.append(_measure_endpoint(now[key], last))
        elif key in known:
            # what it may have missed is said once, until anything of the source is asked again
            ends.append(replace(last, gap=None) if now else last)
    return ends


def _measure_endpoint(result: EndpointResult, previous: EndpointMeasures) -> EndpointMeasures:
    held = (
        len(result.announcement.candidates)
        + len(result.announcement.children)
        + result.announcement.reasons[SkipReason.TOO_OLD]
    )
    return EndpointMeasures(
        result.kind,
        result.url,
        result.status,
        previous.held if result.status == 304 else held,
        result.reason or "",
        result.moved_to,
        result.gap,
    )

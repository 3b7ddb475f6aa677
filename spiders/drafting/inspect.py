"""Look at what a source announces today, and at one of its articles, without storing anything."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from crawler.fetch.visitor import FetchPlan, JsonListRequest
from crawler.run.result import EndpointResult
from crawler.settings import read_secret
from records.announcement import Announcement, UnreadableEndpoint
from records.page import Page
from records.record import Record
from records.source import Source, list_endpoints
from records.verdict import Verdict
from spiders.discovery.readers import read_endpoint

SITEMAPS_INSPECTED = 1
"""Sitemaps of an index that are looked at."""

RefinePage = Callable[[Page], Record | Verdict]


@dataclass(slots=True)
class SourceInspection:
    """What one source showed."""

    source: Source
    endpoints: list[EndpointResult] = field(default_factory=list)
    sample: Record | None = None
    failure: str = ""  # with the sample

    @property
    def passed(self) -> bool:
        """Whether every announcement was read, one of them announced something, and an article
        could be read.
        """
        return (
            not self.failure
            and all(not endpoint.failure for endpoint in self.endpoints)
            and any(endpoint.announcement.candidates for endpoint in self.endpoints)
        )


def inspect_sources(
    sources: Sequence[Source], now: str, refine: RefinePage
) -> FetchPlan[list[SourceInspection]]:
    """Ask every announcement of the sources once and read one article of each."""
    done: list[SourceInspection] = []
    for source in sources:
        inspection = SourceInspection(source)
        done.append(inspection)
        for kind, url in list_endpoints(source):
            token = (
                source.api.token.removeprefix("env:")
                if kind == "api" and source.api is not None
                else ""
            )
            if token and not read_secret(token):
                inspection.endpoints.append(
                    EndpointResult(
                        kind, url, failure=f"{token} is not set; it must hold the partner's token"
                    )
                )
            else:
                yield from _inspect_endpoint(
                    inspection, kind, JsonListRequest(url, token) if kind == "api" else url, now
                )
        yield from _read_sample(inspection, now, refine)
    return done


def _inspect_endpoint(
    inspection: SourceInspection,
    kind: str,
    request: str | JsonListRequest,
    now: str,
    *,
    again: bool = True,
) -> FetchPlan[None]:
    """Read one document.

    A list that is missing from its answer is asked for once more, as a crawl does.
    """
    answer = yield request
    url = request if isinstance(request, str) else request.url
    if answer.verdict is not None:
        inspection.endpoints.append(
            EndpointResult(kind, url, answer.status, failure=answer.failure)
        )
        return
    try:
        announcement = read_endpoint(
            kind, answer.body, answer.url, inspection.source, now, answer.charset
        )
    except UnreadableEndpoint as error:
        if error.transient and again:
            yield from _inspect_endpoint(inspection, kind, request, now, again=False)
        else:
            inspection.endpoints.append(
                EndpointResult(kind, url, answer.status, failure=str(error))
            )
        return
    failure = (
        ""
        if announcement.candidates or announcement.children
        else _explain_empty(inspection.source, announcement)
    )
    inspection.endpoints.append(
        EndpointResult(kind, url, answer.status, announcement, failure=failure)
    )
    for child in announcement.children[:SITEMAPS_INSPECTED]:
        yield from _inspect_endpoint(inspection, kind, child, now)


def _explain_empty(source: Source, announcement: Announcement) -> str:
    return (
        f"none of {announcement.entries} entries is an article by links = {source.links!r}"
        if announcement.entries
        else "announces nothing"
    )


def _read_sample(inspection: SourceInspection, now: str, refine: RefinePage) -> FetchPlan[None]:
    candidate = next(
        (
            candidate
            for heard in inspection.endpoints
            for candidate in heard.announcement.candidates
        ),
        None,
    )
    if candidate is None:
        return
    if candidate.text:
        page = Page(
            candidate.url,
            inspection.source.name,
            candidate.text.encode("utf-8", "replace"),
            now,
            "fragment",
            charset="utf-8",
            hint=candidate.hint,
        )
    else:
        answer = (yield candidate.url).as_page()
        if answer.verdict is not None:
            inspection.failure = f"{candidate.url}: {answer.failure}"
            return
        page = Page(
            candidate.url,
            inspection.source.name,
            answer.body,
            now,
            media=answer.media or "text/html",
            charset=answer.charset,
            hint=candidate.hint,
        )
    result = refine(page)
    if isinstance(result, Record):
        inspection.sample = result
    else:
        inspection.failure = (
            f"{candidate.url}: {result.stage}: {result.reason} {result.detail}".rstrip()
        )

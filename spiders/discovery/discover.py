"""Find articles: ask feeds, sitemaps, listings and APIs, follow their pages, write what they
announce.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from scrapy import Request
from scrapy.http import Response

from crawler.download.conditional_get import build_conditional_headers, build_endpoint_response
from crawler.responses.verdicts import GONE_STATUSES, parse_content_type, verdict_of_response
from crawler.run.health_measures import find_failure_cause, find_permanent_redirect
from crawler.run.item_pipeline import PageItem
from crawler.run.result import EndpointResult
from crawler.run.session import CrawlSession
from crawler.settings import DOWNLOAD_TRIES, JSON_ACCEPT_HEADER, read_secret
from crawler.sources.day_archives import build_day_urls, get_first_day
from records.announcement import Announcement, UnreadableEndpoint
from records.clock import utc_now
from records.limits import FEED_BYTES, SITEMAP_BYTES
from records.reasons import Reason, SkipReason
from records.run_notes import NoteKind
from records.source import Source, list_endpoints
from records.verdict import Drop, Quarantine, Retry, Verdict
from spiders.discovery.enqueue import enqueue_announcement
from spiders.discovery.pagination import build_page_url
from spiders.discovery.readers import read_endpoint
from spiders.discovery.request import DiscoveryRequest
from spiders.discovery.sitemaps.sitemap import SITEMAP_DEPTH
from store.ledger.announcements import EndpointResponse

LISTING_PAGES: Final = 20  # followed from one listing
API_PAGES: Final = 200  # cursor pages of one partner in one run
BACKFILL_PAGES: Final = 200  # pages followed from one list with --backfill
DRY_RUN_PAGES: Final = 2  # pages of one list in a dry run: enough to see that turning works


UNFINISHED_DIGEST: Final = "unfinished"
"""Digest of a list whose further pages were not all read: the next run follows it to its end again.
"""
PAGED_KINDS: Final = ("listing", "api")
"""What has further pages."""

DiscoveryOutputs = Iterator[Request | PageItem]
Document = Announcement | Verdict | UnreadableEndpoint | None
"""What came of reading an answer; None of one that has not changed."""


class Discovery:
    """Everything between a source's file and the ledger's list of due articles."""

    def __init__(self, session: CrawlSession, request: Callable[..., Request]) -> None:
        """Write into the session, make requests with the spider's function."""
        self._session, self._request = session, request
        self._sitemaps: set[tuple[str, str]] = set()
        self._backfill = session.options.backfill_days

    def poll_source(self, source: Source) -> DiscoveryOutputs:
        """Give the first requests of a source."""
        if self._backfill and not (
            source.archive or source.pages or (source.api is not None and source.api.pages)
        ):
            self._session.stats.add_note(source, NoteKind.NO_BACKFILL)
        if until := self._session.polling.find_next_due(source):
            self._session.stats.record_next_due(source, until)
            return
        if source.tls == "lax":
            self._session.stats.add_note(source, NoteKind.LAX_CERTIFICATES)
        days = (
            build_day_urls(source.archive, utc_now(), self._backfill)
            if source.archive and self._backfill
            else []
        )
        for kind, url in (*list_endpoints(source), *(("archive", day) for day in days)):
            yield from self._poll_endpoint(source, url, kind)

    async def read_response(
        self, response: Response, source: Source, step: DiscoveryRequest
    ) -> Document:
        """Read what one answer announces, in a worker; where it cannot be read, say why."""
        verdict = verdict_of_response(
            response, utc_now(), conditional=bool(step.due.etag or step.due.last_modified)
        )
        if verdict is not None or response.status == 304:
            return verdict
        try:
            document = await self._read_document(response, source, step)
        except UnreadableEndpoint as error:
            return error
        if isinstance(document, Quarantine):  # its address is asked again, later and later
            return Retry("fetch", document.reason, f"reading it {document.detail}")
        return document

    def handle_response(
        self, response: Response, source: Source, step: DiscoveryRequest, document: Document
    ) -> DiscoveryOutputs:
        """Take what `read_response` gave: give pages that came whole and requests for further
        announcements.
        """
        verdict = None if isinstance(document, Announcement | UnreadableEndpoint) else document
        # a page after the last one, a day without news
        beyond = step.number > 1 or step.due.kind == "archive"
        if verdict is not None and beyond and response.status in GONE_STATUSES:
            self._finish_list(source, step)
        elif isinstance(verdict, Retry) and verdict.reason == Reason.EMPTY:
            yield from self._retry(source, step, verdict, response)
        elif verdict is not None:
            self.record_failure(source, step, verdict, response.status, response.request)
        elif document is None:
            self._session.record_announcements(
                source, [], build_endpoint_response(step.due, response)
            )
            self._session.stats.record_endpoint(
                source,
                EndpointResult(
                    step.due.kind,
                    step.due.url,
                    304,
                    moved_to=find_permanent_redirect(response.request),
                ),
            )
        else:
            try:
                if isinstance(document, UnreadableEndpoint):
                    raise document
                if isinstance(document, Announcement):
                    yield from self._handle_announcement(document, response, source, step)
            except UnreadableEndpoint as error:
                verdict = Retry("fetch", Reason.UNREADABLE, str(error))
                if error.transient:
                    yield from self._retry(source, step, verdict, response)
                else:
                    self.record_failure(source, step, verdict, response.status, response.request)

    def record_failure(
        self,
        source: Source,
        step: DiscoveryRequest,
        verdict: Verdict,
        status: int = 0,
        request: Request | None = None,
    ) -> None:
        """Note that an announcement cannot be read; `request` is the last one of it that was
        made.
        """
        self._session.record_unreadable(source, step.due, verdict)
        trouble, moved = verdict.detail or verdict.reason, find_permanent_redirect(request)
        heard = EndpointResult(
            step.due.kind,
            step.due.url,
            status,
            failure=trouble,
            reason=find_failure_cause(verdict),
            moved_to=moved,
        )
        self._session.stats.record_endpoint(source, heard)

    # requests

    def _poll_endpoint(
        self, source: Source, url: str, kind: str, number: int = 1
    ) -> DiscoveryOutputs:
        if kind == "sitemap":
            if (source.name, url) in self._sitemaps:
                return
            self._sitemaps.add((source.name, url))
        due = self._session.get_endpoint(source, url, kind)
        if until := self._session.polling.find_endpoint_next_due(source, due, utc_now()):
            self._session.stats.record_next_due(source, until)
            if due.tries:
                self._session.stats.record_failure(
                    source,
                    f"{url}: failed {due.tries} times in a row; it is asked again after {until}",
                )
            return
        if kind == "api" and _reads_every_page(source):
            # an unchanged first page says nothing about the others
            due = replace(due, etag="", last_modified="")
        yield from self._send(source, DiscoveryRequest(due, due, number, frozenset((url,))))

    def _send(self, source: Source, step: DiscoveryRequest) -> DiscoveryOutputs:
        headers = build_conditional_headers(step.due, utc_now())
        if step.due.kind == "api" and source.api is not None:
            headers["Accept"] = JSON_ACCEPT_HEADER
            token = source.api.token.removeprefix("env:")
            if token and not read_secret(token):
                self.record_failure(
                    source,
                    step,
                    Drop(
                        "fetch",
                        Reason.NO_TOKEN,
                        f"{token} is not set; it must hold the partner's token",
                    ),
                )
                return
            if token:
                headers["Authorization"] = f"Bearer {read_secret(token)}"
        most = SITEMAP_BYTES if step.due.kind == "sitemap" else FEED_BYTES
        yield self._request(source, step.due.url, headers=headers, most=most, step=step)

    def _retry(
        self, source: Source, step: DiscoveryRequest, verdict: Retry, response: Response
    ) -> DiscoveryOutputs:
        """Ask again for what some services now and then answer with nothing in it.

        After TRIES it is a failure.
        """
        if step.tries + 1 < DOWNLOAD_TRIES:
            yield from self._send(source, replace(step, tries=step.tries + 1))
        else:
            self.record_failure(source, step, verdict, response.status, response.request)

    # answers

    async def _read_document(
        self, response: Response, source: Source, step: DiscoveryRequest
    ) -> Announcement | Quarantine:
        since = get_first_day(utc_now(), self._backfill) if self._backfill else ""
        charset = parse_content_type(response)[1]
        return await self._session.reader.read(
            source.name,
            len(response.body),
            read_endpoint,
            *(step.due.kind, response.body, response.url, source, utc_now(), charset, since),
        )

    def _handle_announcement(
        self, announcement: Announcement, response: Response, source: Source, step: DiscoveryRequest
    ) -> DiscoveryOutputs:
        if step.due.kind in PAGED_KINDS:
            yield from self._follow_list(announcement, response, source, step)
        elif announcement.children:
            yield from self._follow_sitemaps(announcement, response, source, step)
        else:
            yield from enqueue_announcement(
                self._session,
                source,
                announcement,
                response,
                step,
                build_endpoint_response(step.due, response, _hash_body(response), announcement.ttl),
            )

    def _follow_sitemaps(
        self, announcement: Announcement, response: Response, source: Source, step: DiscoveryRequest
    ) -> DiscoveryOutputs:
        # An index has no validators here: "not modified" would hide which of its sitemaps are.
        self._session.record_announcements(
            source, announcement.candidates, EndpointResponse(step.due.id, response.status)
        )  # some sitemaps name both
        self._session.stats.record_endpoint(
            source,
            EndpointResult(
                "sitemap",
                step.due.url,
                response.status,
                announcement,
                moved_to=find_permanent_redirect(response.request),
            ),
        )
        if step.number >= SITEMAP_DEPTH:
            raise UnreadableEndpoint(f"an index nests deeper than {SITEMAP_DEPTH} levels")
        for url in announcement.children:
            yield from self._poll_endpoint(source, url, "sitemap", step.number + 1)

    def _follow_list(
        self, announcement: Announcement, response: Response, source: Source, step: DiscoveryRequest
    ) -> DiscoveryOutputs:
        """Take a page of a list, then ask for the next one while there are unknown articles.

        A list that was never read to its end is followed to it: what a killed run had found is
        known by now and would stop the next run too early. A partner's list is read whole in every
        run.
        """
        _check_listing(announcement, source, step)
        every = _reads_every_page(source) and step.due.kind == "api"
        step = replace(step, last_page=step.last_page or announcement.last)
        further = self._next_page_url(announcement, response.url, source, step)
        listed = frozenset(candidate.url for candidate in announcement.candidates)
        if every:
            closing, last = EndpointResponse(step.first_page.id, response.status), not further
        else:
            closing = step.final_response or build_endpoint_response(
                step.due, response, _hash_body(response)
            )
            # some sites answer any number with their last page
            last = not further or further in step.asked_urls or listed <= step.listed_urls
        unread = step.first_page.digest in ("", UNFINISHED_DIGEST)
        unfinished = unread and not self._session.options.dry_run
        begun = (
            EndpointResponse(step.first_page.id, response.status, digest=UNFINISHED_DIGEST)
            if step.number == 1 and not last and not every
            else None
        )
        new = yield from enqueue_announcement(
            self._session, source, announcement, response, step, begun
        )
        if every and further in step.asked_urls:
            raise UnreadableEndpoint("the list leads back to a page that was read already")
        if last or not (new or unfinished or every or self._backfill):
            self._finish_list(source, replace(step, final_response=closing))
            return
        due = self._session.get_endpoint(source, further, step.due.kind)
        step = replace(
            step,
            # asked for only when the page before it has changed
            due=replace(due, etag="", last_modified=""),
            number=step.number + 1,
            asked_urls=step.asked_urls | {further},
            listed_urls=step.listed_urls | listed,
            final_response=closing,
            tries=0,
        )
        yield from self._send(source, step)

    def _next_page_url(
        self, announcement: Announcement, base: str, source: Source, step: DiscoveryRequest
    ) -> str:
        """Give the address of the list's next page, "" after the last one that may be read."""
        api = source.api if step.due.kind == "api" else None
        template = api.pages if api is not None else source.pages
        if api is not None and api.next:
            if announcement.next and step.number >= API_PAGES:
                raise UnreadableEndpoint(f"the list has more than {API_PAGES} pages")
            return announcement.next
        most = (
            BACKFILL_PAGES
            if self._backfill
            else DRY_RUN_PAGES
            if self._session.options.dry_run
            else LISTING_PAGES
        )
        if not template or step.number >= min(most, step.last_page or most):
            return ""
        return (
            announcement.next
            if template == "auto"
            else build_page_url(step.first_page.url, template, step.number + 1)
        )

    def _finish_list(self, source: Source, step: DiscoveryRequest) -> None:
        """Write the validators of a list's first page, now that all of it is read."""
        if step.final_response is not None:
            self._session.record_announcements(source, [], step.final_response)


def _check_listing(announcement: Announcement, source: Source, step: DiscoveryRequest) -> None:
    """Raise UnreadableEndpoint when the first page of a listing names no article."""
    if (
        step.due.kind == "listing"
        and step.number == 1
        and not announcement.candidates
        and not announcement.reasons[SkipReason.TOO_OLD]
    ):
        unlike = (
            f"no link matches links = {source.links!r}"
            if source.links
            else "no link looks like an article; give links"
        )
        raise UnreadableEndpoint(
            f"{unlike}: has the list changed? `jianwen sources check --online {source.name}`"
            " shows what it holds"
        )


def _reads_every_page(source: Source) -> bool:
    """Say whether a source's JSON list is read whole in every run: nothing else tells that one of
    its pages changed.
    """
    return source.api is not None and bool(source.api.next or source.api.body)


def _hash_body(response: Response) -> str:
    return hashlib.sha256(response.body).hexdigest()

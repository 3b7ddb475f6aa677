"""Find articles: ask feeds, sitemaps, listings and APIs, follow their pages, write what they announce."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from scrapy import Request
from scrapy.http import Response

from crawler.clock import now
from crawler.conditional import answered, validators
from crawler.intake import Arrival
from crawler.mishaps import GONE, media_of, of_response
from crawler.result import Heard
from crawler.session import Session
from crawler.settings import secret
from crawler.visit import JSON
from crawler.vitals import cause, moved_for_good
from records.limits import (
    API_PAGES,
    BACKFILL_PAGES,
    DRY_PAGES,
    FEED_BYTES,
    LISTING_PAGES,
    SITEMAP_BYTES,
    SITEMAP_DEPTH,
    TRIES,
)
from records.source import Source
from records.verdict import Drop, Retry, Verdict
from spiders import calendar
from spiders.announcing import announce
from spiders.found import Found, Unreadable
from spiders.pagination import turn
from spiders.reader import announcements, read_document
from spiders.sieve import OLDER
from spiders.step import Step
from store.ledger import Answered

UNFINISHED: Final = "unfinished"
"""Digest of a list whose further pages were not all read: the next run follows it to its end again."""
CHAINS: Final = ("listing", "api")
"""What has further pages."""

Outputs = Iterator[Request | Arrival]


class Discovery:
    """Everything between a source's file and the ledger's list of due articles."""

    def __init__(self, session: Session, request: Callable[..., Request]) -> None:
        """Write into the session, make requests with the spider's function."""
        self._session, self._request = session, request
        self._sitemaps: set[tuple[str, str]] = set()
        self._backfill = session.options.backfill

    def begin(self, source: Source) -> Outputs:
        """Give the first requests of a source."""
        if self._backfill and not (source.archive or source.pages or (source.api is not None and source.api.pages)):
            self._session.tally.note(source, "cannot be backfilled: it has neither archive nor pages")
        if until := self._session.looks.rests(source):
            self._session.tally.rest(source, until)
            return
        if source.tls == "lax":
            self._session.tally.note(source, 'certificates are not verified (tls = "lax")')
        days = calendar.days(source.archive, now(), self._backfill) if source.archive and self._backfill else []
        for kind, url in (*announcements(source), *(("archive", day) for day in days)):
            yield from self._ask(source, url, kind)

    def read(self, response: Response, source: Source, step: Step) -> Outputs:
        """Read one answer: give pages that came whole and requests for further announcements."""
        verdict = of_response(response, now(), conditional=bool(step.due.etag or step.due.last_modified))
        beyond = step.number > 1 or step.due.kind == "archive"  # a page after the last one, a day without news
        if verdict is not None and beyond and response.status in GONE:
            self._finish(source, step)
        elif isinstance(verdict, Retry) and verdict.reason == "empty":
            yield from self._once_more(source, step, verdict, response)
        elif verdict is not None:
            self.failed(source, step, verdict, response.status, response.request)
        elif response.status == 304:
            self._session.announce(source, [], answered(step.due, response))
            self._session.tally.hear(source, Heard(step.due.kind, step.due.url, 304, moved=moved_for_good(response.request)))
        else:
            try:
                yield from self._take(self._found(response, source, step), response, source, step)
            except Unreadable as error:
                verdict = Retry("fetch", "unreadable", str(error))
                if error.passing:
                    yield from self._once_more(source, step, verdict, response)
                else:
                    self.failed(source, step, verdict, response.status, response.request)

    def failed(self, source: Source, step: Step, verdict: Verdict, status: int = 0, request: Request | None = None) -> None:
        """Note that an announcement cannot be read; `request` is the last one of it that was made."""
        self._session.unreadable(source, step.due, verdict)
        trouble, moved = verdict.detail or verdict.reason, moved_for_good(request)
        heard = Heard(step.due.kind, step.due.url, status, trouble=trouble, reason=cause(verdict), moved=moved)
        self._session.tally.hear(source, heard)

    # requests

    def _ask(self, source: Source, url: str, kind: str, number: int = 1) -> Outputs:
        if kind == "sitemap":
            if (source.name, url) in self._sitemaps:
                return
            self._sitemaps.add((source.name, url))
        due = self._session.endpoint(source, url, kind)
        if until := self._session.looks.waits(source, due, now()):
            self._session.tally.rest(source, until)
            if due.tries:
                self._session.tally.failed(source, f"{url}: failed {due.tries} times in a row; it is asked again after {until}")
            return
        if kind == "api" and _every_page(source):
            due = replace(due, etag="", last_modified="")  # an unchanged first page says nothing about the others
        yield from self._send(source, Step(due, due, number, frozenset((url,))))

    def _send(self, source: Source, step: Step) -> Outputs:
        headers = validators(step.due, now())
        if step.due.kind == "api" and source.api is not None:
            headers["Accept"] = JSON
            token = source.api.token.removeprefix("env:")
            if token and not secret(token):
                self.failed(source, step, Drop("fetch", "no-token", f"{token} is not set; it must hold the partner's token"))
                return
            if token:
                headers["Authorization"] = f"Bearer {secret(token)}"
        most = SITEMAP_BYTES if step.due.kind == "sitemap" else FEED_BYTES
        yield self._request(source, step.due.url, headers=headers, most=most, step=step)

    def _once_more(self, source: Source, step: Step, verdict: Retry, response: Response) -> Outputs:
        """Ask again for what some services now and then answer with nothing in it; after TRIES it is a failure."""
        if step.tries + 1 < TRIES:
            yield from self._send(source, replace(step, tries=step.tries + 1))
        else:
            self.failed(source, step, verdict, response.status, response.request)

    # answers

    def _found(self, response: Response, source: Source, step: Step) -> Found:
        since = calendar.first_day(now(), self._backfill) if self._backfill else ""
        charset = media_of(response)[1]
        return read_document(step.due.kind, response.body, response.url, source, now(), charset, since=since)

    def _take(self, found: Found, response: Response, source: Source, step: Step) -> Outputs:
        if step.due.kind in CHAINS:
            yield from self._turn(found, response, source, step)
        elif found.children:
            yield from self._children(found, response, source, step)
        else:
            yield from announce(self._session, source, found, response, step, answered(step.due, response, _digest(response), found.ttl))

    def _children(self, found: Found, response: Response, source: Source, step: Step) -> Outputs:
        # An index has no validators here: "not modified" would hide which of its sitemaps are.
        self._session.announce(source, found.candidates, Answered(step.due.id, response.status))  # some sitemaps name both
        self._session.tally.hear(source, Heard("sitemap", step.due.url, response.status, found, moved=moved_for_good(response.request)))
        if step.number >= SITEMAP_DEPTH:
            raise Unreadable(f"an index nests deeper than {SITEMAP_DEPTH} levels")
        for url in found.children:
            yield from self._ask(source, url, "sitemap", step.number + 1)

    def _turn(self, found: Found, response: Response, source: Source, step: Step) -> Outputs:
        """Take a page of a list, then ask for the next one while there are unknown articles.

        A list that was never read to its end is followed to it: what a killed run had found is known by now and would stop the
        next run too early. A partner's list is read whole in every run.
        """
        if step.due.kind == "listing" and step.number == 1 and not found.candidates and not found.reasons[OLDER]:
            unlike = f"no link matches links = {source.links!r}" if source.links else "no link looks like an article; give links"
            raise Unreadable(f"{unlike}: has the list changed? `jianwen sources check --online {source.name}` shows what it holds")
        every = _every_page(source) and step.due.kind == "api"
        step = replace(step, last=step.last or found.last)
        further = self._further(found, response.url, source, step)
        listed = frozenset(candidate.url for candidate in found.candidates)
        if every:
            closing, last = Answered(step.root.id, response.status), not further
        else:
            closing = step.closing or answered(step.due, response, _digest(response))
            last = not further or further in step.seen or listed <= step.listed  # some sites answer any number with their last page
        unfinished = not self._session.options.dry and step.root.digest in ("", UNFINISHED)
        begun = Answered(step.root.id, response.status, digest=UNFINISHED) if step.number == 1 and not last and not every else None
        new = yield from announce(self._session, source, found, response, step, begun)
        if every and further in step.seen:
            raise Unreadable("the list leads back to a page that was read already")
        if last or not (new or unfinished or every or self._backfill):
            self._finish(source, replace(step, closing=closing))
            return
        due = self._session.endpoint(source, further, step.due.kind)
        due = replace(due, etag="", last_modified="")  # asked for only when the page before it has changed
        step = replace(
            step, due=due, number=step.number + 1, seen=step.seen | {further}, listed=step.listed | listed, closing=closing, tries=0
        )
        yield from self._send(source, step)

    def _further(self, found: Found, base: str, source: Source, step: Step) -> str:
        """Give the address of the list's next page, "" after the last one that may be read."""
        api = source.api if step.due.kind == "api" else None
        template = api.pages if api is not None else source.pages
        if api is not None and api.next:
            if found.next and step.number >= API_PAGES:
                raise Unreadable(f"the list has more than {API_PAGES} pages")
            return found.next
        most = BACKFILL_PAGES if self._backfill else DRY_PAGES if self._session.options.dry else LISTING_PAGES
        if not template or step.number >= min(most, step.last or most):
            return ""
        return found.next if template == "auto" else turn(step.root.url, template, step.number + 1)

    def _finish(self, source: Source, step: Step) -> None:
        """Write the validators of a list's first page, now that all of it is read."""
        if step.closing is not None:
            self._session.announce(source, [], step.closing)


def _every_page(source: Source) -> bool:
    """Say whether a source's JSON list is read whole in every run: nothing else tells that one of its pages changed."""
    return source.api is not None and bool(source.api.next or source.api.body)


def _digest(response: Response) -> str:
    return hashlib.sha256(response.body).hexdigest()

"""Find articles: ask feeds, sitemaps, listings and APIs, follow their pages, write what they announce."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from scrapy import Request
from scrapy.http import Response

from crawler.clock import now
from crawler.conditional import answered, validators
from crawler.intake import Arrival
from crawler.mishaps import GONE, media_of, of_response
from crawler.session import Session
from crawler.settings import secret
from records.address import canonical
from records.limits import (
    ANNOUNCED_MOST,
    API_PAGES,
    FEED_BYTES,
    LISTING_PAGES,
    SITEMAP_BYTES,
    SITEMAP_DEPTH,
    URL_CHARS,
)
from records.page import Candidate, Page
from records.source import Source
from records.verdict import Drop, Retry, Verdict
from spiders.api import read_list
from spiders.feed import read_feed
from spiders.found import Reading, Unreadable
from spiders.listing import read_listing, turn
from spiders.sitemap import read_sitemap
from store.ledger import Answered, Due

UNFINISHED: Final = "unfinished"
"""Digest of a listing whose further pages were not all read: the next run follows it to its end again."""

Outputs = Iterator[Request | Arrival]


@dataclass(frozen=True, slots=True)
class Step:
    """One request for an announcement."""

    due: Due
    root: Due  # the document that a chain of pages begins with
    number: int = 1  # of the page in its chain, depth of a sitemap
    seen: frozenset[str] = field(default_factory=frozenset)  # addresses of a chain asked for so far
    listed: frozenset[str] = field(default_factory=frozenset)  # articles on the pages of a chain so far
    closing: Answered | None = None  # what is written once the chain is read to its end


def _digest(response: Response) -> str:
    return hashlib.sha256(response.body).hexdigest()


class Discovery:
    """Everything between a source's file and the ledger's list of due articles."""

    def __init__(self, session: Session, request: Callable[..., Request]) -> None:
        """Write into the session, make requests with the spider's function."""
        self._session, self._request = session, request
        self._sitemaps: set[tuple[str, str]] = set()
        self._readers: dict[str, Callable[[Response, Source, Step], Outputs]] = {
            "feed": self._feed,
            "sitemap": self._sitemap,
            "listing": self._listing,
            "api": self._api,
        }

    def begin(self, source: Source) -> Outputs:
        """Give the first requests of a source."""
        for kind, urls in (("feed", source.feeds), ("sitemap", source.sitemaps), ("listing", source.listings)):
            for url in urls:
                yield from self._ask(source, url, kind)
        if source.api is not None:
            for url in source.api.urls:
                yield from self._ask_api(source, url)

    def read(self, response: Response, source: Source, step: Step) -> Outputs:
        """Read one answer: give pages that came whole and requests for further announcements."""
        verdict = of_response(response, now(), conditional=bool(step.due.etag or step.due.last_modified))
        if verdict is not None and step.due.kind == "listing" and step.number > 1 and response.status in GONE:
            yield from self._finish(source, step)  # the page after the last one
            return
        if verdict is not None:
            yield from self.failed(source, step, verdict)
            return
        if response.status == 304:
            self._session.announce(source, [], answered(step.due, response))
            return
        try:
            yield from self._readers[step.due.kind](response, source, step)
        except Unreadable as error:
            yield from self.failed(source, step, Retry("fetch", "unreadable", str(error)))

    def failed(self, source: Source, step: Step, verdict: Verdict) -> Outputs:
        """Note that an announcement cannot be read."""
        self._session.unreadable(source, step.due, verdict)
        return iter(())

    def _ask(self, source: Source, url: str, kind: str, number: int = 1) -> Outputs:
        due = self._session.endpoint(source, url, kind)
        if kind == "sitemap":
            if (source.name, url) in self._sitemaps:
                return
            self._sitemaps.add((source.name, url))
        most = SITEMAP_BYTES if kind == "sitemap" else FEED_BYTES
        yield self._request(source, url, headers=validators(due), most=most, step=Step(due, due, number, frozenset((url,))))

    # feeds

    def _feed(self, response: Response, source: Source, step: Step) -> Outputs:
        found = read_feed(response.body, response.url, self._reading(source), media_of(response)[1])
        yield from self._commit(source, found.candidates, response, answered(step.due, response, _digest(response)))

    def _reading(self, source: Source) -> Reading:
        return Reading(now(), source.language, source.utc_offset, source.full_text_feeds)

    def _commit(self, source: Source, found: Iterable[Candidate], response: Response, answer: Answered | None) -> Outputs:
        """Write what was announced; articles that came whole go to the intake.

        The validators of the document are written when all of those are kept: a run that is killed before asks again.
        """
        wanted = _wanted(source, found)
        if len(wanted) > ANNOUNCED_MOST:
            self._session.failed(source, f"{response.url} announces {len(wanted)} articles; only the first {ANNOUNCED_MOST} are taken")
            wanted = wanted[:ANNOUNCED_MOST]
        whole = [candidate for candidate in wanted if candidate.text and not candidate.withdrawn]
        others = [candidate for candidate in wanted if not candidate.text or candidate.withdrawn]
        self._session.announce(source, others, None if whole else answer)
        self._session.found(source, whole)
        left = len(whole)

        def kept() -> None:
            nonlocal left
            left -= 1
            if not left and answer is not None:
                self._session.announce(source, [], answer)

        for candidate in whole:
            yield Arrival(source, _fragment(candidate, source, response), kept=kept)

    # sitemaps

    def _sitemap(self, response: Response, source: Source, step: Step) -> Outputs:
        read = read_sitemap(response.body, response.url, self._reading(source), media_of(response)[1])
        if read.children:
            # An index has no validators here: "not modified" would hide which of its sitemaps are.
            self._session.announce(source, [], Answered(step.due.id, response.status))
            if step.number >= SITEMAP_DEPTH:
                raise Unreadable(f"an index nests deeper than {SITEMAP_DEPTH} levels")
            for url in read.children:
                yield from self._ask(source, url, "sitemap", step.number + 1)
            return
        yield from self._commit(source, read.candidates, response, answered(step.due, response, _digest(response)))

    # listings

    def _listing(self, response: Response, source: Source, step: Step) -> Outputs:
        """Read a page of a listing and ask for the next one while there are unknown articles.

        A listing that was never read to its end is followed to it: what a killed run had found is known by now and would
        stop the next run too early.
        """
        found = read_listing(response.body, response.url, source.links, self._reading(source), media_of(response)[1]).candidates
        if not found and step.number == 1:
            raise Unreadable(f"no link matches links = {source.links!r}" if source.links else "no link looks like an article; give links")
        closing = step.closing or answered(step.due, response, _digest(response))
        unfinished = step.root.digest in ("", UNFINISHED)
        further = turn(step.root.url, source.pages, step.number + 1) if source.pages and step.number < LISTING_PAGES else ""
        listed = frozenset(candidate.url for candidate in found)
        last = not further or further in step.seen or listed <= step.listed  # some sites answer any number with their last page
        if step.number == 1 and not last:
            new = self._session.announce(source, _wanted(source, found), Answered(step.root.id, response.status, digest=UNFINISHED))
        else:
            new = self._session.announce(source, _wanted(source, found))
        if last or not (new or unfinished):
            yield from self._finish(source, replace(step, closing=closing))
            return
        due = self._session.endpoint(source, further, "listing")
        due = replace(due, etag="", last_modified="")  # asked for only when the page before it has changed
        asked = Step(due, step.root, step.number + 1, step.seen | {further}, step.listed | listed, closing)
        yield self._request(source, further, headers={}, most=FEED_BYTES, step=asked)

    def _finish(self, source: Source, step: Step) -> Outputs:
        """Write the validators of a listing's first page, now that all of it is read."""
        if step.closing is not None:
            self._session.announce(source, [], step.closing)
        return iter(())

    # partners' lists

    def _ask_api(self, source: Source, url: str, step: Step | None = None) -> Outputs:
        """Ask for a page of a partner's list, never conditionally: an unchanged first page says nothing about the others."""
        due = replace(self._session.endpoint(source, url, "api"), etag="", last_modified="")
        seen = (step.seen if step else frozenset()) | {url}
        asked = Step(due, step.root if step else due, step.number + 1 if step else 1, seen)
        headers = {"Accept": "application/json"}
        token = source.api.token.removeprefix("env:") if source.api else ""
        if token:
            if not secret(token):
                yield from self.failed(source, asked, Drop("fetch", "no-token", f"{token} is not set; it must hold the partner's token"))
                return
            headers["Authorization"] = f"Bearer {secret(token)}"
        yield self._request(source, url, headers=headers, most=FEED_BYTES, step=asked)

    def _api(self, response: Response, source: Source, step: Step) -> Outputs:
        if source.api is None:
            return
        sheet = read_list(response.body, source.api, response.url, self._reading(source))
        yield from self._commit(source, sheet.candidates, response, Answered(step.due.id, response.status))
        if sheet.next in step.seen:
            raise Unreadable("the list leads back to a page that was read already")
        if sheet.next and step.number >= API_PAGES:
            raise Unreadable(f"the list has more than {API_PAGES} pages")
        if sheet.next:
            yield from self._ask_api(source, sheet.next, step)


def _wanted(source: Source, found: Iterable[Candidate]) -> list[Candidate]:
    """Leave out what is no article of the source: links beside its rule, its own front page, what has no usable address."""
    rule = re.compile(source.links) if source.links else None
    endpoints = {*source.feeds, *source.sitemaps, *source.listings, source.home}
    return [
        one for one in found if one.url not in endpoints and _is_usable(one.url) and (rule is None or one.withdrawn or rule.search(one.url))
    ]


def _is_usable(url: str) -> bool:
    try:
        return len(canonical(url)) <= URL_CHARS
    except ValueError:
        return False


def _fragment(candidate: Candidate, source: Source, response: Response) -> Page:
    return Page(
        url=canonical(candidate.url),
        source=source.name,
        body=candidate.text.encode("utf-8", "replace"),
        fetched=now(),
        form="fragment",
        fetched_url=response.url,
        charset="utf-8",
        hint=candidate.hint,
    )

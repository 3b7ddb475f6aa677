"""Take the pages of articles: what each answer means, which further pages belong to it."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from scrapy import Request
from scrapy.http import Response

from crawler.archive import archived
from crawler.clock import now
from crawler.conditional import header
from crawler.intake import Arrival
from crawler.mishaps import GONE, media_of, of_page
from crawler.session import Session
from pipelines import charset as charsets
from pipelines.paging import may_go_on, next_page
from records.address import canonical, twin
from records.limits import ARTICLE_PAGES
from records.page import Page
from records.source import Source
from records.verdict import Drop, Retry, Verdict
from store.ledger import Due

Outputs = Iterator[Request | Arrival]


class Pages:
    """Everything between an article that is due and its page in the intake."""

    def __init__(self, session: Session, request: Callable[..., Request]) -> None:
        """Write into the session, make requests with the spider's function."""
        self._session, self._request = session, request

    def read(self, response: Response, source: Source, due: Due) -> Outputs:
        """Read the answer to a request for an article: give its page, ask for the next one, or note why there is none."""
        verdict = of_page(response, now(), conditional=bool(due.etag or due.last_modified))
        if response.status == 304 and verdict is None:
            self._session.unchanged(source, due)
        elif response.status in GONE:
            self._session.gone(source, due, response.status)
        elif verdict is not None:
            self._session.judge(source, due, verdict)
        else:
            yield from self._turn(response, source, due, self._page(response, source, due, now()), frozenset((response.url,)))

    def read_further(self, response: Response, source: Source, due: Due, page: Page, seen: frozenset[str]) -> Outputs:
        """Read the answer to a request for a further page of an article."""
        verdict = of_page(response, now())
        if verdict is not None:
            yield from self.without(source, due, page, verdict)
        else:
            longer = replace(page, further=(*page.further, response.body), archived=page.archived + archived(response))
            yield from self._turn(response, source, due, longer, seen | {response.url})

    def without(self, source: Source, due: Due, page: Page, verdict: Verdict) -> Outputs:
        """Decide on an article of which a further page cannot be had.

        It is tried again as a whole where waiting may help: half an article is none. A page that does not exist was a wrong link.
        """
        if isinstance(verdict, Retry):
            self._session.judge(source, due, verdict)
            return
        if verdict.reason not in {f"http-{status}" for status in GONE}:
            self._session.tally.note(source, f"{due.url}: page {len(page.further) + 2} cannot be read: {verdict.detail or verdict.reason}")
        yield Arrival(source, page)

    def _turn(self, response: Response, source: Source, due: Due, page: Page, seen: frozenset[str]) -> Outputs:
        url = _next(response, page.fetched_url or page.url)
        if not url or url in seen:
            yield Arrival(source, page)
        elif len(seen) >= ARTICLE_PAGES:
            self._session.tally.note(source, f"{due.url}: has more than {ARTICLE_PAGES} pages; the others are left out")
            yield Arrival(source, page)
        else:
            yield self._request(source, url, headers={}, due=due, page=page, seen=seen | {url})

    def _page(self, response: Response, source: Source, due: Due, fetched: str) -> Page:
        """Make the page; one that redirects to a known article is that article, and its own address is dropped."""
        answered, key = canonical(response.url), due.url
        if answered not in (due.url, twin(due.url)) and self._session.knows(answered):
            self._session.judge(source, due, Drop("fetch", "moved", f"redirects to {answered}"))
            key = answered
        media, charset = media_of(response)
        return Page(
            url=key,
            source=source.name,
            body=response.body,
            fetched=fetched,
            fetched_url=answered if answered != key else "",
            media=media or "text/html",
            charset=charset,
            status=response.status,
            etag=header(response, "ETag"),
            last_modified=header(response, "Last-Modified"),
            hint=due.hint,
            archived=archived(response),
        )


def _next(response: Response, first: str) -> str:
    """Give the address of the article's following page, "" when it has none; `first` is that of its first page."""
    if not may_go_on(response.body, response.url, first):  # nearly always: parsing every page would cost the reactor more than fetching it
        return ""
    text, _ = charsets.read(response.body, media_of(response)[1])
    return next_page(text, response.url, first)

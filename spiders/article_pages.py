"""Take the pages of articles: what each answer means, which further pages belong to it."""

from collections.abc import Callable
from dataclasses import replace

from scrapy import Request
from scrapy.http import Response

from crawler.download.conditional_get import read_header
from crawler.download.warc_middleware import get_archive_pointers
from crawler.responses.verdicts import GONE_STATUSES, parse_content_type, verdict_of_page
from crawler.run.item_pipeline import PageItem
from crawler.run.session import CrawlSession
from pipelines.extraction.next_page import find_next_page_of_body, may_have_next_page
from records.clock import utc_now
from records.limits import ARTICLE_PAGES
from records.page import Page
from records.reasons import HTTP_GONE, Reason
from records.run_notes import NoteKind
from records.source import Source
from records.urls import normalize_url, swap_scheme
from records.verdict import Drop, Quarantine, Retry, Verdict
from store.ledger.urls import DueUrl

ArticleOutputs = list[Request | PageItem]


class ArticlePages:
    """Everything between an article that is due and its page in the intake."""

    def __init__(self, session: CrawlSession, request: Callable[..., Request]) -> None:
        """Write into the session, make requests with the spider's function."""
        self._session, self._request = session, request

    async def handle_response(
        self, response: Response, source: Source, due: DueUrl
    ) -> ArticleOutputs:
        """Read the answer to a request for an article: give its page, ask for the next one, or note
        why there is none.
        """
        verdict = verdict_of_page(
            response, utc_now(), conditional=bool(due.etag or due.last_modified)
        )
        if response.status == 304 and verdict is None:
            self._session.record_unchanged(source, due)
        elif response.status in GONE_STATUSES:
            self._session.record_gone(source, due, response.status)
        elif verdict is not None:
            self._session.record_verdict(source, due, verdict)
        else:
            page = self._build_page(response, source, due, utc_now())
            if page is not None:
                return await self._follow_pages(
                    response, source, due, page, frozenset((response.url,))
                )
        return []

    async def handle_further_page(
        self, response: Response, source: Source, due: DueUrl, page: Page, seen: frozenset[str]
    ) -> ArticleOutputs:
        """Read the answer to a request for a further page of an article."""
        verdict = verdict_of_page(response, utc_now())
        if verdict is not None:
            return self.handle_missing_page(source, due, page, verdict)
        longer = replace(
            page,
            further=(*page.further, response.body),
            archived=page.archived + get_archive_pointers(response),
        )
        return await self._follow_pages(response, source, due, longer, seen | {response.url})

    def handle_missing_page(
        self, source: Source, due: DueUrl, page: Page, verdict: Verdict
    ) -> ArticleOutputs:
        """Decide on an article of which a further page cannot be had.

        It is tried again as a whole where waiting may help: half an article is none. A page that
        does not exist was a wrong link.
        """
        if isinstance(verdict, Retry):
            self._session.record_verdict(source, due, verdict)
            return []
        if verdict.reason not in HTTP_GONE:
            self._session.stats.add_note(
                source,
                NoteKind.PAGE_UNREADABLE,
                url=due.url,
                number=len(page.further) + 2,
                problem=verdict.detail or verdict.reason,
            )
        return [PageItem(source, page)]

    async def _follow_pages(
        self, response: Response, source: Source, due: DueUrl, page: Page, seen: frozenset[str]
    ) -> ArticleOutputs:
        url = await self._find_next_page(response, source, due, page.fetched_url or page.url)
        if isinstance(url, Quarantine):
            self._session.record_verdict(source, due, url)
            return []
        if not url or url in seen:
            return [PageItem(source, page)]
        if len(seen) >= ARTICLE_PAGES:
            self._session.stats.add_note(
                source, NoteKind.TOO_MANY_PAGES, url=due.url, most=ARTICLE_PAGES
            )
            return [PageItem(source, page)]
        return [self._request(source, url, headers={}, due=due, page=page, seen=seen | {url})]

    async def _find_next_page(
        self, response: Response, source: Source, due: DueUrl, first: str
    ) -> str | Quarantine:
        """Give the address of the article's following page, "" when it has none.

        `first` is that of its first page.
        """
        with self._session.watchdog.reading(response.url, due.id):
            if not may_have_next_page(response.body, response.url, first):
                return ""  # nearly always: parsing every page would cost more than fetching it
        charset = parse_content_type(response)[1]
        return await self._session.reader.read(
            source.name,
            len(response.body),
            find_next_page_of_body,
            *(response.body, response.url, first, charset),
        )

    def _build_page(
        self, response: Response, source: Source, due: DueUrl, fetched: str
    ) -> Page | None:
        """Make the page.

        One that redirects to a known article is that article, and its own address is dropped. One
        that redirects to another source's address is left to that source: None.
        """
        answered, key = normalize_url(response.url), due.url
        if answered not in (due.url, swap_scheme(due.url)):
            is_own = self._session.owns(source, answered)
            if not is_own or self._session.is_known_url(answered):
                self._session.record_verdict(
                    source, due, Drop("fetch", Reason.MOVED, f"redirects to {answered}")
                )
                key = answered
            if not is_own:
                self._session.announce_foreign(source, answered, due.url)
                return None
        media, charset = parse_content_type(response)
        return Page(
            url=key,
            source=source.name,
            body=response.body,
            fetched=fetched,
            fetched_url=answered if answered != key else "",
            media=media or "text/html",
            charset=charset,
            status=response.status,
            etag=read_header(response, "ETag"),
            last_modified=read_header(response, "Last-Modified"),
            hint=due.hint,
            archived=get_archive_pointers(response),
        )

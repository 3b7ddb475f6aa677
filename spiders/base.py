"""Harvest sources: read what announces articles, then fetch the articles that are due.

The ledger in the store is the frontier. Scrapy's queues hold only what this run has on lease, so
nothing is lost with them.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from typing import Any, ClassVar, Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.download.conditional_get import build_conditional_headers
from crawler.download.warc_middleware import ARCHIVE_SOURCE_KEY
from crawler.responses.verdicts import verdict_of_failure
from crawler.run.item_pipeline import PageItem
from crawler.run.session import CrawlSession
from records.clock import utc_now
from records.errors import JianwenError
from records.limits import PAGE_BYTES
from records.page import Page
from records.reasons import Reason
from records.run_notes import NoteKind
from records.source import Source, SourceKind
from records.urls import get_host, get_origin
from records.verdict import Verdict
from spiders.article_pages import ArticlePages
from spiders.discovery.discover import Discovery
from spiders.discovery.request import DiscoveryRequest
from store.ledger.urls import DueUrl

SpiderOutput = list[Request | PageItem]


class HarvestSpider(Spider):
    """Harvest all sources of a session with one engine, so that sources which share a host keep its
    pace together.

    Started by `scrapy crawl NAME -a source=SOURCE` it opens a session of its own, by `jianwen
    crawl` it is given one.
    """

    kinds: ClassVar[frozenset[SourceKind]] = frozenset(("news", "authority", "journal", "partner"))

    def __init__(
        self,
        name: str | None = None,
        *,
        session: CrawlSession | None = None,
        source: str = "",
        **options: str,
    ) -> None:
        """Take the session, or the name of the source and the options of one to be opened."""
        super().__init__(name)
        self._source_name, self._options = source, options
        self._given_session = session
        self.discovery: Discovery
        self.pages: ArticlePages
        self._open_requests: Counter[str] = (
            Counter()
        )  # requests for announcements on their way, by source

    @classmethod
    # Scrapy hands on what it was given
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:  # noqa: ANN401
        """Make the spider and, where none is given, its session."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        if spider._given_session is None:
            from crawler.run.scrapy_session import open_scrapy_session

            try:
                spider._given_session = open_scrapy_session(
                    crawler.settings["JIANWEN_HOME"],
                    spider._source_name,
                    spider.kinds,
                    spider.name,
                    spider._options,
                )
            except JianwenError as error:
                spider.logger.error(str(error))  # noqa: TRY400 - one line, no traceback
                # any other exception would reach the user as a traceback
                raise SystemExit(error.exit_code) from None
            crawler.signals.connect(spider._close_session, signal=signals.spider_closed)
        spider.discovery = Discovery(spider._given_session, spider.request)
        spider.pages = ArticlePages(spider._given_session, spider.request)
        crawler.signals.connect(spider._spider_error, signal=signals.spider_error)
        crawler.signals.connect(spider._item_error, signal=signals.item_error)
        return spider

    @property
    def session(self) -> CrawlSession:
        """The run that this spider works for."""
        if self._given_session is None:
            raise RuntimeError("the spider has no session; make it by from_crawler")
        return self._given_session

    async def start(self) -> AsyncIterator[Request | PageItem]:
        """Give first what a killed run left unread, then the requests for all announcements."""
        for source in self.session.sources.values():
            if not self.session.options.dry_run:
                for id, page in self.session.iter_unread_pages(source):
                    yield PageItem(source, page, id)
            for output in self._track_requests(source, self.discovery.poll_source(source)):
                yield output

    def request(
        self,
        source: Source,
        url: str,
        *,
        headers: dict[str, str],
        most: int = PAGE_BYTES,
        **what: object,
    ) -> Request:
        """Make a request for an announcement (`step`), for an article (`due`) or for a further page
        of one (`due` and `page`).
        """
        callback: Callable[..., Awaitable[SpiderOutput]] = self.handle_page
        errback = self.handle_page_failure
        if "step" in what:
            callback, errback = self.handle_endpoint, self.handle_endpoint_failure
        elif "page" in what:
            callback, errback = self.handle_further_page, self.handle_further_failure
        if source.language:
            headers = {"Accept-Language": source.language, **headers}
        return Request(
            url,
            headers=headers,
            callback=callback,
            errback=errback,
            dont_filter=True,  # the ledger knows what was asked for
            meta={
                "pace": (source.delay, source.concurrency),
                "lax": get_host(url) if source.tls == "lax" else "",
                "download_maxsize": most,
                "download_slot": get_origin(url),
                ARCHIVE_SOURCE_KEY: source.name,
                "dont_merge_cookies": not source.cookies,
                "cookiejar": source.name,  # of this run; no source has another's
            },
            cb_kwargs={"source": source, **what},
        )

    # announcements

    async def handle_endpoint(
        self, response: Response, source: Source, step: DiscoveryRequest
    ) -> SpiderOutput:
        """Read an announcement; after the last one of a source, give the requests for its
        articles.
        """
        document = await self.discovery.read_response(response, source, step)
        if self.session.is_over:
            return []
        with self.session.watchdog.reading(response.url, step.due.id):
            return self._track_requests(
                source, self.discovery.handle_response(response, source, step, document), done=1
            )

    def handle_endpoint_failure(self, failure: Failure) -> SpiderOutput:
        """Note that an announcement could not be fetched."""
        request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy
        source: Source = request.cb_kwargs["source"]
        if self.session.is_over or self._is_own_error(failure):
            return []
        verdict = verdict_of_failure(failure, request.url)
        if verdict.reason == Reason.BUDGET:
            self.session.stats.add_note(source, NoteKind.OVER_BUDGET, problem=verdict.detail)
        else:
            self.discovery.record_failure(
                source, request.cb_kwargs["step"], verdict, request=request
            )
        return self._track_requests(source, [], done=1)

    def _track_requests(
        self, source: Source, outputs: Iterable[Request | PageItem], done: int = 0
    ) -> SpiderOutput:
        given = list(outputs)
        self._open_requests[source.name] += (
            sum(isinstance(output, Request) for output in given) - done
        )
        if self._open_requests[source.name] <= 0 and not self.session.options.dry_run:
            given += self._request_articles(source)
            # articles of others that it has announced, where those have been read already
            given += [
                request
                for owner in self.session.take_syndicated_owners()
                if self._open_requests[owner.name] <= 0
                for request in self._request_articles(owner)
            ]
        return given

    def _request_articles(self, source: Source) -> list[Request]:
        return [
            self.request(
                source, due.url, headers=build_conditional_headers(due, utc_now()), due=due
            )
            for due in self.session.lease_articles(source)
        ]

    # articles

    async def handle_page(self, response: Response, source: Source, due: DueUrl) -> SpiderOutput:
        """Give the page of an article, or note why there is none."""
        return await self.pages.handle_response(response, source, due)

    async def handle_further_page(
        self, response: Response, source: Source, due: DueUrl, page: Page, seen: frozenset[str]
    ) -> SpiderOutput:
        """Take a further page of an article."""
        return await self.pages.handle_further_page(response, source, due, page, seen)

    def handle_further_failure(self, failure: Failure) -> SpiderOutput:
        """Note that a further page of an article could not be fetched."""
        request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy
        if self.session.is_over or self._is_own_error(failure):
            return []
        asked, verdict = request.cb_kwargs, verdict_of_failure(failure, request.url)
        if verdict.reason == Reason.BUDGET:
            return self._note_over_budget(asked["source"], verdict)
        return list(
            self.pages.handle_missing_page(asked["source"], asked["due"], asked["page"], verdict)
        )

    def handle_page_failure(self, failure: Failure) -> SpiderOutput:
        """Note that an article could not be fetched."""
        request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy
        if self.session.is_over or self._is_own_error(failure):
            return []  # on lease, and given back when the session ends
        asked, verdict = request.cb_kwargs, verdict_of_failure(failure, request.url)
        if verdict.reason == Reason.BUDGET:
            return self._note_over_budget(asked["source"], verdict)
        self.session.record_verdict(asked["source"], asked["due"], verdict)
        return []

    def _note_over_budget(self, source: Source, verdict: Verdict) -> SpiderOutput:
        """Say why an article is not asked for in this run; its lease ends with the session."""
        self.session.stats.add_note(source, NoteKind.OVER_BUDGET, problem=verdict.detail)
        return []

    # what nobody foresaw

    def _spider_error(self, failure: Failure, response: Response | Failure | None) -> None:
        asked: Request | None = getattr(response, "request", None)
        source = asked.cb_kwargs.get("source") if asked is not None else None
        if (
            not self._record_error(failure, source)
            and source is not None
            and asked is not None
            and "step" in asked.cb_kwargs
        ):
            for output in self._track_requests(source, [], done=1):
                if isinstance(output, Request):
                    self.crawler.engine.crawl(output)

    def _is_own_error(self, failure: Failure) -> bool:
        """Whether a request ended with a fault of ours, such as a store that cannot be written: it
        says nothing about the address.
        """
        return isinstance(failure.value, JianwenError) and self._record_error(failure, None)

    def _item_error(self, failure: Failure, item: PageItem) -> None:
        self._record_error(failure, item.source)

    def _record_error(self, failure: Failure, source: Source | None) -> bool:
        ends = failure.value is not None and self.session.record_error(failure.value, source)
        if ends:
            self._closing = asyncio.ensure_future(
                self.crawler.engine.close_spider_async(reason="fault")
            )
        return ends

    def _close_session(self) -> None:
        try:
            self.session.__exit__(None, None, None)
        except JianwenError as error:
            self.logger.error(str(error))  # noqa: TRY400 - one line, no traceback
        self.session.store.close()
        self.logger.info(self.session.result.format_summary())

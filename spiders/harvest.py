"""Harvest sources: read what announces articles, then fetch the articles that are due.

The ledger in the store is the frontier. Scrapy's queues hold only what this run has on lease, so nothing is lost with them.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from typing import Any, ClassVar, Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.conditional import header, validators
from crawler.intake import Arrival
from crawler.mishaps import GONE, media_of, of_failure, of_page
from crawler.session import Session
from records.address import canonical, origin, twin
from records.limits import PAGE_BYTES
from records.page import Page
from records.source import Kind, Source
from records.verdict import Drop, JianwenError
from spiders.discovery import Discovery
from spiders.step import Step
from store.ledger import Due

Output = list[Request | Arrival]


class Harvest(Spider):
    """Harvest all sources of a session with one engine, so that sources which share a host keep its pace together.

    Started by `scrapy crawl NAME -a source=SOURCE` it opens a session of its own, by `jianwen crawl` it is given one.
    """

    kinds: ClassVar[frozenset[Kind]] = frozenset(("news", "authority", "journal", "partner"))

    def __init__(self, name: str | None = None, *, session: Session | None = None, source: str = "", **options: str) -> None:
        """Take the session, or the name of the source and the options of one to be opened."""
        super().__init__(name)
        self._wanted, self._options = source, options
        self._given = session
        self.discovery: Discovery
        self._open: Counter[str] = Counter()  # requests for announcements on their way, by source

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:  # noqa: ANN401 - Scrapy hands on what it was given
        """Make the spider and, where none is given, its session."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        if spider._given is None:
            from crawler.solo import open_session

            try:
                spider._given = open_session(crawler.settings["JIANWEN_HOME"], spider._wanted, spider.kinds, spider.name, spider._options)
            except JianwenError as error:
                spider.logger.error(str(error))  # noqa: TRY400 - one line, no traceback
                raise SystemExit(error.exit_code) from None  # any other exception would reach the user as a traceback
            crawler.signals.connect(spider._end, signal=signals.spider_closed)
        spider.discovery = Discovery(spider._given, spider.request)
        crawler.signals.connect(spider._spider_error, signal=signals.spider_error)
        crawler.signals.connect(spider._item_error, signal=signals.item_error)
        return spider

    @property
    def session(self) -> Session:
        """The run that this spider works for."""
        if self._given is None:
            raise RuntimeError("the spider has no session; make it by from_crawler")
        return self._given

    async def start(self) -> AsyncIterator[Request | Arrival]:
        """Give first what a killed run left unread, then the requests for all announcements."""
        for source in self.session.sources.values():
            if not self.session.options.dry:
                for id, page in self.session.unread(source):
                    yield Arrival(source, page, id)
            for output in self._counted(source, self.discovery.begin(source)):
                yield output

    def request(self, source: Source, url: str, *, headers: dict[str, str], most: int = PAGE_BYTES, **what: Step | Due) -> Request:
        """Make a request for an announcement (`step`) or for an article (`due`)."""
        step = isinstance(what.get("step"), Step)
        if source.language:
            headers = {"Accept-Language": source.language, **headers}
        return Request(
            url,
            headers=headers,
            callback=self.announced if step else self.page,
            errback=self.not_announced if step else self.no_page,
            dont_filter=True,  # the ledger knows what was asked for
            meta={"pace": (source.delay, source.concurrency), "download_maxsize": most, "download_slot": origin(url)},
            cb_kwargs={"source": source, **what},
        )

    # announcements

    def announced(self, response: Response, source: Source, step: Step) -> Output:
        """Read an announcement; after the last one of a source, give the requests for its articles."""
        return self._counted(source, self.discovery.read(response, source, step), done=1)

    def not_announced(self, failure: Failure) -> Output:
        """Note that an announcement could not be fetched."""
        request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy before it calls an errback
        source: Source = request.cb_kwargs["source"]
        if self.session.result.stopped:
            return []
        self.discovery.failed(source, request.cb_kwargs["step"], of_failure(failure, request.url))
        return self._counted(source, [], done=1)

    def _counted(self, source: Source, outputs: Iterable[Request | Arrival], done: int = 0) -> Output:
        given = list(outputs)
        self._open[source.name] += sum(isinstance(output, Request) for output in given) - done
        if self._open[source.name] <= 0 and not self.session.options.dry:
            given += [self.request(source, due.url, headers=validators(due), due=due) for due in self.session.lease(source)]
        return given

    # articles

    def page(self, response: Response, source: Source, due: Due) -> Output:
        """Give the page of an article, or note why there is none."""
        from crawler.clock import now

        verdict = of_page(response, now(), conditional=bool(due.etag or due.last_modified))
        if response.status == 304 and verdict is None:
            self.session.unchanged(source, due)
        elif response.status in GONE:
            self.session.gone(source, due, response.status)
        elif verdict is not None:
            self.session.judge(source, due, verdict)
        else:
            return [Arrival(source, self._page(response, source, due, now()))]
        return []

    def _page(self, response: Response, source: Source, due: Due, fetched: str) -> Page:
        """Make the page; one that redirects to a known article is that article, and its own address is dropped."""
        answered, key = canonical(response.url), due.url
        if answered not in (due.url, twin(due.url)) and self.session.knows(answered):
            self.session.judge(source, due, Drop("fetch", "moved", f"redirects to {answered}"))
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
        )

    def no_page(self, failure: Failure) -> Output:
        """Note that an article could not be fetched."""
        request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy before it calls an errback
        if self.session.result.stopped:
            return []  # on lease, and given back when the session ends
        self.session.judge(request.cb_kwargs["source"], request.cb_kwargs["due"], of_failure(failure, request.url))
        return []

    # what nobody foresaw

    def _spider_error(self, failure: Failure, response: Response | Failure | None) -> None:
        asked: Request | None = getattr(response, "request", None)
        source = asked.cb_kwargs.get("source") if asked is not None else None
        if not self._broken(failure, source) and source is not None and asked is not None and "step" in asked.cb_kwargs:
            for output in self._counted(source, [], done=1):
                if isinstance(output, Request):
                    self.crawler.engine.crawl(output)

    def _item_error(self, failure: Failure, item: Arrival) -> None:
        self._broken(failure, item.source)

    def _broken(self, failure: Failure, source: Source | None) -> bool:
        ends = failure.value is not None and self.session.broken(failure.value, source)
        if ends:
            self._closing = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason="fault"))
        return ends

    def _end(self) -> None:
        self.session.__exit__(None, None, None)
        self.session.store.close()
        self.logger.info(self.session.result.summary())

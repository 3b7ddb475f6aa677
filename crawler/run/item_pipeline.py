"""The item pipeline: a fetched page is kept, refined in a worker process, settled in the store."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from scrapy.crawler import Crawler

from crawler.run.session import CrawlSession
from records.page import Page
from records.source import Source


@dataclass(slots=True)
class PageItem:
    """A page on its way into the store."""

    source: Source
    page: Page
    ledger_id: int = 0  # of the ledger, when an earlier run has kept it
    on_saved: Callable[[], None] | None = None  # called once the page is on disk


class IngestPipeline:
    """Take every arrival in; a failure of the store reaches the spider's `item_error`."""

    def __init__(self, session: CrawlSession) -> None:
        """Write into the session's store."""
        self._session = session

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Use the session of the crawl's spider."""
        # Spider does not declare it
        session: CrawlSession = getattr(crawler.spider, "session")  # noqa: B009
        return cls(session)

    async def process_item(self, item: PageItem) -> PageItem:
        """Keep, refine, settle."""
        await self._session.ingest(item.source, item.page, item.ledger_id, item.on_saved)
        return item

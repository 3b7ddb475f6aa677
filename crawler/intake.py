"""The item pipeline: a fetched page is kept, refined in a worker process, settled in the store."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from scrapy.crawler import Crawler

from crawler.session import Session
from records.page import Page
from records.source import Source


@dataclass(slots=True)
class Arrival:
    """A page on its way into the store."""

    source: Source
    page: Page
    id: int = 0  # of the ledger, when an earlier run has kept it
    kept: Callable[[], None] | None = None  # called once the page is on disk


class Intake:
    """Take every arrival in; a failure of the store reaches the spider's `item_error`."""

    def __init__(self, session: Session) -> None:
        """Write into the session's store."""
        self._session = session

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Use the session of the crawl's spider."""
        session: Session = getattr(crawler.spider, "session")  # noqa: B009 - Spider does not declare it
        return cls(session)

    async def process_item(self, item: Arrival) -> Arrival:
        """Keep, refine, settle."""
        await self._session.take(item.source, item.page, item.id, item.kept)
        return item

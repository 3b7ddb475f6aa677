"""Fetch one page for somebody who looks at it, by way of the same guard and manners as a crawl."""

from collections.abc import AsyncIterator

from scrapy import Request, Spider
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.addresses import fault
from crawler.clock import now
from crawler.mishaps import media_of, of_failure, of_page
from crawler.process import project_settings
from records.address import canonical
from records.home import Home
from records.page import Page
from records.verdict import UsageError, Verdict


class OnePage(Spider):
    """Ask for one address; the answer goes into `found`."""

    name = "onepage"

    def __init__(self, name: str | None = None, *, url: str, found: list[Response | Verdict]) -> None:
        """Take the address and the list that gets the answer."""
        super().__init__(name)
        self._request = Request(url, callback=self.answer, errback=self.none)
        self._found = found

    async def start(self) -> AsyncIterator[Request]:
        """Give the one request."""
        yield self._request

    def answer(self, response: Response) -> None:
        """Take the page, or say what is wrong with it."""
        self._found.append(of_page(response, now()) or response)

    def none(self, failure: Failure) -> None:
        """Say why there is no page."""
        self._found.append(of_failure(failure, self._request.url))


def fetch(url: str, home: Home) -> Page:
    """Fetch one page; UsageError says why there is none. Like a crawl it can run once in the life of a process."""
    reason = fault(url, home.allow_hosts)
    if reason:
        raise UsageError(f"{url[:200]}: {reason}")
    settings = project_settings(home)
    settings.set("ITEM_PIPELINES", {}, priority="cmdline")
    found: list[Response | Verdict] = []
    process = AsyncCrawlerProcess(settings)
    process.crawl(OnePage, url=url, found=found)
    process.start()
    if not found:
        raise KeyboardInterrupt
    answer = found[0]
    if not isinstance(answer, Response):
        raise UsageError(f"{url}: {answer.detail or answer.reason}")
    media, charset = media_of(answer)
    address = canonical(url)
    answered = canonical(answer.url)
    return Page(
        url=address,
        source="",
        body=answer.body,
        fetched=now(),
        fetched_url=answered if answered != address else "",
        media=media or "text/html",
        charset=charset,
    )

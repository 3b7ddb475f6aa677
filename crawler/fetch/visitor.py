"""Fetch some pages for somebody who looks at them, by way of the same guard and manners as a
crawl.
"""

from collections.abc import AsyncIterator, Generator
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from scrapy import Request, Spider, signals
from scrapy.crawler import AsyncCrawlerProcess, Crawler
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.download.public_addresses import find_url_error
from crawler.responses.verdicts import (
    HTML_MEDIA_TYPES,
    parse_content_type,
    verdict_of_failure,
    verdict_of_response,
)
from crawler.scrapy_settings import build_scrapy_settings
from crawler.settings import JSON_ACCEPT_HEADER, read_secret
from records.clock import utc_now
from records.errors import JianwenError
from records.limits import PAGE_BYTES, SITEMAP_BYTES
from records.paths import Paths
from records.reasons import Reason
from records.verdict import Drop, Verdict

PlanResult = TypeVar("PlanResult")


@dataclass(frozen=True, slots=True)
class FetchResult:
    """What one address answered; with a verdict there is no body to be read."""

    url: str  # the address that answered, after redirects
    status: int = 0  # as HTTP says it; 0: it could not be fetched
    body: bytes = b""
    media: str = ""
    charset: str = ""
    verdict: Verdict | None = None

    @property
    def failure(self) -> str:
        """Why there is nothing to read, "" when there is."""
        return (self.verdict.detail or self.verdict.reason) if self.verdict is not None else ""

    def as_page(self) -> "FetchResult":
        """Give the answer as that of an article or a channel: too long a page, and what is none,
        has a verdict.
        """
        if self.verdict is not None:
            return self
        if self.media not in HTML_MEDIA_TYPES:
            return FetchResult(
                self.url,
                self.status,
                verdict=Drop("fetch", Reason.NOT_HTML, f"{self.media}, not a web page"),
            )
        if len(self.body) > PAGE_BYTES:
            return FetchResult(
                self.url,
                self.status,
                verdict=Drop(
                    "fetch", Reason.TOO_LARGE, f"longer than the {PAGE_BYTES:,} bytes of a page"
                ),
            )
        return self


@dataclass(frozen=True, slots=True)
class JsonListRequest:
    """The address of a JSON list."""

    url: str
    token: str = ""  # name of the environment variable that holds the partner's token


FetchPlan = Generator[str | JsonListRequest, FetchResult, PlanResult]
"""Gives the addresses that it wants one by one, is sent their answers, returns what it made of
them.
"""


def run_fetch_plan(plan: FetchPlan[PlanResult], home: Paths) -> PlanResult:
    """Follow a plan to its end; like a crawl this can run once in the life of a process.

    An address that must not be fetched is answered with its verdict. KeyboardInterrupt when the
    visit was stopped.
    """
    settings = build_scrapy_settings(home)
    settings.set("ITEM_PIPELINES", {}, priority="cmdline")
    made: list[Any] = []
    process = AsyncCrawlerProcess(settings)
    process.crawl(FetchPlanSpider, plan=plan, made=made)
    process.start()
    if process.bootstrap_failed:
        raise JianwenError("the crawler could not start; JIANWEN_DEBUG=1 shows why")
    if not made:
        raise KeyboardInterrupt
    if isinstance(made[0], BaseException):
        raise made[0]
    result: PlanResult = made[0]
    return result


class FetchPlanSpider(Spider):
    """Ask for what the plan wants, one address after the other."""

    name = "visitor"

    def __init__(self, name: str | None = None, *, plan: FetchPlan[Any], made: list[Any]) -> None:
        """Take the plan and the list that gets its result."""
        super().__init__(name)
        self._plan, self._outcome = plan, made

    @classmethod
    # as Scrapy has it
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:  # noqa: ANN401
        """Make the spider of a visit, which hears of its own faults."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.handle_error, signals.spider_error)
        return spider

    def handle_error(self, failure: Failure) -> None:
        """Keep a fault of the plan, which Scrapy would only log."""
        self._outcome.append(failure.value)

    async def start(self) -> AsyncIterator[Request]:
        """Give the first request."""
        for request in self._next(None):
            yield request

    def handle_response(self, response: Response) -> list[Request]:
        """Hand the plan what came."""
        media, charset = parse_content_type(response)
        return self._next(
            FetchResult(
                response.url,
                response.status,
                response.body,
                media,
                charset,
                verdict_of_response(response, utc_now()),
            )
        )

    def handle_failure(self, failure: Failure) -> list[Request]:
        """Hand the plan why nothing came."""
        request: Request = failure.request  # type: ignore[attr-defined]  # set by Scrapy
        return self._next(
            FetchResult(request.url, verdict=verdict_of_failure(failure, request.url))
        )

    def _next(self, answer: FetchResult | None) -> list[Request]:
        try:
            ask = next(self._plan) if answer is None else self._plan.send(answer)
        except StopIteration as end:
            self._outcome.append(end.value)
            return []
        except JianwenError as error:
            self._outcome.append(error)
            return []
        url, token = (ask, "") if isinstance(ask, str) else (ask.url, ask.token)
        headers = {} if isinstance(ask, str) else {"Accept": JSON_ACCEPT_HEADER}
        if token:
            headers["Authorization"] = f"Bearer {read_secret(token)}"
        meta = {"download_maxsize": SITEMAP_BYTES, "dont_merge_cookies": True}
        return [
            Request(
                url,
                callback=self.handle_response,
                errback=self.handle_failure,
                headers=headers,
                dont_filter=True,
                meta=meta,
            )
        ]


def find_fetch_error(url: str, home: Paths) -> str:
    """Say why an address must not be fetched, "" when it may be."""
    return find_url_error(url, home.allow_hosts)

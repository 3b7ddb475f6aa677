"""Behave towards each host as it asks: robots.txt, Crawl-delay, Retry-After, and less when it fails.

Everything counts per scheme, host and port. Delay and concurrency are set on Scrapy's own downloader slots.
"""

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Set
from dataclasses import dataclass
from typing import Any, Final, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler.addresses import allowed
from crawler.clock import now
from crawler.guard import Refused
from crawler.mishaps import of_failure, pause_of
from crawler.robots import Robots, read_robots, unreachable
from records.address import origin
from records.home import Home
from records.limits import CONNECTIONS_ALLOWED, CONNECTIONS_PUBLIC, DELAY_PUBLIC, HOST_FAILURES, RETRY_SECONDS
from records.verdict import Drop, Retry

logger = logging.getLogger(__name__)

LEAST_DELAY: Final = 0.001
"""Seconds; without any Scrapy 2.19 starts all that waits for a slot at once, whatever its concurrency: it counts too late."""


STOPPED: Final = Retry("fetch", "stopped", "the run was ended")
"""What a request gets that a signal came before; it is not written down, the page is given back."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast one host is asked."""

    delay: float
    concurrency: int

    def meet(self, delay: float | None, concurrency: int | None) -> "Pace":
        """Give the pace with what a source wishes; where two sources share a host the slower wish holds."""
        return Pace(self.delay if delay is None else delay, concurrency or self.concurrency)

    def slower(self, other: "Pace") -> "Pace":
        """Give the slower of both."""
        return Pace(max(self.delay, other.delay), min(self.concurrency, other.concurrency))


@dataclass(frozen=True, slots=True)
class Pause:
    """A host that is left alone for a while."""

    until: float  # monotonic seconds
    reason: str
    detail: str

    def verdict(self) -> Retry:
        """What a page of the host gets meanwhile."""
        return Retry("fetch", self.reason, self.detail, max(self.until - time.monotonic(), 0.0))


def usual_pace(url: str, allow_hosts: Set[str]) -> Pace:
    """Give the pace of a host for which no source wishes another."""
    return Pace(0.0, CONNECTIONS_ALLOWED) if allowed(url, allow_hosts) else Pace(DELAY_PUBLIC, CONNECTIONS_PUBLIC)


class MannersMiddleware:
    """Ask for robots.txt before the first page of a host, keep the pace, stay away when told to."""

    def __init__(self, crawler: Crawler) -> None:
        """Begin a run that knows nothing of any host."""
        home: Home = crawler.settings["JIANWEN_HOME"]
        self._crawler, self._allow_hosts = crawler, home.allow_hosts
        self._robots: dict[str, asyncio.Future[Robots]] = {}
        self._paces: dict[str, Pace] = {}
        self._pauses: dict[str, Pause] = {}
        self._failures: Counter[str] = Counter()
        self._stopped = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware of a crawl."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let a request go to its host's slot, or raise Refused."""
        if self._stopped:
            raise Refused(STOPPED)
        host = origin(request.url)
        self._refuse_paused(host)
        request.meta["download_slot"] = host
        self._keep_pace(host, request)
        if request.meta.get("robots"):
            return
        robots = await self._robots_of(host, request)
        refusal = robots.refusal(request.url)
        if refusal is not None:
            raise Refused(refusal)
        if robots.delay > self._paces[host].delay:
            self._set_pace(host, Pace(robots.delay, 1))
        self._refuse_paused(host)  # it may have asked for quiet while robots.txt was awaited

    def process_response(self, request: Request, response: Response) -> Response:
        """Note how the host is doing."""
        host = origin(request.url)
        seconds = pause_of(response, now())
        if seconds:
            self._pause(host, seconds, "host-paused", f"{host} answered {response.status} and asked to wait {seconds:.0f} s")
        if response.status >= 500:
            self._failed(host, request, f"answers {response.status}")
        else:
            self._failures[host] = 0
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Count a failed download; one that we refused ourselves says nothing about the host."""
        if not isinstance(exception, IgnoreRequest):
            self._failed(origin(request.url), request, of_failure(exception, request.url).reason)

    def _failed(self, host: str, request: Request, what: str) -> None:
        if request.meta.get("retry_times"):
            return  # the second tries of a few bad pages come in a row at the end of a run
        self._failures[host] += 1
        if self._failures[host] >= HOST_FAILURES and host not in self._pauses:
            self._pause(host, RETRY_SECONDS[0], "host-down", f"{host} failed {HOST_FAILURES} times in a row ({what})")

    def _pause(self, host: str, seconds: float, reason: str, detail: str) -> None:
        until = time.monotonic() + seconds
        if host not in self._pauses or self._pauses[host].until < until:
            self._pauses[host] = Pause(until, reason, detail)
        self._send_away(host, self._pauses[host].verdict())  # what passed before the host asked for quiet

    def _send_away(self, host: str, verdict: Retry) -> None:
        """Refuse the requests to a host that wait for their turn."""
        downloader: Any = self._crawler.engine.downloader
        waiting = downloader.slots[host].queue if host in downloader.slots else ()
        while waiting:
            _, turn = waiting.popleft()
            turn.errback(Refused(verdict))

    def stop(self) -> None:
        """Begin nothing new: what waits is refused, what is under way may come in."""
        self._stopped = True
        for host in tuple(self._paces):
            self._send_away(host, STOPPED)

    def _refuse_paused(self, host: str) -> None:
        pause = self._pauses.get(host)
        if pause is None:
            return
        if pause.until > time.monotonic():
            raise Refused(pause.verdict())
        del self._pauses[host]
        self._failures[host] = 0

    def _keep_pace(self, host: str, request: Request) -> None:
        delay, concurrency = request.meta.get("pace") or (None, None)
        wished = usual_pace(request.url, self._allow_hosts).meet(delay, concurrency)
        known = self._paces.get(host)
        self._set_pace(host, wished if known is None else known.slower(wished))

    def _set_pace(self, host: str, pace: Pace) -> None:
        if self._paces.get(host) == pace:
            return
        self._paces[host] = pace
        downloader: Any = self._crawler.engine.downloader
        delay = max(pace.delay, LEAST_DELAY)
        downloader.per_slot_settings[host] = {"delay": delay, "concurrency": pace.concurrency, "jitter": 0.0}
        if host in downloader.slots:
            downloader.slots[host].delay = delay
            downloader.slots[host].concurrency = pace.concurrency

    async def _robots_of(self, host: str, request: Request) -> Robots:
        if host not in self._robots:
            self._robots[host] = asyncio.ensure_future(self._ask_robots(host, request))
        return await asyncio.shield(self._robots[host])

    async def _ask_robots(self, host: str, request: Request) -> Robots:
        meta = {"robots": True, "pace": request.meta.get("pace")}
        asked = Request(f"{host}/robots.txt", callback=NO_CALLBACK, dont_filter=True, meta=meta)
        return await ask_robots(self._crawler, asked)


async def ask_robots(crawler: Crawler, request: Request) -> Robots:
    """Fetch robots.txt by way of all middlewares; a host that the guard refuses is closed by the guard's verdict."""
    download = asyncio.ensure_future(crawler.engine.download_async(request))
    await asyncio.wait([download])
    error = download.exception()
    if error is None:
        response = download.result()
        return read_robots(response.status, response.body, after=pause_of(response, now()))
    verdict = of_failure(error, request.url)
    logger.debug("robots.txt of %s: %s", request.url, verdict)
    if isinstance(verdict, Drop):
        return Robots() if verdict.reason == "redirects" else Robots(closed=verdict)
    after = verdict.after if isinstance(verdict, Retry) else 0.0
    return unreachable(f"robots.txt cannot be fetched: {verdict.detail or verdict.reason}", after=after)

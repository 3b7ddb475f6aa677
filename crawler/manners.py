"""Behave as a guest: robots.txt by RFC 9309, Crawl-delay, Retry-After, few connections per host."""

import asyncio
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Self

from protego import Protego
from scrapy import Request
from scrapy.core.downloader import Slot
from scrapy.http.request import NO_CALLBACK

from crawler.failures import FAILURES, Forbidden, Paused, Unreachable
from records.address import origin
from records.limits import (
    CONNECTIONS_ALLOWED,
    CONNECTIONS_PUBLIC,
    CRAWL_DELAY_MOST,
    DELAY_PUBLIC,
    RETRY_AFTER_LEAST,
    RETRY_AFTER_MOST,
    ROBOTS_BYTES,
)

if TYPE_CHECKING:
    from scrapy.core.engine import ExecutionEngine
    from scrapy.crawler import Crawler
    from scrapy.http import Response

ROBOT = "Jianwen"
"""The product token by which robots.txt may address us."""


@dataclass(slots=True)
class Host:
    """What we know of one scheme, host and port in this run."""

    ready: asyncio.Event = field(default_factory=asyncio.Event)  # robots.txt has been judged
    rules: Protego | None = None  # None: everything is allowed
    refusal: str = ""  # why nothing may be asked for
    resume: float = 0.0  # monotonic seconds before which the host wants no request
    pause: str = ""


def retry_after(value: str, now: datetime) -> float:
    """Read a Retry-After header, seconds or date, as seconds from `now`.

    Never more than a day: hosts say 99999999 too. Rubbish, the past and an empty header count as the least wait.
    """
    text = value.strip()
    if text.isascii() and text.isdigit():
        seconds = float(text[:9])
    else:
        try:
            date = parsedate_to_datetime(text)
        except (ValueError, TypeError):
            return RETRY_AFTER_LEAST
        seconds = (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp() - now.timestamp()
    return min(max(seconds, RETRY_AFTER_LEAST), RETRY_AFTER_MOST)


class Manners:
    """Downloader middleware: asks robots.txt before the first request to a host, keeps each host's pace, obeys its pauses."""

    def __init__(self, crawler: "Crawler") -> None:
        """Remember the crawler whose downloader slots are set here."""
        self.crawler = crawler
        self.hosts: dict[str, Host] = {}
        self.allow_hosts = frozenset(crawler.settings.getlist("JIANWEN_ALLOW_HOSTS"))

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """Make the middleware of one crawl."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let the request go to its host's slot, or raise Paused, Forbidden or Unreachable."""
        key = origin(request.url)
        request.meta["download_slot"] = key
        self._slot(key)
        if request.meta.get("robots"):  # a robots.txt may lead to another host, whose own robots.txt is then not asked
            return
        host = self.hosts.get(key)
        if host is None:
            host = self.hosts[key] = Host()
            await self._ask_robots(key, host, request.url)
        await host.ready.wait()
        if host.resume > time.monotonic():
            raise Paused(host.pause, host.resume - time.monotonic())
        if host.refusal:
            raise Unreachable(host.refusal)
        if host.rules is not None and not host.rules.can_fetch(request.url, ROBOT):
            raise Forbidden(f"robots.txt of {key} forbids {request.url}")

    def process_response(self, request: Request, response: "Response") -> "Response":
        """Note how long a host that answers 429 or 503 wants to be left alone."""
        if response.status in (429, 503) and not request.meta.get("robots"):
            value = (response.headers.get(b"Retry-After") or b"").decode("latin-1")
            seconds = retry_after(value, datetime.now(UTC))
            host = self.hosts.setdefault(origin(response.url), Host())
            host.resume = max(host.resume, time.monotonic() + seconds)
            host.pause = f"{origin(response.url)} answered {response.status}, Retry-After {value or 'not given'!r}"
            raise Paused(host.pause, seconds)
        return response

    async def _ask_robots(self, key: str, host: Host, url: str) -> None:
        place = "/".join(url.split("/", 3)[:3]) + "/robots.txt"
        request = Request(place, meta={"robots": True, "handle_httpstatus_all": True}, priority=1000, callback=NO_CALLBACK)
        try:
            response = await self._engine().download_async(request)
            self._read_robots(key, host, response)
        except FAILURES as error:
            host.refusal = f"{place} cannot be had: {error}"
        finally:
            host.ready.set()

    def _read_robots(self, key: str, host: Host, response: "Response") -> None:
        if response.status >= 500:
            host.refusal = f"{response.url} answered {response.status}, so this host is left alone"
        elif response.status < 300:
            host.rules = Protego.parse(response.body[:ROBOTS_BYTES].decode("utf-8-sig", "ignore"))
            wanted = host.rules.crawl_delay(ROBOT)
            slot = self._slot(key)
            slot.delay = max(slot.delay, min(float(wanted or 0), CRAWL_DELAY_MOST))
            if wanted:
                slot.concurrency, slot.jitter = 1, 0.0  # a stated delay is between requests, not per connection

    def _engine(self) -> "ExecutionEngine":
        if self.crawler.engine is None:
            raise RuntimeError("a request came before the engine")
        return self.crawler.engine

    def _slot(self, key: str) -> Slot:
        """Give the host its own slot with its own pace, before Scrapy makes one with everybody's."""
        slots = self._engine().downloader.slots
        if key not in slots:
            source = getattr(self.crawler.spider, "site", None)
            allowed = key.split("://", 1)[1] in self.allow_hosts
            delay = 0.0 if allowed else DELAY_PUBLIC
            concurrency = CONNECTIONS_ALLOWED if allowed else CONNECTIONS_PUBLIC
            if source is not None and source.delay is not None:
                delay = source.delay
            if source is not None and source.concurrency is not None:
                concurrency = source.concurrency
            slots[key] = Slot(concurrency, delay, 0.3 if delay else 0.0)
        slot: Slot = slots[key]
        return slot

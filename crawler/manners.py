"""Behave towards each host as it asks: its files for crawlers, Crawl-delay, Retry-After, reservations, and less when it fails.

Everything counts per scheme, host and port. Delay and concurrency are set on Scrapy's own downloader slots. Which host is left
alone decides crawler/circuit.py.
"""

import time
from collections import Counter
from collections.abc import Set
from dataclasses import dataclass
from typing import Any, Final, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler import tdm
from crawler.addresses import allowed
from crawler.challenge import challenge_of
from crawler.circuit import DOWN, PAUSED, Circuit
from crawler.clock import now
from crawler.guard import Refused
from crawler.hostfiles import OWN, ROBOTS, HostFiles
from crawler.mishaps import of_failure, pause_of
from records.address import origin
from records.home import Home
from records.limits import CONNECTIONS_ALLOWED, CONNECTIONS_PUBLIC, DELAY_PUBLIC, HOST_FAILURES, RETRY_SECONDS
from records.source import Source
from records.verdict import Drop, Retry

LEAST_DELAY: Final = 0.001
"""Seconds; without any Scrapy 2.19 starts all that waits for a slot at once, whatever its concurrency: it counts too late."""
CONTRACT: Final = "contract"
"""Licence of a source whose publisher agreed in writing: its reservations towards everybody else do not hold for us."""


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


def usual_pace(url: str, allow_hosts: Set[str]) -> Pace:
    """Give the pace of a host for which no source wishes another."""
    return Pace(0.0, CONNECTIONS_ALLOWED) if allowed(url, allow_hosts) else Pace(DELAY_PUBLIC, CONNECTIONS_PUBLIC)


class MannersMiddleware:
    """Ask for a host's files before its first page, keep the pace, stay away when told to."""

    def __init__(self, crawler: Crawler) -> None:
        """Begin a run that knows of the hosts what its session knows."""
        home: Home = crawler.settings["JIANWEN_HOME"]
        self._crawler, self._allow_hosts = crawler, home.allow_hosts
        self._session: Any = getattr(getattr(crawler, "spider", None), "session", None)  # `jianwen extract URL` has none
        self._circuit: Circuit = self._session.circuit if self._session is not None else Circuit()
        self._files = HostFiles(crawler, self._slow_down, self._session.store if self._session is not None else None)
        self._paces: dict[str, Pace] = {}
        self._failures: Counter[str] = Counter()
        self._stopped = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware of a crawl."""
        manners = cls(crawler)
        crawler.signals.connect(manners._files.end, signal=signals.bytes_received)
        return manners

    async def process_request(self, request: Request) -> None:
        """Let a request go to its host's slot, or raise Refused."""
        if self._stopped:
            raise Refused(STOPPED)
        host = origin(request.url)
        self._refuse_spent(host, request)
        self._refuse_closed(host, request)
        request.meta["download_slot"] = host
        self._keep_pace(host, request)
        if OWN in request.meta:
            return
        wishes = await self._files.of(host, request)
        if self._stopped:
            raise Refused(STOPPED)
        refusal = wishes.robots.refusal(request.url)
        if refusal is not None and not self._circuit.challenged(host, now()):
            raise Refused(refusal)
        self._refuse_closed(host, request)  # it may have asked for quiet while its files were awaited
        if wishes.note and self._session is not None and "source" in request.cb_kwargs:
            self._session.tally.note(request.cb_kwargs["source"], wishes.note)

    def process_response(self, request: Request, response: Response) -> Response:
        """Note how the host is doing; raise Refused for what it has reserved."""
        host, at = origin(request.url), now()
        seconds = pause_of(response, at)
        wall = challenge_of(response)
        if wall:
            self._challenged(request, f"{response.status} with a test for browsers ({wall})", at)
            return response
        if seconds:
            self._close(host, seconds + 1, PAUSED, f"{host} answered {response.status} and asked to wait {seconds:.0f} s", at)
        if response.status >= 500:
            self._failed(host, request, f"answers {response.status}")
            return response
        self._failures[host] = 0
        if response.status < 400 and OWN not in request.meta:
            self._circuit.answered(host, at)
            self._refuse_reserved(host, request, response)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Count a failed download; one that we refused ourselves says nothing about the host."""
        if not isinstance(exception, IgnoreRequest):
            self._failed(origin(request.url), request, of_failure(exception, request.url).reason)

    def _challenged(self, request: Request, what: str, at: str) -> None:
        """Note a test for browsers at the host that answered and, after a redirect, at the one that was asked."""
        request.meta["dont_retry"] = True
        if request.meta.get(OWN) != tdm.PATH:  # walls forbid paths that begin with a dot; that says nothing about articles
            for host in {origin(url) for url in (request.url, *_first(request))}:
                self._suspect(host, request, what, at)

    def _suspect(self, host: str, request: Request, what: str, at: str) -> None:
        at_once = request.meta.get(OWN) == ROBOTS or "step" in request.cb_kwargs
        self._circuit.challenge(host, what, at, at_once=at_once)
        self._set_pace(host, Pace(self._paces[host].delay if host in self._paces else DELAY_PUBLIC, 1))
        self._send_closed_away(host, at)

    def _failed(self, host: str, request: Request, what: str) -> None:
        if request.meta.get("retry_times"):
            return  # the second tries of a few bad pages come in a row at the end of a run
        self._failures[host] += 1
        if self._failures[host] >= HOST_FAILURES:
            self._failures[host] = 0
            self._close(host, RETRY_SECONDS[0], DOWN, f"{host} failed {HOST_FAILURES} times in a row ({what})", now())

    def _close(self, host: str, seconds: float, reason: str, detail: str, at: str) -> None:
        self._circuit.close(host, seconds, reason, detail, at)
        self._send_closed_away(host, at)  # what passed before the host asked for quiet

    def _send_closed_away(self, host: str, at: str) -> None:
        verdict = self._circuit.refusal(host, at)
        if verdict is not None:
            self._send_away(host, verdict)

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

    def _refuse_closed(self, host: str, request: Request) -> None:
        at = now()
        verdict = self._circuit.refusal(host, at)
        if verdict is None:
            return
        if self._circuit.challenged(host, at):
            for url in _first(request):
                self._suspect(origin(url), request, f"with a redirect to {host}, which tests browsers", at)
        raise Refused(verdict)

    def _refuse_spent(self, host: str, request: Request) -> None:
        """Raise Refused for what is over the budget of the run; the files for crawlers are in it."""
        if self._session is None or OWN in request.meta:
            return
        asked = request.cb_kwargs
        barren = self._session.budget.barren(asked["source"].name) if "due" in asked and not asked["due"].fetched else None
        verdict = barren or self._session.budget.ask(host, time.monotonic())
        if verdict is not None:
            raise Refused(verdict)

    def _refuse_reserved(self, host: str, request: Request, response: Response) -> None:
        """Raise Refused for a page or an announcement that its publisher has reserved; one that did not change brings no text."""
        source: Source | None = request.cb_kwargs.get("source")
        if response.status == 304 or (source is not None and source.rights.licence == CONTRACT):
            return
        reserved = tdm.reservation(response.headers, response.body, self._files.known(host).reservations, response.url)
        if reserved:
            raise Refused(Drop("fetch", "tdm-reserved", reserved))

    def _keep_pace(self, host: str, request: Request) -> None:
        delay, concurrency = request.meta.get("pace") or (None, None)
        wished = usual_pace(request.url, self._allow_hosts).meet(delay, concurrency)
        if self._circuit.suspects(host):
            wished = Pace(wished.delay, 1)
        known = self._paces.get(host)
        self._set_pace(host, wished if known is None else known.slower(wished))

    def _slow_down(self, host: str, delay: float) -> None:
        if delay > self._paces[host].delay:
            self._set_pace(host, Pace(delay, 1))

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


def _first(request: Request) -> list[str]:
    """Give the address that was asked for before redirects led to this one, as a list of one or none."""
    return list(request.meta.get("redirect_urls", ())[:1])

"""Behave towards each host as it asks: its files for crawlers, Crawl-delay, Retry-After,
reservations, and less when it fails.

Everything counts per scheme, host and port. Delay and concurrency are set on Scrapy's own
downloader slots. Which host is left alone decides crawler/politeness/circuit_breaker.py.
"""

import time
from collections import Counter
from typing import Any, Final, Self

from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from crawler.download.ssrf_guard import RequestRefused
from crawler.politeness.circuit_breaker import CircuitBreaker
from crawler.politeness.host_files import HOST_FILE_KEY, ROBOTS_FILE, HostPolicies
from crawler.politeness.rate_limit import PUBLIC_HOST_DELAY, RateLimit, get_default_rate_limit
from crawler.politeness.tdm_reservation import TDM_FILE_PATH, find_reservation
from crawler.responses.bot_challenge import detect_challenge
from crawler.responses.verdicts import read_pause, verdict_of_failure
from records.clock import utc_now
from records.paths import Paths
from records.reasons import HttpReason, Reason, VerdictReason
from records.source import Source
from records.urls import get_origin
from records.verdict import Drop, Retry
from store.ledger.intervals import RETRY_SECONDS

# failed downloads in a row after which a host is left alone for the rest of the run
HOST_FAILURES: Final = 5
MIN_DELAY: Final = 0.001
"""Seconds.

Without any Scrapy 2.19 starts all that waits for a slot at once, whatever its concurrency: it
counts too late.
"""
CONTRACT_LICENCE: Final = "contract"
"""Licence of a source whose publisher agreed in writing: its reservations towards everybody else do
not hold for us.
"""


RUN_STOPPED: Final = Retry("fetch", Reason.STOPPED, "the run was ended")
"""What a request gets that a signal came before; it is not written down, the page is given back."""


class PolitenessMiddleware:
    """Ask for a host's files before its first page, keep the pace, stay away when told to."""

    def __init__(self, crawler: Crawler) -> None:
        """Begin a run that knows of the hosts what its session knows."""
        home: Paths = crawler.settings["JIANWEN_HOME"]
        self._crawler, self._allow_hosts = crawler, home.allow_hosts
        # `jianwen extract URL` has none
        self._session: Any = getattr(getattr(crawler, "spider", None), "session", None)
        self._circuit: CircuitBreaker = (
            self._session.circuit if self._session is not None else CircuitBreaker()
        )
        self._host_policies = HostPolicies(
            crawler, self._slow_down, self._session.store if self._session is not None else None
        )
        self._rate_limits: dict[str, RateLimit] = {}
        self._failures: Counter[str] = Counter()
        self._stopped = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make the middleware of a crawl."""
        manners = cls(crawler)
        crawler.signals.connect(
            manners._host_policies.limit_robots_size, signal=signals.bytes_received
        )
        return manners

    async def process_request(self, request: Request) -> None:
        """Let a request go to its host's slot, or raise Refused."""
        if self._stopped:
            raise RequestRefused(RUN_STOPPED)
        host = get_origin(request.url)
        self._refuse_over_budget(host, request)
        self._refuse_closed(host, request)
        request.meta["download_slot"] = host
        self._apply_rate_limit(host, request)
        if HOST_FILE_KEY in request.meta:
            return
        wishes = await self._host_policies.get_policy(host, request)
        if self._stopped:
            raise RequestRefused(RUN_STOPPED)
        refusal = wishes.robots.find_refusal(request.url)
        if refusal is not None and not self._circuit.describe_challenge(host, utc_now()):
            raise RequestRefused(refusal)
        # it may have asked for quiet while its files were awaited
        self._refuse_closed(host, request)
        if wishes.warning and self._session is not None and "source" in request.cb_kwargs:
            self._session.stats.add_note(request.cb_kwargs["source"], wishes.warning)

    def process_response(self, request: Request, response: Response) -> Response:
        """Note how the host is doing; raise Refused for what it has reserved."""
        if self._session is None:
            return self._judge_response(request, response)
        due = request.cb_kwargs.get("due") or getattr(request.cb_kwargs.get("step"), "due", None)
        with self._session.watchdog.reading(response.url, due.id if due is not None else 0):
            return self._judge_response(request, response)

    def _judge_response(self, request: Request, response: Response) -> Response:
        host, at = get_origin(request.url), utc_now()
        seconds = read_pause(response, at)
        wall = detect_challenge(response)
        if wall:
            self._record_challenge(
                request, f"{response.status} with a test for browsers ({wall})", at
            )
            return response
        if seconds:
            self._close_host(
                host,
                seconds + 1,
                Reason.HOST_PAUSED,
                f"{host} answered {response.status} and asked to wait {seconds:.0f} s",
                at,
            )
        if response.status >= 500:
            self._record_failure(host, request, HttpReason.from_status(response.status))
            return response
        self._failures[host] = 0
        if response.status < 400 and HOST_FILE_KEY not in request.meta:
            self._circuit.record_success(host, at)
            self._refuse_reserved(host, request, response)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        """Count a failed download; one that we refused ourselves says nothing about the host."""
        if not isinstance(exception, IgnoreRequest):
            self._record_failure(
                get_origin(request.url), request, verdict_of_failure(exception, request.url).reason
            )

    def _record_challenge(self, request: Request, description: str, now: str) -> None:
        """Note a test for browsers at the host that answered and, after a redirect, at the one that
        was asked.
        """
        request.meta["dont_retry"] = True
        # walls forbid paths that begin with a dot; that says nothing about articles
        if request.meta.get(HOST_FILE_KEY) != TDM_FILE_PATH:
            for host in {get_origin(url) for url in (request.url, *_original_urls(request))}:
                self._record_host_challenge(host, request, description, now)

    def _record_host_challenge(self, host: str, request: Request, what: str, at: str) -> None:
        at_once = request.meta.get(HOST_FILE_KEY) == ROBOTS_FILE or "step" in request.cb_kwargs
        self._circuit.record_challenge(host, what, at, at_once=at_once)
        self._set_rate_limit(
            host,
            RateLimit(
                self._rate_limits[host].delay if host in self._rate_limits else PUBLIC_HOST_DELAY, 1
            ),
        )
        self._refuse_waiting_if_closed(host, at)

    def _record_failure(self, host: str, request: Request, cause: VerdictReason) -> None:
        if request.meta.get("retry_times"):
            return  # the second tries of a few bad pages come in a row at the end of a run
        self._failures[host] += 1
        if self._failures[host] >= HOST_FAILURES:
            self._failures[host] = 0
            what = f"answers {cause.status}" if isinstance(cause, HttpReason) else cause
            self._close_host(
                host,
                RETRY_SECONDS[0],
                Reason.HOST_DOWN,
                f"{host} failed {HOST_FAILURES} times in a row ({what})",
                utc_now(),
                cause=cause,
            )

    def _close_host(
        self,
        host: str,
        seconds: float,
        reason: Reason,
        detail: str,
        at: str,
        *,
        cause: VerdictReason | None = None,
    ) -> None:
        self._circuit.close_host(host, seconds, reason, detail, at, cause=cause)
        self._refuse_waiting_if_closed(host, at)  # what passed before the host asked for quiet

    def _refuse_waiting_if_closed(self, host: str, at: str) -> None:
        verdict = self._circuit.find_refusal(host, at)
        if verdict is not None:
            self._refuse_waiting(host, verdict)

    def _refuse_waiting(self, host: str, verdict: Retry) -> None:
        """Refuse the requests to a host that wait for their turn."""
        downloader: Any = self._crawler.engine.downloader
        waiting = downloader.slots[host].queue if host in downloader.slots else ()
        while waiting:
            _, turn = waiting.popleft()
            turn.errback(RequestRefused(verdict))

    def stop(self) -> None:
        """Begin nothing new: what waits is refused, what is under way may come in."""
        self._stopped = True
        for host in tuple(self._rate_limits):
            self._refuse_waiting(host, RUN_STOPPED)

    def _refuse_closed(self, host: str, request: Request) -> None:
        at = utc_now()
        verdict = self._circuit.find_refusal(host, at)
        if verdict is None:
            return
        if self._circuit.describe_challenge(host, at):
            for url in _original_urls(request):
                self._record_host_challenge(
                    get_origin(url), request, f"with a redirect to {host}, which tests browsers", at
                )
        raise RequestRefused(verdict)

    def _refuse_over_budget(self, host: str, request: Request) -> None:
        """Raise Refused for what is over the budget of the run; the files for crawlers are in
        it.
        """
        if self._session is None or HOST_FILE_KEY in request.meta:
            return
        asked = request.cb_kwargs
        barren = (
            self._session.budget.find_low_yield(asked["source"].name)
            if "due" in asked and not asked["due"].fetched
            else None
        )
        verdict = barren or self._session.budget.spend_request(host, time.monotonic())
        if verdict is not None:
            raise RequestRefused(verdict)

    def _refuse_reserved(self, host: str, request: Request, response: Response) -> None:
        """Raise Refused for a page or an announcement that its publisher has reserved.

        One that did not change brings no text.
        """
        source: Source | None = request.cb_kwargs.get("source")
        if response.status == 304 or (
            source is not None and source.rights.licence == CONTRACT_LICENCE
        ):
            return
        reserved = find_reservation(
            response.headers,
            response.body,
            self._host_policies.get_known_policy(host).tdm_rules,
            response.url,
        )
        if reserved:
            raise RequestRefused(Drop("fetch", Reason.TDM_RESERVED, reserved))

    def _apply_rate_limit(self, host: str, request: Request) -> None:
        delay, concurrency = request.meta.get("pace") or (None, None)
        wished = get_default_rate_limit(request.url, self._allow_hosts).with_overrides(
            delay, concurrency
        )
        if self._circuit.is_suspect(host):
            wished = RateLimit(wished.delay, 1)
        known = self._rate_limits.get(host)
        self._set_rate_limit(host, wished if known is None else known.combine_slower(wished))

    def _slow_down(self, host: str, delay: float) -> None:
        if delay > self._rate_limits[host].delay:
            self._set_rate_limit(host, RateLimit(delay, 1))

    def _set_rate_limit(self, host: str, pace: RateLimit) -> None:
        if self._rate_limits.get(host) == pace:
            return
        self._rate_limits[host] = pace
        downloader: Any = self._crawler.engine.downloader
        delay = max(pace.delay, MIN_DELAY)
        downloader.per_slot_settings[host] = {
            "delay": delay,
            "concurrency": pace.concurrency,
            "jitter": 0.0,
        }
        if host in downloader.slots:
            downloader.slots[host].delay = delay
            downloader.slots[host].concurrency = pace.concurrency


def _original_urls(request: Request) -> list[str]:
    """Give the address that was asked for before redirects led to this one, as a list of one or
    none.
    """
    return list(request.meta.get("redirect_urls", ())[:1])

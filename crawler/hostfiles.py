"""Ask each host once in a run what it wants of crawlers: robots.txt, then tdmrep.json.

What it answered is kept in the store: the next run asks whether it has changed, and where a host cannot answer for its file the last
good copy holds for HOST_FILE_SECONDS.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import StopDownload
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler import tdm
from crawler.archive import SOURCE
from crawler.clock import now
from crawler.conditional import header
from crawler.mishaps import of_failure, of_response, pause_of
from crawler.robots import TOO_MANY, Robots, read_robots, unreachable
from records.limits import HOST_FILE_SECONDS, PAGE_BYTES, ROBOTS_BYTES, TDM_BYTES
from records.verdict import Drop, Retry, Verdict
from store.database import Store
from store.hosts import HostFile, host_files, keep_host_file
from store.times import later

logger = logging.getLogger(__name__)

OWN: Final = "own"
"""Key in the meta of a request that this module makes: the name of the file."""
ROBOTS: Final = "robots.txt"
PASSED_ON: Final = ("pace", "lax", SOURCE)
"""Keys in the meta of a page's request that hold for its host's files, too."""
UNBOUNDED: Final = 0
"""Size of a download that is not given up when it is too long, but ended."""
_RECEIVED: Final = "received"
"""Key in the meta of a request for robots.txt: how many bytes have come."""
_NO_FILE: Final = HostFile(0, b"", "", "", "")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What one host wants of crawlers."""

    robots: Robots
    reservations: tdm.Rules = ()
    note: str = ""  # what could not be found out


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came of asking for a file: what it answers now or, with a verdict, what it answered last; `after` is the host's own wish."""

    file: HostFile = _NO_FILE
    verdict: Verdict | None = None
    after: float = 0.0


class HostFiles:
    """The wishes of all hosts of a run."""

    def __init__(self, crawler: Crawler, slow_down: Callable[[str, float], None], store: Store | None = None) -> None:
        """Know of any host what the store knows; `slow_down` hears the Crawl-delay of one before anything else is asked of it."""
        self._crawler, self._slow_down, self._store = crawler, slow_down, store
        self._asked: dict[str, asyncio.Future[Wishes]] = {}

    async def of(self, host: str, request: Request) -> Wishes:
        """Give the wishes of a host; the first request to it has them fetched, at the pace of its source."""
        if host not in self._asked:
            self._asked[host] = asyncio.ensure_future(self._ask(host, request))
        return await asyncio.shield(self._asked[host])

    def known(self, host: str) -> Wishes:
        """Give the wishes of a host without asking; none when they are not known yet."""
        asked = self._asked.get(host)
        return asked.result() if asked is not None and asked.done() and not asked.cancelled() else Wishes(Robots())

    @staticmethod
    def end(data: bytes, request: Request) -> None:
        """End the download of a robots.txt that does not end: its first ROBOTS_BYTES count, however long it is."""
        if request.meta.get(OWN) == ROBOTS:
            request.meta[_RECEIVED] = request.meta.get(_RECEIVED, 0) + len(data)
            if request.meta[_RECEIVED] > PAGE_BYTES:
                raise StopDownload(fail=False)

    async def _ask(self, host: str, request: Request) -> Wishes:
        kept = host_files(self._store, host) if self._store is not None else {}
        robots = _robots(await self._fetch(host, ROBOTS, f"{host}/{ROBOTS}", kept, request))
        self._slow_down(host, robots.delay)
        url = f"{host}{tdm.PATH}"
        if robots.refusal(url) is not None:
            return Wishes(robots)
        fetched = await self._fetch(host, tdm.PATH, url, kept, request)
        rules = tdm.read_rules(fetched.file.body) if fetched.file.status == 200 else ()
        verdict = fetched.verdict
        if isinstance(verdict, Retry) and verdict.reason != "empty":
            says = "its last copy holds" if fetched.file.status else "it reserves nothing"
            return Wishes(robots, rules, f"{url} cannot be read, so {says}: {verdict.detail or verdict.reason}")
        return Wishes(robots, rules)

    async def _fetch(self, host: str, name: str, url: str, kept: dict[str, HostFile], request: Request) -> Fetched:
        """Fetch a file by way of all middlewares, whole or not at all where the kept copy still holds."""
        at, last = now(), kept.get(name, _NO_FILE)
        last = last if later(last.fetched or at, HOST_FILE_SECONDS) > at else _NO_FILE
        meta: dict[str, object] = {OWN: name, "download_maxsize": TDM_BYTES if name == tdm.PATH else UNBOUNDED}
        meta |= {key: request.meta[key] for key in PASSED_ON if key in request.meta}
        headers = {"If-None-Match": last.etag, "If-Modified-Since": last.last_modified}
        headers = {key: value for key, value in headers.items() if value}
        asked = Request(url, headers=headers, callback=NO_CALLBACK, dont_filter=True, meta=meta)
        download = asyncio.ensure_future(self._crawler.engine.download_async(asked))
        await asyncio.wait([download])
        if (error := download.exception()) is not None:
            verdict = of_failure(error, url)
            logger.debug("%s: %s", url, verdict)
            return Fetched(last, verdict, verdict.after if isinstance(verdict, Retry) else 0.0)
        return self._keep(host, name, download.result(), last, at)

    def _keep(self, host: str, name: str, response: Response, last: HostFile, at: str) -> Fetched:
        verdict, status = of_response(response, at), response.status
        if status >= 500 or status == TOO_MANY:
            return Fetched(last, verdict, pause_of(response, at))
        if status == 304 and last.status:
            file, verdict = replace(last, fetched=at), None
        else:
            file = HostFile(status, response.body[:ROBOTS_BYTES], header(response, "ETag"), header(response, "Last-Modified"), at)
        says = verdict is None or verdict.reason != "challenged"
        if self._store is not None and says and (status in (200, 304) or status >= 400):
            keep_host_file(self._store, host, name, file)
        return Fetched(file, verdict)


def _robots(fetched: Fetched) -> Robots:
    """Read robots.txt; a host that the guard refuses is closed by the guard's verdict."""
    verdict, file = fetched.verdict, fetched.file
    if file.status:
        return read_robots(file.status, file.body)
    if isinstance(verdict, Drop):
        return Robots() if verdict.reason == "redirects" else Robots(closed=verdict)
    if verdict is None or verdict.reason.startswith("http-"):
        return unreachable(f"robots.txt {verdict.detail if verdict is not None else 'is empty'}", after=fetched.after)
    return unreachable(f"robots.txt cannot be fetched: {verdict.detail or verdict.reason}", after=fetched.after)

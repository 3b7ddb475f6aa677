"""Ask each host once in a run what it wants of crawlers: robots.txt, then tdmrep.json."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

from crawler import tdm
from crawler.archive import SOURCE
from crawler.clock import now
from crawler.mishaps import of_failure, of_response, pause_of
from crawler.robots import Robots, read_robots, unreachable
from records.limits import TDM_BYTES
from records.verdict import Drop, Retry, Verdict

logger = logging.getLogger(__name__)

OWN: Final = "own"
"""Key in the meta of a request that this module makes: the name of the file."""
ROBOTS: Final = "robots.txt"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What one host wants of crawlers."""

    robots: Robots
    reservations: tdm.Rules = ()
    note: str = ""  # what could not be found out


class HostFiles:
    """The wishes of all hosts of a run."""

    def __init__(self, crawler: Crawler, slow_down: Callable[[str, float], None]) -> None:
        """Know nothing of any host; `slow_down` hears the Crawl-delay of one before anything else is asked of it."""
        self._crawler, self._slow_down = crawler, slow_down
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

    async def _ask(self, host: str, request: Request) -> Wishes:
        given = {key: request.meta.get(key) for key in ("pace", SOURCE)}
        robots = _robots(*await self._fetch(f"{host}/robots.txt", ROBOTS, given))
        self._slow_down(host, robots.delay)
        file = f"{host}{tdm.PATH}"
        if robots.refusal(file) is not None:
            return Wishes(robots)
        response, verdict = await self._fetch(file, tdm.PATH, given)
        if response is not None and verdict is None:
            return Wishes(robots, tdm.read_rules(response.body))
        if isinstance(verdict, Retry) and verdict.reason != "empty":
            return Wishes(robots, note=f"{file} cannot be read, so it reserves nothing: {verdict.detail or verdict.reason}")
        return Wishes(robots)

    async def _fetch(self, url: str, name: str, given: Mapping[str, object]) -> tuple[Response | None, Verdict | None]:
        """Fetch a file by way of all middlewares; give the answer, with a verdict unless it is a good one."""
        meta = {OWN: name, **given} | ({"download_maxsize": TDM_BYTES} if name == tdm.PATH else {})
        asked = Request(url, callback=NO_CALLBACK, dont_filter=True, meta=meta)
        download = asyncio.ensure_future(self._crawler.engine.download_async(asked))
        await asyncio.wait([download])
        error = download.exception()
        if error is None:
            response = download.result()
            return response, of_response(response, now())
        verdict = of_failure(error, url)
        logger.debug("%s: %s", url, verdict)
        return None, verdict


def _robots(response: Response | None, verdict: Verdict | None) -> Robots:
    """Read robots.txt; a host that the guard refuses is closed by the guard's verdict."""
    if response is not None:
        return read_robots(response.status, response.body, after=pause_of(response, now()))
    if isinstance(verdict, Drop):
        return Robots() if verdict.reason == "redirects" else Robots(closed=verdict)
    after = verdict.after if isinstance(verdict, Retry) else 0.0
    detail = verdict.detail or verdict.reason if verdict is not None else ""
    return unreachable(f"robots.txt cannot be fetched: {detail}", after=after)

"""Ask each host once in a run what it wants of crawlers: robots.txt, then tdmrep.json.

What it answered is kept in the store: the next run asks whether it has changed, and where a host
cannot answer for its file the last good copy holds for HOST_FILE_SECONDS.
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

from crawler.download.conditional_get import read_header
from crawler.download.warc_middleware import ARCHIVE_SOURCE_KEY
from crawler.politeness.robots import (
    TOO_MANY_REQUESTS,
    RobotsPolicy,
    build_unreachable_robots,
    parse_robots,
)
from crawler.politeness.tdm_reservation import TDM_FILE_PATH, TdmRules, parse_tdm_rules
from crawler.responses.verdicts import read_pause, verdict_of_failure, verdict_of_response
from records.clock import DAY_SECONDS, utc_now
from records.limits import PAGE_BYTES, ROBOTS_BYTES, TDM_BYTES
from records.reasons import HttpReason, Reason
from records.run_notes import NoteKind, RunNote
from records.verdict import Drop, Retry, Verdict
from store.db.connection import Store
from store.db.times import add_seconds
from store.ledger.hosts import HostFile, read_host_files, store_host_file

# RFC 9309, section 2.4: how long a cached robots.txt may stand for one that cannot be fetched
HOST_FILE_CACHE_SECONDS: Final = DAY_SECONDS


logger = logging.getLogger(__name__)

HOST_FILE_KEY: Final = "own"
"""Key in the meta of a request that this module makes: the name of the file."""
ROBOTS_FILE: Final = "robots.txt"
INHERITED_META: Final = ("pace", "lax", ARCHIVE_SOURCE_KEY)
"""Keys in the meta of a page's request that hold for its host's files, too."""
NO_SIZE_LIMIT: Final = 0
"""Size of a download that is not given up when it is too long, but ended."""
_RECEIVED_KEY: Final = "received"
"""Key in the meta of a request for robots.txt: how many bytes have come."""
_NO_FILE: Final = HostFile(0, b"", "", "", "")


@dataclass(frozen=True, slots=True)
class HostPolicy:
    """What one host wants of crawlers."""

    robots: RobotsPolicy
    tdm_rules: TdmRules = ()
    warning: RunNote | None = None  # what could not be found out


@dataclass(frozen=True, slots=True)
class FetchedHostFile:
    """What came of asking for a file: what it answers now or, with a verdict, what it answered
    last; `after` is the host's own wish.
    """

    file: HostFile = _NO_FILE
    verdict: Verdict | None = None
    retry_after: float = 0.0


class HostPolicies:
    """The wishes of all hosts of a run."""

    def __init__(
        self, crawler: Crawler, slow_down: Callable[[str, float], None], store: Store | None = None
    ) -> None:
        """Know of any host what the store knows.

        `slow_down` hears the Crawl-delay of one before anything else is asked of it.
        """
        self._crawler, self._slow_down, self._store = crawler, slow_down, store
        self._policies: dict[str, asyncio.Future[HostPolicy]] = {}

    async def get_policy(self, host: str, request: Request) -> HostPolicy:
        """Give the wishes of a host.

        The first request to it has them fetched, at the pace of its source.
        """
        if host not in self._policies:
            self._policies[host] = asyncio.ensure_future(self._fetch_policy(host, request))
        return await asyncio.shield(self._policies[host])

    def get_known_policy(self, host: str) -> HostPolicy:
        """Give the wishes of a host without asking; none when they are not known yet."""
        asked = self._policies.get(host)
        return (
            asked.result()
            if asked is not None and asked.done() and not asked.cancelled()
            else HostPolicy(RobotsPolicy())
        )

    @staticmethod
    def limit_robots_size(data: bytes, request: Request) -> None:
        """End the download of a robots.txt that does not end: its first ROBOTS_BYTES count, however
        long it is.
        """
        if request.meta.get(HOST_FILE_KEY) == ROBOTS_FILE:
            request.meta[_RECEIVED_KEY] = request.meta.get(_RECEIVED_KEY, 0) + len(data)
            if request.meta[_RECEIVED_KEY] > PAGE_BYTES:
                raise StopDownload(fail=False)

    async def _fetch_policy(self, host: str, request: Request) -> HostPolicy:
        kept = read_host_files(self._store, host) if self._store is not None else {}
        robots = _build_robots(
            await self._fetch(host, ROBOTS_FILE, f"{host}/{ROBOTS_FILE}", kept, request)
        )
        self._slow_down(host, robots.delay)
        url = f"{host}{TDM_FILE_PATH}"
        if robots.find_refusal(url) is not None:
            return HostPolicy(robots)
        fetched = await self._fetch(host, TDM_FILE_PATH, url, kept, request)
        rules = parse_tdm_rules(fetched.file.body) if fetched.file.status == 200 else ()
        verdict = fetched.verdict
        if isinstance(verdict, Retry) and verdict.reason != Reason.EMPTY:
            says = "its last copy holds" if fetched.file.status else "it reserves nothing"
            return HostPolicy(
                robots,
                rules,
                RunNote.make(
                    NoteKind.HOST_FILE_UNREADABLE,
                    url=url,
                    instead=says,
                    problem=verdict.detail or verdict.reason,
                ),
            )
        return HostPolicy(robots, rules)

    async def _fetch(
        self, host: str, name: str, url: str, stored_files: dict[str, HostFile], request: Request
    ) -> FetchedHostFile:
        """Fetch a file by way of all middlewares, whole or not at all where the kept copy still
        holds.
        """
        at, last = utc_now(), stored_files.get(name, _NO_FILE)
        last = last if add_seconds(last.fetched or at, HOST_FILE_CACHE_SECONDS) > at else _NO_FILE
        meta: dict[str, object] = {
            HOST_FILE_KEY: name,
            "dont_merge_cookies": True,
            "download_maxsize": TDM_BYTES if name == TDM_FILE_PATH else NO_SIZE_LIMIT,
        }
        meta |= {key: request.meta[key] for key in INHERITED_META if key in request.meta}
        headers = {"If-None-Match": last.etag, "If-Modified-Since": last.last_modified}
        headers = {key: value for key, value in headers.items() if value}
        asked = Request(url, headers=headers, callback=NO_CALLBACK, dont_filter=True, meta=meta)
        download = asyncio.ensure_future(self._crawler.engine.download_async(asked))
        await asyncio.wait([download])
        if (error := download.exception()) is not None:
            verdict = verdict_of_failure(error, url)
            logger.debug("%s: %s", url, verdict)
            return FetchedHostFile(
                last, verdict, verdict.after if isinstance(verdict, Retry) else 0.0
            )
        return self._keep_file(host, name, download.result(), last, at)

    def _keep_file(
        self, host: str, name: str, response: Response, last: HostFile, at: str
    ) -> FetchedHostFile:
        verdict, status = verdict_of_response(response, at), response.status
        if status >= 500 or status == TOO_MANY_REQUESTS:
            return FetchedHostFile(last, verdict, read_pause(response, at))
        if status == 304 and last.status:
            file, verdict = replace(last, fetched=at), None
        else:
            file = HostFile(
                status,
                response.body[:ROBOTS_BYTES],
                read_header(response, "ETag"),
                read_header(response, "Last-Modified"),
                at,
            )
        says = verdict is None or verdict.reason != Reason.CHALLENGED
        if self._store is not None and says and (status in (200, 304) or status >= 400):
            store_host_file(self._store, host, name, file)
        return FetchedHostFile(file, verdict)


def _build_robots(fetched: FetchedHostFile) -> RobotsPolicy:
    """Read robots.txt; a host that the guard refuses is closed by the guard's verdict."""
    verdict, file = fetched.verdict, fetched.file
    if file.status:
        return parse_robots(file.status, file.body)
    if isinstance(verdict, Drop):
        return (
            RobotsPolicy() if verdict.reason == Reason.REDIRECTS else RobotsPolicy(closure=verdict)
        )
    if verdict is None or isinstance(verdict.reason, HttpReason):
        return build_unreachable_robots(
            f"robots.txt {verdict.detail if verdict is not None else 'is empty'}",
            verdict.reason if verdict is not None else Reason.EMPTY,
            after=fetched.retry_after,
        )
    return build_unreachable_robots(
        f"robots.txt cannot be fetched: {verdict.detail or verdict.reason}",
        (verdict.cause if isinstance(verdict, Retry) else None) or verdict.reason,
        after=fetched.retry_after,
    )

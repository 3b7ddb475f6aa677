"""Run the spiders of a session in a Scrapy process that stops in good order."""

import asyncio
import gc
import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Final

from crawler.politeness.middleware import PolitenessMiddleware
from crawler.run.session import CrawlSession
from crawler.scrapy_settings import build_scrapy_settings
from crawler.settings import LOG_LEVEL
from records.errors import JianwenError
from records.runs import STOP_SIGNALS
from spiders.base import HarvestSpider
from text.printable import make_printable

if TYPE_CHECKING:
    from scrapy.crawler import AsyncCrawlerProcess

# After a signal, downloads under way may go on for so long, then they are given up: on a busy
# machine the run ends within ten seconds.
STOP_SECONDS: Final = 6.0
STANDSTILL_STOP_SECONDS: Final = (
    2.0  # the same after a standstill, in which a signal may have waited
)


def run_session(session: CrawlSession, *, verbose: bool = False) -> None:
    """Harvest the session's sources.

    A Twisted reactor runs once in the life of a process, so this can be called once.

    Raises what ended the run early: StoreError, or JianwenError when the crawler cannot start.
    """
    from scrapy.crawler import AsyncCrawlerProcess

    process = AsyncCrawlerProcess(build_scrapy_settings(session.home, verbose=verbose))
    process.crawl(HarvestSpider, name="crawl", session=session)
    with _restoring_signals():
        hurry = _stop_on_signals(process, session)

        def end_standstill(url: str) -> None:
            session.record_standstill(url)
            hurry()

        # what its handler would drop costs 0.2 ms a page when it is written first
        logging.getLogger("scrapy").setLevel(LOG_LEVEL)
        for handler in logging.root.handlers:
            handler.setFormatter(_PrintableFormatter(handler.formatter))
        # what is loaded stays loaded: collecting it again and again took a twentieth of the time
        gc.freeze()
        with session.watchdog.watch(asyncio.get_event_loop(), end_standstill):
            process.start(install_signal_handlers=False)
    if session.error is not None:
        raise session.error
    if process.bootstrap_failed and not session.is_over:
        raise JianwenError("the crawler could not start; --verbose shows why")


class _PrintableFormatter(logging.Formatter):
    """Writes a log line as another formatter does, without what steers a terminal."""

    def __init__(self, formatter: logging.Formatter | None) -> None:
        super().__init__()
        self._formatter = formatter or logging.Formatter()

    def format(self, record: logging.LogRecord) -> str:
        return make_printable(self._formatter.format(record))


@contextmanager
def _restoring_signals() -> Iterator[None]:
    """Put the signal handlers back: the loop's swallow Ctrl-C once it has stopped, and a
    translation may follow the harvest.
    """
    before = {number: signal.getsignal(number) for number in STOP_SIGNALS}
    try:
        yield
    finally:
        if threading.current_thread() is threading.main_thread():
            signal.set_wakeup_fd(-1)
            for number, handler in before.items():
                signal.signal(number, handler)


def _stop_on_signals(process: "AsyncCrawlerProcess", session: CrawlSession) -> Callable[[], object]:
    """End the run on a signal: let downloads come in for STOP_SECONDS, then give them up.

    The same before its time is up. Gives a function that ends it after STANDSTILL_STOP_SECONDS.

    What was on lease is given back when the session ends.
    """
    from twisted.internet import reactor
    from twisted.internet.error import ReactorNotRunning

    loop = asyncio.get_event_loop()
    # typed as a method without self
    stop_reactor: Callable[[], None] = getattr(reactor, "stop")  # noqa: B009
    kept: list[asyncio.Task[None]] = []  # the loop itself holds tasks by weak references

    def give_up() -> None:
        with suppress(ReactorNotRunning):
            stop_reactor()

    def wind_down(seconds: float) -> None:
        kept.append(asyncio.ensure_future(_stop_engines(process)))
        loop.call_later(seconds, give_up)

    def stop(number: int) -> None:
        if session.result.stop_signal:
            give_up()
            return
        session.result.stop_signal = number
        wind_down(STOP_SECONDS)

    def time_up() -> None:
        if not session.is_over:
            session.result.time_up = True
            wind_down(rest)

    remaining = max(session.options.deadline - time.monotonic(), 0.0)
    rest = min(STOP_SECONDS, remaining / 4)
    if session.options.deadline:
        loop.call_later(remaining - rest, time_up)
    if threading.current_thread() is threading.main_thread():
        for number in STOP_SIGNALS:
            if signal.getsignal(number) is not signal.SIG_IGN:  # nohup
                loop.add_signal_handler(number, stop, int(number))
    return lambda: loop.call_soon_threadsafe(wind_down, STANDSTILL_STOP_SECONDS)


async def _stop_engines(process: "AsyncCrawlerProcess") -> None:
    """Stop every engine, also one that has only begun to start:

    Scrapy's own stop would let that one run.
    """

    while process.crawlers:
        for crawler in tuple(process.crawlers):
            with suppress(RuntimeError):  # it has no engine yet, or stops already
                manners = crawler.get_downloader_middleware(PolitenessMiddleware)
                if manners is not None:
                    manners.stop()
                if crawler.engine.running:
                    await crawler.engine.stop_async()
        await asyncio.sleep(0.05)

"""Each host is asked as fast as it may be, and left alone when it says so or falls ill."""

import asyncio
from collections import deque
from types import SimpleNamespace

import pytest
from scrapy import Request
from scrapy.exceptions import DownloadConnectionRefusedError, IgnoreRequest
from scrapy.http import Response
from scrapy.signalmanager import SignalManager

from crawler.download.ssrf_guard import RequestRefused
from crawler.politeness.host_files import HOST_FILE_KEY, ROBOTS_FILE
from crawler.politeness.middleware import (
    HOST_FAILURES,
    MIN_DELAY,
    RUN_STOPPED,
    PolitenessMiddleware,
)
from crawler.politeness.rate_limit import (
    CONNECTIONS_PER_PUBLIC_HOST,
    PUBLIC_HOST_DELAY,
    RateLimit,
    get_default_rate_limit,
)
from crawler.settings import CONNECTIONS_PER_ALLOWED_HOST
from records.paths import Paths
from records.verdict import Retry

URL = "http://a.example/p"
HOST = "http://a.example:80"
ALLOWED = frozenset(("127.0.0.1:8000",))


class Turn:
    """A request that waits in a slot, as Scrapy keeps it."""

    def __init__(self) -> None:
        self.refused: list[RequestRefused] = []

    def errback(self, failure: RequestRefused) -> None:
        self.refused.append(failure)


@pytest.fixture
def manners(tmp_path) -> PolitenessMiddleware:
    downloader = SimpleNamespace(per_slot_settings={}, slots={})
    home = Paths(tmp_path, tmp_path, ALLOWED)
    return PolitenessMiddleware.from_crawler(
        SimpleNamespace(
            settings={"JIANWEN_HOME": home},
            engine=SimpleNamespace(downloader=downloader),
            downloader=downloader,
            signals=SignalManager(),
        )
    )


def pass_on(manners: PolitenessMiddleware, url: str = URL, **meta: object) -> Request:
    # as a request for robots.txt: nothing is asked before it
    request = Request(url, meta={HOST_FILE_KEY: ROBOTS_FILE, **meta})
    asyncio.run(manners.process_request(request))
    return request


def slot(manners: PolitenessMiddleware, host: str = HOST) -> dict[str, float]:
    return manners._crawler.downloader.per_slot_settings[host]


def test_a_public_host_is_asked_slowly_and_an_allowed_one_fast():
    assert get_default_rate_limit(URL, ALLOWED) == RateLimit(
        PUBLIC_HOST_DELAY, CONNECTIONS_PER_PUBLIC_HOST
    )
    assert get_default_rate_limit("http://127.0.0.1:8000/", ALLOWED) == RateLimit(
        0.0, CONNECTIONS_PER_ALLOWED_HOST
    )


def test_the_pace_counts_by_scheme_host_and_port(manners):
    pass_on(manners)
    pass_on(manners, "https://a.example/")
    pass_on(manners, "http://127.0.0.1:8000/")
    assert slot(manners) == {
        "delay": PUBLIC_HOST_DELAY,
        "concurrency": CONNECTIONS_PER_PUBLIC_HOST,
        "jitter": 0.0,
    }
    assert slot(manners, "https://a.example:443") == slot(manners)
    assert slot(manners, "http://127.0.0.1:8000") == {
        "delay": MIN_DELAY,
        "concurrency": CONNECTIONS_PER_ALLOWED_HOST,
        "jitter": 0.0,
    }


def test_two_sources_of_one_host_are_asked_at_the_slower_wish(manners):
    waiting = SimpleNamespace(delay=1.0, concurrency=2, queue=deque())
    pass_on(manners, pace=(0.5, 4))
    manners._crawler.downloader.slots[HOST] = waiting
    pass_on(manners, pace=(3.0, 1))
    assert (slot(manners)["delay"], slot(manners)["concurrency"]) == (3.0, 1)
    assert (waiting.delay, waiting.concurrency) == (3.0, 1)
    pass_on(manners, pace=(0.5, 4))
    assert slot(manners)["delay"] == 3.0


def test_a_busy_host_is_left_alone_by_what_waits_and_by_what_comes(manners):
    request, turn = pass_on(manners), Turn()
    manners._crawler.downloader.slots[HOST] = SimpleNamespace(
        delay=1.0, concurrency=2, queue=deque([(request, turn)])
    )
    manners.process_response(request, Response(URL, status=503, headers={"Retry-After": "90"}))
    (refused,) = turn.refused
    assert refused.verdict.reason == "host-paused"
    assert 90 <= refused.verdict.after <= 91
    with pytest.raises(RequestRefused) as caught:
        pass_on(manners)
    assert isinstance(caught.value.verdict, Retry)
    pass_on(manners, "https://a.example/")  # another port, another server


def fail(manners: PolitenessMiddleware, number: int, **meta: object) -> None:
    for _ in range(number):
        manners.process_exception(Request(URL, meta=meta), DownloadConnectionRefusedError("x"))


def test_a_host_that_fails_again_and_again_is_left_alone(manners):
    fail(manners, HOST_FAILURES - 1)
    manners.process_response(Request(URL), Response(URL, status=500))
    with pytest.raises(RequestRefused) as caught:
        pass_on(manners)
    assert caught.value.verdict.reason == "host-down"


@pytest.mark.parametrize("saved", ["success", "retry", "refusal"])
def test_one_good_page_second_tries_and_our_own_refusals_are_no_failures_of_the_host(
    manners, saved
):
    fail(manners, HOST_FAILURES - 1)
    if saved == "success":
        manners.process_response(Request(URL), Response(URL, status=404))
        fail(manners, 1)
    elif saved == "retry":
        fail(manners, 9, retry_times=1)
    else:
        manners.process_exception(Request(URL), IgnoreRequest("x"))
    pass_on(manners)


def test_after_a_stop_nothing_new_begins(manners):
    request, turn = pass_on(manners), Turn()
    manners._crawler.downloader.slots[HOST] = SimpleNamespace(queue=deque([(request, turn)]))
    manners.stop()
    assert [refused.verdict for refused in turn.refused] == [RUN_STOPPED]
    with pytest.raises(RequestRefused) as caught:
        pass_on(manners, "http://b.example/")
    assert caught.value.verdict == RUN_STOPPED

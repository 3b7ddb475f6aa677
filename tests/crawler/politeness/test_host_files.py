"""What a host's files for crawlers mean when they cannot be had."""

import asyncio
from types import SimpleNamespace

import pytest
from scrapy import Request
from scrapy.exceptions import DownloadConnectionRefusedError, IgnoreRequest
from scrapy.http import Response

from crawler.download.ssrf_guard import RequestRefused
from crawler.politeness.host_files import HostPolicies, HostPolicy
from crawler.politeness.tdm_reservation import TDM_FILE_PATH, TdmRule
from records.reasons import Reason
from records.verdict import Drop, Retry

pytestmark = pytest.mark.dates
HOST = "http://a.example:80"
GUARD = Drop("fetch", "guard", "a.example leads to an address that is not public")


class Engine:
    """Answers each file from a table, as the engine does by way of all middlewares."""

    def __init__(self, answers: dict[str, Response | Exception]) -> None:
        self.answers, self.asked = answers, list[str]()

    async def download_async(self, request: Request) -> Response:
        name = request.url.removeprefix(HOST)
        self.asked.append(name)
        answer = self.answers.get(name, Response(request.url, status=404))
        if isinstance(answer, Exception):
            raise answer
        return answer


def wishes(engine: Engine, times: int = 1) -> tuple[HostPolicy, list[tuple[str, float]]]:
    slowed: list[tuple[str, float]] = []

    async def ask() -> HostPolicy:
        files = HostPolicies(SimpleNamespace(engine=engine), lambda *said: slowed.append(said))
        assert files.get_known_policy(HOST) == HostPolicy(files.get_known_policy(HOST).robots), (
            "nothing is known before it is asked"
        )
        found = await asyncio.gather(
            *(files.get_policy(HOST, Request(f"{HOST}/{n}")) for n in range(times))
        )
        assert all(one is files.get_known_policy(HOST) for one in found)
        return found[0]

    return asyncio.run(ask()), slowed


def robots(body: bytes) -> Response:
    return Response(f"{HOST}/robots.txt", body=body)


def test_both_files_are_asked_for_once_however_many_pages_wait():
    rules = Response(f"{HOST}{TDM_FILE_PATH}", body=b'[{"location": "/", "tdm-reservation": 1}]')
    engine = Engine(
        {"/robots.txt": robots(b"User-agent: *\nCrawl-delay: 3\n"), TDM_FILE_PATH: rules}
    )
    found, slowed = wishes(engine, 5)
    assert engine.asked == ["/robots.txt", TDM_FILE_PATH]
    assert found.tdm_rules == (TdmRule("/", "1"),)
    assert slowed == [(HOST, 3.0)]


@pytest.mark.parametrize(
    ("error", "closed"),
    [
        (RequestRefused(GUARD), GUARD),
        (IgnoreRequest("max redirections reached"), None),
        (
            DownloadConnectionRefusedError("x"),
            Retry(
                "fetch",
                Reason.ROBOTS_UNREACHABLE,
                "robots.txt cannot be fetched: the connection was refused",
                cause=Reason.CONNECTION,
            ),
        ),
        (
            RequestRefused(Retry("fetch", Reason.HOST_PAUSED, "asked to wait", 60.0)),
            Retry(
                "fetch",
                Reason.ROBOTS_UNREACHABLE,
                "robots.txt cannot be fetched: asked to wait",
                60.0,
                Reason.HOST_PAUSED,
            ),
        ),
    ],
)
def test_a_robots_file_that_cannot_be_fetched_closes_the_host_unless_it_only_redirects(
    error, closed
):
    engine = Engine({"/robots.txt": error})
    assert wishes(engine)[0].robots.find_refusal(f"{HOST}/a") == closed
    assert engine.asked == ["/robots.txt", *([] if closed else [TDM_FILE_PATH])]


@pytest.mark.parametrize(
    ("answer", "note"),
    [
        (DownloadConnectionRefusedError("x"), "the connection was refused"),
        (Response(f"{HOST}/x", status=500), "answered 500"),
    ],
)
def test_a_file_of_reservations_that_fails_is_noted(answer, note):
    found, _ = wishes(Engine({TDM_FILE_PATH: answer}))
    assert (found.tdm_rules, str(found.warning)) == (
        (),
        f"{HOST}{TDM_FILE_PATH} cannot be read, so it reserves nothing: {note}",
    )


def test_a_file_of_reservations_that_is_empty_or_absent_is_no_news():
    assert wishes(Engine({TDM_FILE_PATH: Response(f"{HOST}/x")}))[0].warning is None
    assert wishes(Engine({}))[0].warning is None

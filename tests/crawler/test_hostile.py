"""One crawl of a site where everything that can go wrong goes wrong: each page has its verdict,
nothing private is touched.
"""

import gzip
import itertools
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from records.limits import PAGE_BYTES
from store.articles.articles import get_article
from store.db.connection import Store
from store.db.times import seconds_between
from store.ledger.intervals import RETRY_SECONDS
from store.open import open_store
from tests.loopback import Answer, Asked, Place, Site, page

GOOD = page("好文章").sent
HTML = {"Content-Type": "text/html; charset=utf-8"}
BUSY = "http-429 or host-paused"
SOURCE = """
title = "Hostile"
kind = "news"
home = "{url}/"
language = "zh"
concurrency = 4
listings = ["{url}/list.html"]
links = "/p/"
"""


class Listener:
    """A port that counts who connects: nobody may."""

    def __init__(self, family: int, host: str) -> None:
        self.socket = socket.socket(family)
        self.socket.bind((host, 0))
        self.socket.listen()
        self.socket.settimeout(0.2)
        self.port = self.socket.getsockname()[1]
        self.calls = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def _listen(self) -> None:
        while not self._stop.is_set():
            try:
                self.socket.accept()[0].close()
            except TimeoutError:
                continue
            self.calls += 1

    def close(self) -> None:
        self._stop.set()
        self._thread.join()
        self.socket.close()


def raw(body: bytes, *headers: str) -> Answer:
    head = "\r\n".join(
        ["HTTP/1.1 200 OK", "Content-Type: text/html", *headers, "Connection: close", "", ""]
    )
    return Answer(raw=head.encode() + body)


def flaky() -> object:
    number = itertools.count()

    def answer(asked: Asked) -> Answer:
        return Answer(b"", 500) if next(number) == 0 else page("第二次成功")

    return answer


def drip(asked: Asked) -> Answer:
    return Answer(GOOD, headers=HTML, held=threading.Event())  # never comes


def list_private_urls(listener: Listener, six: Listener) -> list[str]:
    """List addresses that no page may lead to, and what is no address."""
    return [
        f"http://127.0.0.1:{listener.port}/",
        f"http://127.1:{listener.port}/",
        f"http://0177.0.0.1:{listener.port}/",
        f"http://2130706433:{listener.port}/",
        f"http://0x7f.1:{listener.port}/",
        f"http://localhost:{listener.port}/",
        f"http://[::ffff:127.0.0.1]:{listener.port}/",
        f"http://[::1]:{six.port}/",
        f"http://0.0.0.0:{listener.port}/",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://localhost/",
        "http://user:pass@example.org/",
        "http://example.org:22/",
        "http://example.org:6379/",
        "file:///etc/passwd",
        "ftp://example.org/x",
        "gopher://127.0.0.1/",
        "data:text/html,<p>x",
        f"http://example.org/{'a' * 3_000}",
    ]


def pages(listener: Listener, six: Listener, elsewhere: Site) -> dict[str, tuple[object, str]]:
    """Path -> what it answers, and the reason of its verdict ("" when it becomes an article)."""
    found: dict[str, tuple[object, str]] = {
        f"/p/private{number}": (Answer(b"", 302, {"Location": target}), "guard")
        for number, target in enumerate(list_private_urls(listener, six))
    }
    return found | {
        "/p/refresh": (
            Answer(
                f'<meta http-equiv="refresh" content="0;url=http://127.0.0.1:{listener.port}/">',
                headers=HTML,
            ),
            "no-text",
        ),
        "/p/loop": (Answer(b"", 302, {"Location": "/p/loop"}), "redirects"),
        "/p/short": (raw(GOOD[:100], f"Content-Length: {len(GOOD)}"), "unfinished"),
        "/p/chunked": (raw(b"400\r\n" + GOOD[:100], "Transfer-Encoding: chunked"), "unfinished"),
        "/p/long": (raw(GOOD + b"garbage beyond the end", f"Content-Length: {len(GOOD)}"), ""),
        "/p/gzip": (Answer(gzip.compress(GOOD), headers={**HTML, "Content-Encoding": "gzip"}), ""),
        "/p/cut-gzip": (
            Answer(gzip.compress(GOOD * 50)[:-200], headers={**HTML, "Content-Encoding": "gzip"}),
            "unfinished",
        ),
        "/p/bomb": (
            Answer(gzip.compress(b"\0" * 60_000_000), headers={**HTML, "Content-Encoding": "gzip"}),
            "too-large",
        ),
        "/p/large": (raw(b"x", f"Content-Length: {PAGE_BYTES + 1}"), "too-large"),
        "/p/brotli": (
            Answer(b"\x8b\x02\x80", headers={**HTML, "Content-Encoding": "br"}),
            "encoding",
        ),
        "/p/drip": (drip, "timeout"),
        "/p/flaky": (flaky(), ""),
        "/p/error": (Answer(b"", 500), "http-500"),
        "/p/empty": (Answer(b"", headers=HTML), "empty"),
        "/p/challenge": (Answer(b"<script>$_ts={}</script>", 412), "challenged"),
        "/p/not-http": (Answer(raw=b"SSH-2.0-OpenSSH_9.2\r\n"), "network"),
        "/p/elsewhere-a": (Answer(b"", 302, {"Location": f"{elsewhere.url}/a"}), BUSY),
        "/p/elsewhere-b": (Answer(b"", 302, {"Location": f"{elsewhere.url}/b"}), BUSY),
    }


def apart(prepared: dict[str, tuple[object, str]]) -> dict[str, tuple[object, str]]:
    """Put an ordinary 404 after every page: five failures in a row would mean that the host is
    down.
    """
    spaced: dict[str, tuple[object, str]] = {}
    for number, (path, answer) in enumerate(prepared.items()):
        spaced |= {path: answer, f"/p/missing{number}": (Answer(b"", 404), "http-404")}
    return spaced


@dataclass
class Outcome:
    """What the crawl left behind."""

    site: Site
    elsewhere: Site
    place: Place
    expected: dict[str, str]
    listeners: list[Listener]
    stderr: str
    reasons: dict[str, tuple[str, str]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outcome]:
    listeners = [Listener(socket.AF_INET, "127.0.0.1"), Listener(socket.AF_INET6, "::1")]
    with Site() as site, Site() as elsewhere:
        prepared = apart(pages(*listeners, elsewhere))
        site.answers = {path: answer for path, (answer, _) in prepared.items()}
        site.answers["/list.html"] = Answer(
            "".join(f'<p><a href="{path}">文</a></p>' for path in prepared), headers=HTML
        )
        elsewhere.answers["/robots.txt"] = Answer("User-agent: *\nCrawl-delay: 1\n")
        elsewhere.answers["/a"] = elsewhere.answers["/b"] = Answer(
            b"", 429, {"Retry-After": "7200"}
        )
        proxy = f"http://127.0.0.1:{listeners[0].port}"
        place = Place(
            tmp_path_factory.mktemp("hostile"),
            (site.host, elsewhere.host),
            {"http_proxy": proxy, "https_proxy": proxy},
        )
        place.source("hostile", SOURCE.replace("{url}", site.url))
        done = place.run(
            "scrapy",
            "crawl",
            "news",
            "-a",
            "source=hostile",
            "-s",
            "DOWNLOAD_TIMEOUT=3",
            "-s",
            "LOG_LEVEL=ERROR",
        )
        expected = {path: reason for path, (_, reason) in prepared.items()}
        result = Outcome(site, elsewhere, place, expected, listeners, done.stderr)
        with open_store(place.store, readonly=True) as store:
            rows = store.query("SELECT url, reason, detail FROM verdicts")
        result.reasons = {
            row["url"].removeprefix(site.url): (row["reason"], row["detail"]) for row in rows
        }
        yield result
    for listener in listeners:
        listener.close()


@pytest.fixture
def store(outcome: Outcome) -> Iterator[Store]:
    with open_store(outcome.place.store, readonly=True) as store:
        yield store


def test_every_page_has_the_verdict_that_names_its_fault(outcome):
    wanted = {path: reason for path, reason in outcome.expected.items() if reason not in ("", BUSY)}
    assert {path: outcome.reasons.get(path, ("", ""))[0] for path in wanted} == wanted


def test_what_is_whole_is_stored_although_the_server_is_odd(outcome, store):
    for path, reason in outcome.expected.items():
        if not reason:
            assert get_article(store, outcome.site.url + path).status == "published", path


def test_nobody_connects_to_what_is_not_public(outcome):
    assert [listener.calls for listener in outcome.listeners] == [0, 0]


def test_no_traceback_reaches_the_log(outcome):
    assert "Traceback" not in outcome.stderr


def test_a_redirect_loop_ends_after_five_hops(outcome):
    assert len(outcome.site.asked("/p/loop")) == 6


def test_a_failed_page_is_tried_three_times_and_a_slow_one_once(outcome):
    assert len(outcome.site.asked("/p/error")) == 3
    assert len(outcome.site.asked("/p/cut-gzip")) == 3
    assert len(outcome.site.asked("/p/drip")) == 1


def test_a_host_that_asks_for_quiet_is_left_alone(outcome, store):
    assert outcome.elsewhere.paths()[:2] == ["/robots.txt", "/.well-known/tdmrep.json"]
    assert len(outcome.elsewhere.log) == 3
    assert {outcome.reasons[f"/p/elsewhere-{name}"][0] for name in "ab"} == {
        "http-429",
        "host-paused",
    }
    rows = store.query(
        "SELECT u.due_at, v.at FROM urls AS u JOIN verdicts AS v ON v.url = u.url WHERE u.url LIKE"
        " '%elsewhere-%'"
    )
    assert all(seconds_between(row["at"], row["due_at"]) > 7_000 > RETRY_SECONDS[0] for row in rows)


def test_crawl_delay_holds_between_two_requests_to_a_host(outcome):
    first, second, third = outcome.elsewhere.log
    assert (
        min(second.at - first.at, third.at - second.at) >= 0.5
    )  # counted from our sending to our sending; the server's clock sees the first connection late

"""Nobody gets this crawler to connect to what is not public, by whatever address and in whatever
way it is given.
"""

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

import pytest
from twisted.internet.address import IPv4Address
from twisted.internet.endpoints import HostnameEndpoint
from twisted.internet.protocol import Factory
from twisted.internet.testing import MemoryReactorClock

from crawler.download.ssrf_guard import SsrfGuardResolver
from records.limits import URL_CHARS
from store.open import open_store
from tests.loopback import Answer, Place, Site, page

PORT = "{port}"
SPELLINGS = (
    # loopback, as numbers
    "http://127.0.0.1:{port}/", "http://127.1:{port}/", "http://127.0.1:{port}/",
    "http://2130706433:{port}/", "http://0x7f000001:{port}/",
    "http://0x7f.1:{port}/", "http://0x7f.0.0.0x1:{port}/", "http://0177.0.0.1:{port}/",
    "http://017700000001:{port}/",
    "http://0177.0.0.01:{port}/", "http://127.0.0.1.:{port}/", "http://127.255.255.254:{port}/",
    "http://0:{port}/",
    "http://0.0.0.0:{port}/", "http://00000000177.1:{port}/", "http://127.0.0.1:{port}/a?b=c",
    "https://127.0.0.1:{port}/",
    # as IPv6, plain and with an IPv4 address inside
    "http://[::1]:{port6}/", "http://[0:0:0:0:0:0:0:1]:{port6}/", "http://[::]:{port6}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::ffff:7f00:1]:{port}/", "http://[::127.0.0.1]:{port}/",
    "http://[64:ff9b::7f00:1]:{port}/",
    "http://[64:ff9b::127.0.0.1]:{port}/", "http://[64:ff9b:1::7f00:1]:{port}/",
    "http://[2002:7f00:1::]:{port}/",
    "http://[2001:0:7f00:1:0:0:80ff:fffe]:{port}/", "http://[fe80::1]:{port}/",
    "http://[fc00::1]:{port}/", "http://[fd00:ec2::254]/",
    "http://[fec0::1]/", "http://[ff02::1]/", "http://[2001:db8::1]/",
    # private networks, the cloud's metadata, carrier-grade NAT, other special ranges
    "http://10.0.0.1/", "http://10.255.255.255/", "http://172.16.0.1/", "http://172.31.255.255/",
    "http://192.168.0.1/",
    "http://169.254.169.254/latest/meta-data/", "http://169.254.1.1/", "http://2852039166/",
    "http://0xa9fea9fe/",
    "http://[::ffff:169.254.169.254]/", "http://100.64.0.1/", "http://100.127.255.255/",
    "http://192.0.0.1/", "http://192.0.2.1/",
    "http://198.18.0.1/", "http://203.0.113.1/", "http://224.0.0.1/", "http://240.0.0.1/",
    "http://255.255.255.255/",
    # names
    "http://localhost:{port}/", "http://LOCALHOST.:{port}/", "http://a.localhost:{port}/",
    "http://printer.local/",
    "http://metadata.google.internal/", "http://router.lan/", "http://intranet/",
    "http://①②⑦.⓪.⓪.①:{port}/", "http://127。0。0。1:{port}/",
)  # fmt: skip
NO_WEB = {
    "file:///etc/passwd": "scheme",
    "ftp://example.org/a": "scheme",
    "gopher://127.0.0.1:{port}/": "scheme",
    "data:text/html,<p>x": "scheme",
    "http://user:pass@127.0.0.1:{port}/": "credentials",
    "http://example.org@127.0.0.1:{port}/": "credentials",
    "http://example.org:22/": "port 22",
    "http://example.org:6379/": "port 6379",
    "http://example.org/" + "a" * 10_000: f"longer than {URL_CHARS}",
    "http://xn--0/": "not a public host",
}
SOURCE = """
title = "示范"
kind = "news"
home = "{url}/"
language = "zh"
feeds = ["{url}/rss.xml"]
sitemaps = ["{url}/sitemap.xml"]
listings = ["{url}/list.html"]
"""
ROBBED = """
title = "Robots elsewhere"
kind = "news"
home = "{url}/"
feeds = ["{url}/rss.xml"]
"""


class Listener:
    """A port that counts who connects."""

    def __init__(self, family: int, host: str) -> None:
        self.socket = socket.create_server((host, 0), family=family)
        self.socket.settimeout(0.1)
        self.port = self.socket.getsockname()[1]
        self.calls = 0
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def _listen(self) -> None:
        while not self._stopped.is_set():
            try:
                self.socket.accept()[0].close()
                self.calls += 1
            except TimeoutError:
                continue

    def stop(self) -> int:
        self._stopped.set()
        self._thread.join()
        self.socket.close()
        return self.calls


@dataclass
class World:
    """One crawl of a site that names every private address in every way."""

    site: Site
    verdicts: dict[str, tuple[str, str]]
    known: set[str]
    calls: int


def make_answers(site: Site, targets: list[str], links: list[str]) -> dict[str, Answer]:
    """Make documents of each kind that name the addresses."""
    items = "".join(f"<item><link>{escape(link)}</link></item>" for link in links)
    children = "".join(f"<sitemap><loc>{escape(target)}</loc></sitemap>" for target in targets[:45])
    images = "".join(
        f'<img src="{escape(target)}"><link rel="icon" href="{escape(target)}">'
        for target in targets
    )
    return {
        "/rss.xml": Answer(
            f"<rss><channel>{items}<item><link>{site.url}/pictures</link></item></channel></rss>"
        ),
        "/sitemap.xml": Answer(f"<sitemapindex>{children}</sitemapindex>"),
        "/list.html": Answer(
            "".join(
                f'<p><a href="{escape(link)}">第{n}篇关于健康的文章</a></p>'
                for n, link in enumerate(links)
            )
        ),
        "/pictures": Answer(
            page("插图").body.replace("</p>", f"</p>{images}"),
            headers={"Content-Type": "text/html; charset=utf-8"},
        ),
        "/refresh": Answer(
            f'<meta http-equiv="refresh" content="0;url={targets[0]}">',
            headers={"Content-Type": "text/html"},
        ),
    }


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    four, six = Listener(socket.AF_INET, "127.0.0.1"), Listener(socket.AF_INET6, "::1")
    targets = [text.format(port=four.port, port6=six.port) for text in (*SPELLINGS, *NO_WEB)]
    hops = {f"/hop{number}": target for number, target in enumerate(targets)}
    with Site() as site, Site() as robbed:
        links = [
            *targets,
            f"http://127.0.0.1:{four.port}/{'a' * 100_000}",
            *(site.url + hop for hop in hops),
        ]
        site.answers = make_answers(site, targets, links) | {
            hop: Answer(b"", 302, {"Location": target.encode().decode("latin-1")})
            for hop, target in hops.items()
        }
        robbed.answers = {
            "/robots.txt": Answer(b"", 302, {"Location": targets[0]}),
            "/rss.xml": Answer("<rss/>"),
        }
        proxy = f"http://127.0.0.1:{four.port}"
        proxies = {
            name: proxy
            for one in ("http_proxy", "https_proxy", "all_proxy")
            for name in (one, one.upper())
        }
        place = Place(tmp_path_factory.mktemp("private"), (site.host, robbed.host), proxies)
        place.source("all", SOURCE.format(url=site.url))
        place.source("robbed", ROBBED.format(url=robbed.url))
        place.crawl()
        place.crawl("--recheck")
        with open_store(place.store, readonly=True) as store:
            rows = store.query("SELECT url, reason, detail FROM verdicts ORDER BY id")
            known = {
                row["url"]
                for row in store.query(
                    "SELECT url FROM urls WHERE kind = 'article' AND state <> 'due'"
                )
            }
        verdicts = {
            row["url"].removeprefix(site.url): (row["reason"], row["detail"]) for row in rows
        }
        yield World(site, verdicts, known, four.stop() + six.stop())


def test_there_are_sixty_addresses_and_more():
    assert len(set(SPELLINGS)) >= 60


def test_nobody_connects_by_link_redirect_sitemap_image_robots_or_proxy(world):
    assert world.calls == 0


def test_every_redirect_to_them_is_refused_by_the_guard(world):
    asked = {f"/hop{number}": text for number, text in enumerate(SPELLINGS)}
    assert {
        text: world.verdicts.get(hop, ("no verdict", ""))[0] for hop, text in asked.items()
    } == dict.fromkeys(SPELLINGS, "guard")


def test_what_is_no_web_address_is_refused_by_name(world):
    for number, (text, said) in enumerate(NO_WEB.items(), len(SPELLINGS)):
        reason, detail = world.verdicts[f"/hop{number}"]
        assert reason == "guard", text[:80]
        assert said in detail or "redirects to" in detail, (text[:80], detail[:200])


def test_what_a_feed_or_a_list_names_directly_is_refused_too(world):
    direct = [url for url in world.known if not url.startswith(world.site.url)]
    assert len(direct) > 40
    assert {url: world.verdicts[url][0] for url in direct} == dict.fromkeys(direct, "guard")


class Liar:
    """A name server that answers with another address each time."""

    def __init__(self, *answers: str) -> None:
        self.answers, self.asked = list(answers), 0

    def resolveHostName(
        self, receiver, hostName, portNumber=0, addressTypes=None, transportSemantics="TCP"
    ):
        self.asked += 1
        receiver.resolutionBegan(self)
        receiver.addressResolved(IPv4Address("TCP", self.answers.pop(0), portNumber))
        receiver.resolutionComplete()
        return self


@pytest.mark.parametrize(
    ("answers", "dialled"),
    [(["8.8.8.8", "127.0.0.1"], ["8.8.8.8"]), (["127.0.0.1", "8.8.8.8"], [])],
)
def test_the_address_that_was_checked_is_the_one_that_is_dialled(answers, dialled, tmp_path: Path):
    reactor, liar = MemoryReactorClock(), Liar(*answers)
    reactor.installNameResolver(liar)
    SsrfGuardResolver(reactor, frozenset()).install_on_reactor()
    failures: list[object] = []
    HostnameEndpoint(reactor, b"rebinds.example", 80).connect(Factory()).addErrback(failures.append)
    reactor.advance(1)
    assert [client[0] for client in reactor.tcpClients] == dialled
    assert liar.asked == 1, "one look-up for one connection: nothing can change in between"

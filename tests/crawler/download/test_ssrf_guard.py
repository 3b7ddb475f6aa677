"""The resolver hands on public addresses alone; the middleware looks at every request."""

from types import SimpleNamespace

import pytest
from scrapy import Request
from twisted.internet.address import IPv4Address, IPv6Address

from crawler.download.ssrf_guard import RequestRefused, SsrfGuardMiddleware, SsrfGuardResolver
from records.paths import Paths

ANSWERS = ["93.184.216.34", "10.0.0.1", "2606:4700::1111", "::1", "64:ff9b::7f00:1"]


class Receiver:
    """Hears what the resolver hands on."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def resolutionBegan(self, resolution: object) -> None:
        self.heard.append("began")

    def addressResolved(self, address: IPv4Address | IPv6Address) -> None:
        self.heard.append(address.host)

    def resolutionComplete(self) -> None:
        self.heard.append("complete")


class Inner:
    """A resolver to which every name means the same addresses, as a hostile name server would
    say.
    """

    def resolveHostName(
        self, receiver, hostName, portNumber=0, addressTypes=None, transportSemantics="TCP"
    ):
        receiver.resolutionBegan(None)
        for host in ANSWERS:
            kind = IPv6Address if ":" in host else IPv4Address
            receiver.addressResolved(kind("TCP", host, portNumber))
        receiver.resolutionComplete()
        return receiver


@pytest.fixture
def resolver(tmp_path) -> SsrfGuardResolver:
    reactor = SimpleNamespace(
        nameResolver=Inner(), installNameResolver=lambda one: setattr(reactor, "nameResolver", one)
    )
    home = Paths(tmp_path, tmp_path, frozenset(("inside.example:8000",)))
    made = SsrfGuardResolver.from_crawler(SimpleNamespace(settings={"JIANWEN_HOME": home}), reactor)
    made.install_on_reactor()
    assert reactor.nameResolver is made
    return made


def heard(resolver: SsrfGuardResolver, name: str, port: int) -> list[str]:
    receiver = Receiver()
    resolver.resolveHostName(receiver, name, portNumber=port)
    return receiver.heard


def test_public_addresses_pass_and_private_ones_are_remembered_as_refused(resolver):
    assert heard(resolver, "example.org", 80) == [
        "began",
        "93.184.216.34",
        "2606:4700::1111",
        "complete",
    ]
    assert resolver.refused_hosts == {"example.org"}


def test_an_allowed_host_passes_whole_on_its_own_port_only(resolver):
    assert heard(resolver, "inside.example", 8000) == ["began", *ANSWERS, "complete"]
    assert resolver.refused_hosts == set()
    assert heard(resolver, "inside.example", 80) == [
        "began",
        "93.184.216.34",
        "2606:4700::1111",
        "complete",
    ]


def test_the_middleware_refuses_with_a_verdict(tmp_path):
    home = Paths(tmp_path, tmp_path, frozenset(("127.0.0.1:8000",)))
    guard = SsrfGuardMiddleware.from_crawler(SimpleNamespace(settings={"JIANWEN_HOME": home}))
    guard.process_request(Request("https://example.org/a"))
    guard.process_request(Request("http://127.0.0.1:8000/a"))
    with pytest.raises(RequestRefused) as caught:
        guard.process_request(Request("http://127.0.0.1:8001/a"))
    assert (caught.value.verdict.stage, caught.value.verdict.reason) == ("fetch", "guard")

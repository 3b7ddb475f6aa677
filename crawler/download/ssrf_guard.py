"""Refuse every connection to an address that is not public, unless the operator allowed its host
and port.

Two checks: a middleware looks at each request, redirects and robots.txt included, before anything
is looked up; the resolver, through which every connection of the reactor goes (IP literals too),
hands on public addresses alone. The address that was checked is the address that is dialled, so a
name that changes its answer in between gains nothing.
"""

from collections.abc import Sequence, Set
from typing import Any, Self, cast

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from twisted.internet.base import ReactorBase
from twisted.internet.interfaces import (
    IAddress,
    IHostnameResolver,
    IHostResolution,
    IResolutionReceiver,
)
from zope.interface import implementer  # type: ignore[import-untyped]  # zope carries no types

from crawler.download.public_addresses import find_url_error, format_host_port, is_public_ip
from records.paths import Paths
from records.reasons import Reason
from records.verdict import Drop, Verdict


class RequestRefused(IgnoreRequest):
    """A request that must not be made; the verdict says why."""

    def __init__(self, verdict: Verdict) -> None:
        """Keep the verdict for the ledger."""
        super().__init__(f"{verdict.reason}: {verdict.detail}")
        self.verdict = verdict


class SsrfGuardMiddleware:
    """Look at scheme, host, port, credentials and length of every request."""

    def __init__(self, allow_hosts: Set[str]) -> None:
        """Take the hosts that the operator allowed."""
        self.allow_hosts = allow_hosts

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the allowed hosts from the settings."""
        return cls(_get_paths(crawler).allow_hosts)

    def process_request(self, request: Request) -> None:
        """Let a request pass or raise Refused."""
        reason = find_url_error(request.url, self.allow_hosts)
        if reason:
            raise RequestRefused(Drop("fetch", Reason.GUARD, reason))


@implementer(IHostnameResolver)
class SsrfGuardResolver:
    """The reactor's resolver, with what is not public left out of its answers.

    Remembers which names it refused.
    """

    def __init__(self, reactor: ReactorBase, allow_hosts: Set[str]) -> None:
        """Stand in front of the resolver that the reactor has."""
        self._reactor = reactor
        self._inner: Any = reactor.nameResolver  # zope's interfaces name their methods without self
        self._allow_hosts = allow_hosts
        self.refused_hosts: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: ReactorBase) -> Self:
        """Read the allowed hosts from the settings."""
        return cls(reactor, _get_paths(crawler).allow_hosts)

    def install_on_reactor(self) -> None:
        """Take the place of the reactor's resolver."""
        self._reactor.installNameResolver(cast("IHostnameResolver", self))

    def resolveHostName(
        self,
        resolutionReceiver: IResolutionReceiver,
        hostName: str,
        portNumber: int = 0,
        addressTypes: Sequence[type[IAddress]] | None = None,
        transportSemantics: str = "TCP",
    ) -> IHostResolution:
        """Look a name up.

        The receiver hears of public addresses, or of all when host and port are allowed.
        """
        allowed = format_host_port(hostName, portNumber) in self._allow_hosts
        receiver = (
            resolutionReceiver
            if allowed
            else _PublicAddressReceiver(resolutionReceiver, self.refused_hosts, hostName)
        )
        resolution: IHostResolution = self._inner.resolveHostName(
            receiver, hostName, portNumber, addressTypes, transportSemantics
        )
        return resolution


@implementer(IResolutionReceiver)
class _PublicAddressReceiver:
    def __init__(self, receiver: IResolutionReceiver, refused: set[str], name: str) -> None:
        self._receiver: Any = receiver
        self._refused, self._name = refused, name

    def resolutionBegan(self, resolutionInProgress: IHostResolution) -> None:
        self._receiver.resolutionBegan(resolutionInProgress)

    def addressResolved(self, address: IAddress) -> None:
        if is_public_ip(address.host):
            self._receiver.addressResolved(address)
        else:
            self._refused.add(self._name)

    def resolutionComplete(self) -> None:
        self._receiver.resolutionComplete()


def was_host_refused(host: str) -> bool:
    """Say whether the resolver left out an address of this host: then "not found" means "not
    public".
    """
    # installed by now; importing it earlier would install the wrong one
    from twisted.internet import reactor

    resolver = getattr(reactor, "nameResolver", None)
    return isinstance(resolver, SsrfGuardResolver) and host in resolver.refused_hosts


def _get_paths(crawler: Crawler) -> Paths:
    home: Paths = crawler.settings["JIANWEN_HOME"]
    return home

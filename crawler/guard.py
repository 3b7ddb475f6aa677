"""Let only public addresses be fetched: one check before the request, one where names become addresses."""

import ipaddress
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from scrapy.exceptions import IgnoreRequest
from scrapy.resolver import CachingThreadedResolver

from records.limits import URL_CHARS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrapy import Request
    from scrapy.crawler import Crawler
    from twisted.internet.base import ReactorBase
    from twisted.internet.defer import Deferred

PUBLIC_PORTS = {"http": 80, "https": 443}


class Refused(IgnoreRequest):
    """The guard does not let this request out; `reason` is a slug, `detail` says what was wrong."""

    def __init__(self, reason: str, detail: str) -> None:
        """Name the rule and what broke it."""
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


def is_public(address: str) -> bool:
    """Say whether an IP address, in any spelling `ipaddress` reads, belongs to the public internet.

    IPv4 addresses carried inside IPv6 (mapped, 6to4, Teredo, NAT64) are judged as the IPv4 address that they reach.
    """
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def examine(url: str, allow_hosts: "frozenset[str] | set[str]") -> None:
    """Raise Refused unless the address is one that may be asked for; names are looked up later, by the resolver."""
    if len(url) > URL_CHARS:
        raise Refused("guard-length", f"address of {len(url)} characters")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Refused("guard-address", str(error)) from error
    scheme, host = parts.scheme.lower(), (parts.hostname or "").lower().rstrip(".")
    if scheme not in PUBLIC_PORTS or not host:
        raise Refused("guard-scheme", f"not http or https: {scheme or 'none'}")
    if parts.username is not None or parts.password is not None:
        raise Refused("guard-credentials", "credentials in the address")
    port = port or PUBLIC_PORTS[scheme]
    if f"{host}:{port}" in allow_hosts:
        return
    if port != PUBLIC_PORTS[scheme]:
        raise Refused("guard-port", f"port {port} of {host}; name {host}:{port} in JIANWEN_ALLOW_HOSTS to allow it")
    try:
        public = is_public(host)
    except ValueError:
        return  # a name, not a literal
    if not public:
        raise Refused("guard-private", f"{host} is not a public address")


class Guard:
    """Downloader middleware next to the wire: redirects, robots and retries pass here too."""

    def __init__(self, allow_hosts: frozenset[str]) -> None:
        """Take the non-public hosts that the operator named."""
        self.allow_hosts = allow_hosts

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """Read the hosts from the settings."""
        return cls(frozenset(crawler.settings.getlist("JIANWEN_ALLOW_HOSTS")))

    def process_request(self, request: "Request") -> None:
        """Raise Refused for what may not be fetched."""
        examine(request.url, self.allow_hosts)


class GuardedResolver(CachingThreadedResolver):
    """Scrapy's resolver, which is asked for literals too, refusing every answer that is not public.

    The address checked is the address dialled, so a name that changes its answer between check and call gains nothing.
    """

    def __init__(self, reactor: "ReactorBase", cache_size: int, timeout: float, allow_hosts: frozenset[str] = frozenset()) -> None:
        """Take the names whose non-public answers the operator allowed; their ports were checked by Guard."""
        super().__init__(reactor, cache_size, timeout)
        self.allowed = {host.rsplit(":", 1)[0] for host in allow_hosts}

    @classmethod
    def from_crawler(cls, crawler: "Crawler", reactor: "ReactorBase") -> Self:
        """Read cache, time-out and hosts from the settings."""
        settings = crawler.settings
        allow_hosts = frozenset(settings.getlist("JIANWEN_ALLOW_HOSTS"))
        return cls(reactor, settings.getint("DNSCACHE_SIZE"), settings.getfloat("DNS_TIMEOUT"), allow_hosts)

    def getHostByName(self, name: str, timeout: "Sequence[int]" = ()) -> "Deferred[str]":
        """Resolve a name and check what it came to."""
        found: Deferred[str] = super().getHostByName(name, timeout)
        return found if name.lower() in self.allowed else found.addCallback(self._checked, name)

    def _checked(self, address: Any, name: str) -> Any:  # noqa: ANN401 - Twisted's callbacks are untyped
        if not is_public(address):
            raise Refused("guard-private", f"{name} leads to {address}, which is not a public address")
        return address

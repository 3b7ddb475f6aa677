"""Decide which addresses may be fetched: http(s) on public hosts, or what the operator allowed by
name.
"""

import ipaddress
import re
import socket
import unicodedata
from collections import Counter
from collections.abc import Set
from typing import Final
from urllib.parse import SplitResult, urlsplit

from records.limits import PATH_SEGMENT_REPEATS, URL_CHARS
from records.urls import DEFAULT_PORTS

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

PUBLIC_PORTS: Final = frozenset((80, 443))
"""On any other port of a public host something answers that is no web site: mail, a database, a
router.
"""
_PRIVATE_NAMES: Final = (
    ".localhost",
    ".local",
    ".internal",
    ".intranet",
    ".lan",
    ".home.arpa",
    ".corp",
    ".home",
)
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
_IPV4_COMPATIBLE: Final = ipaddress.IPv6Network("::/96")
_IPV4_MASK: Final = 0xFFFF_FFFF
_UNSAFE_CHARS = re.compile(r"[\x00-\x20\x7f\\]")
_NUMERIC_HOST = re.compile(r"(0x[0-9a-f]*|\d+)(\.(0x[0-9a-f]*|\d+))*\.?", re.IGNORECASE)


def is_public_ip(address: str) -> bool:
    """Say whether an IP address belongs to the public internet, also when it carries an IPv4
    address inside.

    ValueError when it is no IP address. 64:ff9b::7f00:1 reads as global and leads to 127.0.0.1
    through a NAT64 gateway; the same holds for mapped, compatible, 6to4 and Teredo addresses.
    """
    ip = ipaddress.ip_address(address.partition("%")[0])
    return all(_is_global(embedded) for embedded in _embedded_ips(ip) or (ip,))


def _embedded_ips(ip: IPAddress) -> tuple[IPAddress, ...]:
    if isinstance(ip, ipaddress.IPv4Address):
        return ()
    if ip.ipv4_mapped is not None:
        return (ip.ipv4_mapped,)
    if ip.sixtofour is not None:
        return (ip, ip.sixtofour)
    if ip.teredo is not None:
        return (ip, *ip.teredo)
    if ip in _NAT64 or ip in _IPV4_COMPATIBLE:
        return (ipaddress.IPv4Address(int(ip) & _IPV4_MASK),)
    return ()


def _is_global(ip: IPAddress) -> bool:
    local = isinstance(ip, ipaddress.IPv6Address) and ip.is_site_local
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified or local)


def format_host_port(host: str, port: int) -> str:
    """Write host and port as JIANWEN_ALLOW_HOSTS names them."""
    return f"[{host}]:{port}" if ":" in host else f"{host.lower().rstrip('.')}:{port}"


def is_allowed_url(url: str, allow_hosts: Set[str]) -> bool:
    """Say whether the operator named the address's host and port; False for what is no address."""
    try:
        parts = urlsplit(url)
        return format_host_port(parts.hostname or "", _port_of_url(parts)) in allow_hosts
    except ValueError:
        return False


def _port_of_url(parts: SplitResult) -> int:
    return parts.port or int(DEFAULT_PORTS.get(parts.scheme.lower(), "0"))


def find_url_error(url: str, allow_hosts: Set[str] = frozenset()) -> str:
    """Say why an address must not be fetched, "" when it may be.

    Names are not looked up here: where they lead, the resolver in crawler/download/ssrf_guard.py
    checks at the moment of dialling.
    """
    if len(url) > URL_CHARS:
        return f"the address is longer than {URL_CHARS} characters"
    if _UNSAFE_CHARS.search(url):
        return "the address holds a space, a backslash or a control character"
    try:
        parts = urlsplit(url)
        port = _port_of_url(parts)
    except ValueError as error:
        return f"not an address: {error}"
    if parts.scheme.lower() not in DEFAULT_PORTS:
        return f"{parts.scheme or 'no'} scheme; only http and https are fetched"
    if parts.username is not None or parts.password is not None:
        return "the address carries credentials"
    if not parts.hostname:
        return "the address has no host"
    name, times = (
        Counter(filter(None, parts.path.split("/"))).most_common(1)[0]
        if parts.path.strip("/")
        else ("", 0)
    )
    if times > PATH_SEGMENT_REPEATS:
        return f"the path holds {name[:40]!r} {times} times: a link that leads into itself"
    if format_host_port(parts.hostname, port) in allow_hosts:
        return ""
    return _find_host_error(parts.hostname, port)


def _find_host_error(host: str, port: int) -> str:
    name = unicodedata.normalize("NFKC", host).replace("。", ".").lower().rstrip(".")
    if not _is_public_name(name):
        return (
            f"{host} is not a public host; JIANWEN_ALLOW_HOSTS={format_host_port(host, port)} would"
            " allow it"
        )
    if port not in PUBLIC_PORTS:
        return f"port {port} of a public host; only 80 and 443 are fetched"
    return ""


def _is_public_name(name: str) -> bool:
    try:
        if ":" in name:
            return is_public_ip(name)
        # 2130706433, 0177.0.0.1 and 0x7f.1 are spellings of 127.0.0.1
        if _NUMERIC_HOST.fullmatch(name):
            return is_public_ip(socket.inet_ntoa(socket.inet_aton(name)))
    except (ValueError, OSError):
        return False
    return "." in name and not f".{name}".endswith(_PRIVATE_NAMES)

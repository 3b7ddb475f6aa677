"""Ask public hosts alone for documents that are fetched outside the reactor.

The same rule as crawler/guard.py: the address that was checked is the address that is dialled. No proxy of the environment is used,
since it would dial for us.
"""

import http.client
import socket
import ssl
import time
from collections.abc import Iterator, Mapping, Set
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any, Final
from urllib.parse import quote, urljoin, urlsplit

from crawler.addresses import allowed, authority, fault, is_public
from crawler.settings import USER_AGENT
from records.address import DEFAULT_PORTS
from records.limits import CHUNK_BYTES, FETCH_SECONDS, REDIRECTS
from records.verdict import UsageError

BROKEN: Final = (HTTPException, OSError)
"""What an exchange raises when nobody answers, the line breaks or no HTTP comes."""
_MOVED: Final = frozenset((301, 302, 303, 307, 308))
_SAFE: Final = "%/:=&?~+!$,;'@()*[]"


def read(url: str, allow_hosts: Set[str], most: int) -> bytes:
    """Fetch a small document whole; UsageError says in one line why there is none."""
    end, body = time.monotonic() + FETCH_SECONDS, b""
    try:
        with answer_to(url, allow_hosts) as answer:
            if answer.status != http.client.OK:
                raise UsageError(f"{url}: it answered {answer.status}")
            while chunk := answer.read1(CHUNK_BYTES):
                body += chunk
                if len(body) > most:
                    raise UsageError(f"{url}: longer than {most:,} bytes")
                if time.monotonic() > end:
                    raise UsageError(f"{url}: no whole answer within {FETCH_SECONDS:g} s")
            if answer.length:
                raise UsageError(f"{url}: the answer broke off")
    except BROKEN as error:
        raise UsageError(f"{url}: {reason(error)}") from error
    return body


@contextmanager
def answer_to(url: str, allow_hosts: Set[str], headers: Mapping[str, str] | None = None) -> Iterator[HTTPResponse]:
    """Ask for an address and follow where it leads, each hop by the same rule; UsageError when one must not be fetched."""
    asked = {"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close", **(headers or {})}
    for _ in range(REDIRECTS + 1):
        with closing(connect(url, allow_hosts)) as connection:
            parts = urlsplit(url)
            connection.request("GET", quote(f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}", safe=_SAFE), headers=asked)
            answer = connection.getresponse()
            target = answer.headers.get("Location", "")
            if answer.status not in _MOVED or not target:
                yield answer
                return
        url = _hop(url, target.encode("latin-1").decode("utf-8", "replace"), allow_hosts)
    raise UsageError(f"{url[:200]}: more than {REDIRECTS} redirects")


def _hop(url: str, target: str, allow_hosts: Set[str]) -> str:
    try:
        there = urljoin(url, target)
    except ValueError as error:
        raise UsageError(f"{url[:200]}: redirects to {target[:200]!r}, which is no address") from error
    if urlsplit(url).scheme.lower() == "https" and not there.lower().startswith("https:") and not allowed(there, allow_hosts):
        raise UsageError(f"{url[:200]}: redirects from https to {there[:200]}")
    return there


def reason(error: BaseException) -> str:
    """Say in a few words why an exchange failed."""
    if isinstance(error, TimeoutError):
        return f"nothing came for {FETCH_SECONDS:g} s"
    said = getattr(error, "strerror", "") or " ".join(str(error).split()) or type(error).__name__
    return said[:200]


class _Plain(HTTPConnection):
    """A connection over a socket that is open already."""

    opened: socket.socket

    def connect(self) -> None:
        self.sock = self.opened


def connect(url: str, allow_hosts: Set[str]) -> HTTPConnection:
    """Dial the host of an address, with TLS for https; UsageError when it must not be fetched, OSError when nobody answers."""
    if reason := fault(url, allow_hosts):
        raise UsageError(f"{url[:200]}: {reason}")
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or int(DEFAULT_PORTS[parts.scheme.lower()])
    opened = _dial(host, port, allow_hosts)
    if parts.scheme.lower() == "https":
        try:
            opened = ssl.create_default_context().wrap_socket(opened, server_hostname=host)
        except OSError:
            opened.close()
            raise
    connection = _Plain(host, port, timeout=FETCH_SECONDS)
    connection.default_port = int(DEFAULT_PORTS[parts.scheme.lower()])  # what Host leaves out
    connection.opened = opened
    return connection


def _dial(host: str, port: int, allow_hosts: Set[str]) -> socket.socket:
    """Look a name up once and try what is public of it, one address after the other."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:  # a label that is empty or too long
        raise UsageError(f"{host[:200]} is no name of a host") from error
    known = dict.fromkeys((family, address) for family, _, _, _, address in found)
    named = authority(host, port) in allow_hosts
    dialled = [(family, address) for family, address in known if named or is_public(str(address[0]))]
    if not dialled:
        raise UsageError(f"{host} is not a public host; JIANWEN_ALLOW_HOSTS={authority(host, port)} would allow it")
    for family, address in dialled[:-1]:
        try:
            return _opened(family, address)
        except OSError:
            continue
    return _opened(*dialled[-1])


def _opened(family: int, address: tuple[Any, ...]) -> socket.socket:
    """Connect to an address that was looked up already: looking it up again could lead elsewhere."""
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        opened.settimeout(FETCH_SECONDS)
        opened.connect(address)
    except OSError:
        opened.close()
        raise
    return opened

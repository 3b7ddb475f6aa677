"""Ask public hosts alone for documents that are fetched outside the reactor.

The same rule as crawler/download/ssrf_guard.py: the address that was checked is the address that is
dialled. No proxy of the environment is used, since it would dial for us.
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

from crawler.download.public_addresses import (
    find_url_error,
    format_host_port,
    is_allowed_url,
    is_public_ip,
)
from crawler.settings import USER_AGENT
from records.errors import UsageError
from records.limits import FETCH_SECONDS, REDIRECTS
from records.urls import DEFAULT_PORTS

# read from a connection at once: the progress bar moves, Ctrl-C takes effect
CHUNK_BYTES: Final = 64 * 1024
CONNECTION_ERRORS: Final = (HTTPException, OSError)
"""What an exchange raises when nobody answers, the line breaks or no HTTP comes."""
_REDIRECT_STATUSES: Final = frozenset((301, 302, 303, 307, 308))
_SAFE_URL_CHARS: Final = "%/:=&?~+!$,;'@()*[]"


def fetch_bytes(url: str, allow_hosts: Set[str], max_bytes: int) -> bytes:
    """Fetch a small document whole; UsageError says in one line why there is none."""
    end, body = time.monotonic() + FETCH_SECONDS, b""
    try:
        with open_response(url, allow_hosts) as answer:
            if answer.status != http.client.OK:
                raise UsageError(f"{url}: it answered {answer.status}")
            while chunk := answer.read1(CHUNK_BYTES):
                body += chunk
                if len(body) > max_bytes:
                    raise UsageError(f"{url}: longer than {max_bytes:,} bytes")
                if time.monotonic() > end:
                    raise UsageError(f"{url}: no whole answer within {FETCH_SECONDS:g} s")
            if answer.length:
                raise UsageError(f"{url}: the answer broke off")
    except CONNECTION_ERRORS as error:
        raise UsageError(f"{url}: {describe_connection_error(error)}") from error
    return body


@contextmanager
def open_response(
    url: str, allow_hosts: Set[str], headers: Mapping[str, str] | None = None
) -> Iterator[HTTPResponse]:
    """Ask for an address and follow where it leads, each hop by the same rule.

    UsageError when one must not be fetched.
    """
    asked = {
        "User-Agent": USER_AGENT,
        "Accept": "*/*",
        "Accept-Encoding": "identity",
        "Connection": "close",
        **(headers or {}),
    }
    for _ in range(REDIRECTS + 1):
        with closing(open_http_connection(url, allow_hosts)) as connection:
            parts = urlsplit(url)
            connection.request(
                "GET",
                quote(
                    f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}",
                    safe=_SAFE_URL_CHARS,
                ),
                headers=asked,
            )
            answer = connection.getresponse()
            target = answer.headers.get("Location", "")
            if answer.status not in _REDIRECT_STATUSES or not target:
                yield answer
                return
        url = _resolve_redirect(
            url, target.encode("latin-1").decode("utf-8", "replace"), allow_hosts
        )
    raise UsageError(f"{url[:200]}: more than {REDIRECTS} redirects")


def _resolve_redirect(url: str, target: str, allow_hosts: Set[str]) -> str:
    try:
        there = urljoin(url, target)
    except ValueError as error:
        raise UsageError(
            f"{url[:200]}: redirects to {target[:200]!r}, which is no address"
        ) from error
    if (
        urlsplit(url).scheme.lower() == "https"
        and not there.lower().startswith("https:")
        and not is_allowed_url(there, allow_hosts)
    ):
        raise UsageError(f"{url[:200]}: redirects from https to {there[:200]}")
    return there


def describe_connection_error(error: BaseException) -> str:
    """Say in a few words why an exchange failed."""
    if isinstance(error, TimeoutError):
        return f"nothing came for {FETCH_SECONDS:g} s"
    message = getattr(error, "strerror", "") or " ".join(str(error).split()) or type(error).__name__
    return message[:200]


class _OpenedConnection(HTTPConnection):
    """A connection over a socket that is open already."""

    opened: socket.socket

    def connect(self) -> None:
        self.sock = self.opened


def open_http_connection(url: str, allow_hosts: Set[str]) -> HTTPConnection:
    """Dial the host of an address, with TLS for https.

    UsageError when it must not be fetched, OSError when nobody answers.
    """
    if reason := find_url_error(url, allow_hosts):
        raise UsageError(f"{url[:200]}: {reason}")
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or int(DEFAULT_PORTS[parts.scheme.lower()])
    opened = _open_public_socket(host, port, allow_hosts)
    if parts.scheme.lower() == "https":
        try:
            opened = ssl.create_default_context().wrap_socket(opened, server_hostname=host)
        except OSError:
            opened.close()
            raise
    connection = _OpenedConnection(host, port, timeout=FETCH_SECONDS)
    connection.default_port = int(DEFAULT_PORTS[parts.scheme.lower()])  # what Host leaves out
    connection.opened = opened
    return connection


def _open_public_socket(host: str, port: int, allow_hosts: Set[str]) -> socket.socket:
    """Look a name up once and try what is public of it, one address after the other."""
    try:
        resolved = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as error:  # a label that is empty or too long
        raise UsageError(f"{host[:200]} is no name of a host") from error
    known = dict.fromkeys((family, address) for family, _, _, _, address in resolved)
    named = format_host_port(host, port) in allow_hosts
    dialled = [
        (family, address) for family, address in known if named or is_public_ip(str(address[0]))
    ]
    if not dialled:
        raise UsageError(
            f"{host} is not a public host; JIANWEN_ALLOW_HOSTS={format_host_port(host, port)} would"
            " allow it"
        )
    for family, address in dialled[:-1]:
        try:
            return _open_socket(family, address)
        except OSError:
            continue
    return _open_socket(*dialled[-1])


def _open_socket(family: int, address: tuple[Any, ...]) -> socket.socket:
    """Connect to an address that was looked up already: looking it up again could lead
    elsewhere.
    """
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        opened.settimeout(FETCH_SECONDS)
        opened.connect(address)
    except OSError:
        opened.close()
        raise
    return opened

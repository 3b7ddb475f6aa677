"""Tell a health check how a run went: it raises the alarm when nothing is heard, which cron's mail
never does.

The address is the operator's, in JIANWEN_HEALTHCHECK; /start and /fail are put behind it as
healthchecks.io and its like expect. It is the one request that does not pass the guard. A check
that does not answer is told in one line and changes nothing else.
"""

import http.client
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Set
from types import TracebackType
from typing import Final, Self
from urllib.parse import urlsplit, urlunsplit

from records.errors import LockedError

# for a health check to answer; a crawl must not wait for whoever watches it
PING_SECONDS: Final = 5.0
PING_BYTES: Final = 10_000  # of the summary sent to it; healthchecks.io keeps 100 KB, others 10


HEALTHCHECK_VARIABLE: Final = "JIANWEN_HEALTHCHECK"
_UNEXPECTED_EXIT_CODE: Final = 3


class Healthcheck:
    """Use it as a context manager around a whole run, the taking of its lock included.

    Nothing is sent unless `start` was called, or the run failed before: a run that another one
    turned away is no news.
    """

    def __init__(
        self,
        url: str,
        allow_hosts: Set[str] = frozenset(),
        *,
        on_warning: Callable[[str], object],
    ) -> None:
        """Take the address; with an empty one nothing is sent.

        `on_warning` gets a line when the address is not usable or a message does not arrive.
        """
        self._on_warning = on_warning
        self._url, self._host = (
            url,
            urlsplit(url).hostname or "?" if not describe_url_error(url, allow_hosts) else "",
        )
        self.summary = ""
        self.exit_code = 0  # of a run that ends without an error
        if url and not self._host:
            self._warn(
                f"{HEALTHCHECK_VARIABLE} is not used: {describe_url_error(url, allow_hosts)}"
            )

    @classmethod
    def of(
        cls,
        environ: Mapping[str, str],
        allow_hosts: Set[str],
        *,
        on_warning: Callable[[str], object],
    ) -> Self:
        """Read the address from the environment."""
        return cls(environ.get(HEALTHCHECK_VARIABLE, ""), allow_hosts, on_warning=on_warning)

    def start(self) -> None:
        """Say that the run has begun."""
        self._ping("/start", "")

    def __enter__(self) -> Self:
        """Send nothing yet."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Say how it ended: by its exit code, with its summary, or with the error that ended
        it.
        """
        if isinstance(error, LockedError):
            return
        code = (
            self.exit_code if error is None else getattr(error, "exit_code", _UNEXPECTED_EXIT_CODE)
        )
        interrupted = "interrupted" if isinstance(error, KeyboardInterrupt) else ""
        self._ping(
            "/fail" if code else "",
            self.summary or interrupted or f"{type(error).__name__}: {error}",
        )

    def _ping(self, suffix: str, body: str) -> None:
        """Send in a thread of its own: looking up a name knows no time-out."""
        if not self._host:
            return
        answers: list[str] = []
        sender = threading.Thread(
            target=lambda: answers.append(_send_ping(self._url, suffix, body)),
            name="health-check",
            daemon=True,
        )
        sender.start()
        sender.join(PING_SECONDS)
        problem = answers[0] if answers else f"no answer within {PING_SECONDS:g} s"
        if problem:
            self._warn(
                f"the health check at {self._host} did not get"
                f" {suffix.removeprefix('/') or 'success'}: {problem}"
            )

    def _warn(self, line: str) -> None:
        self._on_warning(f"{' '.join(line.split())}; the run itself goes by its exit code")


def describe_url_error(url: str, allow_hosts: Set[str]) -> str:
    """Say why an address is not one to send to, "" when it is: https, or http to a host named in
    JIANWEN_ALLOW_HOSTS.

    The path of such an address is a secret, so it is never repeated.
    """
    if not url:
        return "it is empty"
    try:
        parts = urlsplit(url)
        named = f"{parts.hostname}:{parts.port or 80}" in allow_hosts
    except ValueError:
        return "it is no address"
    if (
        not parts.hostname
        or parts.username is not None
        or any(char <= " " or char == "\x7f" for char in url)
    ):
        return "it is no plain address"
    return (
        ""
        if parts.scheme == "https" or (parts.scheme == "http" and named)
        else "write https, or name host:port in JIANWEN_ALLOW_HOSTS"
    )


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follow nowhere: the operator named this host and no other."""

    def redirect_request(self, *_: object, **__: object) -> None:
        return None


def _send_ping(url: str, suffix: str, body: str) -> str:
    """Send one message; give what went wrong, "" when it arrived."""
    parts = urlsplit(url)
    address = urlunsplit(parts._replace(path=parts.path.rstrip("/") + suffix, fragment=""))
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)
    try:
        request = urllib.request.Request(  # noqa: S310
            address,
            body.encode()[:PING_BYTES],
            {"User-Agent": "jianwen", "Content-Type": "text/plain"},
        )
        with opener.open(request, timeout=PING_SECONDS):
            return ""
    except urllib.error.HTTPError as error:
        with error:
            return f"it answered {error.code}"
    except (OSError, ValueError, http.client.HTTPException) as error:
        return str(getattr(error, "reason", "") or error or type(error).__name__)

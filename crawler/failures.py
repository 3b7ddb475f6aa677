"""What a failed request means: every exception of a download becomes a verdict with stage and reason."""

from typing import Final

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from twisted.internet.error import ConnectError, ConnectionClosed, DNSLookupError

from crawler.guard import Refused
from records.verdict import Drop, Retry, Verdict

FAILURES: Final = (
    IgnoreRequest,
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
    ConnectError,
    ConnectionClosed,
    DNSLookupError,
    OSError,
)
"""All that a download may raise, as the handlers and middlewares of Scrapy and ours document it."""


class Forbidden(IgnoreRequest):
    """robots.txt forbids this address to us."""


class Unreachable(IgnoreRequest):
    """robots.txt could not be had, so nothing of this host may be asked for (RFC 9309, 2.3.1.4)."""


class Paused(IgnoreRequest):
    """The host asked us to stay away for `seconds`."""

    def __init__(self, detail: str, seconds: float) -> None:
        """Say what the host answered and for how long it wants no request."""
        super().__init__(detail)
        self.seconds = seconds


class Unfinished(IgnoreRequest):
    """The compressed body ends before its end."""


_RETRIES: Final[tuple[tuple[type[Exception], str], ...]] = (
    (Unreachable, "robots-unreachable"),
    (Unfinished, "unfinished"),
    (ResponseDataLossError, "unfinished"),
    (DownloadTimeoutError, "timeout"),
    (CannotResolveHostError, "dns"),
    (DNSLookupError, "dns"),
    (DownloadConnectionRefusedError, "refused"),
    (ConnectError, "refused"),
    (DownloadFailedError, "connection"),
    (ConnectionClosed, "connection"),
)


def verdict_of(error: BaseException) -> Verdict:
    """Judge the exception of a download; what is not known here is tried again later under its own name."""
    detail = " ".join(str(error).split())[:300]
    if isinstance(error, Refused):
        return Drop("fetch", error.reason, error.detail)
    if isinstance(error, Forbidden):
        return Drop("fetch", "robots", detail)
    if isinstance(error, Paused):
        return Retry("fetch", "paused", detail, after=error.seconds)
    for kind, reason in _RETRIES:
        if isinstance(error, kind):
            return Retry("fetch", reason, detail)
    if isinstance(error, DownloadCancelledError):
        return Drop("fetch", "too-large", detail)
    if isinstance(error, IgnoreRequest):  # Scrapy's own: redirects without end, a decompressed body over the cap
        return Drop("fetch", "redirects" if "redirect" in detail else "too-large" if "size" in detail else "ignored", detail)
    return Retry("fetch", type(error).__name__, detail)

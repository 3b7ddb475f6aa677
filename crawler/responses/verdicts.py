"""Say what a response or a failure of the network means for an address: the verdicts of `fetch`.

A test for browsers in place of the page is `challenged`, whatever its status. A plain refusal
(REFUSAL_STATUSES) keeps its status as its reason, `http-403`: the page may well be there for
others. Of an announcement the two make its source `challenged` and `blocked` (find_source_failure
of records/reasons.py), which is not the same as `failed`: nothing is broken, and waiting does not
help.
"""

import re
from typing import Final
from urllib.parse import urlsplit

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.download.conditional_get import read_header
from crawler.download.ssrf_guard import RequestRefused, was_host_refused
from crawler.responses.bot_challenge import detect_challenge
from crawler.responses.retry_after import parse_retry_after
from records.reasons import REFUSAL_STATUSES, HttpReason, Reason
from records.verdict import DETAIL_CHARS, Drop, Retry, Verdict
from store.ledger.intervals import RETRY_SECONDS

HTML_MEDIA_TYPES: Final = frozenset(
    (
        "",
        "text/html",
        "application/xhtml+xml",
        "text/plain",
        "text/xml",
        "application/xml",
        "application/octet-stream",
        "text/htm",
    )
)
"""Media types behind which web pages are found; the stage `decode` looks at the bytes themselves.
"""
GONE_STATUSES: Final = frozenset((404, 410))
BUSY_STATUSES: Final = frozenset((429, 503))
_RETRY_STATUSES: Final = frozenset((408, 421, 423, 425, 429))
_MEDIA_TYPE = re.compile(r"\A\s*+([\w.+-]++/[\w.+-]++)\s*+(?:;|$)")
_CHARSET = re.compile(r"charset\s*+=\s*+[\"']?\s*+([\w.:+-]+)", re.IGNORECASE)


def parse_content_type(response: Response) -> tuple[str, str]:
    """Give media type and charset as the Content-Type header declares them."""
    line = read_header(response, "Content-Type")
    media, charset = _MEDIA_TYPE.match(line), _CHARSET.search(line)
    return (media[1].lower() if media else ""), (charset[1] if charset else "")


def read_pause(response: Response, now: str) -> float:
    """Say for how many seconds a host wants to be left alone: 0 unless it is busy."""
    if response.status not in BUSY_STATUSES:
        return 0.0
    asked = parse_retry_after(read_header(response, "Retry-After"), now)
    return asked or (RETRY_SECONDS[0] if response.status == 429 else 0.0)


def verdict_of_response(
    response: Response, now: str, *, conditional: bool = False
) -> Verdict | None:
    """Say what is wrong with an answer, None when it is a body to be read, or 304 to a conditional
    request.
    """
    status = response.status
    if status == 304 and conditional:
        return None
    wall = detect_challenge(response)
    if wall:
        return Drop(
            "fetch", Reason.CHALLENGED, f"answered {status} with a test for browsers ({wall})"
        )
    if status in (200, 203):
        return (
            None
            if response.body
            else Retry("fetch", Reason.EMPTY, f"answered {status} without a body")
        )
    if status >= 500 or status in _RETRY_STATUSES or status == 304:
        return Retry(
            "fetch", HttpReason.from_status(status), f"answered {status}", read_pause(response, now)
        )
    where = read_header(response, "Location")
    if 300 <= status < 400 and where:
        return Drop("fetch", Reason.GUARD, f"redirects to {where[:DETAIL_CHARS]}")
    detail = (
        f"answered {status} here; it may answer elsewhere"
        if status in REFUSAL_STATUSES
        else f"answered {status}"
    )
    return Drop("fetch", HttpReason.from_status(status), detail)


def verdict_of_page(response: Response, now: str, *, conditional: bool = False) -> Verdict | None:
    """The same for an article's page, which must also be HTML and not the front page in its
    place.
    """
    verdict = verdict_of_response(response, now, conditional=conditional)
    if verdict is not None or response.status == 304:
        return verdict
    media, _ = parse_content_type(response)
    if media not in HTML_MEDIA_TYPES:
        return Drop("fetch", Reason.NOT_HTML, media)
    asked = (
        (response.request.meta.get("redirect_urls") or [response.url])[0]
        if response.request
        else response.url
    )
    if urlsplit(response.url).path in ("", "/") and urlsplit(asked).path not in ("", "/"):
        return Drop("fetch", Reason.MOVED_HOME, f"redirects to the front page {response.url}")
    return None


def verdict_of_failure(failure: Failure | BaseException, url: str) -> Verdict:
    """Say what a failed download means."""
    error = failure.value if isinstance(failure, Failure) else failure
    detail = " ".join(str(error).split())[:DETAIL_CHARS]
    if isinstance(error, RequestRefused):
        return error.verdict
    if isinstance(error, CannotResolveHostError):
        host = urlsplit(url).hostname or ""
        if was_host_refused(host):
            return Drop("fetch", Reason.GUARD, f"{host} leads to an address that is not public")
        return Retry("fetch", Reason.DNS, f"{host} was not found")
    for kind, verdict in _FAILURE_VERDICTS:
        if isinstance(error, kind):
            return type(verdict)("fetch", verdict.reason, verdict.detail or detail)
    if fault := next((words for sign, words in _TLS_ERRORS if sign in detail), ""):
        return Retry(
            "fetch", Reason.TLS, f'{fault}; tls = "lax" in the file of a source would accept it'
        )
    if "max redirections" in detail:
        return Drop("fetch", Reason.REDIRECTS, "too many redirects")
    return Retry("fetch", Reason.NETWORK, detail or type(error).__name__)


_TLS_ERRORS: Final = (
    ("VerificationError", "the certificate is that of another host"),
    ("certificate verify failed", "the certificate has expired, or nobody known has signed it"),
)
"""Signs of a certificate that proves nothing, as Twisted reports them."""
_FAILURE_VERDICTS: Final[tuple[tuple[type[BaseException], Verdict], ...]] = (
    (DownloadTimeoutError, Retry("fetch", Reason.TIMEOUT)),
    (
        ResponseDataLossError,
        Retry("fetch", Reason.UNFINISHED, "the body is shorter than announced"),
    ),
    (
        DownloadConnectionRefusedError,
        Retry("fetch", Reason.CONNECTION, "the connection was refused"),
    ),
    (UnsupportedURLSchemeError, Drop("fetch", Reason.GUARD)),
    (DownloadCancelledError, Drop("fetch", Reason.TOO_LARGE)),
)

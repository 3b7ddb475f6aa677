"""What answers and failures of the network mean."""

import pytest
from scrapy import Request
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
from scrapy.http import Response
from twisted.python.failure import Failure

from crawler.download.ssrf_guard import RequestRefused
from crawler.responses.retry_after import parse_retry_after
from crawler.responses.verdicts import (
    parse_content_type,
    read_pause,
    verdict_of_failure,
    verdict_of_page,
    verdict_of_response,
)
from records.limits import RETRY_AFTER_MAX
from records.verdict import Drop, Retry

NOW = "2026-11-23T19:00:00Z"
URL = "http://example.org/a.html"


def response(status: int = 200, body: bytes = b"<p>x", url: str = URL, **headers: str) -> Response:
    return Response(
        url,
        status=status,
        body=body,
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (" 120 ", 120),
        ("0", 0),
        ("Mon, 23 Nov 2026 19:10:00 GMT", 600),
        ("Mon, 23 Nov 2026 18:00:00 GMT", 0),
        ("Mon, 23 Nov 2099 19:10:00 GMT", RETRY_AFTER_MAX),
        ("999999999", RETRY_AFTER_MAX),
        ("-5", 0),
        ("soon", 0),
        ("", 0),
        ("9" * 400, 0),
        ("Mon, 99 Nov 2026 19:10:00 GMT", 0),
    ],
)
def test_retry_after_is_read_in_all_its_forms_and_capped(value, seconds):
    assert parse_retry_after(value, NOW) == seconds


@pytest.mark.parametrize(
    ("status", "header", "seconds"),
    [(503, "30", 30), (503, "", 0), (429, "", 300), (429, "7", 7), (500, "30", 0), (200, "30", 0)],
)
def test_only_a_busy_host_asks_for_a_pause(status, header, seconds):
    assert read_pause(response(status, Retry_After=header), NOW) == seconds


@pytest.mark.parametrize(
    ("status", "kind", "reason"),
    [
        (404, Drop, "http-404"),
        (403, Drop, "http-403"),
        (401, Drop, "http-401"),
        (451, Drop, "http-451"),
        (204, Drop, "http-204"),
        (408, Retry, "http-408"),
        (429, Retry, "http-429"),
        (500, Retry, "http-500"),
        (503, Retry, "http-503"),
        (599, Retry, "http-599"),
        (304, Retry, "http-304"),  # nobody asked conditionally
    ],
)
def test_a_status_is_final_or_worth_another_try(status, kind, reason):
    verdict = verdict_of_response(response(status), NOW)
    assert isinstance(verdict, kind)
    assert (verdict.stage, verdict.reason) == ("fetch", reason)


def test_a_good_answer_is_no_mishap_and_an_empty_one_is():
    assert verdict_of_response(response(), NOW) is None
    assert verdict_of_response(response(304, b""), NOW, conditional=True) is None
    assert verdict_of_response(response(200, b""), NOW) == Retry(
        "fetch", "empty", "answered 200 without a body"
    )


def test_a_busy_answer_carries_the_wait_it_asked_for():
    assert verdict_of_response(response(503, Retry_After="90"), NOW) == Retry(
        "fetch", "http-503", "answered 503", 90.0
    )


@pytest.mark.parametrize("status", [202, 412])
def test_a_browser_challenge_is_named(status):
    verdict = verdict_of_response(response(status, b"<script>$_ts=window['$_ts']</script>"), NOW)
    assert verdict.reason == "challenged"


def test_a_redirect_out_of_the_web_is_refused():
    assert verdict_of_response(response(302, b"", Location="file:///etc/passwd"), NOW) == Drop(
        "fetch", "guard", "redirects to file:///etc/passwd"
    )


@pytest.mark.parametrize(
    "media", ["application/pdf", "image/png", "application/json; charset=utf-8"]
)
def test_a_page_must_be_html(media):
    assert verdict_of_page(response(Content_Type=media), NOW).reason == "not-html"


@pytest.mark.parametrize(
    "media",
    ["", "text/html", "TEXT/HTML;charset=gbk", "application/xhtml+xml", "text/plain", "nonsense"],
)
def test_servers_that_declare_html_badly_are_borne_with(media):
    assert verdict_of_page(response(Content_Type=media), NOW) is None
    assert verdict_of_page(response(404, Content_Type=media), NOW).reason == "http-404"


def test_a_redirect_to_the_front_page_is_a_page_that_is_gone():
    moved = response(url="http://example.org/")
    moved.request = Request("http://example.org/", meta={"redirect_urls": [URL]})
    assert verdict_of_page(moved, NOW).reason == "moved-home"
    moved.request = Request("http://example.org/")
    assert verdict_of_page(moved, NOW) is None


@pytest.mark.parametrize(
    ("line", "media", "charset"),
    [
        ("text/html; charset=GBK", "text/html", "GBK"),
        ('text/html; charset="utf-8"; x=y', "text/html", "utf-8"),
        ("Text/HTML", "text/html", ""),
        (";;;", "", ""),
    ],
)
def test_media_type_and_charset_are_taken_apart(line, media, charset):
    assert parse_content_type(response(Content_Type=line)) == (media, charset)


@pytest.mark.parametrize(
    ("error", "verdict"),
    [
        (
            DownloadTimeoutError("x took longer than 30 seconds."),
            Retry("fetch", "timeout", "x took longer than 30 seconds."),
        ),
        (
            ResponseDataLossError(),
            Retry("fetch", "unfinished", "the body is shorter than announced"),
        ),
        (
            DownloadConnectionRefusedError("x"),
            Retry("fetch", "connection", "the connection was refused"),
        ),
        (DownloadFailedError("[<SSL error>]"), Retry("fetch", "network", "[<SSL error>]")),
        (
            DownloadFailedError("[<Failure service_identity.exceptions.VerificationError: x>]"),
            Retry(
                "fetch",
                "tls",
                'the certificate is that of another host; tls = "lax" in the file of a source would'
                " accept it",
            ),
        ),
        (CannotResolveHostError("x"), Retry("fetch", "dns", "example.org was not found")),
        (
            DownloadCancelledError("larger than download max size"),
            Drop("fetch", "too-large", "larger than download max size"),
        ),
        (UnsupportedURLSchemeError("gopher"), Drop("fetch", "guard", "gopher")),
        (
            IgnoreRequest("max redirections reached"),
            Drop("fetch", "redirects", "too many redirects"),
        ),
        (RequestRefused(Drop("fetch", "robots", "no")), Drop("fetch", "robots", "no")),
        (OSError(), Retry("fetch", "network", "OSError")),
    ],
)
def test_each_failure_has_its_verdict(error, verdict):
    assert verdict_of_failure(Failure(error), URL) == verdict
    assert verdict_of_failure(error, URL) == verdict

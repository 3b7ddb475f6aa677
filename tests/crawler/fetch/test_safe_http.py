"""What is fetched outside the reactor goes by the same rule: public hosts, or those that the
operator named.
"""

import socket
import threading
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from crawler.fetch import safe_http as dial
from crawler.fetch.safe_http import fetch_bytes
from records.errors import UsageError
from records.limits import REDIRECTS
from tests.certificates import Issuer
from tests.loopback import Answer, Site

MOST = 10_000


@pytest.fixture
def site():
    with Site() as one:
        yield one


def test_a_document_of_an_allowed_host_is_read_by_our_name(site):
    site.answers["/a?b=%E4%B8%AD"] = Answer("健康")
    assert fetch_bytes(f"{site.url}/a?b=中", {site.host}, MOST) == "健康".encode()
    (asked,) = site.log
    assert asked.headers["User-Agent"].startswith("Jianwen/")
    assert asked.headers["Host"] == site.host
    assert asked.headers["Accept-Encoding"] == "identity"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        (
            "http://127.0.0.1:{port}/",
            "127.0.0.1 is not a public host; JIANWEN_ALLOW_HOSTS=127.0.0.1:{port} would allow it",
        ),
        ("http://[::ffff:127.0.0.1]:{port}/", "is not a public host"),
        ("http://2130706433:{port}/", "is not a public host"),
        ("http://localhost:{port}/", "is not a public host"),
        ("file:///etc/passwd", "only http and https are fetched"),
        ("http://user:secret@example.org/", "credentials"),
        ("http://example.org:22/", "port 22"),
        ("nonsense", "no scheme"),
    ],
)
def test_what_is_not_public_is_asked_for_by_nobody(site, url, said):
    port = site.host.rsplit(":", 1)[1]
    with pytest.raises(UsageError) as refusal:
        fetch_bytes(url.format(port=port), frozenset(), MOST)
    assert said.format(port=port) in str(refusal.value)
    assert site.log == []


def test_a_public_name_that_leads_to_this_machine_is_not_dialled(site, monkeypatch):
    port = int(site.host.rsplit(":", 1)[1])
    look_up = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda host, there, **kind: look_up("127.0.0.1", port, **kind)
    )
    with pytest.raises(UsageError, match=r"rebinds\.example is not a public host"):
        fetch_bytes("http://rebinds.example/", frozenset(), MOST)
    assert site.log == []


def test_of_several_addresses_the_first_that_answers_is_taken(site, monkeypatch):
    site.answers["/"] = Answer("here")
    port = int(site.host.rsplit(":", 1)[1])
    told = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
        for address in ("127.0.0.3", "127.0.0.1")
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: told)
    assert fetch_bytes(f"{site.url}/", {site.host}, MOST) == b"here"


def test_a_redirect_is_followed_by_the_same_rule(site):
    site.answers = {
        "/a": Answer(b"", 302, {"Location": "/b?c=d"}),
        "/b?c=d": Answer("there"),
        "/private": Answer(b"", 301, {"Location": "http://127.0.0.1:1/"}),
        "/odd": Answer(b"", 307, {"Location": "http://[half/"}),
        "/round": Answer(b"", 302, {"Location": "/round"}),
        "/nowhere": Answer(b"", 302),
    }
    allowed = {site.host}
    assert fetch_bytes(f"{site.url}/a", allowed, MOST) == b"there"
    faults = {
        "/private": "is not a public host",
        "/odd": "which is no address",
        "/round": f"more than {REDIRECTS} redirects",
        "/nowhere": "it answered 302",
    }
    for path, said in faults.items():
        with pytest.raises(UsageError, match=said):
            fetch_bytes(site.url + path, allowed, MOST)
    assert len(site.asked("/round")) == REDIRECTS + 1


ANSWERS = {
    "it answered 404": Answer(b"", 404),
    "it answered 500": Answer(b"", 500),
    "longer than 10,000 bytes": Answer(bytes(10_001)),
    "the answer broke off": Answer(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"),
    "BadStatusLine|no HTTP": Answer(raw=b"hello\r\n\r\n"),
    "IncompleteRead": Answer(raw=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel"),
    "closed connection": Answer(raw=b""),
}


@pytest.mark.parametrize("said", ANSWERS)
def test_what_brings_no_document_is_told_in_one_line(site, said):
    site.answers["/a"] = ANSWERS[said]
    with pytest.raises(UsageError, match=f"{site.url}/a: ") as refusal:
        fetch_bytes(f"{site.url}/a", {site.host}, MOST)
    assert "\n" not in str(refusal.value)


def test_a_host_that_nobody_knows_or_that_refuses_is_told_in_one_line():
    free = socket.create_server(("127.0.0.1", 0))
    host = f"127.0.0.1:{free.getsockname()[1]}"
    free.close()
    with pytest.raises(UsageError, match="Connection refused"):
        fetch_bytes(f"http://{host}/", {host}, MOST)
    with pytest.raises(UsageError, match="is no name of a host"):
        fetch_bytes(f"http://{'a' * 64}.example/", frozenset(), MOST)


def test_a_slow_drip_is_cut(site, monkeypatch):
    site.answers["/"] = Answer("drip")
    monkeypatch.setattr(dial, "FETCH_SECONDS", 0.0)
    monkeypatch.setattr(
        dial,
        "open_http_connection",
        lambda url, hosts, real=dial.open_http_connection: with_patience(
            real, url, hosts, monkeypatch
        ),
    )
    with pytest.raises(UsageError, match="no whole answer within"):
        fetch_bytes(f"{site.url}/", {site.host}, MOST)


def with_patience(real, url, hosts, monkeypatch):
    """Dial with a time-out that can be kept: only the whole answer is to come too late."""
    with monkeypatch.context() as patch:
        patch.setattr(dial, "FETCH_SECONDS", 10.0)
        return real(url, hosts)


def test_silence_is_cut(site, monkeypatch):
    held = threading.Event()
    site.answers["/"] = Answer("late", held=held)
    monkeypatch.setattr(dial, "FETCH_SECONDS", 0.2)
    with pytest.raises(UsageError, match=r"nothing came for 0\.2 s"):
        fetch_bytes(f"{site.url}/", {site.host}, MOST)
    held.set()


def test_certificates_are_checked_and_https_is_not_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    trusted, stranger = Issuer.named("trusted"), Issuer.named("stranger")
    (tmp_path / "ca.pem").write_bytes(trusted.certificate.public_bytes(serialization.Encoding.PEM))
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    with (
        Site(trusted.context(tmp_path, "good")) as good,
        Site(stranger.context(tmp_path, "bad")) as bad,
    ):
        good.answers = {
            "/": Answer("safe"),
            "/down": Answer(b"", 302, {"Location": "http://example.org/"}),
        }
        assert fetch_bytes(f"{good.url}/", {good.host}, MOST) == b"safe"
        with pytest.raises(UsageError, match=r"redirects from https to http://example\.org/"):
            fetch_bytes(f"{good.url}/down", {good.host}, MOST)
        with pytest.raises(UsageError, match="CERTIFICATE_VERIFY_FAILED"):
            fetch_bytes(f"{bad.url}/", {bad.host}, MOST)

"""Which addresses may be fetched."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.download.public_addresses import find_url_error, is_allowed_url, is_public_ip

PUBLIC = ("8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8")
NOT_PUBLIC = (
    "127.0.0.1",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.2.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fec0::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "2001:0:7f00:1:0:0:f5ff:fffe",
    "64:ff9b:1::1",
    "2001:db8::1",
)
LOOPBACK_SPELLINGS = (
    "http://127.0.0.1/",
    "http://127.1/",
    "http://0177.0.0.1/",
    "http://0x7f.1/",
    "http://2130706433/",
    "http://0x7f000001/",
    "http://017700000001/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://localhost/",
    "http://LOCALHOST./",
    "http://a.localhost/",
    "http://１２７.0.0.1/",
    "http://①②⑦.0.0.1/",
    "http://127。0。0。1/",
    "http://printer/",
    "http://nas.local/",
    "http://db.internal/",
    "http://router.lan/",
    "http://0/",
    "http://169.254.169.254/latest/meta-data/",
)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_public(address):
    assert is_public_ip(address)


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_private_addresses_are_not_public_however_they_are_carried(address):
    assert not is_public_ip(address)


@pytest.mark.parametrize("url", LOOPBACK_SPELLINGS)
def test_every_spelling_of_a_private_host_is_refused(url):
    assert "not a public host" in find_url_error(url)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("file:///etc/passwd", "scheme"),
        ("ftp://example.org/a", "scheme"),
        ("gopher://example.org:70/", "scheme"),
        ("data:text/html,x", "scheme"),
        ("//example.org/a", "scheme"),
        ("http:///a", "no host"),
        ("http://user@example.org/", "credentials"),
        ("http://user:pass@example.org/", "credentials"),
        ("http://example.org:22/", "port 22"),
        ("http://example.org:6379/", "port 6379"),
        ("http://example.org:99999/", "not an address"),
        ("http://[::1/", "not an address"),
        ("http://example.org/a b", "control character"),
        ("http://example.org/\r\nHost: x", "control character"),
        ("http://example.org\\@127.0.0.1/", "control character"),
        ("http://example.org/" + "a" * 2_000, "longer than"),
        ("http://example.org/a/b/a/b/a/b/a/b/", "leads into itself"),
    ],
)
def test_a_refused_address_is_told_why(url, reason):
    assert reason in find_url_error(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "https://example.org:443/a?b=c",
        "http://8.8.8.8/",
        "https://健康.example/新闻",
        "http://example.org/a/a/a/",
        "http://example.org//",
    ],
)
def test_ordinary_addresses_pass(url):
    assert find_url_error(url) == ""


def test_the_operator_allows_one_host_with_one_port_by_the_name_he_wrote():
    hosts = frozenset(("127.0.0.1:8000", "[::1]:8001"))
    assert find_url_error("http://127.0.0.1:8000/a", hosts) == ""
    assert find_url_error("http://[::1]:8001/a", hosts) == ""
    assert find_url_error("http://127.0.0.1:8001/a", hosts)
    assert find_url_error("http://127.1:8000/a", hosts)
    assert find_url_error("http://user@127.0.0.1:8000/a", hosts)
    assert is_allowed_url("http://127.0.0.1:8000/a", hosts)
    assert not is_allowed_url("http://[::1", hosts)


@given(st.text(max_size=60) | st.builds("http://{}/".format, st.text(max_size=40)))
@settings(deadline=None)
def test_any_text_is_judged_without_an_error(text):
    assert isinstance(find_url_error(text), str)

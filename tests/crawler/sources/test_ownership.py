"""Which source owns an address follows from its home, its hosts and its rule links."""

import socket

import pytest

from crawler.sources.ownership import build_address_owners, find_registered_domain
from crawler.sources.parse import SourceFile, parse_source
from records.ownership import AddressOwners
from records.source import Source


def owners(*rules: tuple[str, dict[str, object]]) -> AddressOwners:
    return build_address_owners(
        Source(name, name, "news", **{"home": "https://www.b.org/", **more})
        for name, more in rules
    )  # fmt: skip


@pytest.mark.parametrize(
    ("url", "owner"),
    [
        ("https://www.b.org/1", "b"),
        ("http://b.org/1", "b"),
        ("https://deep.news.b.org:8443/1", "b"),
        ("https://ab.org/1", ""),
        ("https://b.org.evil.com/1", ""),
        ("https://evil.com/https://b.org/1", ""),
        ("https://cdn.example.net/1", "b"),
        ("https://x.cdn.example.net/1", "b"),
        ("https://example.net/1", ""),
    ],
)
def test_the_registered_domain_and_further_hosts_belong_to_a_source(url, owner):
    assert owners(("b", {"hosts": ("cdn.example.net",)})).find_owner(url) == owner


@pytest.mark.parametrize(
    ("home", "url", "owner"),
    [
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8000/x", "b"),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8001/x", ""),
        ("http://localhost/", "http://localhost/x", "b"),
        ("http://localhost/", "http://localhost:81/x", ""),
        ("http://[::1]:80/", "http://[::1]/x", "b"),
        ("https://alice.github.io/", "https://mallory.github.io/x", ""),
        ("https://nhc.gov.cn/", "https://nmpa.gov.cn/x", ""),
    ],
)
def test_what_has_no_registered_domain_counts_with_its_port(home, url, owner):
    assert owners(("b", {"home": home})).find_owner(url) == owner


def test_the_most_specific_of_several_rules_decides():
    known = owners(
        ("plain", {}),
        ("linked", {"links": "/health/"}),
        ("sub", {"home": "https://sub.b.org/"}),
        ("draft", {"links": "/health/1", "enabled": False}),
    )
    assert known.find_owner("https://www.b.org/health/1") == "linked"
    assert known.find_owner("https://www.b.org/sport/1") == "plain"
    assert known.find_owner("https://sub.b.org/sport/1") == "sub"
    assert known.find_owner("https://sub.b.org/health/1") == "linked"


def test_two_that_match_alike_own_nothing():
    assert owners(("a", {}), ("b", {})).find_owner("https://www.b.org/1") == ""


def test_a_rule_that_does_not_match_owns_no_more_than_the_very_host():
    known = owners(("b", {"links": "/health/"}))
    assert known.find_owner("https://www.b.org/sport/1") == "b"
    assert not known.may_be_article("b", "https://www.b.org/sport/1")
    assert known.find_owner("https://other.b.org/sport/1") == ""
    assert known.find_owner("https://other.b.org/health/1") == "b"


def test_what_is_no_address_belongs_to_nobody():
    assert owners(("b", {})).find_owner("http://[broken/1") == ""
    assert owners(("b", {"home": "nonsense"})).find_owner("https://www.b.org/1") == ""


def test_the_list_of_public_suffixes_is_not_fetched(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: pytest.fail("the network was asked"))
    find_registered_domain.cache_clear()
    assert find_registered_domain("a.b.people.com.cn") == "people.com.cn"
    assert find_registered_domain("10.0.0.1") == ""


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('hosts = "news.example.org"', "hosts must be a list of texts"),
        ('hosts = ["https://News.example.org/a"]', "did you mean 'news.example.org'?"),
        ('hosts = ["127.0.0.1"]', "hosts: "),
        ('host = ["news.example.org"]', "unknown key host; did you mean hosts?"),
    ],
)
def test_a_wrong_host_is_refused_with_its_line(line, message):
    table = {"title": "t", "kind": "news", "home": "https://b.org/", "feeds": ["https://b.org/f"]}
    key, value = line.split(" = ")
    import json

    text = f'title = "t"\nkind = "news"\nhome = "https://b.org/"\nfeeds = []\n{line}\n'
    (error,) = parse_source(SourceFile("b", text, {**table, key: json.loads(value)}), frozenset())
    assert message in error.text and error.line == 5

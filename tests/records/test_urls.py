"""Claims about the identity of an article: one page, one address, one uid."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.urls import (
    get_origin,
    get_site,
    make_document_urn,
    make_uid,
    normalize_url,
    swap_scheme,
)

WORD = st.text(string.ascii_letters + string.digits + "-._~%中文 +;", max_size=12)
ADDRESSES = st.builds(
    lambda scheme, host, port, path, query, fragment: (
        f"{scheme}://{host}{port}/{'/'.join(path)}?{'&'.join(f'{k}={v}' for k, v in query)}#"
        f"{fragment}"
    ),
    st.sampled_from(["http", "HTTPS", "https"]),
    st.sampled_from(
        ["example.org", "Health.People.com.cn", "例子.测试", "127.0.0.1", "[::1]", "example.org."]
    ),
    st.sampled_from(["", ":80", ":443", ":8080"]),
    st.lists(WORD, max_size=3),
    st.lists(st.tuples(WORD, WORD), max_size=3),
    WORD,
)


@settings(deadline=None)
@given(ADDRESSES)
def test_the_canonical_address_of_a_canonical_address_is_itself(url: str) -> None:
    once = normalize_url(url)
    assert normalize_url(once) == once
    assert once.isascii()
    assert "#" not in once


@settings(deadline=None)
@given(st.text())
def test_any_text_is_an_address_or_refused_as_a_value(text: str) -> None:
    try:
        url = normalize_url(text)
    except ValueError:
        return
    assert url.startswith(("http://", "https://"))


@pytest.mark.parametrize(
    ("url", "known_as"),
    [
        (
            "HTTP://Health.People.com.cn:80/n1/2026/c1.html#top",
            "http://health.people.com.cn/n1/2026/c1.html",
        ),
        ("https://example.org:443", "https://example.org/"),
        ("https://example.org./a", "https://example.org/a"),
        ("https://example.org/a.jsp;JSESSIONID=0A1B?id=7", "https://example.org/a.jsp?id=7"),
        ("https://example.org/a?b=2&a=1", "https://example.org/a?a=1&b=2"),
        (" https://example.org/a \n", "https://example.org/a"),
        (
            "https://example.org/路径?q=中文",
            "https://example.org/%E8%B7%AF%E5%BE%84?q=%E4%B8%AD%E6%96%87",
        ),
        ("http://例子.测试/", "http://xn--fsqu00a.xn--0zwm56d/"),
        ("http://[::1]:8080/a", "http://[::1]:8080/a"),
        ("http://127.0.0.1:8000/a", "http://127.0.0.1:8000/a"),
        # GBK: not read as UTF-8
        ("https://example.org/s?kw=%C4%E3%BA%C3", "https://example.org/s?kw=%C4%E3%BA%C3"),
    ],
)
def test_spellings_of_one_address_become_one(url: str, known_as: str) -> None:
    assert normalize_url(url) == known_as


@pytest.mark.parametrize(
    "parameter",
    [
        "utm_source",
        "utm_medium",
        "spm",
        "scm",
        "from",
        "isappinstalled",
        "share_token",
        "scene",
        "chksm",
        "fbclid",
        "gclid",
        "mc_cid",
        "mc_eid",
        "ref_src",
        "cmpid",
        "hmsr",
        "bd_vid",
        "wfr",
        "UTM_Campaign",
        "at_medium",
        "nsukey",
        "republication-pixel",
        "share_token",
        "timestamp",
        "PHPSESSID",
        "jsessionid",
        "session_id",
    ],
)
def test_what_says_how_a_reader_came_is_dropped(parameter: str) -> None:
    assert (
        normalize_url(f"https://example.org/a?{parameter}=x&id=7") == "https://example.org/a?id=7"
    )


@pytest.mark.parametrize(
    "parameter",
    [
        "__biz",
        "mid",
        "idx",
        "sn",
        "id",
        "p",
        "page",
        "fromage",
        "timestamps",
        "spmx",
        "sid",
        "session",
    ],
)
def test_what_names_the_article_stays(parameter: str) -> None:
    assert (
        normalize_url(f"https://mp.example.org/s?{parameter}=1")
        == f"https://mp.example.org/s?{parameter}=1"
    )


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org/a",
        "/a",
        "ftp://example.org/a",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:text/html,x",
        "mailto:a@example.org",
        "http://",
        "http:///a",
        "http://user:secret@example.org/",
        "http://user@example.org/",
        "http://[::1/",
        "http://example.org:99999/",
    ],
)
def test_what_is_no_public_web_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError):
        normalize_url(url)


def test_a_refusal_does_not_repeat_the_password() -> None:
    with pytest.raises(ValueError) as refusal:
        normalize_url("https://user:secret@example.org/")
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize(
    ("url", "counted_as"),
    [
        ("http://Example.org/a", "http://example.org:80"),
        ("https://example.org/a", "https://example.org:443"),
        ("http://127.0.0.1:8000/a", "http://127.0.0.1:8000"),
        ("https://example.org:80/", "https://example.org:80"),
        ("http://[::1]:8001/a", "http://[::1]:8001"),
    ],
)
def test_politeness_counts_by_scheme_host_and_port(url: str, counted_as: str) -> None:
    assert get_origin(url) == counted_as


def test_the_uid_is_sixteen_digits_of_the_address_for_ever() -> None:
    assert make_uid("https://example.org/a") == "b5b10dd0429e69ac"
    assert make_uid("https://example.org/a") != make_uid("http://example.org/a")


def test_a_document_is_named_by_its_content() -> None:
    assert make_document_urn(b"a") == make_document_urn(b"a") != make_document_urn(b"b")
    assert make_document_urn(b"").startswith("urn:sha256:e3b0c442")


@pytest.mark.parametrize(
    ("address", "other"),
    [
        ("http://a.example/1?x=2", "https://a.example/1?x=2"),
        ("https://a.example/", "http://a.example/"),
        ("http://a.example:8080/1", "http://a.example:8080/1"),
        ("urn:sha256:00", "urn:sha256:00"),
    ],
)
def test_the_twin_of_an_address_differs_in_its_scheme_alone(address, other):
    assert swap_scheme(address) == other
    assert swap_scheme(swap_scheme(address)) == address


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://news.163.com/a", "http://dy.163.com/b", True),
        ("http://health.people.com.cn/", "http://politics.people.com.cn/", True),
        ("https://www.chinanews.com.cn/", "http://www.chinanews.com/", True),
        ("https://www.nhc.gov.cn/", "https://mp.weixin.qq.com/", False),
        ("https://www.nhc.gov.cn/", "https://www.nmpa.gov.cn/", False),
        ("http://people.com.cn/", "http://example.com.cn/", False),
        ("http://127.0.0.1:8001/", "http://127.0.0.1:8002/", False),
        ("http://127.0.0.1:8001/", "http://127.0.0.1:8001/x", True),
        ("http://[2001:db8::1]/", "http://[2001:db8::2]/", False),
    ],
)
def test_hosts_of_one_publisher(one: str, other: str, same: bool) -> None:
    assert (get_site(one) == get_site(other)) is same


@given(st.text())
def test_any_text_can_be_asked_for_its_site(text: str) -> None:
    get_site(text)
    assert get_site("http://[::1/") == ""

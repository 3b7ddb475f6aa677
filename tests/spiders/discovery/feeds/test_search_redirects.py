"""Search engines' redirects give the address inside."""

import pytest

from spiders.discovery.feeds.search_redirects import unwrap_redirect


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://www.google.com/url?rct=j&url=http://a.example/1&ct=ga", "http://a.example/1"),
        ("https://www.google.com.hk/url?q=http://a.example/1", "http://a.example/1"),
        (
            "http://www.bing.com/news/apiclick.aspx?ref=FexRss&url=https%3a%2f%2fa.example%2f1&c=1",
            "https://a.example/1",
        ),
        (
            "https://r.search.yahoo.com/_ylt=A/RV=2/RE=1/RO=10/"
            "RU=https%3a%2f%2fa.example%2f1/RK=2/RS=x-",
            "https://a.example/1",
        ),
        ("http://www.so.com/link?m=x&url=http%3A%2F%2Fa.example%2F1", "http://a.example/1"),
        ("https://www.sogou.com/link?url=http%3A%2F%2Fa.example%2F1", "http://a.example/1"),
        (
            "https://www.sogou.com/link?url=hedJjaC291Nk",
            "https://www.sogou.com/link?url=hedJjaC291Nk",
        ),
        ("https://www.google.com/url?q=javascript:1", "https://www.google.com/url?q=javascript:1"),
        (
            "https://www.google.com/search?q=http://a.example/1",
            "https://www.google.com/search?q=http://a.example/1",
        ),
        (
            "http://a.example/url?url=http://b.example/",
            "http://a.example/url?url=http://b.example/",
        ),
        (
            "http://notgoogle.com/url?url=http://b.example/",
            "http://notgoogle.com/url?url=http://b.example/",
        ),
        ("http://[::1", "http://[::1"),
    ],
)
def test_links_wrapped_by_a_search_engine_are_unwrapped(url, target):
    assert unwrap_redirect(url) == target

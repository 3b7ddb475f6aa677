"""An address tells whether it is that of an article."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.discovery.listings.article_links import looks_like_article, resolve_link

BASE = "https://www.example.com.cn/news/index.html"


@pytest.mark.parametrize(
    ("href", "url"),
    [
        ("202604/1.html", "https://www.example.com.cn/news/202604/1.html"),
        ("//m.example.com.cn/1.html", "https://m.example.com.cn/1.html"),
        ("http://www.example.com.cn/1.html#top", "http://www.example.com.cn/1.html"),
        ("www.example.com.cn/n1/1.html", "https://www.example.com.cn/n1/1.html"),
        ("/www.example.com.cn/1.html", "https://www.example.com.cn/1.html"),
        (
            "https://www.example.com.cn//www.example.com.cn/1.html",
            "https://www.example.com.cn/1.html",
        ),
        ("https://host.example//www.example.com.cn/1.html", "https://www.example.com.cn/1.html"),
        (" /a b.html\n", "https://www.example.com.cn/ab.html"),
        ("javascript:void(0)", ""),
        ("mailto:a@example.org", ""),
        ("http://[::1", ""),
    ],
)
def test_a_link_becomes_an_absolute_address(href: str, url: str):
    assert resolve_link(BASE, href) == url


@pytest.mark.parametrize(
    "path",
    [
        "/n1/2026/0910/c14739-40500001.html",
        "/news/202604/1.html",
        "/art/2026/4/1/art_104_2.html",
        "/article/0A1b2C3d45678.html",
        "/health/3dd6e33cc6d749fbaae01fea337ff400/c.html",
        "/health/why-sleep-matters-for-hearts",
        "/main/a/20200709/12323944.shtml",
        "/Upload/File/202004/20200429175329_3226.pdf",
        "/html/2019/diseasenews_0418/135436.html",
        "/index.php?a=show&catid=788&id=256999",
        "/?p=12345",
        "/2026/09/18/flu-season-begins/",
        "/xcs/c100122/202607/0123456789abcdef0123456789abcdef.shtml",
    ],
)
def test_addresses_of_articles(path: str):
    assert looks_like_article(f"https://example.org{path}")


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/news/",
        "/about-us",
        "/news/index_2.html",
        "/list_2.shtml",
        "/node_9214.htm",
        "/2026/",
        "/2026/09/",
        "/202609",
        "/website/2020/job/employee/emp_home.html",
        "/website/2019/vip/index.html",
        "/20260918/",
        "/omn/author/5107513",
        "/tag/20260918/",
        "/user/12345.html",
        "/2026/0918/banner_20260918.jpg",
        "/special/0001220O/news_json.js",
        "/omn/rose.htm?id=SPO2020070400302200",
        "/?id=x",
        "/list.php?page=1234",
        "/ajax/download.aspx?id=828503",
        "/search/20260918.html",
        "/zt2020/2019lianghui/jeep.htm",
        "/GB/408568/index1.html",
    ],
)
def test_addresses_of_channels_people_pictures(path: str):
    assert not looks_like_article(f"https://example.org{path}")


@given(st.text())
def test_any_text_can_be_asked(text: str):
    assert resolve_link(BASE, text).startswith(("http", "Http", "HTTP")) or not resolve_link(
        BASE, text
    )
    looks_like_article(text)


def test_a_broken_address_is_no_article():
    assert not looks_like_article("http://[::1/20260918/1.html")

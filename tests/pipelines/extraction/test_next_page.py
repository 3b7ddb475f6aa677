"""The following page of an article is found, the next article is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.extraction.next_page import find_next_page_url, may_have_next_page

GMW = "https://health.gmw.cn/2026-06/13/content_36628062.htm"
PEOPLE = "http://health.people.com.cn/n1/2026/0910/c14739-40500001.html"
XINHUA = "https://www.news.cn/health/20260616/0123456789abcdef0123456789abcdef/c.html"
SLUG = "https://example.org/2026/09/18/why-sleep-matters-for-hearts/"


@pytest.mark.parametrize(
    ("url", "link", "following"),
    [
        (
            GMW,
            "<div id=displaypagenum><a href='content_36628062_2.htm'>下一页</a></div>",
            "content_36628062_2.htm",
        ),
        (
            GMW.replace("062.", "062_2."),
            (
                "<a href=content_36628062.htm>上一页</a><a "
                "href='content_36628062_3.htm'>下一页&gt;&gt;</a>"
            ),
            "content_36628062_3.htm",
        ),
        (
            PEOPLE,
            "<a id=next href='/n1/2026/0910/c14739-40500001-2.html'><img></a>",
            "c14739-40500001-2.html",
        ),
        (
            PEOPLE.replace("001.", "001-2."),
            "<a id=next href='c14739-40500001-3.html'></a>",
            "c14739-40500001-3.html",
        ),
        (XINHUA, "<a href=c_2.html>[下一页]</a>", "c_2.html"),
        (XINHUA.replace("c.html", "c_2.html"), "<a href=c_3.html>下一页</a>", "c_3.html"),
        (
            "https://example.org/202604/t20260416_1835095.html",
            "<a href=./t20260416_1835095_1.html>下一页</a>",
            "t20260416_1835095_1.html",
        ),
        ("https://example.org/a/x.html", "<a rel=next href='?page=2'>2</a>", "x.html?page=2"),
        (
            "https://example.org/a/x.php?id=7&page=2",
            ("<a class='btn next' href='x.php?page=3&amp;id=7'>»</a>"),
            "x.php?page=3&id=7",
        ),
        (
            SLUG,
            "<link rel=next href='/2026/09/18/why-sleep-matters-for-hearts/2/'>",
            "why-sleep-matters-for-hearts/2/",
        ),
        (SLUG + "page/2/", "<a href='../3/'>Next Page</a>", "why-sleep-matters-for-hearts/page/3/"),
        (
            GMW,
            (
                "<base href='https://health.gmw.cn/2026-06/13/'><a href=content_36628062_2.htm>"
                "下一页"
                "</a>"
            ),
            "content_36628062_2.htm",
        ),
        (
            GMW,
            (
                "<BASE HREF='https://health.gmw.cn/'><A HREF='2026-06/13/content_36628062_2.htm'>"
                "下一页</A>"
            ),
            "content_36628062_2.htm",
        ),
    ],
)
def test_the_following_page_extends_the_articles_own_name(url: str, link: str, following: str):
    page = f"<h1>标题</h1>{link}"
    found = find_next_page_url(page, url)
    assert found.endswith(following) and found.startswith("http")
    assert may_have_next_page(page.encode(), url) and may_have_next_page(
        page.encode("gb18030"), url
    )


@pytest.mark.parametrize(
    ("url", "link"),
    [
        (GMW, "<a href=content_36628063.htm>下一篇</a>"),
        (GMW, "<a href=content_36628063.htm>下一页</a>"),
        (GMW, "<a rel=next href=content_36628063.htm>下一篇：题目</a>"),
        (GMW, "<a href=content_36628062.htm>下一页</a>"),
        (GMW, "<a href=content_36628062.htm#p2>下一页</a>"),
        (GMW, "<a href=content_36628062_3.htm>下一页</a>"),
        (GMW, "<a href=content_36628062_2.shtml>下一页</a>"),
        (GMW, "<a href=content_36628062_2.htm>2</a>"),
        (GMW, "<a href=../14/content_36628062_2.htm>下一页</a>"),
        (GMW, "<a href=//other.example/2026-06/13/content_36628062_2.htm>下一页</a>"),
        (
            GMW,
            (
                "<a href='javascript:next()'>下一页</a><a href='#'>下一页</a><a>下一页</a><a"
                " href='http://[::1'>下一页</a>"
            ),
        ),
        (GMW, "<a href='mailto:content_36628062_2.htm'>下一页</a>"),
        (
            GMW.replace("062.", "062_2."),
            "<a href=content_36628062_2.htm>下一页</a><a href=content_36628062.htm>下一页</a>",
        ),
        ("https://example.org/art/2026/4/1/art_104_2.html", "<a href=art_104_3.html>下一页</a>"),
        ("https://example.org/2026/1.html", "<a href=2.html>下一页</a>"),
        ("https://example.org/a/x.html?id=7", "<a rel=next href='?id=8'>下一页</a>"),
        ("https://example.org/a/x.html?id=7", "<a rel=next href='?id=7&amp;page=3'>下一页</a>"),
        ("https://example.org/a/x.html", "<a rel=next href='?page=2&amp;id=9'>下一页</a>"),
        ("https://example.org/news/", "<a rel=next href='/news/2/'>下一页</a>"),
        (SLUG, "<link rel=next href='/2026/09/19/another-title-of-the-day/'>"),
        (SLUG, "<a class=next href='/2026/09/18/why-sleep-matters-for-hearts/3/'>Next</a>"),
    ],
)
def test_nothing_else_is_a_following_page(url: str, link: str):
    assert find_next_page_url(link, url) == ""


@given(
    st.text(), st.text(alphabet="<a href='content_36628062_2.htm?&=/:下一页relnext>", max_size=80)
)
def test_any_page_has_a_following_one_of_the_same_host_or_none(text: str, link: str):
    for page in (text, f"<a href={link}>下一页</a>"):
        found = find_next_page_url(page, GMW)
        assert not found or (found.startswith("https://health.gmw.cn/") and found != GMW)


def test_the_first_page_tells_a_later_page_from_another_article() -> None:
    turn = "<a href=art_104_3.html>下一页</a><a href=art_104.html>下一页</a>"
    folder = "https://example.org/art/"
    assert (
        find_next_page_url(turn, f"{folder}art_104_2.html", f"{folder}art_104.html")
        == f"{folder}art_104_3.html"
    )
    assert find_next_page_url(turn, f"{folder}art_104_2.html", f"{folder}art_104_2.html") == ""
    assert find_next_page_url(turn, f"{folder}art_104_2.html", f"{folder}art_99.html") == ""


@given(
    st.sampled_from(("下一页", "[下頁]", "»Next", "&nbsp; next page", "NEXT", "2")),
    st.sampled_from(
        ("class='b next'", "rel=next", "id='page-next'", "class=nextpage", "title='下一頁'", "")
    ),
    st.sampled_from(("<span>", "<i class=icon></i> ", "")),
    st.text(alphabet=" \n'\"=>x", max_size=9),
)
def test_no_page_with_a_link_on_is_passed_over_unparsed(
    words: str, names: str, within: str, between: str
):
    page = f"<a {between} {names} href=content_36628062_2.htm>{within}{words}</a>"
    assert may_have_next_page(page.encode(), GMW) or not find_next_page_url(page, GMW)


@pytest.mark.parametrize(
    "page",
    [
        (
            "<script>swiper.next(); $('.next').show()</script><p>What comes next? Nextdoor, the"
            " next day</p>"
        ),
        "<a href=a.html>The day after the next one</a><p class=next>两页纸，上一页</p>",
        "",
    ],
)
def test_a_page_that_says_next_elsewhere_is_not_parsed(page: str):
    assert not may_have_next_page(page.encode(), GMW)

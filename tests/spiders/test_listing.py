"""Listing pages give the links that are articles."""

import pytest

from spiders.found import Reading
from spiders.listing import Rule, read_listing
from spiders.pagination import turn

BASE = "http://example.org/news/index.html"
LINKS = r"example\.(org|net)/\w*/?20\d+/\d+\.html"


def read(body: str, **options: str) -> list[tuple[str, str, str]]:
    found = read_listing(body.encode(options.get("encoding", "utf-8")), BASE, Rule(LINKS), Reading(), options.get("charset", "")).candidates
    return [(one.url, one.hint.title, one.hint.published) for one in found]


def test_links_are_found_by_their_address_wherever_they_stand():
    body = """<ul><li><a href="./">首页</a></li><li><a href="202604/1.html">流感监测周报</a><span>2026-04-16</span></li>
      <li><a href="//example.org/news/202604/2.html">协议相对</a></li><li><a href="/news/202604/3.html#top">锚</a></li>
      <li><a href="javascript:void(0)">更多</a></li><li><a href="http://ads.example/202604/9.html">广告</a></li></ul>"""
    assert read(body) == [
        ("http://example.org/news/202604/1.html", "流感监测周报", "2026-04-16"),
        ("http://example.org/news/202604/2.html", "协议相对", ""),
        ("http://example.org/news/202604/3.html", "锚", ""),
    ]


def test_the_base_of_the_page_counts():
    assert read('<base href="http://example.net/x/"><a href="2026/1.html">A</a>')[0][0] == "http://example.net/x/2026/1.html"


def test_each_article_stands_once_with_the_link_that_has_a_title():
    body = '<a href="/2026/1.html"><img src="x.jpg"></a><a href="/2026/1.html">标题</a><a href="/2026/1.html">阅读全文</a>'
    assert read(body) == [("http://example.org/2026/1.html", "标题", "")]


@pytest.mark.parametrize("title", ["很长的标题被截断…", "很长的标题被截断..."])
def test_a_title_that_was_cut_short_is_no_title(title):
    assert read(f'<a href="/2026/1.html">{title}</a>')[0][1] == ""
    assert read(f'<a href="/2026/1.html" title="很长的标题没有截断">{title}</a>')[0][1] == "很长的标题没有截断"


def test_the_date_of_a_row_is_that_of_its_own_row():
    body = (
        "<p>更新于 2026-01-01</p><ul>"
        + "".join(f'<li><a href="/2026/{n}.html">标题{n}</a> [2026-04-1{n}]</li>' for n in range(3))
        + "</ul>"
    )
    assert [day for _, _, day in read(body)] == ["2026-04-10", "2026-04-11", "2026-04-12"]


@pytest.mark.parametrize(("encoding", "charset"), [("gbk", ""), ("gbk", "gb2312"), ("utf-8", "gb2312"), ("utf-8", "")])
def test_chinese_listings_are_read_in_their_true_encoding(encoding, charset):
    body = '<meta charset="gb2312"><ul><li><a href="/2026/1.html">健康中国行动：高血压与糖尿病的预防</a></li></ul>'
    assert read(body, encoding=encoding, charset=charset)[0][1] == "健康中国行动：高血压与糖尿病的预防"


@pytest.mark.parametrize(
    "body", ["", "plain", "<a>", "<a href='http://[::1'>x</a>", "\0" * 10, "<div>" * 3_000 + "<a href='/2026/1.html'>x</a>"]
)
def test_odd_pages_give_no_error(body):
    assert len(read(body)) <= 1


def test_the_template_gives_the_address_of_a_further_page():
    assert turn(BASE, "index_{n}.html", 2) == "http://example.org/news/index_2.html"
    assert turn("http://example.org/list/8/", "/list/8/{n}", 3) == "http://example.org/list/8/3"
    assert turn(BASE, "http://example.org/more?page={n}", 4) == "http://example.org/more?page=4"


@pytest.mark.parametrize(
    ("path", "article"),
    [
        ("/news/202604/1.html", True),
        ("/art/2026/4/1/art_104_2.html", True),
        ("/health/3dd6e33cc6d749fbaae01fea337ff400/c.html", True),
        ("/health/why-sleep-matters-for-hearts", True),
        ("/news/index_2.html", False),
        ("/news/", False),
        ("/about-us", False),
        ("//ads.example/20260401/1.html", False),
    ],
)
def test_without_a_rule_the_path_tells_an_article_from_a_channel(path: str, article: bool):
    found = read_listing(f'<a href="{path}">一个标题</a>'.encode(), BASE, Rule(), Reading()).candidates
    assert bool(found) is article

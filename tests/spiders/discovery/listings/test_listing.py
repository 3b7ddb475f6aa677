"""Listing pages give the links that are articles, each with the title and date of its row."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.announcement import Announcement, ReadOptions, UnreadableEndpoint
from records.limits import LINKS_EXAMINED, LINKS_PER_PAGE
from records.reasons import SkipReason
from spiders.discovery.listings.listing import ListingRule, read_listing

pytestmark = pytest.mark.dates
BASE = "http://example.org/news/index.html"
LINKS = r"example\.(org|net)/\w*/?20\d+/\d+\.html"
READING = ReadOptions(now="2026-11-23T00:00:00+00:00")


def found(
    body: str,
    rule: ListingRule = ListingRule(LINKS),  # noqa: B008 - frozen
    base: str = BASE,
) -> Announcement:
    return read_listing(body.encode(), base, rule, READING)


def read(
    body: str,
    rule: ListingRule = ListingRule(LINKS),  # noqa: B008
    base: str = BASE,
) -> list[tuple[str, str, str]]:
    return [
        (one.url, one.hint.title, one.hint.published) for one in found(body, rule, base).candidates
    ]


def test_links_are_found_by_their_address_wherever_they_stand():
    body = """<ul><li><a href="./">首页</a></li><li><a href="202604/1.html">流感监测周报</a>
    <span>2026-04-16</span></li>
      <li><a href="//example.org/news/202604/2.html">协议相对</a></li><li>
      <a href="/news/202604/3.html#top">锚</a></li>
      <li><a href="javascript:void(0)">更多</a></li><li>
      <a href="http://ads.example/202604/9.html">广告</a></li></ul>"""
    assert read(body) == [
        ("http://example.org/news/202604/1.html", "流感监测周报", "2026-04-16"),
        ("http://example.org/news/202604/2.html", "协议相对", ""),
        ("http://example.org/news/202604/3.html", "锚", ""),
    ]


def test_the_base_of_the_page_counts():
    assert (
        read('<base href="http://example.net/x/"><a href="2026/1.html">A</a>')[0][0]
        == "http://example.net/x/2026/1.html"
    )
    assert (
        read('<base target="_blank"><base href="/x/"><a href="2026/1.html">A</a>')[0][0]
        == "http://example.org/x/2026/1.html"
    )


def test_each_article_stands_once_with_the_link_that_has_a_title():
    body = """<a href="/2026/1.html"><img src="x.jpg"></a>
    <a href="https://example.org/2026/1.html">标题</a>
      <a href="/2026/1.html">阅读全文</a><a href="/2026/1.html/">另一标题</a>"""
    assert read(body) == [("http://example.org/2026/1.html", "标题", "")]
    assert found(body).skipped == ()


@pytest.mark.parametrize(
    ("link", "title"),
    [
        ("<a>很长的标题被截断…</a>", ""),
        ("<a>很长的标题被截断...</a>", ""),
        ("<a title='很长的标题没有截断'>很长的标题…</a>", "很长的标题没有截断"),
        ("<a title='也被截断…'>很长的标题…</a>", ""),
        ("<a title='短名'>短名之后还有更长的标题</a>", "短名之后还有更长的标题"),
        ("<a title='标题的全部文字'>标题的全部</a>", "标题的全部文字"),
        ("<a title='只有属性'><img></a>", "只有属性"),
        ("<a>标题<span>2026-04-16 </span></a>", "标题"),
        ("<a title='标题2026-04-16'>标题2026-04-16</a>", "标题"),
        ("<a>2026年第1次会议</a>", "2026年第1次会议"),
        ("<a>一<em>二</em>三</a>", "一二三"),
        ("<a><h3>卡片标题</h3><p>摘要摘要</p><time>2026-04-16</time></a>", "卡片标题"),
        (
            "<a><div class='pic'></div><div class='card-title'>卡片标题</div><div>摘要</div></a>",
            "卡片标题",
        ),
        ("<a><div>第一行</div><div>第二行</div></a>", "第一行 第二行"),
        ("<a title='&lt;b&gt;粗&lt;/b&gt;标题'></a>", "粗 标题"),
        ("<a>查看详情 &gt;</a>", ""),
        ("<a>845</a>", ""),
    ],
)
def test_the_title_is_what_the_link_shows(link: str, title: str):
    (one,) = read(f"<li>{link.replace('<a', '<a href=/2026/1.html', 1)}</li>")
    assert one[1].replace(" ", "") == title.replace(" ", "")


def test_a_link_without_words_takes_the_heading_of_its_row():
    assert read('<li><h4>行的标题</h4><a href="/2026/1.html">详情</a></li>')[0][1] == "行的标题"


ROW = '<a href="/2026/{n}.html">标题{n}</a>'


@pytest.mark.parametrize(
    ("before", "row", "between", "after"),
    [
        ("<ul>", f"<li>{ROW} [2026-04-1{{n}}]</li>", "", "</ul>"),
        ("<ul>", f"<li><span>2026-04-1{{n}}</span>{ROW}<p>{'摘要' * 200}</p></li>", "", "</ul>"),
        (
            "<ul>",
            f"<li><dl><dd>{ROW[:-4]}<span>2026-04-1{{n}}</span></a></dd></dl></li>",
            "",
            "</ul>",
        ),
        (
            "<table>",
            f"<tr><td>2026-02-00018</td><td>{ROW}</td><td>2026.04.1{{n}}</td></tr>",
            "",
            "</table>",
        ),
        (
            "<div>",
            f"<div><h3>{ROW}</h3><div><span>来源</span><span>2026年04月1{{n}}日</span></div></div>",
            "",
            "</div>",
        ),
        ("<dl>", f"<dt>{ROW}</dt><dd>2026-04-1{{n}}</dd>", "", "</dl>"),
        ("<dl>", f"<dt>2026-04-1{{n}}</dt><dd>{ROW}</dd>", "", "</dl>"),
        ("<div>", f"<p>{ROW}</p><p>2026-04-1{{n}}</p>", "<hr>", "</div>"),
        ("<ul>", f"<li><div><b>1{{n}}</b><i>2026-04</i></div>{ROW}</li>", "", "</ul>"),
        ("<ul>", f"<li>{ROW}<time datetime='2026-04-1{{n}}'>Apr 1</time></li>", "", "</ul>"),
        (
            "<ul>",
            f"<li><a href='/2026/{{n}}.html'><img></a>{ROW}<em>April 1{{n}}, 2026</em></li>",
            "",
            "</ul>",
        ),
    ],
)
def test_the_date_of_a_row_is_that_of_its_own_row(before: str, row: str, between: str, after: str):
    body = (
        "<p>更新于 2026-01-01</p>"
        + before
        + between.join(row.replace("{n}", str(n)) for n in range(3))
        + after
    )
    days = [day[:10] for _, _, day in read(body)]
    assert days == ["2026-04-10", "2026-04-11", "2026-04-12"]


def test_a_row_may_keep_its_date_for_machines():
    assert (
        read("<ul><li data-time='1776300000'><a href=/2026/1.html>甲</a></li></ul>")[0][2]
        == "2026-04-16T00:40:00+00:00"
    )


def test_a_date_without_a_year_and_a_relative_one_are_read_by_the_listing_and_the_clock():
    body = (
        "<ul><li><a href=/2026/1.html>甲</a><i>9-18 12:30</i></li><li><a"
        " href=/2026/2.html>乙</a><i>5小时前</i></li></ul>"
    )
    (_, _, first), (_, _, second) = read(body, base="http://example.org/2025/0918/news.shtml")
    assert (first, second) == ("2025-09-18T12:30:00+08:00", "2026-11-23T03:00:00+08:00")


def test_the_day_in_the_address_fills_what_the_row_leaves_open_and_the_future_is_none():
    rule = ListingRule(r"\d+\.html")
    body = (
        "<ul><li><a href=/20260910/1.html>甲</a></li><li><a href=/20260910/2.html>乙</a>"
        " 2026-09-11</li>"
    )
    body += "<li><a href=/20270910/3.html>丙</a> 2028-09-11</li></ul>"
    assert [day for _, _, day in read(body, rule)] == ["2026-09-10", "2026-09-11", ""]


@pytest.mark.parametrize(
    ("encoding", "charset"), [("gbk", ""), ("gbk", "gb2312"), ("utf-8", "gb2312"), ("utf-8", "")]
)
def test_chinese_listings_are_read_in_their_true_encoding(encoding: str, charset: str):
    body = (
        '<meta charset="gb2312"><ul><li><a'
        ' href="/2026/1.html">健康中国行动：高血压与糖尿病的预防</a></li></ul>'
    )
    (one,) = read_listing(
        body.encode(encoding), BASE, ListingRule(LINKS), READING, charset
    ).candidates
    assert one.hint.title == "健康中国行动：高血压与糖尿病的预防"


# the rule


def test_a_rule_may_name_a_family_and_takes_other_hosts_and_documents():
    body = """<a href="http://other.example/202604/t20260416_1.html">甲</a>
    <a href="http://example.org/202604/t20260416_2.pdf">乙</a>
      <a href="https://mp.weixin.qq.com/s/EXAMPLE">丙</a>"""
    assert [url for url, _, _ in read(body, ListingRule("family:trs"))] == [
        "http://other.example/202604/t20260416_1.html"
    ]
    assert len(read(body, ListingRule(r"/t2026|mp\.weixin"))) == 3


def test_rows_limit_the_links_that_count():
    body = (
        "<div class=hot><a href=/2026/9.html>热点</a></div><ul class=list><li><a"
        " href=/2026/1.html>甲</a> 04-16</li></ul>"
    )
    assert [url for url, _, _ in read(body, ListingRule(LINKS, "ul.list > li"))] == [
        "http://example.org/2026/1.html"
    ]


def test_rows_alone_give_each_row_its_longest_link_that_is_no_channel():
    body = """<ul id=l><li><a href="/a">[社会]</a>\
<a href="http://other.example/b">一个很长的标题</a>
      <div class=info>2025-07-09 09:15</div></li>
      <li><a href="/c"><img></a><h1><a href="/c">标题</a></h1></li>
      <li><a href="./">首页</a></li><li><a href="/">网站的名字</a></li></ul><a href=/d>外面</a>"""
    assert read(body, ListingRule(rows="#l > li")) == [
        ("http://other.example/b", "一个很长的标题", "2025-07-09T09:15:00+08:00"),
        ("http://example.org/c", "标题", ""),
    ]


def test_rows_that_no_longer_match_are_a_fault():
    result = found("<a href=/2026/1.html>甲</a>", ListingRule(LINKS, "ul.gone > li"))
    assert (result.candidates, result.faults) == ((), ("rows = 'ul.gone > li' finds nothing",))


def test_the_sources_own_channels_are_no_articles_whatever_the_rule_says():
    rule = ListingRule(".", home="http://example.org/", listings=("http://example.org/other/",))
    body = "<a href=/>甲</a><a href=/other/>乙</a><a href='index.html'>丙</a><a href=/d>丁</a>"
    assert [url for url, _, _ in read(body, rule)] == ["http://example.org/d"]


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
    assert bool(read(f'<a href="{path}">一个标题</a>', ListingRule())) is article


def test_without_a_rule_a_family_that_most_articles_are_of_is_the_rule():
    family = "".join(f"<li><a href=/202604/t2026041{n}_1.html>标题{n}</a></li>" for n in range(3))
    others = "".join(f"<li><a href=/p/{n}000.html>标题{n}</a></li>" for n in range(1, 8))
    assert (
        len(read(f"<ul>{family}<li><a href=/p/12345.html>专题页面</a></li></ul>", ListingRule()))
        == 3
    )
    assert len(read(f"<ul>{family}{others}</ul>", ListingRule())) == 10


def test_without_a_rule_a_sibling_host_counts_when_several_of_its_links_do():
    def links(host: str, count: int) -> str:
        return "".join(
            f"<a href=http://{host}/a/{n}0000.html>标题</a>" for n in range(1, count + 1)
        )

    urls = [
        url
        for url, _, _ in read(
            links("a.example.org", 3) + links("b.example.org", 2) + links("example.net", 9),
            ListingRule(),
        )
    ]
    assert {url.split("/")[2] for url in urls} == {"a.example.org"}


# what is not taken


def test_what_a_person_may_miss_is_skipped_with_its_reason():
    body = """<nav><a href="/about">关于</a><a href="javascript:;">登录</a></nav><ul>
      <li><a href="2026/1.html">甲</a></li><li><a href="2026/2.html">乙</a></li>
      <li><a href="../../../">首页</a></li><li><a href="./">主题日宣传</a></li>
      <li><a href="/p/12345.html">另一种地址的文章</a></li><li>
      <a href="https://mp.weixin.qq.com/s/X">一图读懂</a></li>
      <li><a href="javascript:open(7)">这一条只能用脚本打开的文章</a></li></ul>
      <a href="http://ads.example/20260401/1.html">广告广告</a>"""
    reasons = {skipped.label: skipped.reason for skipped in found(body).skipped}
    assert reasons == {
        "http://example.org/": SkipReason.CHANNEL_PAGE,
        "http://example.org/news/": SkipReason.CHANNEL_PAGE,
        "http://example.org/p/12345.html": SkipReason.NOT_IN_LINKS,
        "https://mp.weixin.qq.com/s/X": SkipReason.NOT_IN_LINKS,
        "这一条只能用脚本打开的文章": SkipReason.BAD_LINK,
    }


# further pages


def test_the_count_and_the_following_page_come_with_the_articles():
    result = found(
        '<a href="/2026/1.html">甲</a><script>createPageHTML(12, 0, "index", "html");</script>'
    )
    assert (result.last, result.next) == (12, "http://example.org/news/index_1.html")


def test_a_pager_that_always_leads_to_the_same_page_leads_nowhere():
    body = '<a href="/2026/1.html">甲</a><a href="list.php?page=9">下一页</a>'
    assert found(body, base="http://example.org/list.php?page=9").next == ""


# bad input


@pytest.mark.parametrize(
    "body",
    [
        "",
        "plain",
        "<a>",
        "<a href='http://[::1'>x</a>",
        "\0" * 10,
        "<div>" * 3_000 + "<a href='/2026/1.html'>x</a>",
    ],
)
def test_odd_pages_give_no_error(body: str):
    assert len(read(body)) <= 1


def test_a_page_of_a_hundred_thousand_links_is_cut_and_says_so():
    rows = "".join(
        f'<li><a href="/2026/{n}.html">标题{n}</a> 2026-04-16</li>' for n in range(100_000)
    )
    started = time.process_time()
    result = found(f"<ul>{rows}</ul>")
    assert len(result.candidates) == LINKS_PER_PAGE
    assert f"more than {LINKS_PER_PAGE} articles" in result.faults[-1]
    assert time.process_time() - started < 20
    none = found("<ul>" + "<li><a href=/x>标题</a></li>" * (LINKS_EXAMINED + 1) + "</ul>")
    assert none.candidates == () and f"more than {LINKS_EXAMINED} links" in none.faults[0]


def test_addresses_and_spaces_of_any_length_cost_no_more_than_they_hold():
    started = time.process_time()
    links = "".join(
        f"<a href='/{char * length}'>标题标题</a>"
        for char in "a1-_"
        for length in (500, 1_900, 5_000)
        for _ in range(200)
    )
    assert found(
        f"<ul>{links}</ul><p>第{' ' * 200_000}1 / {' ' * 200_000}</p>", ListingRule()
    ).candidates
    assert time.process_time() - started < 5


@given(
    st.binary(max_size=300),
    st.sampled_from(
        [ListingRule(), ListingRule("."), ListingRule(rows="li"), ListingRule("family:trs", "a")]
    ),
)
def test_any_bytes_give_a_result(body: bytes, rule: ListingRule):
    assert isinstance(read_listing(b"<ul><li><a href=" + body, BASE, rule, READING), Announcement)


@pytest.mark.parametrize("body", ["<b>" * 1_100_000, "<p a>" * 1_100_000])
def test_a_page_that_would_take_too_much_memory_is_not_parsed(body: str):
    with pytest.raises(UnreadableEndpoint, match="1,100,000 tags"):
        read(body)

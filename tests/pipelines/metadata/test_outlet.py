"""Claims about where an article comes from: the label wins, guesses stay guesses."""

import pytest

from pipelines.metadata.outlet import (
    PageOutlet,
    find_outlet,
    find_page_authors,
    read_structured_authors,
)
from pipelines.metadata.parsed_page import ParsedPage
from pipelines.metadata.structured_data import StructuredData
from text.html.blocks import Block, read_blocks
from text.html.parse import parse_html


def page(
    near_title: str = "",
    structured_data: StructuredData | None = None,
    below: list[str] | None = None,
    *,
    chinese: bool = True,
) -> ParsedPage:
    """Make a page of HTML near its title, its structured data, and lines far below the title."""
    near = read_blocks(parse_html(near_title).find("body"))
    gap = [Block("-")] * (10 - len(near))
    blocks = [Block("标题"), *near, *gap, *map(Block, below or [])]
    return ParsedPage(None, structured_data or StructuredData(), blocks, is_chinese=chinese)


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ("<p>2019-09-26 10:56:28 证券时报网</p>", ("证券时报网", ())),
        ("<p>原创 GameForce 2019-09-04 22:18:34</p>", ("GameForce", ())),
        (
            "<p><span>2019年09月11日</span><span>富达传媒</span><span>时政新闻</span> 1665 0</p>",
            ("富达传媒", ()),
        ),
        ("<p>2019年09月11日01:53 新浪科技 我有话说(1307人参与) 收藏本文</p>", ("新浪科技", ())),
        (
            "<p>2020-06-05 20:35 <i>叨叨姐</i><i>胡一刀</i><i>李小飞刀</i></p>",
            ("", ("叨叨姐", "胡一刀", "李小飞刀")),
        ),
        ("<p>2019-09-26 10:56 新京报 裴剑飞</p>", ("新京报", ("裴剑飞",))),
        ("<p>2019-09-26 新闻 浏览:556</p>", ("", ())),
        ("<p class=author-name>加拿大必读</p><p>发布时间：10-08 12:00</p>", ("加拿大必读", ())),
        ("<p>来源：中新网</p><p>2019-09-26 新浪科技</p>", ("中新网", ())),
        ("<p>今天是2019-09-26，大家好</p>", ("", ())),
        ("<p>医药导报</p><p>2019-09-26 10:56</p>", ("医药导报", ())),
        ("<p>陈一鸣/医药导报</p><p>2019-09-26 10:56</p>", ("医药导报", ())),
        ("<p>2019-09-26 来源：http://a.example/</p>", ("", ())),
        ("<p><a href=/>医药导报</a></p><p>2019-09-26 10:56</p>", ("", ())),
        ("", ("", ())),
    ],
)
def test_an_outlet_is_read_near_the_title(html: str, wanted: tuple[str, tuple[str, ...]]) -> None:
    assert find_outlet(page(html)) == PageOutlet(*wanted)


@pytest.mark.parametrize(
    ("metas", "after", "wanted"),
    [
        ({"contentsource": "省发改委", "og:site_name": "某网"}, [], "省发改委"),
        ({"article:author": "参考消息"}, [], "参考消息"),
        ({"author": "name, email@gmail.com", "og:site_name": "观察网"}, [], "观察网"),
        ({"author": "李小明", "og:site_name": "某网"}, [], "某网"),
        ({}, ["正文。", "版权声明 来源：当代商报 时间：2019-09-23"], "当代商报"),
        ({}, [], ""),
    ],
)
def test_without_a_line_near_the_title_machines_words_count_in_order(
    metas: dict[str, str], after: list[str], wanted: str
) -> None:
    assert find_outlet(page("", StructuredData(metas), after)).name == wanted


def test_the_publisher_of_json_ld_is_the_last_resort() -> None:
    assert (
        find_outlet(
            page("", StructuredData({}, {"publisher": {"name": " BBC  News "}}), chinese=False)
        ).name
        == "BBC News"
    )
    assert find_outlet(page("", StructuredData({}, {"publisher": "BBC"}), chinese=False)).name == ""


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ("<p>时间：2024.05.11 来源：光明日报 作者：南帆 分享到：</p>", ("南帆",)),
        ("<p>作者：网络整理</p>", ()),
        ("<p>记者：张三 李四</p>", ("张三", "李四")),
        ("<p>没有作者</p>", ()),
    ],
)
def test_a_chinese_author_needs_a_label(html: str, wanted: tuple[str, ...]) -> None:
    assert find_page_authors(page(html, StructuredData({"author": "王小二"}))) == wanted


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (StructuredData({"byl": "By Jane Doe"}), ("Jane Doe",)),
        (StructuredData({"author": "Jane Doe and John Smith"}), ("Jane Doe", "John Smith")),
        (
            StructuredData(
                {"author": "Reuters Staff"},
                {"author": [{"name": "Jane Doe"}, {"name": "Jane Doe"}, "Ann Lee"]},
            ),
            ("Jane Doe", "Ann Lee"),
        ),
        (StructuredData({"author": "admin"}, {"author": {"name": "BBC News"}}), ("Mary Major",)),
        (StructuredData(), ("Mary Major",)),
    ],
)
def test_an_english_author_is_stated_or_stands_in_a_byline(
    said: StructuredData, wanted: tuple[str, ...]
) -> None:
    assert find_page_authors(page("<p>By Mary Major</p>", said, chinese=False)) == wanted


def test_a_chinese_meta_author_counts_only_as_a_person() -> None:
    assert read_structured_authors(page("", StructuredData({"author": "裴剑飞"}))) == ("裴剑飞",)
    assert read_structured_authors(page("", StructuredData({"author": "新京报"}))) == ()

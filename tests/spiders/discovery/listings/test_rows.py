"""The row of a link, its title and date."""

import lxml.html
import pytest

from records.announcement import ReadOptions
from spiders.discovery.listings.rows import ListingRows, is_link_title

pytestmark = pytest.mark.dates


@pytest.mark.parametrize("text", ["一个标题", "Flu", "更多人接种疫苗", "Next steps for malaria"])
def test_titles(text: str):
    assert is_link_title(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "845",
        "2026-09-18",
        "更多>>",
        "[查看详情]",
        "阅读全文",
        "Read more",
        "»",
        "首页",
        "下一页",
        "Continue reading",
    ],
)
def test_what_every_list_says_is_no_title(text: str):
    assert not is_link_title(text)


def rows(html: str) -> tuple[ListingRows, dict[str, list]]:
    root = lxml.html.document_fromstring(html)
    articles: dict[str, list] = {}
    for anchor in root.iter("a"):
        articles.setdefault(anchor.get("href"), []).append(anchor)
    return ListingRows(articles, {}), articles


def test_a_row_reaches_as_far_as_nothing_belongs_to_another_article():
    found, articles = rows(
        "<div id=l><div id=a><p><a href=1>甲</a></p><i>x</i></div><div id=b><a href=2>乙</a><a"
        " href=2>图</a></div></div>"
    )
    assert [found.find_row(anchors[0]).get("id") for anchors in articles.values()] == ["a", "b"]
    assert {node.get("id") for node in found.find_lists()} == {"l"}


def test_a_row_that_holds_other_articles_shrinks_to_what_is_its_own():
    found, articles = rows(
        "<ul><li><h3><a href=1>甲</a></h3><ul><li><a href=2>乙</a></li></ul></li></ul>"
    )
    assert [found.find_row(anchors[0]).tag for anchors in articles.values()] == ["h3", "li"]


def test_a_lone_article_has_no_row_wider_than_a_few_levels():
    found, articles = rows("<body>" + "<div>" * 20 + "<a href=1>甲</a>")
    assert sum(1 for _ in found.find_row(articles["1"][0]).iterancestors("div")) == 14


def test_a_page_of_text_around_a_link_gives_no_date():
    found, _ = rows(
        f"<body><div><a href=1>甲</a><p>{'本报讯，2026年9月1日起施行。' * 30}</p></div>"
    )
    assert found.find_date("1", "http://example.org/1", ReadOptions(), "") == ""

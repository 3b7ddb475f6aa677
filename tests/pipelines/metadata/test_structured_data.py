"""Claims about what a page tells machines: read where it is well formed, ignored where it is
broken.
"""

import pytest

from pipelines.metadata.structured_data import StructuredData, read_structured_data
from text.html.parse import parse_html


def said(head: str) -> StructuredData:
    return read_structured_data(parse_html(f"<html><head>{head}</head><body>x</body></html>"))


def test_metas_are_found_by_any_of_their_names_and_the_first_counts() -> None:
    read = said(
        "<meta name=PubDate content='2016-11-22'><meta property='weibo: article:update_at'"
        " content=b><meta name=pubdate content=late>"
    )
    assert read.metas == {"pubdate": "2016-11-22", "weibo:article:update_at": "b"}
    assert read.first_meta(("date", "pubdate")) == "2016-11-22"
    assert read.first_meta(("author",)) == ""


def test_article_tags_are_listed_once_each() -> None:
    tag = "<meta property=article:tag content='流感'>"
    assert said(tag + tag + tag.replace("流感", "疫苗")).tags == ("流感", "疫苗")


@pytest.mark.parametrize(
    "written",
    [
        '{"@type": "NewsArticle", "headline": "T"}',
        '[{"@type": "Organization"}, {"@type": ["Thing", "NewsArticle"], "headline": "T"}]',
        '{"@graph": [{"@type": "WebSite"}, {"@type": "Article", "headline": "T"}]}',
        '{"pubDate": "2019-09-07T09:25:09", "headline": "T"}',
        '{"@type": "Article",\n "headline": "T",\n "text": "a\tb"}',
    ],
)
def test_a_json_ld_article_is_found(written: str) -> None:
    assert said(f'<script type="application/ld+json">{written}</script>').article["headline"] == "T"


@pytest.mark.parametrize(
    "written",
    [
        "{",
        "",
        "null",
        "[" * 5_000,
        '"text"',
        '[[[[[{"@type": "Article"}]]]]]',
        '{"@type": "Person"}',
    ],
)
def test_broken_or_foreign_json_ld_is_no_article(written: str) -> None:
    assert (
        said(
            f'<script type="application/ld+json">{written}</script><script>var a = 1</script>'
        ).article
        == {}
    )

"""An article that its page keeps as JSON is read by the fields its source names."""

import json

import pytest

from pipelines.extraction.embedded_article import read_embedded_article
from pipelines.metadata.fields import ArticleFields
from pipelines.metadata.parsed_page import ParsedPage
from pipelines.metadata.structured_data import StructuredData
from records.source import PayloadRules
from text.dates.feeds import read_feed_date
from text.html.blocks import read_blocks
from text.html.script_json import JsonNotFoundError

pytestmark = pytest.mark.dates
ARTICLE = {
    "title": "示例：胃病怎样<b>调养</b>",
    "content": "<article><p>示例正文第一段。</p><p>第二段。</p></article>",
    "ctime": 1788768000000,
    "source": {"name": "生命时报"},
    "editor": {"name": "责编：李四"},
    "author": [{"name": "张三"}, {"name": "生命时报"}],
}
PAYLOAD = PayloadRules(
    body="content",
    variable="cs_article",
    title="title",
    published="ctime",
    outlet="source.name",
    author="author[].name",
    editor="editor.name",
)


def page(article: object) -> ParsedPage:
    written = json.dumps(json.dumps(article))
    return page_of(f"<title>站名</title><script>var cs_article = {written}</script>")


def page_of(html: str) -> ParsedPage:
    return ParsedPage(None, StructuredData(), [], html=html)


def test_the_json_says_what_the_article_is():
    article = read_embedded_article(
        page(ARTICLE), PAYLOAD, ArticleFields(title="站名", outlet="某网")
    )
    assert article.fields == ArticleFields(
        title="示例：胃病怎样调养",
        published="2026-09-07T16:00:00+08:00",
        outlet="生命时报",
        authors=("张三",),
        editor="李四",
    )
    assert [block.text for block in read_blocks(article.body)] == ["示例正文第一段。", "第二段。"]


def test_what_the_json_leaves_empty_the_page_fills():
    said = ArticleFields(
        title="页面标题", published="2026-09-07", outlet="某网", authors=("王五",), editor="赵六"
    )
    assert read_embedded_article(page({"content": "正文"}), PAYLOAD, said).fields == said


@pytest.mark.parametrize(
    "without",
    [
        page_of("<p>"),
        page({"content": ""}),
        page([]),
        page_of("<script>var cs_article = {code: 1}</script>"),
    ],
)
def test_a_page_without_the_json_or_its_text_says_so(without: ParsedPage):
    with pytest.raises(JsonNotFoundError):
        read_embedded_article(without, PAYLOAD, ArticleFields())


@pytest.mark.parametrize(
    ("written", "stamp"),
    [
        ("1788768000", "2026-09-07T16:00:00+08:00"),
        ("1788768000000", "2026-09-07T16:00:00+08:00"),
        ("20260907160000", "2026-09-07T16:00:00+08:00"),
        ("202609071600", "2026-09-07T16:00:00+08:00"),
        ("20260907", "2026-09-07"),
        ("2026-09-07 16:00", "2026-09-07T16:00:00+08:00"),
        ("2026-09-07T08:00:00Z", "2026-09-07T16:00:00+08:00"),
        ("20269999", ""),
        ("0", ""),
        ("soon", ""),
        ("", ""),
    ],
)
def test_json_writes_moments_in_many_ways(written: str, stamp: str):
    moment = read_feed_date(written, "+08:00")
    assert (moment.to_iso("+08:00") if moment else "") == stamp

"""Claims about a source's own rules: what they find wins, what they miss is left to the general
reading.
"""

from dataclasses import replace

import pytest

from pipelines.extraction.source_rules import apply_drop_rules, override_fields, select_body
from pipelines.metadata.fields import ArticleFields
from pipelines.metadata.parsed_page import ParsedPage
from pipelines.metadata.structured_data import StructuredData
from records.source import PageRules
from text.html.blocks import read_blocks
from text.html.css import select_elements
from text.html.parse import parse_html

PAGE = (
    "<meta name=d content='2020-01-02 03:04'><div class=name> Own  title </div><span"
    " class=when>发布：2020年1月2日 03:04</span><span class=from>来源：健康报</span><span"
    " class=who>作者：张三、李四</span><p class=ed>责编：王五</p><div class=words><p>one</p><div"
    " class=words>inner</div></div><div class=words> </div><div class=ad>ad</div>"
)
ROOT = parse_html(PAGE)
PARSED = ParsedPage(ROOT, StructuredData(), [])
GENERAL = ArticleFields(title="t", published="2019", outlet="o", authors=("a",), editor="e")


def test_rules_override_each_field_they_find() -> None:
    rules = PageRules(
        title_css="div.name",
        published="span.when",
        outlet="span.from",
        author="span.who",
        editor="p.ed",
    )
    assert override_fields(PARSED, rules, GENERAL) == ArticleFields(
        title="Own title",
        published="2020-01-02T03:04:00+08:00",
        outlet="健康报",
        authors=("张三", "李四"),
        editor="王五",
    )


@pytest.mark.parametrize(
    "rules",
    [PageRules(), PageRules("h9", "h9", "h9", "h9", "h9", "h9"), PageRules(published="div.name")],
)
def test_rules_that_find_nothing_leave_the_general_reading(rules: PageRules) -> None:
    assert override_fields(PARSED, rules, GENERAL) == GENERAL


def test_a_rule_may_point_at_a_meta_element_and_an_outlet_without_label() -> None:
    fields = override_fields(
        replace(PARSED, utc_offset="-05:00"),
        PageRules(published="meta[name=d]", outlet="div.name", editor="div.name"),
        GENERAL,
    )
    assert (fields.published, fields.outlet, fields.editor) == (
        "2020-01-02T03:04:00-05:00",
        "Own title",
        "e",
    )


def test_the_body_rule_gives_outermost_elements_with_text() -> None:
    assert [
        read_blocks(part)[0].text for part in select_body(ROOT, PageRules(body="div.words"))
    ] == ["one"]
    assert select_body(ROOT, PageRules()) == []


def test_dropped_elements_are_gone() -> None:
    root = parse_html(PAGE)
    apply_drop_rules(root, PageRules(drop=("div.ad", "p.ed", "h9")))
    assert select_elements(root, "div.ad, p.ed") == []

"""Claims about texts that a person wrote: all of it stays."""

from dataclasses import replace

import pytest

from pipelines.documents.plain_text import has_page_furniture, read_plain_text
from pipelines.documents.read import read_text_document
from pipelines.resources.kit import StageContext
from pipelines.stages.clean import clean
from pipelines.stages.extract import extract
from records.record import Record

pytestmark = pytest.mark.dates
S = "肾病患者应当控制食盐，每天不超过三克，少吃腌制的食物，并定期复查血压和尿蛋白。"


@pytest.mark.parametrize(
    "title", ["能吃豆腐吗？", "记住三句话。", "Flu", "钾：肾病患者的难题", "“少盐”说了多少年！"]
)
def test_the_first_line_is_the_title_whatever_its_punctuation(title: str) -> None:
    article = read_plain_text(f"{title}\n\n{S}\n肌酐：低于97微摩尔每升\n不用停药", "")
    assert article.fields.title == title
    assert article.content.blocks == (S, "肌酐：低于97微摩尔每升", "不用停药")


def test_labels_below_the_title_are_read() -> None:
    article = read_plain_text(f"少盐\n来源：健康晨报\n2026-03-02 08:30\n{S}\n{S}二", "")
    assert (article.fields.outlet, article.fields.published) == (
        "健康晨报",
        "2026-03-02T08:30:00+08:00",
    )
    assert article.content.blocks == (S, S + "二")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (f"首页\n少盐\n{S}", True),
        (f"少盐\n{S}\n上一篇：多盐\n关于我们", True),
        (f"少盐\n收缩压 > 140\n{S}", False),
        (f"少盐\n{S}\n版权所有", False),
        (f"少盐\n{S}\n项目 | 值 | 单位", False),
    ],
)
def test_furniture_needs_proof(text: str, wanted: bool) -> None:
    assert has_page_furniture(text) is wanted
    assert read_text_document(text, "", "").is_saved_page is wanted


def test_no_rule_about_pages_cuts_an_authored_text(reading_kit: StageContext) -> None:
    lines = [S, "编辑：也要少盐", "相关阅读", "收藏", "来源：肉、蛋、奶", S + "二"]
    record = Record("https://x.example/1", "", b"", "2026-03-02T00:00:00+00:00", form="document")
    result = extract(replace(record, text="少盐\n" + "\n".join(lines)), reading_kit)
    assert isinstance(result, Record)
    cleaned = clean(result, reading_kit)
    assert isinstance(cleaned, Record)
    assert cleaned.body.split("\n") == lines

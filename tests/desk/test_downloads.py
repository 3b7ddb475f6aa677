"""导出: files that other programs open as they are meant."""

import csv
import io
import json

import pytest

from desk.downloads import escape_formula


def test_the_list_opens_in_a_spreadsheet(desk, shelf) -> None:
    shelf.add("https://open.example/1", '=HYPERLINK("x"),"y"', "正文。", source="open")
    page = desk.get("/articles.csv")
    assert page.body.startswith(b"\xef\xbb\xbf")
    head, row = csv.reader(io.StringIO(page.body.decode("utf-8-sig")))
    assert (head[1], row[1]) == ("标题", '\'=HYPERLINK("x"),"y"')
    assert page.headers["content-disposition"] == 'attachment; filename="articles.csv"'


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(start: str) -> None:
    assert escape_formula(f"{start}1") == f"'{start}1"
    assert escape_formula(f"1{start}") == f"1{start}"


def test_each_line_is_one_article(desk, stocked) -> None:
    stocked()
    lines = desk.get("/articles.jsonl", q="盐").body.decode().splitlines()
    assert [json.loads(line)["title"] for line in lines] == ["高血压患者少吃盐"]


def test_an_article_as_markdown_says_where_it_is_from(desk, translated) -> None:
    text = desk.get(f"/a/{translated}.md").body.decode()
    assert text.startswith("# 早期诊断")
    assert "*演示模型的机器翻译，不可作为依据*" in text
    assert "许可：CC-BY-4.0" in text


def test_what_is_pasted_says_that_a_machine_translated_it(desk, translated) -> None:
    assert "演示模型的机器翻译，不可作为依据" in desk.get(f"/a/{translated}/paste").text

"""A row of data is one line whose cells stand apart; merged cells are in each row they cover."""

import pytest

from tests.text.html.test_notation import read
from text.html.blocks import read_blocks
from text.html.parse import parse_html

HEADER = "<tr><th>药物</th><th>年龄</th><th>剂量</th></tr>"


def test_an_empty_cell_keeps_its_column() -> None:
    row = "<tr><td>白细胞</td><td></td><td>4-10</td></tr>"
    assert read(f"<table>{HEADER}{row}</table>").splitlines()[1] == "白细胞 | | 4-10"


def test_a_cell_that_covers_rows_stands_in_each() -> None:
    rows = (
        '<tr><td rowspan="3">布洛芬</td><td>1岁</td><td>5 mL</td></tr>'
        "<tr><td>2岁</td><td>6 mL</td></tr><tr><td>3岁</td><td>7 mL</td></tr>"
        "<tr><td>其他</td><td>4岁</td><td>8 mL</td></tr>"
    )
    assert read(f"<table>{HEADER}{rows}</table>").splitlines()[1:] == [
        "布洛芬 | 1岁 | 5 mL",
        "布洛芬 | 2岁 | 6 mL",
        "布洛芬 | 3岁 | 7 mL",
        "其他 | 4岁 | 8 mL",
    ]


def test_a_cell_that_covers_columns_leaves_the_others_where_they_were() -> None:
    rows = '<tr><td colspan="2">合计</td><td>30</td></tr>'
    assert read(f"<table>{HEADER}{rows}</table>").splitlines()[1] == "合计 | | 30"


def test_lines_in_a_cell_stay_in_it() -> None:
    rows = "<tr><td>成人<br>（18岁以上）</td><td><p>一日两次</p><p>饭后</p></td><td>2片</td></tr>"
    text = read(f"<table>{HEADER}{rows}</table>").splitlines()[1]
    assert text == "成人 （18岁以上） | 一日两次 饭后 | 2片"


@pytest.mark.parametrize("span", ["0", "-3", "x", "99999999999", ""])
def test_a_senseless_span_is_one_or_bounded(span: str) -> None:
    rows = f'<tr><td rowspan="{span}">甲</td><td>1</td></tr><tr><td>2</td><td>3</td></tr>'
    assert "甲 | 1" in read(f"<table>{rows}</table>")


def test_hostile_spans_stay_bounded() -> None:
    cell = '<td rowspan="60" colspan="60">毒</td>'
    rows = "".join(f"<tr>{cell * 20}</tr>" for _ in range(60))
    assert len(read(f"<table>{rows}</table>")) < 200_000


def test_a_row_with_one_text_is_that_text() -> None:
    assert read("<table><tr><td></td><td>投票选项</td></tr></table>") == "投票选项"


def test_a_table_that_lays_out_a_page_is_read_as_text() -> None:
    column = "<p>第一段。</p><p>第二段。</p><p>第三段。</p><p>第四段。</p>"
    assert read(f"<table><tr><td>{column}</td><td>边栏</td></tr></table>").splitlines() == [
        "第一段。",
        "第二段。",
        "第三段。",
        "第四段。",
        "边栏",
    ]


def test_a_cell_of_a_table_that_names_its_columns_may_hold_a_list_or_paragraphs() -> None:
    steps = "".join(f"<li>{step}</li>" for step in ("少盐", "限酒", "减重", "多走", "测压"))
    answer = f"<td><p>{'每天测量血压并记录。' * 70}</p></td>"
    rows = f"<tr><td>高血压</td><td><ul>{steps}</ul></td></tr><tr><td>怎么测</td>{answer}</tr>"
    lines = read(f"<table><tr><th>病种</th><th>要点</th></tr>{rows}</table>").splitlines()
    assert lines[1] == "高血压 | 少盐; 限酒; 减重; 多走; 测压"
    assert lines[2].startswith("怎么测 | 每天测量血压")


def test_blocks_around_a_block_do_not_make_a_cell_a_page() -> None:
    cell = "<td><div><div><p><span>心率</span></p></div></div></td>"
    assert read(f"<table><tr>{cell}<td>72</td></tr></table>") == "心率 | 72"


def test_empty_cells_at_the_end_are_kept_where_columns_have_names() -> None:
    heads = "<tr><td>项目</td><td>结果</td><td>提示</td></tr>"
    rows = "<tr><td>尿酸</td><td>510</td><td>↑</td></tr><tr><td>血糖</td><td>5.1</td><td></td></tr>"
    assert read(f"<table>{heads}{rows}</table>").splitlines()[2] == "血糖 | 5.1 |"


def test_a_first_row_without_links_names_the_columns_of_linked_cells() -> None:
    row = "<tr><td><a href=/1>儿童医院</a></td><td><a href=/2>西城区</a></td></tr>"
    body = parse_html(f"<table><tr><td>医院</td><td>地区</td></tr>{row}{row}</table>").find("body")
    assert not any(block.is_link for block in read_blocks(body))


def test_a_table_of_links_alone_stays_a_menu() -> None:
    row = "<tr><td><a href=/1>内科</a></td><td><a href=/2>外科</a></td></tr>"
    body = parse_html(f"<table>{row * 3}</table>").find("body")
    assert all(block.is_link for block in read_blocks(body))

"""Claims about reading a tree as blocks: one for each paragraph, no word lost."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from text.html.blocks import read_blocks
from text.html.parse import parse_html, remove_invisible


def texts(html: str) -> list[str]:
    body = parse_html(html).find("body")
    remove_invisible(body)
    return [block.text for block in read_blocks(body)]


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ("<p>one</p><p>two</p>", ["one", "two"]),
        ("one<br>two<br/><br>three", ["one", "two", "three"]),
        (
            "<h1>Head</h1>loose <b>bold</b> text<ul><li>a</li><li>b</li></ul>",
            ["Head", "loose bold text", "a", "b"],
        ),
        ("<p>一段<a href='/x'>医疗</a>文字</p>", ["一段医疗文字"]),
        (
            "<pre>one\ntwo\n\nthree <b>bold</b> text\n  four</pre>",
            ["one two", "three bold text", "four"],
        ),
        (
            "<pre>　　第一段。\n　　第二段。<pre>里\n\n外</pre></pre>",
            ["第一段。", "第二段。", "里", "外"],
        ),
        ("<p>中文\n换行</p><p>two\nwords</p>", ["中文换行", "two words"]),
        ("<p>\u3000\u3000缩进&nbsp;&nbsp;文字</p>", ["缩进 文字"]),
        (
            (
                "<table><tr><td>剂量</td><td>5"
                " mg</td></tr><tr><td>次数</td><td><p>2</p></td></tr></table>"
            ),
            ["剂量 | 5 mg", "次数 | 2"],
        ),
        (
            "<table><tr><td><p>one</p><p>two</p><p>3</p><p>4</p></td><td>side</td></tr></table>",
            ["one", "two", "3", "4", "side"],
        ),
        ("<table><tr><td>only cell</td></tr></table>", ["only cell"]),
        ("<table><tr><td>a<br>b</td><td>c</td></tr></table>", ["a b | c"]),
        ("<div>a<div>b</div>c</div>", ["a", "b", "c"]),
        ("", []),
        ("   ", []),
        ("<!-- only a comment -->", []),
    ],
)
def test_a_page_is_read_as_blocks(html: str, wanted: list[str]) -> None:
    assert texts(html) == wanted


def test_a_block_knows_its_element_its_links_and_its_parts() -> None:
    body = parse_html(
        "<div class=info><span>2019年09月11日</span><span>富达传媒</span>"
        " <a>时政</a></div><h2>Head<br>two</h2>"
    ).find("body")
    first, head, second = read_blocks(body)
    assert first.parts == ("2019年09月11日", "富达传媒", "时政")
    assert (first.linked, first.tag, first.element.tag) == (2, "p", "span")
    assert (head.tag, second.tag) == ("h2", "h2")


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<div>",
                "</div>",
                "<br>",
                "<tr>",
                "<td>",
                "</table>",
                "<table>",
                "词",
                "word ",
                "<a>",
                "</a>",
                "<li>",
            ]
        ),
        max_size=40,
    )
)
def test_no_word_is_lost_whatever_the_markup(pieces: list[str]) -> None:
    wanted = sum(piece in ("词", "word ") for piece in pieces)
    read = " ".join(texts("".join(pieces)))
    assert read.count("词") + read.count("word") == wanted

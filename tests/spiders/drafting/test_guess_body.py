"""The selector of the element that holds most of a page's text."""

import pytest

from spiders.drafting.guess_body import guess_body_selector
from text.html.css import select_elements
from text.html.parse import parse_html

pytestmark = pytest.mark.dates
TEXT = "专家提醒市民按时接种流感疫苗，注意手部卫生，出现发热症状及时就医。" * 8
LINKS = "".join(
    f'<li><a href="/{n}">相关文章的标题第{n}条请点击阅读全文</a></li>' for n in range(30)
)
CASES = {
    "by id": (
        f'<div class="w"><div id="zoom"><p>{TEXT}</p><p>{TEXT}</p></div><ul>{LINKS}</ul></div>',
        "#zoom",
    ),
    "by class": (
        f'<div><div class="TRS_Editor x"><p>{TEXT}</p></div><div class="side">{LINKS}</div></div>',
        "div.TRS_Editor",
    ),
    "an id that is this page's own": (f'<div id="a20260918" class="text">{TEXT}</div>', "div.text"),
    "the nearest element with a name": (
        f'<table id="t"><tr><td><font>{TEXT}</font></td></tr></table>',
        "#t",
    ),
    "a class that two have": (
        f'<div id="all"><div class="p">{TEXT}</div><div class="p">短</div></div>',
        "#all",
    ),
    "no name anywhere": (f"<div><p>{TEXT}</p></div>", ""),
    "no text": ("<div id='x'></div>", "#x"),
    "only links": (f"<ul class='l'>{LINKS}</ul>", ""),
}


@pytest.mark.parametrize(("body", "css"), CASES.values(), ids=CASES)
def test_the_element_with_the_text_is_named(body, css):
    root = parse_html(
        f"<html><head><title>标题</title><script>{'x' * 5000}</script></head><body>{body}</"
        f"body></html>"
    )
    found, chars = guess_body_selector(root)
    assert found == css
    if TEXT in body and css:
        assert chars >= len(TEXT)
        assert len(select_elements(root, css)) == 1


def test_the_comments_of_readers_are_not_the_article():
    remarks = "".join(f'<div class="c">第{n}条评论：说得很好。</div>' for n in range(12))
    root = parse_html(
        f'<body><div id="page"><div id="text">{TEXT * 2}</div><div'
        f' id="remarks">{remarks}</div></div></body>'
    )
    assert guess_body_selector(root)[0] == "#text"

"""The text of an announcement becomes an article's HTML."""

import pytest

from text.html.blocks import read_blocks
from text.html.fragments import text_to_html
from text.html.parse import parse_html


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        (
            "<h4>Background</h4>Salt is bad.<h4>Methods</h4>We ate it.",
            ["Background", "Salt is bad.", "Methods", "We ate it."],
        ),
        (
            (
                "<jats:sec><jats:title>Background</jats:title><jats:p>Salt"
                " <jats:italic>is</jats:italic>"
                " bad.</jats:p></jats:sec><jats:p>H<jats:sub>2</jats:sub>O</jats:p>"
            ),
            ["Background", "Salt is bad.", "H2O"],
        ),
        ("<sec><title>Methods</title><p>We ate it.</p></sec>", ["Methods", "We ate it."]),
        (
            "<ns4:p>One.</ns4:p><ns4:list><ns4:list-item>Two.</ns4:list-item></ns4:list>",
            ["One.", "Two."],
        ),
        ("Plain one.\nPlain two, p < 0.05 & more.", ["Plain one.", "Plain two, p < 0.05 & more."]),
        ("&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;", ["One.", "Two."]),
        ("A&amp;B", ["A&B"]),
        ("", []),
    ],
)
def test_every_form_comes_out_as_paragraphs(text: str, blocks: list[str]):
    body = parse_html(text_to_html(text)).find("body")
    assert [block.text for block in read_blocks(body)] == blocks

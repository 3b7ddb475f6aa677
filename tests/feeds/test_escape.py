import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree, html

from feeds.escape import escape_html, remove_forbidden_chars, render_paragraphs


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("高血压 & <盐>\tok\n", "高血压 & <盐>\tok\n"),
        ("a\x00b\x0bc\x1bd\x7fe\x85f", "abcdef"),
        ("一\ufffd二\ufeff三\uffff四", "一二三四"),
        ("\ud800x\udfff", "x"),
        ("\u202egnp.exe\u2066", "gnp.exe"),
        ("one\u2028two\u2029three", "one two three"),
        ("👨\u200d👩\u200d👧 🇨🇳 𠮷", "👨\u200d👩\u200d👧 🇨🇳 𠮷"),
    ],
)
def test_fit_takes_out_what_no_feed_may_carry_and_nothing_else(text: str, kept: str) -> None:
    assert remove_forbidden_chars(text) == kept


def test_fit_keeps_every_character_of_a_chinese_text() -> None:
    text = "患者，女，65岁：“头晕”3天……（血压160/100 mmHg）"
    assert remove_forbidden_chars(text) == text


def test_paragraphs_makes_one_paragraph_of_each_line_and_skips_empty_ones() -> None:
    assert render_paragraphs("一\n\n \n二") == "<p>一</p>\n<p>二</p>"


def test_markup_escapes_what_means_something_in_html() -> None:
    assert escape_html("<a href=\"x\" o='y'>&") == "&lt;a href=&quot;x&quot; o=&#39;y&#39;&gt;&amp;"


@settings(deadline=None)
@given(st.text(min_size=1))
def test_any_text_survives_html_and_xml_as_text(text: str) -> None:
    kept = remove_forbidden_chars(text)
    parsed = html.fragment_fromstring(f"<div>{escape_html(text)}</div>")
    assert len(parsed) == 0
    assert (parsed.text or "") == kept
    element = etree.Element("x")
    element.text = kept
    assert (etree.fromstring(etree.tostring(element, encoding="utf-8")).text or "") == kept

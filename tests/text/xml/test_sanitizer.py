"""Strangers' XML is mended before it is parsed, in any pieces, and nothing in it is expanded."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.limits import DOCUMENT_ELEMENTS, TAG_CHARS
from text.xml.faults import FaultLog
from text.xml.sanitizer import XmlSanitizer, remove_forbidden_chars


def scrubbed(text: str, size: int = 0) -> tuple[str, tuple[str, ...]]:
    faults = FaultLog()
    parts = [text[at : at + size] for at in range(0, len(text), size)] if size else [text]
    return "".join(XmlSanitizer(faults).clean(iter(parts))), faults.words


CASES = [
    (
        "<a x='&quot;'>&nbsp;&mdash;</a>",
        "<a x='&#34;'>\xa0—</a>",
        ("not well-formed: holds entities that XML does not know",),
    ),
    ("<a>&amp;&lt;b&gt;&#20013;&#x4e2d;</a>", "<a>&#38;&#60;b&#62;中中</a>", ()),
    ("<a>Q&A &unknown;</a>", "<a>Q&#38;A &#38;unknown;</a>", None),
    ("<a>a < b</a>", "<a>a &#60; b</a>", ("not well-formed: holds a bare <",)),
    ("<a>&#0;&#xD800;&#146;&#60;</a>", "<a>��’&#60;</a>", ()),
    ("<a><![CDATA[&lt;?a=1&b=2<p>]]></a>", "<a>&#38;lt;?a=1&#38;b=2&#60;p&#62;</a>", ()),
    ("<a><![CDATA[x", "<a>x", ("cut off inside CDATA",)),
    ("<a><!-- <item> -->x</a>", "<a>x</a>", ()),
    ("<a><!-- x", "<a>", ("cut off inside a comment",)),
    ("<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>x</a>", "<a>x</a>", ()),
    ("<!DOCTYPE a SYSTEM 'http://x/'><a/>", "<a/>", ()),
    ("<!DOCTYPE a [<!ENTITY b 'c'>", "", ("cut off inside the document type",)),
    ("\n  <!-- first --> <?xml version='1.0'?><a/>", "<a/>", ()),
    ("<a>x\x00\x08y\x0b</a>", "<a>xy</a>", ("holds characters that XML forbids",)),
]


@pytest.mark.parametrize(("text", "clean", "faults"), CASES)
@pytest.mark.parametrize("size", [0, 1, 7])
def test_faults_are_mended_and_told_wherever_the_pieces_end(text, clean, faults, size):
    found = scrubbed(text, size)
    assert found[0] == clean
    if faults is not None and not size:
        assert found[1] == faults


def test_the_warnings_of_a_broken_program_before_a_feed_are_skipped():
    text, faults = scrubbed("<br />\n<b>Warning</b>: x <rss><a/></rss>")
    assert (text, faults) == ("<rss><a/></rss>", ("text stands before the document",))


def test_every_entry_begins_a_piece():
    parts = list(
        XmlSanitizer(FaultLog()).clean(
            iter(["<rss><item>1</item><x:entry/>", "<url/> <sitemap>2</sitemap>"])
        )
    )
    assert parts == ["<rss>", "<item>1</item>", "<x:entry/>", "<url/> ", "<sitemap>2", "</sitemap>"]


def test_a_tag_without_end_becomes_text():
    text, faults = scrubbed("<rss><item a='" + "x" * 2 * TAG_CHARS + "'/><item/></rss>", 65_536)
    assert text.startswith("<rss> item a=")
    assert text.endswith("<item/></rss>")
    assert faults == (f"a tag of more than {TAG_CHARS} characters was taken for text",)


def test_long_text_without_tags_is_not_held_back():
    parts = list(XmlSanitizer(FaultLog()).clean(iter(["<rss>", *["x" * 65_536] * 40])))
    assert max(map(len, parts)) < TAG_CHARS + 2 * 65_536


def test_comments_without_number_end_the_document(monkeypatch):
    monkeypatch.setattr("text.xml.sanitizer.DOCUMENT_ELEMENTS", 5)
    text, faults = scrubbed("<a>" + "<!-- -->x" * 9 + "</a>", 10)
    assert text.startswith("<a>x")
    assert faults == ("holds more than 5 comments and the like; the rest is left out",)
    assert DOCUMENT_ELEMENTS > 1_000_000


@pytest.mark.parametrize(
    "flood",
    [
        "&",
        "<",
        "&a",
        "&lt;",
        "&nbsp;",
        "] ",
        "<!-- -->",
        "<![CDATA[]]>",
        "<?a?>",
        "<!DOCTYPE a>",
        "<![CDATA[",
        "<!DOCTYPE a [",
    ],
)
@pytest.mark.parametrize("begin", ["<a>", "<!DOCTYPE a [", ""])
def test_no_flood_costs_more_than_its_length(begin, flood):
    began = time.process_time()
    scrubbed(begin + flood * (500_000 // len(flood)), 65_536)
    assert time.process_time() - began < 5.0


def test_controls_and_lone_surrogates_are_taken_out():
    assert remove_forbidden_chars("a\ud800\x00b\ufffe中") == "ab中"


@given(st.text(alphabet="<>!-[]&;aD#x3\x00 CAT/?=\"'OYPE", max_size=60), st.integers(1, 9))
@settings(deadline=None)
def test_pieces_of_any_size_give_the_same_text(text, size):
    assert scrubbed(f"<rss>{text}", size)[0] == scrubbed(f"<rss>{text}")[0]

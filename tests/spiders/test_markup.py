"""Strangers' XML is read in any encoding, broken or hostile, and nothing is loaded from elsewhere."""

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spiders.markup import Unreadable, absolute, decode, inner_text, local, parse_xml, plain

TEXT = "<rss><title>朱镕：流感疫苗</title></rss>"


@pytest.mark.parametrize(
    ("body", "charset", "language"),
    [
        (TEXT.encode(), "", ""),
        (b"\xef\xbb\xbf" + TEXT.encode(), "gbk", "zh"),
        (TEXT.encode("utf-16"), "", ""),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "", ""),
        (TEXT.encode("gb18030"), "gb2312", ""),  # 镕 is not in GB2312
        (b'<?xml version="1.0" encoding="gb2312"?>' + TEXT.encode("gbk"), "", ""),
        (b'<?xml version="1.0" encoding="utf-8"?>' + TEXT.encode("gbk"), "", "zh"),
        (TEXT.encode("gbk"), "", "zh-CN"),
        (TEXT.encode(), "iso-8859-1", ""),  # UTF-8 that is valid is UTF-8, whatever is declared
    ],
)
def test_text_comes_out_of_every_encoding_that_chinese_feeds_use(body, charset, language):
    assert "朱镕：流感疫苗" in decode(body, charset, language)


def test_big5_is_tried_for_chinese_sources():
    assert "登革熱" in decode("登革熱疫情".encode("big5"), "big5", "zh")


def test_western_bytes_are_no_chinese():
    assert decode("Café, naïve".encode("cp1252"), "", "en") == "Café, naïve"
    assert decode(b"caf\xe9 \x81", "utf-8", "en").startswith("café ")


def test_entities_become_characters_and_a_bare_ampersand_spoils_nothing():
    root = parse_xml("<a x='&quot;'>&nbsp;&mdash;&hellip;&amp;&#20013;&#x4e2d;&unknown; Q&A &lt;b&gt;<![CDATA[&lt;?a=1&b=2]]></a>")
    assert inner_text(root) == "—…&中中&unknown; Q&A <b>&lt;?a=1&b=2"


def test_marks_survive_a_fault_before_them():
    assert inner_text(parse_xml("<a><b></c>&lt;p&gt;x&amp;y</a>")) == "<p>x&y"


BOMB = (
    '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{("&" + chr(97 + n) + ";") * 10}">' for n in range(12))
    + "]>"
)


@pytest.mark.parametrize(
    "text",
    [
        BOMB + "<rss><title>x&m;</title></rss>",
        '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><title>x&x;</title></rss>',
        '<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd"><rss><title>x&x;</title></rss>',
        '<!DOCTYPE r [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p">%p;]><rss><title>x</title></rss>',
    ],
)
def test_no_entity_is_loaded_or_expanded(text):
    began = time.perf_counter()
    found = inner_text(parse_xml(text))
    assert len(found) < 20
    assert "root:" not in found
    assert time.perf_counter() - began < 1.0


def test_an_inclusion_of_a_file_stays_a_word(tmp_path: Path):
    (tmp_path / "secret.txt").write_text("geheim", "utf-8")
    text = f'<rss xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="{tmp_path}/secret.txt" parse="text"/><title>x</title></rss>'
    assert "geheim" not in inner_text(parse_xml(text))


@pytest.mark.parametrize("text", ["", "   ", "not xml at all", "<!DOCTYPE html>", "{}"])
def test_what_is_no_xml_is_unreadable(text):
    with pytest.raises(Unreadable):
        parse_xml(text)


def test_deep_nesting_and_control_characters_do_no_harm():
    assert local(parse_xml("<rss>" + "<a>" * 5_000 + "x")) == "rss"
    assert inner_text(parse_xml("<a>x\x00\x08y\x0b</a>")) == "xy"


@pytest.mark.parametrize(
    ("text", "shown"),
    [("A &amp; B", "A & B"), ("A &amp;amp; B", "A & B"), ("<b>流感</b>\n 疫苗", "流感 疫苗"), ("&lt;b&gt;x&lt;/b&gt;", "x"), ("", "")],
)
def test_titles_lose_their_tags_and_escapes(text, shown):
    assert plain(text) == shown


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("a.html", "http://example.org/news/a.html"),
        ("//cdn.example.org/a", "http://cdn.example.org/a"),
        ("/a\n b", "http://example.org/ab"),
        ("javascript:alert(1)", ""),
        ("java\tscript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("mailto:a@example.org", ""),
        ("http://[::1", ""),
    ],
)
def test_links_are_absolute_web_addresses_or_nothing(link, url):
    assert absolute("http://example.org/news/", link) == url


@given(st.binary(max_size=200), st.sampled_from(["", "gbk", "utf-16", "nonsense"]), st.sampled_from(["", "zh", "en"]))
@settings(deadline=None, max_examples=100)
def test_any_bytes_become_text_and_a_tree_or_unreadable(body, charset, language):
    text = decode(body, charset, language)
    try:
        parse_xml(text)
    except Unreadable:
        return

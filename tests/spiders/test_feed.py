"""Feeds of every kind give their articles."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.page import Candidate
from spiders.feed import read_feed
from spiders.found import Reading, Unreadable
from spiders.redirects import unwrapped

BASE = "http://example.org/rss.xml"
ZH = Reading(language="zh")
FULL = Reading(language="zh", full_text=True)


def read(text: str, reading: Reading = ZH) -> tuple[Candidate, ...]:
    return read_feed(text.encode(), BASE, reading).candidates


RSS2 = """<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>频道</title><link>http://example.org/</link>
 <atom:link href="http://example.org/rss.xml" rel="self"/>
 <item><title>流感&amp;amp;疫苗</title><link> /jk/1.shtml </link><pubDate>Fri, 25 Sep 2026 10:35:05 +0800</pubDate>
 <atom:updated>2026-09-26T08:00:00+08:00</atom:updated><description>&lt;p&gt;摘要&lt;/p&gt;</description><dc:creator>王一</dc:creator>
 <source url="http://x">人民网</source><content:encoded><![CDATA[<p>全文&nbsp;第一段</p>]]></content:encoded></item>
 <item><title>只有 guid</title><guid isPermaLink="true">http://example.org/jk/2.shtml</guid></item>
 <item><title>无地址</title><guid isPermaLink="false">http://example.org/jk/3.shtml</guid></item>
</channel></rss>"""


def test_rss2_gives_address_title_dates_people_and_outlet():
    first, second = read(RSS2)
    assert first.url == "http://example.org/jk/1.shtml"
    assert (first.hint.title, first.hint.summary) == ("流感&疫苗", "摘要")
    assert (first.hint.published, first.hint.modified) == ("2026-09-25T10:35:05+08:00", "2026-09-26T08:00:00+08:00")
    assert (first.hint.authors, first.hint.outlet) == (("王一",), "人民网")
    assert (first.text, first.evidence) == ("", BASE)
    assert second.url == "http://example.org/jk/2.shtml"


def test_a_full_text_feed_carries_the_article():
    first, second = read(RSS2, FULL)
    assert first.text == "<p>全文&nbsp;第一段</p>"
    assert second.text == ""


def test_a_full_text_feed_without_content_carries_its_description():
    (item,) = read("<rss><item><link>http://example.org/1</link><description>&lt;p&gt;全文&lt;/p&gt;</description></item></rss>", FULL)
    assert item.text == "<p>全文</p>"


def test_rss1_items_beside_the_channel_count_and_its_seq_does_not():
    text = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
      xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><items><rdf:Seq><rdf:li resource="http://example.org/9"/></rdf:Seq></items></channel>
      <item rdf:about="http://example.org/1"><title>A</title><link>http://example.org/1</link><dc:date>2026-09-25</dc:date></item></rdf:RDF>"""
    (item,) = read(text)
    assert (item.url, item.hint.published) == ("http://example.org/1", "2026-09-25")


def test_atom_prefers_the_alternate_link_and_resolves_xml_base():
    text = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://example.org/blog/"><entry>
      <title type="html">&lt;b&gt;A&lt;/b&gt;</title>
      <link rel="edit" href="http://example.org/edit/1"/><link rel="alternate" href="1.html"/><id>tag:1</id>
      <published>2026-09-25T10:00:00Z</published><updated>2026-09-26T10:00:00Z</updated><author><name>Ann</name><email>a@x</email></author>
      <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Whole text</p></div></content></entry></feed>"""
    (entry,) = read(text, FULL)
    assert entry.url == "http://example.org/blog/1.html"
    assert (entry.hint.title, entry.hint.authors) == ("A", ("Ann",))
    assert "<p>Whole text</p>" in entry.text


def test_atom_plain_text_content_becomes_paragraphs():
    text = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>http://example.org/1</id><content type="text">One &lt; two

      Three</content></entry></feed>"""
    (entry,) = read(text, FULL)
    assert entry.text.startswith("<p>One &lt; two</p><p>")


def test_a_deleted_entry_is_a_withdrawal():
    text = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:at="http://purl.org/atompub/tombstones/1.0">
      <at:deleted-entry ref="http://example.org/1" when="2026-09-25T10:00:00Z"/><at:deleted-entry ref="tag:x"/></feed>"""
    assert read(text) == (Candidate("http://example.org/1", withdrawn=True, evidence=BASE),)


def test_json_feed_gives_the_same():
    value = {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [
            {
                "id": "1",
                "url": "/1",
                "title": "A",
                "content_html": "<p>x</p>",
                "date_published": "2026-09-25T10:00:00Z",
                "authors": [{"name": "Ann"}],
            },
            {"id": "http://example.org/2", "content_text": "x\ny", "author": {"name": "Bo"}},
            {"id": "urn:3"},
            "rubbish",
        ],
    }
    first, second = read_feed(json.dumps(value).encode(), BASE, FULL).candidates
    assert (first.url, first.text, first.hint.authors) == ("http://example.org/1", "<p>x</p>", ("Ann",))
    assert (second.url, second.text, second.hint.authors) == ("http://example.org/2", "<p>x</p><p>y</p>", ("Bo",))


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("<rss><channel><item><link>http://a.example/1?a=1&b=2</link></item><item><link>http://a.example/2</link>", 2),  # bare &, cut off
        ("<rss version='0.91'><channel><item><title>x</title><link>http://a.example/1</link></item></channel></rss>", 1),
        ("<rss><channel><item><link>http://a.example/1</link><item><link>http://a.example/2</link></item></item></channel></rss>", 2),
        (
            "<rss xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><channel><item><link>http://a.example/1</link></item></channel></rss>",
            1,
        ),
        ("<rss><channel></channel></rss>", 0),
    ],
)
def test_broken_and_old_feeds_are_read_as_far_as_they_go(text, urls):
    assert len(read(text)) == urls


@pytest.mark.parametrize("text", ["<html><body>Not found</body></html>", "{}", '{"items": 3}', "[1]", "{broken", "plain words", ""])
def test_what_is_no_feed_is_unreadable(text):
    with pytest.raises(Unreadable):
        read(text)


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://www.google.com/url?rct=j&url=http://a.example/1&ct=ga", "http://a.example/1"),
        ("https://www.google.com.hk/url?q=http://a.example/1", "http://a.example/1"),
        ("https://www.google.com/url?q=javascript:1", "https://www.google.com/url?q=javascript:1"),
        ("http://a.example/url?url=http://b.example/", "http://a.example/url?url=http://b.example/"),
    ],
)
def test_links_wrapped_by_a_search_engine_are_unwrapped(url, target):
    assert unwrapped(url) == target


def test_mail_addresses_are_no_authors():
    (item,) = read("<rss><item><link>http://a.example/1</link><author>desk@a.example (Ann)</author><author>x@y</author></item></rss>")
    assert item.hint.authors == ("Ann",)


@given(
    st.recursive(
        st.text(max_size=8), lambda inner: st.builds("<item><link>http://a.example/{}</link>{}</item>".format, inner, inner), max_leaves=8
    )
)
@settings(deadline=None, max_examples=60)
def test_any_feed_gives_web_addresses_alone(inside):
    try:
        found = read(f"<rss>{inside}</rss>", FULL)
    except Unreadable:
        return
    assert all(candidate.url.startswith(("http://", "https://")) for candidate in found)

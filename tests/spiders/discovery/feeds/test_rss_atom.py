"""Feeds of every kind give their articles."""

import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.announcement import Announcement, ReadOptions, SkippedEntry, UnreadableEndpoint
from records.limits import ANNOUNCED_MAX
from records.page import AnnouncedArticle
from records.reasons import SkipReason
from spiders.discovery.feeds.rss_atom import read_feed

pytestmark = pytest.mark.dates
BASE = "http://example.org/rss.xml"
ZH = ReadOptions(language="zh")
FULL = ReadOptions(language="zh", full_text=True)


def read(text: str, reading: ReadOptions = ZH) -> tuple[AnnouncedArticle, ...]:
    return read_feed(text.encode(), BASE, reading).candidates


RSS2 = """<?xml version="1.0"?>
  <rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:atom="http://www.w3.org/2005/Atom"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>频道</title>
 <link>http://example.org/</link>
 <atom:link href="http://example.org/rss.xml" rel="self"/>
 <item><title>流感&amp;amp;疫苗</title><link> /jk/1.shtml </link>
 <pubDate>Fri, 25 Sep 2026 10:35:05 +0800</pubDate>
 <atom:updated>2026-09-26T08:00:00+08:00</atom:updated>
 <description>&lt;p&gt;摘要&lt;/p&gt;</description><dc:creator>王一</dc:creator>
 <source url="http://x">人民网</source><content:encoded><![CDATA[<p>全文&nbsp;第一段</p>]]>
 </content:encoded></item>
 <item><title>只有 guid</title><guid isPermaLink="true">http://example.org/jk/2.shtml</guid></item>
 <item><title>无地址</title><guid isPermaLink="false">http://example.org/jk/3.shtml</guid></item>
</channel></rss>"""


def test_rss2_gives_address_title_dates_people_and_outlet():
    first, second = read(RSS2)
    assert first.url == "http://example.org/jk/1.shtml"
    assert (first.hint.title, first.hint.summary) == ("流感&疫苗", "摘要")
    assert (first.hint.published, first.hint.modified) == (
        "2026-09-25T10:35:05+08:00",
        "2026-09-26T08:00:00+08:00",
    )
    assert (first.hint.authors, first.hint.outlet) == (("王一",), "人民网")
    assert (first.text, first.evidence) == ("", BASE)
    assert second.url == "http://example.org/jk/2.shtml"


def test_a_full_text_feed_carries_the_article():
    first, second = read(RSS2, FULL)
    assert first.text == "<p>全文&nbsp;第一段</p>"
    assert second.text == ""


def test_a_full_text_feed_without_content_carries_its_description():
    (item,) = read(
        "<rss><item><link>http://example.org/1</link><description>&lt;p&gt;全文&lt;/p&gt;"
        "</description></item></rss>",
        FULL,
    )
    assert item.text == "<p>全文</p>"


def test_rss1_items_beside_the_channel_count_and_its_seq_does_not():
    text = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
      xmlns="http://purl.org/rss/1.0/"
      xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><items><rdf:Seq>
      <rdf:li resource="http://example.org/9"/></rdf:Seq></items></channel>
      <item rdf:about="http://example.org/1"><title>A</title><link>http://example.org/1</link>
      <dc:date>2026-09-25</dc:date></item></rdf:RDF>"""
    (item,) = read(text)
    assert (item.url, item.hint.published) == ("http://example.org/1", "2026-09-25")


def test_atom_prefers_the_alternate_link_and_resolves_xml_base():
    text = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://example.org/blog/"><entry>
      <title type="html">&lt;b&gt;A&lt;/b&gt;</title>
      <link rel="edit" href="http://example.org/edit/1"/><link rel="alternate" href="1.html"/>
      <id>tag:1</id>
      <published>2026-09-25T10:00:00Z</published><updated>2026-09-26T10:00:00Z</updated><author>
      <name>Ann</name><email>a@x</email></author>
      <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Whole text</p></div>
      </content></entry></feed>"""
    (entry,) = read(text, FULL)
    assert entry.url == "http://example.org/blog/1.html"
    assert (entry.hint.title, entry.hint.authors) == ("A", ("Ann",))
    assert "<p>Whole text</p>" in entry.text


def test_atom_plain_text_content_becomes_paragraphs():
    text = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>http://example.org/1</id>
    <content type="text">One &lt; two

      Three</content></entry></feed>"""
    (entry,) = read(text, FULL)
    assert entry.text.startswith("<p>One &lt; two</p><p>")


def test_a_deleted_entry_is_a_withdrawal():
    text = """<feed xmlns="http://www.w3.org/2005/Atom"
      xmlns:at="http://purl.org/atompub/tombstones/1.0">
      <at:deleted-entry ref="http://example.org/1" when="2026-09-25T10:00:00Z"/>
      <at:deleted-entry ref="tag:x"/></feed>"""
    assert read(text) == (AnnouncedArticle("http://example.org/1", withdrawn=True, evidence=BASE),)


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        # bare &, cut off
        (
            "<rss><channel><item><link>http://a.example/1?a=1&b=2</link></item><item>"
            "<link>http://a.example/2</link>",
            2,
        ),
        (
            (
                "<rss version='0.91'><channel><item><title>x</title><link>http://"
                "a.example/1</link></item></channel></rss>"
            ),
            1,
        ),
        (
            "<rss><channel><item><link>http://a.example/1</link><item><link>http://"
            "a.example/2</link></item></item></channel></rss>",
            2,
        ),
        (
            (
                "<rss xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><channel>"
                "<item><link>http://a.example/1</link></item></channel></rss>"
            ),
            1,
        ),
        ("<rss><channel></channel></rss>", 0),
    ],
)
def test_broken_and_old_feeds_are_read_as_far_as_they_go(text, urls):
    assert len(read(text)) == urls


@pytest.mark.parametrize(
    "text", ["<html><body>Not found</body></html>", "{}", "plain words", "", "<opml/>"]
)
def test_what_is_no_feed_is_unreadable(text):
    with pytest.raises(UnreadableEndpoint):
        read(text)


def test_mail_addresses_are_no_authors():
    (item,) = read(
        "<rss><item><link>http://a.example/1</link><author>desk@a.example"
        " (Ann)</author><author>x@y</author></item></rss>"
    )
    assert item.hint.authors == ("Ann",)


def whole(text: str, reading: ReadOptions = ZH) -> Announcement:
    return read_feed(text.encode(), BASE, reading)


def test_every_item_is_a_candidate_or_skipped_with_its_reason():
    text = """<rss><channel><link>http://www.example.org/jk/index.shtml</link>
    <link>http://[::1</link>
      <item><title>一</title><link>/jk/1.shtml</link></item>
      <item><title>又一</title><link>http://EXAMPLE.org/jk/1.shtml?utm_source=rss</link></item>
      <item><title>健康</title><link>https://www.example.org/jk/</link></item>
      <item><title>首页</title><link>http://example.org</link></item>
      <item><title>旧址</title><link>http://old.example.com/jk/index.html</link></item>
      <item><title>脚本</title><link>javascript:alert(1)</link></item>
      <item><title>信</title><link>mailto:a@example.org</link></item>
      <item><title>密</title><link>http://user:word@example.org/1</link></item>
      <item><title>无</title></item>
      <item><title>专题</title><link>http://example.org/zt/</link></item>
      </channel></rss>"""
    found = whole(text)
    assert [one.url for one in found.candidates] == [
        "http://example.org/jk/1.shtml",
        "http://example.org/zt/",
    ]
    assert found.skipped == (
        SkippedEntry(SkipReason.REPEATED_LINK, "http://EXAMPLE.org/jk/1.shtml?utm_source=rss"),
        SkippedEntry(SkipReason.CHANNEL_PAGE, "https://www.example.org/jk/"),
        SkippedEntry(SkipReason.CHANNEL_PAGE, "http://example.org"),
        SkippedEntry(SkipReason.CHANNEL_PAGE, "http://old.example.com/jk/index.html"),
        SkippedEntry(SkipReason.BAD_LINK, "javascript:alert(1)"),
        SkippedEntry(SkipReason.BAD_LINK, "mailto:a@example.org"),
        SkippedEntry(SkipReason.BAD_LINK, "http://user:word@example.org/1"),
        SkippedEntry(SkipReason.NO_LINK, "无"),
    )
    assert found.entries == 10
    assert found == whole(text)


def test_a_guid_used_twice_costs_no_article():
    items = "".join(f"<item><guid>7</guid><link>http://a.example/{n}</link></item>" for n in (1, 2))
    assert len(whole(f"<rss>{items}</rss>").candidates) == 2


def test_dates_that_cannot_be_true_are_dropped_and_told():
    reading = ReadOptions(now="2026-11-23T00:00:00+00:00")
    dates = (
        "Tue, 24 Nov 2026 07:00:00 +0800",
        "Wed, 25 Nov 2026 00:00:00 GMT",
        "2099-01-01",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "soon",
    )
    items = "".join(
        f"<item><link>http://a.example/{n}</link><pubDate>{date}</pubDate></item>"
        for n, date in enumerate(dates)
    )
    found = whole(f"<rss>{items}</rss>", reading)
    assert [one.hint.published for one in found.candidates] == [
        "2026-11-24T07:00:00+08:00",
        "",
        "",
        "",
        "",
    ]
    assert found.faults == (
        "2 × a date in the future; dropped",
        "1 × a date before 1990; dropped",
        "1 × a date that cannot be read",
    )
    assert whole(f"<rss>{items}</rss>", ReadOptions()).candidates[2].hint.published == "2099-01-01"


def test_the_next_date_counts_where_the_first_cannot_be_read():
    text = (
        "<rss><item><link>http://a.example/1</link><pubDate>gestern</pubDate><dc:date>"
        "2026-09-25</dc:date></item></rss>"
    )
    found = whole(text)
    assert found.candidates[0].hint.published == "2026-09-25"


@pytest.mark.parametrize(
    ("part", "licence"),
    [
        (
            "<cc:license rdf:resource='http://creativecommons.org/licenses/by/4.0/'/>",
            "http://creativecommons.org/licenses/by/4.0/",
        ),
        (
            "<creativeCommons:license>https://creativecommons.org/licenses/by-nd/4.0</"
            "creativeCommons:license>",
            None,
        ),
        (
            "<atom:link rel='license' href='https://creativecommons.org/publicdomain/zero/1.0/'/>",
            None,
        ),
        ("<dc:rights>CC BY-NC 4.0, Ann</dc:rights>", "CC BY-NC 4.0, Ann"),
        ("<dc:rights>All rights reserved</dc:rights>", ""),
        ("", ""),
    ],
)
def test_the_licence_of_an_item_or_its_channel_is_kept_as_written(part, licence):
    inside = f"<rss><channel><item><link>http://a.example/1</link>{part}</item></channel></rss>"
    outside = f"<rss><channel><item><link>http://a.example/1</link></item>{part}</channel></rss>"
    for text in (inside, outside):
        (item,) = whole(text).candidates
        assert (
            item.hint.licence == licence
            if licence is not None
            else "creativecommons.org" in item.hint.licence
        )


def test_pictures_recordings_and_comments_give_no_title_or_link():
    text = """<rss xmlns:media="http://search.yahoo.com/mrss/"
      xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"><item>
      <media:title>图片</media:title><media:content><media:description>图</media:description>
      </media:content><itunes:author>台</itunes:author>
      <title>文章</title><link>http://a.example/1</link></item></rss>"""
    (item,) = read(text, FULL)
    assert (item.hint.title, item.hint.authors, item.text) == ("文章", (), "")


def test_what_feedburner_replaced_and_what_atom_took_over_are_found():
    text = """<feed xmlns="http://www.w3.org/2005/Atom"
      xmlns:f="http://rssnamespace.org/feedburner/ext/1.0"><entry>
      <link href="http://feedproxy.google.com/~r/x/1"/><f:origLink>http://a.example/1</f:origLink>
      <source><id>urn:1</id><title>原报</title></source><updated>2026-09-25T10:00:00Z</updated>
      </entry></feed>"""
    (entry,) = read(text)
    assert (entry.url, entry.hint.outlet, entry.hint.modified) == (
        "http://a.example/1",
        "原报",
        "2026-09-25T10:00:00+00:00",
    )


def test_old_atom_and_cdf_are_read():
    old = """<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry>
    <title mode="escaped">A</title>
      <link rel="alternate" type="text/html" href="http://a.example/1"/>
      <issued>2003-12-13T08:29:29-04:00</issued></entry></feed>"""
    assert read(old)[0].hint.published == "2003-12-13T08:29:29-04:00"
    assert (
        read('<CHANNEL><ITEM HREF="http://a.example/1"><TITLE>A</TITLE></ITEM></CHANNEL>')[
            0
        ].hint.title
        == "A"
    )


def test_items_nested_wrongly_keep_their_order_and_their_own_words():
    text = (
        "<rss><item><title>一</title><link>http://a.example/1</link><item><title>二</title>"
        "<link>http://a.example/2</link></item></item></rss>"
    )
    assert [(one.url[-1], one.hint.title) for one in read(text)] == [("1", "一"), ("2", "二")]


def test_a_channel_whose_link_is_a_broken_tag_loses_no_item():
    text = (
        "<rss><channel><link href='/'/ <item><link>http://a.example/1</link></item></channel></rss>"
    )
    assert [one.url for one in read(text)] == ["http://a.example/1"]


def test_a_long_description_is_cut_outside_its_tags():
    (item,) = read(
        "<rss><item><link>http://a.example/1</link><description>"
        + "&lt;img src='x'&gt;流" * 900
        + "</description></item></rss>"
    )
    assert set(item.hint.summary) <= {"流", " "}


def test_a_gzipped_feed_is_a_feed_and_a_damaged_one_is_not():
    body = gzip.compress(RSS2.encode())
    assert len(read_feed(body, BASE, ZH).candidates) == 2
    with pytest.raises(UnreadableEndpoint):
        read_feed(body[:60], BASE, ZH)


@pytest.mark.parametrize("body", [b"", b" \n", b"\xef\xbb\xbf", b"\0" * 100])
def test_an_empty_answer_may_pass(body):
    with pytest.raises(UnreadableEndpoint) as raised:
        read_feed(body, BASE, ZH)
    assert raised.value.transient


def test_a_page_in_place_of_a_feed_is_named_and_does_not_pass():
    with pytest.raises(UnreadableEndpoint, match="a web page came instead of a feed") as raised:
        whole("<!DOCTYPE html><html><script>$_ts</script></html>")
    assert not raised.value.transient


def test_a_million_items_are_cut_at_the_cap():
    found = read_feed(b"<rss>" + b"<item/>" * 1_000_000 + b"</rss>", BASE, ZH)
    assert found.entries == ANNOUNCED_MAX
    assert found.faults == (f"holds more than {ANNOUNCED_MAX} entries; the rest is left out",)


def test_null_bytes_and_surrogates_reach_no_field():
    (item,) = read(
        "<rss><item><title>流\0感&#xD800;</title><link>http://a.example/1\0</link></item></rss>"
    )
    assert (item.url, item.hint.title.encode()) == ("http://a.example/1", "流感�".encode())


@given(
    st.binary(max_size=300) | st.binary(max_size=200).map(lambda tail: b"<rss><item>" + tail),
    st.sampled_from(["", "gbk", "hex", "utf-16"]),
)
@settings(deadline=None)
def test_any_bytes_raise_nothing_but_unreadable(body, charset):
    try:
        found = read_feed(
            body,
            BASE,
            ReadOptions(now="2026-11-23T00:00:00+00:00", language="zh", full_text=True),
            charset,
        )
    except UnreadableEndpoint:
        return
    assert found.entries == len(found.candidates) + len(found.skipped)


@given(st.data())
@settings(deadline=None)
def test_a_feed_cut_or_spoiled_anywhere_is_read_as_far_as_it_goes(data):
    body = bytearray(RSS2.encode(data.draw(st.sampled_from(["utf-8", "gb18030", "utf-16"]))))
    for _ in range(data.draw(st.integers(0, 4))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(body[: data.draw(st.integers(0, len(body)))])
    try:
        found = read_feed(cut, BASE, FULL)
    except UnreadableEndpoint:
        return
    assert found.entries == len(found.candidates) + len(found.skipped) <= 5
    assert found == read_feed(cut, BASE, FULL)
    assert all(one.url.startswith(("http://", "https://")) for one in found.candidates)


@given(st.integers(0, 40))
@settings(deadline=None)
def test_items_before_a_cut_are_whole(cut):
    items = "".join(f"<item><link>http://a.example/{n}</link></item>" for n in range(10))
    text = f"<rss>{items}"[: -cut or None]
    complete = text.count("</item>")
    assert [one.url for one in read(text)][:complete] == [
        f"http://a.example/{n}" for n in range(complete)
    ]


@given(
    st.recursive(
        st.text(max_size=8),
        lambda inner: st.builds(
            "<item><link>http://a.example/{}</link>{}</item>".format, inner, inner
        ),
        max_leaves=8,
    )
)
@settings(deadline=None, max_examples=60)
def test_any_feed_gives_web_addresses_alone(inside):
    try:
        found = read(f"<rss>{inside}</rss>", FULL)
    except UnreadableEndpoint:
        return
    assert all(candidate.url.startswith(("http://", "https://")) for candidate in found)


SY = "xmlns:sy='http://purl.org/rss/1.0/modules/syndication/'"


@pytest.mark.parametrize(
    ("wish", "seconds"),
    [
        ("<ttl>60</ttl>", 3_600),
        ("<ttl> 5 </ttl>", 300),
        ("<ttl>soon</ttl>", 0),
        ("<ttl>-5</ttl>", 0),
        ("<sy:updatePeriod>hourly</sy:updatePeriod>", 3_600),
        (
            "<sy:updatePeriod>Daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>",
            21_600,
        ),
        (
            "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>",
            86_400,
        ),
        ("<ttl>10</ttl><sy:updatePeriod>daily</sy:updatePeriod>", 600),
        ("", 0),
    ],
)
def test_a_feed_says_how_long_it_wants_to_be_left_alone(wish, seconds):
    inside = "<item><link>/a</link><ttl>9</ttl></item>"  # that of an entry says nothing
    assert (
        read_feed(f"<rss {SY}><channel>{wish}{inside}</channel></rss>".encode(), BASE, ZH).ttl
        == seconds
    )

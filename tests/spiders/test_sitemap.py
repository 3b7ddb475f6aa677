"""Sitemaps of every kind give their pages, the newest first."""

import gzip

import pytest

from records.limits import SITEMAP_BYTES, SITEMAPS_PER_INDEX
from spiders.found import Found, Reading, Unreadable
from spiders.sitemap import read_sitemap

BASE = "http://example.org/sitemap.xml"
NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'


def read(text: str | bytes) -> Found:
    return read_sitemap(text if isinstance(text, bytes) else text.encode(), BASE, Reading(language="zh"))


def test_pages_come_newest_first_with_what_a_news_sitemap_says():
    text = f"""<urlset {NS}><url><loc>http://example.org/1</loc><lastmod>2026-09-01</lastmod></url>
      <url><loc>/2</loc><lastmod>2026-09-25T10:00:00+08:00</lastmod><news:news><news:publication><news:name>健闻</news:name>
      <news:language>zh-cn</news:language></news:publication><news:publication_date>2026-09-24</news:publication_date>
      <news:title>流感 &amp; 疫苗</news:title></news:news></url><url></url></urlset>"""
    second, first = read(text).candidates
    assert (first.url, first.hint.modified) == ("http://example.org/1", "2026-09-01")
    assert second.url == "http://example.org/2"
    assert (second.hint.title, second.hint.outlet, second.hint.language) == ("流感 & 疫苗", "健闻", "zh")
    assert (second.hint.published, second.hint.modified) == ("2026-09-24", "2026-09-25T10:00:00+08:00")


def test_an_index_gives_its_newest_sitemaps_and_never_itself():
    entries = "".join(
        f"<sitemap><loc>http://example.org/s{n}.xml</loc><lastmod>2026-{1 + n % 12:02d}-01</lastmod></sitemap>" for n in range(80)
    )
    read_index = read(f"<sitemapindex {NS}>{entries}<sitemap><loc>{BASE}</loc></sitemap></sitemapindex>")
    assert len(read_index.children) == SITEMAPS_PER_INDEX
    assert read_index.children[0] == "http://example.org/s11.xml"
    assert BASE not in read_index.children
    assert read(f"<sitemapindex {NS}><sitemap> /bare.xml </sitemap></sitemapindex>").children == ("http://example.org/bare.xml",)


def test_gzip_text_feeds_and_wrong_namespaces_are_sitemaps_too():
    assert read(gzip.compress(b"http://example.org/1\nhttps://example.org/2\nrubbish\n")).candidates[1].url == "https://example.org/2"
    assert len(read("<rss><channel><item><link>http://example.org/1</link></item></channel></rss>").candidates) == 1
    assert len(read('<urlset xmlns="http://wrong"><url><loc>http://example.org/1</loc></url></urlset>').candidates) == 1
    assert read(f"<urlset {NS}></urlset>") == Found()
    assert read("") == Found()


@pytest.mark.parametrize(
    "body",
    [b"<html><body>404</body></html>", b"just words", gzip.compress(b"x" * 1_000)[:30], gzip.compress(b"\0" * (SITEMAP_BYTES + 1))],
    ids=["html", "words", "cut gzip", "bomb"],
)
def test_what_is_no_sitemap_is_unreadable(body):
    with pytest.raises(Unreadable):
        read(body)


def test_pictures_and_translations_of_a_page_are_no_pages():
    text = f"""<urlset {NS} xmlns:image="http://www.google.com/schemas/sitemap-image/1.1" xmlns:xhtml="http://www.w3.org/1999/xhtml">
      <url><loc>http://example.org/1</loc><image:image><image:loc>http://example.org/1.jpg</image:loc></image:image>
      <xhtml:link rel="alternate" hreflang="de" href="http://example.org/de/1"/></url></urlset>"""
    assert [place.url for place in read(text).candidates] == ["http://example.org/1"]

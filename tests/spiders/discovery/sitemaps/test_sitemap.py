"""Sitemaps of every kind give their pages, the newest first."""

import gzip
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.announcement import Announcement, ReadOptions, SkippedEntry, UnreadableEndpoint
from records.limits import SITEMAP_BYTES
from records.paths import PROJECT_ROOT
from records.reasons import SkipReason
from spiders.discovery.sitemaps.sitemap import SITEMAPS_PER_INDEX, read_sitemap

pytestmark = pytest.mark.dates
BASE = "http://example.org/sitemap.xml"
NS = (
    'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    ' xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
)


def read(text: str | bytes, language: str = "zh") -> Announcement:
    return read_sitemap(
        text if isinstance(text, bytes) else text.encode(),
        BASE,
        ReadOptions("2026-11-23T00:00:00+00:00", language),
    )


def test_pages_come_newest_first_with_what_a_news_sitemap_says():
    text = f"""<urlset {NS}><url><loc>http://example.org/1</loc><lastmod>2026-09-01</lastmod></url>
      <url><loc>/2</loc><lastmod>2026-09-25T10:00:00+08:00</lastmod><news:news><news:publication>
      <news:name>健闻</news:name>
      <news:language>zh-cn</news:language></news:publication>
      <news:publication_date>2026-09-24</news:publication_date>
      <news:title>流感 &amp; 疫苗</news:title></news:news></url><url></url></urlset>"""
    second, first = read(text).candidates
    assert (first.url, first.hint.modified) == ("http://example.org/1", "2026-09-01")
    assert second.url == "http://example.org/2"
    assert (second.hint.title, second.hint.outlet, second.hint.language) == (
        "流感 & 疫苗",
        "健闻",
        "zh",
    )
    assert (second.hint.published, second.hint.modified) == (
        "2026-09-24",
        "2026-09-25T10:00:00+08:00",
    )


def test_an_index_gives_its_newest_sitemaps_and_never_itself():
    entries = "".join(
        f"<sitemap><loc>http://example.org/s{n}.xml</loc><lastmod>"
        f"2025-{1 + n % 12:02d}-01</lastmod></sitemap>"
        for n in range(80)
    )
    read_index = read(
        f"<sitemapindex {NS}>{entries}<sitemap><loc>{BASE}</loc></sitemap></sitemapindex>"
    )
    assert len(read_index.children) == SITEMAPS_PER_INDEX
    assert read_index.faults == (f"names 80 sitemaps; the {SITEMAPS_PER_INDEX} newest are read",)
    assert read_index.skipped == (SkippedEntry(SkipReason.REPEATED_LINK, BASE),)
    assert read_index.children[0] == "http://example.org/s11.xml"
    assert BASE not in read_index.children
    assert read(f"<sitemapindex {NS}><sitemap> /bare.xml </sitemap></sitemapindex>").children == (
        "http://example.org/bare.xml",
    )


def test_gzip_text_feeds_and_wrong_namespaces_are_sitemaps_too():
    assert (
        read(gzip.compress(b"http://example.org/1\nhttps://example.org/2\nrubbish\n"))
        .candidates[1]
        .url
        == "https://example.org/2"
    )
    assert (
        len(
            read(
                "<rss><channel><item><link>http://example.org/1</link></item></channel></rss>"
            ).candidates
        )
        == 1
    )
    assert (
        len(
            read(
                '<urlset xmlns="http://wrong"><url><loc>http://example.org/1</loc></url></urlset>'
            ).candidates
        )
        == 1
    )
    assert read(f"<urlset {NS}></urlset>") == Announcement()


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body>404</body></html>",
        b"just words",
        gzip.compress(b"x" * 1_000)[:30],
        gzip.compress(b"\0" * (SITEMAP_BYTES + 1)),
    ],
    ids=["html", "words", "cut gzip", "bomb"],
)
def test_what_is_no_sitemap_is_unreadable(body):
    with pytest.raises(UnreadableEndpoint):
        read(body)


def test_pictures_and_translations_of_a_page_are_no_pages():
    text = f"""<urlset {NS} xmlns:image="http://www.google.com/schemas/sitemap-image/1.1"
      xmlns:xhtml="http://www.w3.org/1999/xhtml">
      <url><loc>http://example.org/1</loc><image:image>
      <image:loc>http://example.org/1.jpg</image:loc></image:image>
      <xhtml:link rel="alternate" hreflang="de" href="http://example.org/de/1"/></url></urlset>"""
    assert [place.url for place in read(text).candidates] == ["http://example.org/1"]


def test_every_entry_is_a_page_a_sitemap_or_skipped_with_its_reason():
    text = f"""<urlset {NS}><url><loc>http://example.org/1</loc></url><url>
    <loc>http://EXAMPLE.org/1#top</loc></url><url/>
      <url><loc>mailto:a@example.org</loc></url><url> http://example.org/2 </url>
      <sitemap><loc>/more.xml</loc></sitemap><sitemap><loc>/more.xml</loc></sitemap></urlset>"""
    found = read(text)
    assert [place.url for place in found.candidates] == [
        "http://example.org/1",
        "http://example.org/2",
    ]
    assert found.children == ("http://example.org/more.xml",)
    assert found.skipped == (
        SkippedEntry(SkipReason.REPEATED_LINK, "http://EXAMPLE.org/1#top"),
        SkippedEntry(SkipReason.NO_LINK, ""),
        SkippedEntry(SkipReason.BAD_LINK, "mailto:a@example.org"),
        SkippedEntry(SkipReason.REPEATED_LINK, "http://example.org/more.xml"),
    )


def test_lines_of_a_text_sitemap_are_told_too():
    found = read(
        "\ufeffhttp://example.org/1\r\n\r\nwords\nhttp://example.org/1\rhttp://example.org/2"
    )
    assert [place.url for place in found.candidates] == [
        "http://example.org/1",
        "http://example.org/2",
    ]
    assert found.skipped == (
        SkippedEntry(SkipReason.BAD_LINK, "words"),
        SkippedEntry(SkipReason.REPEATED_LINK, "http://example.org/1"),
    )


def alternates(*pairs: tuple[str, str]) -> str:
    return "".join(
        f'<xhtml:link rel="alternate" hreflang="{lang}" href="http://example.org/{page}"/>'
        for lang, page in pairs
    )


def test_of_translations_the_one_in_the_language_of_the_source_is_taken_once():
    all_of = alternates(("en", "en/1"), ("zh-cn", "zh/1"), ("de", "de/1"))
    only = alternates(("en", "en/2"), ("zh-cn", "zh/2"))
    none = alternates(("en", "en/3"), ("de", "de/3"))
    places = (
        ("en/1", all_of),
        ("zh/1", all_of),
        ("de/1", all_of),
        ("en/2", only),
        ("en/3", none),
        ("4", ""),
    )
    text = "".join(
        f"<url><loc>http://example.org/{page}</loc>{links}</url>" for page, links in places
    )
    text = f'<urlset {NS} xmlns:xhtml="http://www.w3.org/1999/xhtml">{text}</urlset>'
    found = read(text)
    assert [place.url[19:] for place in found.candidates] == ["zh/1", "zh/2", "4"]
    assert [(one.reason, one.label[19:]) for one in found.skipped] == [
        (SkipReason.OTHER_LANGUAGE, page) for page in ("en/1", "de/1", "en/3")
    ]
    assert len(read(text, "").candidates) == 6


def test_dates_in_the_future_push_no_page_to_the_top():
    text = f"""<urlset {NS}><url><loc>http://example.org/1</loc><lastmod>2026-09-01</lastmod></url>
      <url><loc>http://example.org/2</loc><lastmod>2099-01-01</lastmod></url></urlset>"""
    found = read(text)
    assert [place.url[-1] for place in found.candidates] == ["1", "2"]
    assert found.faults == ("1 × a date in the future; dropped",)


def test_an_empty_answer_may_pass_and_a_page_does_not():
    with pytest.raises(UnreadableEndpoint) as raised:
        read("")
    assert raised.value.transient
    with pytest.raises(UnreadableEndpoint, match="a web page came instead of a sitemap") as raised:
        read("<!DOCTYPE html><html></html>")
    assert not raised.value.transient


@pytest.mark.parametrize(
    ("begin", "entry"),
    [
        ("<urlset>", "<url/>"),
        ("<sitemapindex>", "<sitemap><loc>/{}</loc></sitemap>"),
        ("", "http://example.org/{}\n"),
    ],
)
def test_entries_beyond_the_cap_are_left_out_and_told(begin, entry, monkeypatch):
    for module in ("entries", "sitemaps.sitemap"):
        monkeypatch.setattr(f"spiders.discovery.{module}.ANNOUNCED_MAX", 100)
    found = read(begin + "".join(entry.format(n) for n in range(110)))
    assert found.entries + len(found.children) in (100, SITEMAPS_PER_INDEX)
    assert found.faults[-1].startswith(("holds more than 100 entries", "names 100 sitemaps"))


PROGRAM = """
import gzip, resource, sys
from records.announcement import ReadOptions
from spiders.discovery.sitemaps.sitemap import read_sitemap
title = b"<news:title>" + "流感".encode() * 390 + b"</news:title>"
place = b"<url><loc>http://example.org/2026/%09d/a.html</loc>" + title + b"</url>"
body = gzip.compress(b"<urlset>" + b"".join(place % n for n in range(20_000)) + b"</urlset>", 1)
assert 45_000_000 < len(gzip.decompress(body)) < 50 * 1024 * 1024
open("/proc/self/clear_refs", "w").write("5")
found = read_sitemap(body, "http://example.org/", ReadOptions(language="zh"))
peak = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(len(found.candidates), int(peak) // 1024)
"""


@pytest.mark.skipif(
    not Path("/proc/self/clear_refs").exists(), reason="peak memory is read from Linux's /proc"
)
def test_a_sitemap_of_fifty_megabytes_is_read_in_less_than_250():
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    read_pages, peak = map(int, done.stdout.split())
    assert read_pages == 20_000
    assert peak < 250


@given(
    st.binary(max_size=200)
    | st.binary(max_size=200).map(lambda tail: b"<urlset><url><loc>http://a.example/1" + tail)
)
@settings(deadline=None)
def test_any_bytes_raise_nothing_but_unreadable(body):
    try:
        found = read(body)
    except UnreadableEndpoint:
        return
    assert all(place.url.startswith(("http://", "https://")) for place in found.candidates)

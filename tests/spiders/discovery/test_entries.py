"""Entries that share one link are articles of their own where they bring texts of their own."""

import pytest

from records.announcement import ReadOptions
from records.urls import make_uid, mark_entry, normalize_url
from spiders.discovery.feeds.rss_atom import read_feed

FEED = "http://example.org/feed.xml"
LINK = "http://example.org/brief.html"


def read(*entries: tuple[str, str, str], full_text: bool = True) -> list[str]:
    """Give the addresses that a feed of (link, guid, text) announces."""
    items = "".join(
        f"<item><title>简讯</title><link>{link}</link>"
        f"<guid isPermaLink='false'>{guid}</guid><description>{text}</description></item>"
        for link, guid, text in entries
    )
    body = f"<rss version='2.0'><channel><title>x</title>{items}</channel></rss>".encode()
    options = ReadOptions(now="2026-11-23T19:00:00Z", full_text=full_text)
    return [article.url for article in read_feed(body, FEED, options).candidates]


def test_each_entry_has_an_address_of_its_own_that_stays() -> None:
    first = read((LINK, "a", "甲"), (LINK, "b", "乙"), (LINK, "c", "丙"))
    assert len(set(first)) == 3
    assert {url.partition("#")[0] for url in first} == {LINK}
    assert read((LINK, "b", "乙"), (LINK, "c", "丙"), (LINK, "d", "丁"))[:2] == first[1:]


def test_links_that_differ_by_their_fragment_alone_are_told_apart() -> None:
    pages = [(f"http://example.org/#/news/{n}", f"n{n}", f"正文{n}") for n in range(3)]
    assert len(set(read(*pages))) == 3


@pytest.mark.parametrize(
    "entries",
    [
        ((LINK, "a", "甲"), (LINK, "a", "乙")),  # one entry, given twice
        ((LINK, "a", "甲"), (LINK, "b", "甲")),  # one text
        ((LINK, "a", "甲"),),
        ((LINK, "", "甲"), (LINK, "", "乙")),  # nothing tells them apart
    ],
)
def test_what_is_one_article_keeps_its_link(entries: tuple[tuple[str, str, str], ...]) -> None:
    assert read(*entries) == [LINK]


def test_without_their_texts_the_link_is_all_there_is() -> None:
    assert read((LINK, "a", "甲"), (LINK, "b", "乙"), full_text=False) == [LINK]


def test_the_mark_is_part_of_the_address_and_no_other_fragment_is() -> None:
    marked = mark_entry(f"{LINK}#top", "a")
    assert normalize_url(marked) == marked == normalize_url(normalize_url(marked))
    assert make_uid(marked) != make_uid(LINK)
    assert normalize_url(f"{LINK}#entry-1") == normalize_url(f"{LINK}#top") == LINK

"""Of a page in several languages the one in the source's own is taken."""

import pytest

from records.announcement import Announcement, SkippedEntry
from records.page import AnnouncedArticle
from records.reasons import SkipReason
from spiders.discovery.sitemaps.hreflang import choose_language_pages, find_language_alternate

PAGES = [
    ("en", "http://a.example/en"),
    ("zh-Hans", "http://a.example/hans"),
    ("zh-TW", "http://a.example/tw"),
    ("x-default", "http://a.example/"),
]


@pytest.mark.parametrize(
    ("url", "language", "page"),
    [
        ("http://a.example/en", "zh", "http://a.example/hans"),
        ("http://a.example/en", "zh-tw", "http://a.example/tw"),
        ("http://a.example/en", "en-GB", "http://a.example/en"),
        ("http://a.example/en", "de", ""),
        ("http://a.example/", "de", None),
        ("http://a.example/other", "de", None),
    ],
)
def test_a_language_has_its_page_none_or_is_not_told(url, language, page):
    assert find_language_alternate(PAGES, url, language) == page


def test_each_page_is_taken_once():
    one, two, three = (
        AnnouncedArticle(f"http://a.example/{name}") for name in ("en/1", "zh/1", "en/2")
    )
    pages = {
        "http://a.example/en/1": "https://a.example/zh/1",
        "http://a.example/zh/1": "http://a.example/zh/1",
    }
    found = choose_language_pages(
        Announcement((one, two, three)), {**pages, "http://a.example/en/2": "http://a.example/zh/2"}
    )
    assert [kept.url for kept in found.candidates] == [
        "http://a.example/zh/1",
        "http://a.example/zh/2",
    ]
    assert found.skipped == (SkippedEntry(SkipReason.OTHER_LANGUAGE, "http://a.example/en/1"),)
    none = choose_language_pages(Announcement((one,)), {"http://a.example/en/1": ""})
    assert none.skipped == (SkippedEntry(SkipReason.OTHER_LANGUAGE, "http://a.example/en/1"),)

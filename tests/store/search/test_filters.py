"""Filters choose articles by what is known of them."""

import pytest

from records.record import Term
from store.articles.withdraw import set_article_status
from store.search.search import count_hits, search_articles

pytestmark = pytest.mark.dates
NOW = "2026-11-23T19:00:00Z"
A = "https://daily.example/"


def term(name: str, canonical: str, en: str) -> Term:
    return Term(name, canonical, "disease", 0, len(name), en)


@pytest.fixture
def shelf(press):
    mi, flu = term("心梗", "心肌梗死", "heart attack"), term("流感", "流感", "influenza")
    press.publish(
        A + "daily", body="流感甲。", published="2026-11-20T08:00:00+08:00", terms=(mi, flu)
    )
    press.publish(A + "hant", body="流感乙。", script="Hant", published="2026-11-19", terms=(flu,))
    press.publish(
        A + "en",
        source="open",
        body="Flu 流感 c.",
        language="en",
        script="Latn",
        published="2025-12-31",
        terms=(flu,),
    )
    press.publish(A + "undated", body="流感丁。", published="")
    set_article_status(
        press.store,
        press.publish(A + "gone", body="流感戊。", published="2026-11-21").uid,
        "withdrawn",
        "rights",
        NOW,
    )
    return press


def found(store, query):
    return sorted(hit.url.removeprefix(A) for hit in search_articles(store, query))


@pytest.mark.parametrize("words", ["", "流感 ", "流感 -没有 "])
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("source:open", ["en"]),
        ("source:健康", ["daily", "hant", "undated"]),
        ("source:open source:daily", ["daily", "en", "hant", "undated"]),
        ("-source:daily", ["en"]),
        ("source:nobody", []),
        ("lang:zh", ["daily", "hant", "undated"]),
        ("lang:zh-Hans", ["daily", "undated"]),
        ("lang:zh-Hant", ["hant"]),
        ("lang:en lang:zh-Hant", ["en", "hant"]),
        ("after:2026", ["daily", "hant"]),
        ("after:2026-11-20", ["daily"]),
        ("after:2026-11-19 before:2026-11-20", ["hant"]),
        ("before:2026", ["en"]),
        ("status:withdrawn", ["gone"]),
        ("status:any", ["daily", "en", "gone", "hant", "undated"]),
        ("status:held", []),
        ("-status:published", ["gone"]),
        ("term:心梗", ["daily"]),
        ("term:心肌梗死", ["daily"]),
        ('term:"Heart Attack"', ["daily"]),
        ("term:influenza", ["daily", "en", "hant"]),
        ("term:流感 term:心梗", ["daily"]),
        ("term:流感 -term:心梗", ["en", "hant"]),
        ("term:没有", []),
    ],
)
def test_a_filter_chooses_articles_with_words_and_without(shelf, words, query, expected):
    assert found(shelf.store, words + query) == expected
    assert count_hits(shelf.store, words + query) == len(expected)


@pytest.mark.parametrize(
    "query", ["流感 lang:zh", "流感 lang:zh term:流感", "流感 after:2026-11-20", "流感"]
)
def test_common_words_pass_through_the_same_filters(shelf, monkeypatch, query):
    ranked = found(shelf.store, query)
    monkeypatch.setattr("store.search.search.RANKED_ARTICLES", 0)
    assert found(shelf.store, query) == ranked


def test_what_is_not_published_says_so(shelf):
    assert [
        (hit.status, hit.heading) for hit in search_articles(shelf.store, "status:withdrawn")
    ] == [("withdrawn", "标题")]


def test_terms_follow_the_article(shelf):
    shelf.publish(
        A + "daily", body="改了。", published="2026-11-20", terms=(term("哮喘", "哮喘", "asthma"),)
    )
    assert (found(shelf.store, "term:心梗"), found(shelf.store, "term:asthma")) == ([], ["daily"])
    with shelf.store.transaction() as connection:
        connection.execute("DELETE FROM articles WHERE url = ?", (A + "daily",))
    assert shelf.store.query_number("SELECT count(*) FROM article_terms WHERE term = '哮喘'") == 0

"""What a crawl asks the ledger before it fetches."""

import pytest

from records.page import AnnouncedArticle, Page
from records.verdict import Retry
from store.ledger.announcements import record_announcements
from store.ledger.raw_pages import keep_page
from store.ledger.urls import (
    count_due_articles,
    count_duplicates,
    count_unknown_urls,
    is_duplicate_within_source,
    is_known_url,
    iter_unrefined_pages,
    lease_urls,
)
from store.open import open_store
from store.settle import store_result
from store.sources.runs import begin_run

pytestmark = pytest.mark.dates

NOW, LATER = "2026-11-23T19:00:00Z", "2026-12-23T19:00:00Z"


@pytest.fixture
def opened(tmp_path):
    with open_store(tmp_path / "jianwen.db") as store:
        yield store


def kept(store, url: str, form: str = "page") -> int:
    return keep_page(
        store, Page(url=url, source="a", body=url.encode(), fetched=NOW, form=form), NOW
    ).id


def test_an_address_is_known_once_it_was_announced(opened):
    assert not is_known_url(opened, "http://a.example/1")
    record_announcements(opened, "a", [AnnouncedArticle("http://a.example/1")], NOW)
    assert is_known_url(opened, "http://a.example/1")


def test_an_address_is_known_by_either_scheme(opened):
    record_announcements(
        opened,
        "a",
        [AnnouncedArticle("http://a.example/1"), AnnouncedArticle("https://a.example/1")],
        NOW,
    )
    record_announcements(
        opened,
        "a",
        [AnnouncedArticle("https://a.example/1"), AnnouncedArticle("http://a.example:8080/1")],
        NOW,
    )
    assert [row["url"] for row in opened.query("SELECT url FROM urls")] == [
        "http://a.example/1",
        "http://a.example:8080/1",
    ]
    assert is_known_url(opened, "https://a.example/1")
    assert not is_known_url(opened, "https://a.example:8080/1")
    assert kept(opened, "https://a.example/1") == 1
    asked = [
        "https://a.example/1",
        "http://a.example/1",
        "http://a.example/2",
        *(f"http://a.example/x{n}" for n in range(1_200)),
    ]
    assert count_unknown_urls(opened, asked) == 1_201


def test_unread_are_the_pages_that_a_killed_run_kept(opened):
    first, second = kept(opened, "http://a.example/1"), kept(opened, "http://a.example/2")
    store_result(opened, second, Retry("refine", "crash"), NOW, pipeline_version="x1")
    assert [(id, page.url) for id, page in iter_unrefined_pages(opened, "a", 9)] == [
        (first, "http://a.example/1"),
        (second, "http://a.example/2"),
    ]
    assert len(list(iter_unrefined_pages(opened, "a", 1))) == 1
    assert list(iter_unrefined_pages(opened, "b", 9)) == []


def test_an_article_that_came_whole_is_never_leased(opened):
    run = begin_run(opened, "crawl", NOW, "")
    for form in ("page", "fragment"):
        id = kept(opened, f"http://a.example/{form}", form)
        with opened.transaction() as connection:
            connection.execute(
                "UPDATE urls SET state = 'stored', settled = 'stored', due_at = ? WHERE id = ?",
                (NOW, id),
            )
    assert [due.url for due in lease_urls(opened, "a", run, LATER, 9, recheck=True)] == [
        "http://a.example/page"
    ]


def test_copies_are_counted_by_what_stands_in_the_end(shelf):
    text = "高血压患者每天吃盐不超过五克。\n多吃蔬菜，每周量一次血压。"
    late = shelf.add(
        "https://open.example/late", "转载", text, source="open", published="2026-11-21T08:00:00Z"
    )
    first = shelf.add(
        "https://open.example/first", "原文", text, source="open", published="2026-11-20T08:00:00Z"
    )
    assert count_duplicates(shelf.store, [late, first]) == 1
    assert count_duplicates(shelf.store, [first]) == 0


def test_what_waits_is_what_the_next_run_would_take(opened):
    """Due, given back or only to be read.

    Not what is on lease, not yet due, or came whole with its announcement.
    """
    record_announcements(
        opened, "a", [AnnouncedArticle(f"http://a.example/{n}") for n in range(3)], NOW
    )
    record_announcements(opened, "b", [AnnouncedArticle("http://b.example/1")], NOW)
    assert (
        count_due_articles(opened, "a", NOW),
        count_due_articles(opened, "b", NOW),
        count_due_articles(opened, "c", NOW),
    ) == (3, 1, 0)
    (due,) = lease_urls(opened, "a", begin_run(opened, "crawl", NOW, ""), NOW, 1)
    assert count_due_articles(opened, "a", NOW) == 2
    id = kept(opened, due.url)
    assert count_due_articles(opened, "a", NOW) == 3, "it was fetched and not yet read"
    store_result(opened, id, Retry("fetch", "timeout"), NOW, pipeline_version="L1")
    assert count_due_articles(opened, "a", LATER) >= 2


def test_a_copy_repeats_its_source_only_where_the_original_is_of_that_source(stocked):
    shelf = stocked()
    (reprint,) = shelf.store.query("SELECT uid FROM copies WHERE relation = 'copy'")
    assert not is_duplicate_within_source(shelf.store, reprint["uid"])
    salt = "高血压患者每天吃盐不超过五克。\n多吃蔬菜，少吃腌制食品，每周量一次血压。"
    assert is_duplicate_within_source(
        shelf.store,
        shelf.add(
            "https://open.example/again", "再说一遍", salt, source="open", published="2026-11-21"
        ),
    )

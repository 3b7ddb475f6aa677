"""What a crawl asks the ledger before it fetches."""

import pytest

from records.page import Candidate, Page
from records.verdict import Retry
from store.articles import settle
from store.database import open_store
from store.frontier import copies_among, knows, repeats_its_source, unknown, unread, waiting
from store.ledger import discover, keep, lease
from store.runs import begin_run

pytestmark = pytest.mark.dates
NOW, LATER = "2026-11-23T19:00:00Z", "2026-12-23T19:00:00Z"


@pytest.fixture
def opened(tmp_path):
    with open_store(tmp_path / "jianwen.db") as store:
        yield store


def kept(store, url: str, form: str = "page") -> int:
    return keep(store, Page(url=url, source="a", body=url.encode(), fetched=NOW, form=form), NOW).id


def test_an_address_is_known_once_it_was_announced(opened):
    assert not knows(opened, "http://a.example/1")
    discover(opened, "a", [Candidate("http://a.example/1")], NOW)
    assert knows(opened, "http://a.example/1")


def test_an_address_is_known_by_either_scheme(opened):
    discover(opened, "a", [Candidate("http://a.example/1"), Candidate("https://a.example/1")], NOW)
    discover(opened, "a", [Candidate("https://a.example/1"), Candidate("http://a.example:8080/1")], NOW)
    assert [row["url"] for row in opened.query("SELECT url FROM urls")] == ["http://a.example/1", "http://a.example:8080/1"]
    assert knows(opened, "https://a.example/1")
    assert not knows(opened, "https://a.example:8080/1")
    assert kept(opened, "https://a.example/1") == 1
    asked = ["https://a.example/1", "http://a.example/1", "http://a.example/2", *(f"http://a.example/x{n}" for n in range(1_200))]
    assert unknown(opened, asked) == 1_201


def test_unread_are_the_pages_that_a_killed_run_kept(opened):
    first, second = kept(opened, "http://a.example/1"), kept(opened, "http://a.example/2")
    settle(opened, second, Retry("refine", "crash"), NOW, line="x1")
    assert [(id, page.url) for id, page in unread(opened, "a", 9)] == [(first, "http://a.example/1"), (second, "http://a.example/2")]
    assert len(list(unread(opened, "a", 1))) == 1
    assert list(unread(opened, "b", 9)) == []


def test_an_article_that_came_whole_is_never_leased(opened):
    run = begin_run(opened, "crawl", NOW, "")
    for form in ("page", "fragment"):
        id = kept(opened, f"http://a.example/{form}", form)
        with opened.writing() as connection:
            connection.execute("UPDATE urls SET state = 'stored', settled = 'stored', due_at = ? WHERE id = ?", (NOW, id))
    assert [due.url for due in lease(opened, "a", run, LATER, 9, recheck=True)] == ["http://a.example/page"]


def test_copies_are_counted_by_what_stands_in_the_end(shelf):
    text = "高血压患者每天吃盐不超过五克。\n多吃蔬菜，每周量一次血压。"
    late = shelf.add("https://open.example/late", "转载", text, source="open", published="2026-11-21T08:00:00Z")
    first = shelf.add("https://open.example/first", "原文", text, source="open", published="2026-11-20T08:00:00Z")
    assert copies_among(shelf.store, [late, first]) == 1
    assert copies_among(shelf.store, [first]) == 0


def test_what_waits_is_what_the_next_run_would_take(opened):
    """Due, given back or only to be read; not what is on lease, not yet due, or came whole with its announcement."""
    discover(opened, "a", [Candidate(f"http://a.example/{n}") for n in range(3)], NOW)
    discover(opened, "b", [Candidate("http://b.example/1")], NOW)
    assert (waiting(opened, "a", NOW), waiting(opened, "b", NOW), waiting(opened, "c", NOW)) == (3, 1, 0)
    (due,) = lease(opened, "a", begin_run(opened, "crawl", NOW, ""), NOW, 1)
    assert waiting(opened, "a", NOW) == 2
    id = kept(opened, due.url)
    assert waiting(opened, "a", NOW) == 3, "it was fetched and not yet read"
    settle(opened, id, Retry("fetch", "timeout"), NOW, line="L1")
    assert waiting(opened, "a", LATER) >= 2


def test_a_copy_repeats_its_source_only_where_the_original_is_of_that_source(stocked):
    shelf = stocked()
    (reprint,) = shelf.store.query("SELECT uid FROM copies WHERE relation = 'copy'")
    assert not repeats_its_source(shelf.store, reprint["uid"])
    salt = "高血压患者每天吃盐不超过五克。\n多吃蔬菜，少吃腌制食品，每周量一次血压。"
    assert repeats_its_source(shelf.store, shelf.add("https://open.example/again", "再说一遍", salt, source="open", published="2026-11-21"))

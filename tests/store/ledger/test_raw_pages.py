"""Raw pages come back as they were fetched."""

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.page import Hint, Page
from records.verdict import Drop, Quarantine
from store.ledger.raw_pages import PageFilter, count_waiting_pages, iter_waiting_pages, keep_page
from store.open import open_store
from store.settle import store_result

pytestmark = pytest.mark.dates
NOW = "2026-11-23T19:00:00Z"
LATER = "2026-11-24T19:00:00Z"
A = "https://daily.example/a"
B = "https://open.example/b"


def pages(store, line, **kwargs):
    """The pages that wait; what counts them agrees."""
    found = [page for _, page in iter_waiting_pages(store, line, PageFilter(**kwargs))]
    assert count_waiting_pages(store, line, PageFilter(**kwargs)) == len(found)
    return found


def test_a_kept_page_comes_back_whole(store):
    page = Page(
        A,
        "daily",
        b"\x00\xff<p>",
        NOW,
        "fragment",
        f"{A}/to",
        "text/html",
        "gbk",
        203,
        '"e"',
        "Mon",
        Hint("题", authors=("王",)),
    )
    kept = keep_page(store, page, NOW, run=3)
    assert kept.changed
    assert list(iter_waiting_pages(store, "L1")) == [(kept.id, page)]


@given(
    body=st.binary(max_size=300),
    title=st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
    media=st.text("a/;= ", max_size=9),
)
@settings(max_examples=25, deadline=None)
def test_any_bytes_and_hint_survive(tmp_path_factory, body, title, media):
    page = Page(A, "daily", body, NOW, media=media, hint=Hint(title=title))
    with open_store(tmp_path_factory.getbasetemp() / "pages.db") as store:
        keep_page(store, page, NOW)
        assert pages(store, "L1") == [dataclasses.replace(page, hint=page.hint)]


def test_the_same_bytes_of_a_settled_page_change_nothing(press):
    press.judge(A, Drop("extract", "no-text"), text="same")
    kept = keep_page(press.store, Page(A, "daily", b"same", LATER, etag='"2"'), LATER)
    assert not kept.changed
    assert press.row("SELECT state, etag, checks FROM urls") == {
        "state": "dropped",
        "etag": '"2"',
        "checks": 3,
    }
    assert pages(press.store, "L1") == []


def test_the_same_bytes_of_an_unrefined_page_still_wait(press):
    for _ in range(2):
        assert keep_page(press.store, Page(A, "daily", b"same", NOW), NOW).changed
    press.publish(A)
    keep_page(press.store, Page(A, "daily", b"new", NOW), NOW)
    assert keep_page(press.store, Page(A, "daily", b"new", NOW), NOW).changed
    assert len(pages(press.store, "L1")) == 1


def test_the_latest_page_of_an_address_is_kept(press):
    press.keep(A, "old")
    press.keep(A, "new")
    assert [page.body for page in pages(press.store, "L1")] == [b"new"]


def test_a_partners_new_title_is_a_new_page(store):
    for title, changed in (("一", True), ("一", False), ("二", True)):
        kept = keep_page(
            store, Page(A, "daily", b"<p>", NOW, "fragment", hint=Hint(title=title)), NOW
        )
        assert kept.changed is changed
        store_result(store, kept.id, Drop("clean", "too-short"), NOW, pipeline_version="L1")


def test_pages_of_another_line_wait_and_all_can_be_asked_for(press):
    press.publish(A, source="daily", line="L1")
    press.publish(B, source="open", line="L2")
    uid = press.row("SELECT uid FROM articles WHERE url = ?", B)["uid"]
    assert [page.url for page in pages(press.store, "L2")] == [A]
    assert [page.url for page in pages(press.store, "L2", all=True)] == [A, B]
    assert [page.url for page in pages(press.store, "L3", source="open")] == [B]
    assert [page.url for page in pages(press.store, "L3", uid=uid)] == [B]
    assert [page.url for page in pages(press.store, "L3", limit=1)] == [A]


def test_pages_can_be_settled_while_they_are_read(press):
    for number in range(5):
        press.keep(f"{A}{number}", f"page {number}")
    for id, page in iter_waiting_pages(press.store, "L1"):
        store_result(
            press.store,
            id,
            press.record(page.url, body=page.body.decode()),
            NOW,
            pipeline_version="L1",
        )
    assert press.row("SELECT count(*) AS n FROM articles") == {"n": 5}


def test_a_page_imported_by_hand_passes_to_the_source_that_brings_it(press):
    press.keep(A, "page", source="")
    kept = keep_page(press.store, Page(A, "open", b"page", NOW), NOW)
    assert kept.changed
    assert [page.source for page in pages(press.store, "L1")] == ["open"]


def test_pages_in_quarantine_are_given_once_more_when_asked_for_whatever_line_read_them(
    store, press
):
    press.publish(A)
    press.judge(B, Quarantine("refine", "time-out"), line="L1")
    press.judge(f"{B}2", Drop("clean", "no-text"), line="L1")
    assert pages(store, "L1") == []
    assert [page.url for page in pages(store, "L1", all=True, quarantined=True)] == [B]

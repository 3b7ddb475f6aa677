"""What importers are told, and in which order."""

import pytest

from records.verdict import Drop
from store.articles.articles import get_article
from store.articles.changes import get_last_seq, iter_changes, list_published, list_withdrawn
from store.articles.withdraw import set_article_status

pytestmark = pytest.mark.dates
NOW = "2026-11-23T19:00:00Z"
LATER = "2026-11-24T19:00:00Z"
A = "https://daily.example/a"
B = "https://open.example/b"
C = "https://closed.example/c"


def told(store, since=0, limit=None):
    return [(change.seq, change.op, change.uid) for change in iter_changes(store, since, limit)]


def test_each_article_is_told_once_at_its_newest_number(press):
    a, b = press.publish(A).uid, press.publish(B, source="open", body="二。").uid
    press.publish(A, title="新标题")
    assert told(press.store) == [(2, "upsert", b), (3, "upsert", a)]
    assert [change.version for change in iter_changes(press.store)] == [1, 2]
    assert told(press.store, 2) == [(3, "upsert", a)]
    assert told(press.store, 3) == []
    assert told(press.store, limit=1) == [(2, "upsert", b)]


def test_an_empty_store_has_nothing_to_tell(store):
    assert (told(store), get_last_seq(store), list_published(store), list_withdrawn(store)) == (
        [],
        0,
        [],
        [],
    )


def test_numbers_grow_for_ever_also_over_withdrawals(press):
    seen = []
    for number in range(4):
        press.publish(A, title=f"第{number}版", now=LATER)
        seen.append(get_last_seq(press.store))
        press.withdraw(get_article(press.store, A).uid, "gone", LATER)
        seen.append(get_last_seq(press.store))
    assert seen == sorted(set(seen))


def test_a_number_is_never_given_again_after_rows_were_removed(press):
    press.publish(A)
    with press.store.transaction() as connection:
        connection.execute("DELETE FROM changes")
    press.publish(B, source="open", body="二。")
    assert get_last_seq(press.store) == 2


def test_an_article_that_does_not_stand_is_a_delete_with_its_reason(press):
    uid = press.publish(A).uid
    for status, reason, expected in (
        ("held", "", "held"),
        ("rejected", "wrong", "wrong"),
        ("withdrawn", "rights", "rights"),
    ):
        with press.store.transaction() as connection:
            connection.execute("UPDATE articles SET status = ?, reason = ?", (status, reason))
        (change,) = iter_changes(press.store)
        assert (change.op, change.uid, change.reason, change.article) == (
            "delete",
            uid,
            expected,
            None,
        )
        assert [gone.uid for gone in list_withdrawn(press.store)] == [uid]


def test_a_page_that_is_no_article_is_never_told(press):
    press.judge(A, Drop("extract", "no-text"))
    assert told(press.store) == []


def test_a_change_carries_the_article_with_its_rights(press):
    press.publish(A, body="一。")
    press.publish(B, source="open", body="二。")
    press.publish(C, source="closed", body="三。")
    press.publish("https://x.example/d", source="nobody", body="四。")
    press.publish("https://x.example/e", source="", body="五。")
    rights = {
        change.article.source: (change.article.licence, change.article.full_text)
        for change in iter_changes(press.store)
    }
    assert rights == {
        "daily": ("all-rights-reserved", "internal"),
        "open": ("CC-BY-4.0", "public"),
        "closed": ("", "none"),
        "nobody": ("", "none"),
        "": ("operator", "internal"),
    }
    assert [change.article.source_title for change in iter_changes(press.store)] == [
        "健康日报",
        "Open Health",
        "No Rights",
        "",
        "",
    ]


def test_published_articles_come_newest_first(press):
    press.publish(A, body="一。", published="2026-11-20")
    press.publish(B, body="二。", published="2026-11-21T00:00:00Z")
    press.publish(C, body="三。", published="2026-11-22")
    set_article_status(press.store, get_article(press.store, C).uid, "withdrawn", "rights", NOW)
    assert [article.url for article in list_published(press.store)] == [B, A]
    assert [article.url for article in list_published(press.store, 1)] == [B]


def test_the_list_can_be_read_while_articles_change(press):
    for number in range(3):
        press.publish(f"{A}{number}", body=f"正文{number}。")
    seen = []
    for change in iter_changes(press.store):
        seen.append(change.seq)
        press.publish(change.article.url, body=change.article.body, title="改")
    assert seen == [1, 2, 3]
    assert [change.seq for change in iter_changes(press.store, 3)] == [4, 5, 6]

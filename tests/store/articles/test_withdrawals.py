import pytest

from store.articles.changes import list_withdrawn
from store.articles.withdraw import set_article_status

pytestmark = pytest.mark.dates


def test_withdrawn_articles_come_newest_first_with_reason_and_time(press, store) -> None:
    uids = [
        press.publish(f"https://daily.example/{number}", body=f"第{number}篇文章。").uid
        for number in range(4)
    ]
    for number in (2, 0, 3):
        set_article_status(
            store, uids[number], "withdrawn", f"reason {number}", f"2026-11-2{4 + number}T00:00:00Z"
        )
    found = list_withdrawn(store)
    assert [(one.uid, one.reason, one.at, one.op) for one in found] == [
        (uids[number], f"reason {number}", f"2026-11-2{4 + number}T00:00:00Z", "delete")
        for number in (3, 0, 2)
    ]
    assert [one.seq for one in found] == sorted((one.seq for one in found), reverse=True)
    assert list_withdrawn(store, 1) == found[:1]


def test_an_article_that_is_back_is_not_among_them(press, store) -> None:
    uid = press.publish("https://daily.example/1", body="文章。").uid
    press.withdraw(uid, "gone", "2026-11-24T00:00:00Z")
    press.publish("https://daily.example/1", body="文章回来了。", now="2026-11-25T00:00:00Z")
    assert list_withdrawn(store) == []

"""Who copied an article, as `jianwen show --copies` tells it."""

import pytest

from store.articles.withdraw import set_article_status
from store.dedup.linked_articles import list_linked_articles

pytestmark = pytest.mark.dates

LATER = "2026-11-24T19:00:00Z"
A, B, C, D = (f"https://daily.example/{name}" for name in "abcd")
SLEEP = (
    "一是固定起床时间，无论前一晚睡得怎样，周末也不例外。二是有了睡意再上床，床只用来睡觉，"
    "不在床上看手机。"
)
ISSUE = (
    "{}日，全市报告流感样病例{}例，暴发疫情{}起。有发热、咳嗽等症状时应佩戴口罩、居家休息，"
    "老年人发病后应尽早就诊。"
)


def told(press, uid):
    return [
        (one.uid, one.relation, one.is_canonical, one.share == 1, one.reason)
        for one in list_linked_articles(press.store, uid)
    ]


def test_the_original_is_told_its_copies_by_date_and_a_copy_its_original_first(press):
    first = press.issue(A, SLEEP, published="2026-11-20")
    third = press.issue(B, SLEEP[:45], published="2026-11-22")
    second = press.issue(C, SLEEP, published="2026-11-21", source="open")
    assert told(press, first) == [
        (second, "copy", False, True, "earlier"),
        (third, "copy", False, True, "earlier"),
    ]
    assert told(press, third) == [
        (first, "copy", True, True, "earlier"),
        (second, "copy", False, True, "earlier"),
    ]


def test_issues_come_after_copies(press):
    one = press.issue(A, ISSUE.format(1, 37, 1), published="2026-11-01")
    other = press.issue(B, ISSUE.format(2, 74, 2), published="2026-11-02")
    copy = press.issue(C, "康讯网讯 " + ISSUE.format(2, 74, 2), published="2026-11-03")
    assert [row[:3] for row in told(press, other)] == [(copy, "copy", False), (one, "series", True)]


def test_a_text_that_may_not_be_shown_is_not_handed_out(press):
    first = press.issue(A, SLEEP, published="2026-11-20")
    press.issue(D, SLEEP, source="closed", published="2026-11-21")
    assert [one.body for one in list_linked_articles(press.store, first)] == [""]


def test_an_article_alone_or_taken_back_has_no_relatives(press):
    first = press.issue(A, SLEEP)
    assert list_linked_articles(press.store, first) == []
    second = press.issue(B, SLEEP)
    set_article_status(press.store, first, "withdrawn", "rights", LATER)
    assert (
        list_linked_articles(press.store, first) == list_linked_articles(press.store, second) == []
    )

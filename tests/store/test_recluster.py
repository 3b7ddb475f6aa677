"""Grouping stored articles anew gives what grouping them on arrival gave, however often it is done
or killed.
"""

import pytest

from pipelines.stages.fingerprint import compute_fingerprint
from store.articles.articles import get_article
from store.articles.changes import get_last_seq, iter_changes
from store.backup.integrity import find_store_errors
from store.recluster import count_stored_articles, iter_stored_records, recluster_article

pytestmark = pytest.mark.dates
LATER = "2026-11-24T19:00:00Z"
A, B, C = (f"https://daily.example/{name}" for name in "abc")
SLEEP = (
    "一是固定起床时间，无论前一晚睡得怎样，周末也不例外。二是有了睡意再上床，床只用来睡觉，"
    "不在床上看手机。"
)
LINK = '<link rel="alternate" hreflang="en" href="https://open.example/1">'


def regrouped(store):
    return [
        recluster_article(store, uid, compute_fingerprint(record), LATER)
        for uid, record in iter_stored_records(store)
    ]


def everything(store):
    tables = ("copies", "prints", "near", "facts", "texts")
    return {name: store.query_number(f"SELECT count(*) FROM {name}") for name in tables} | {
        "links": sorted(map(tuple, store.query("SELECT * FROM copies")))
    }


def test_a_store_of_an_older_version_gets_its_groups(press):
    first = press.publish(A, body=SLEEP, published="2026-11-20").uid
    second = press.publish(B, body=SLEEP[:45], published="2026-11-21").uid
    since = get_last_seq(press.store)
    assert regrouped(press.store) == [False, True]
    assert get_article(press.store, second).cluster == first
    assert [change.uid for change in iter_changes(press.store, since)] == [second]
    assert count_stored_articles(press.store) == 2
    assert find_store_errors(press.store) == []


def test_a_second_time_changes_nothing_but_the_numbers_of_texts(press):
    for url, body in ((A, SLEEP), (B, SLEEP[:45]), (C, SLEEP)):
        press.issue(url, body, published="2026-11-20")
    since, links = get_last_seq(press.store), everything(press.store)["links"]
    assert regrouped(press.store) == [False] * 3
    before = everything(press.store)
    assert before["links"] == links
    assert regrouped(press.store) == [False] * 3
    assert everything(press.store) == before
    assert get_last_seq(press.store) == since
    assert find_store_errors(press.store) == []


def test_what_is_stored_is_left_as_it_is_unless_it_is_to_be_compared_anew(press):
    press.issue(A, SLEEP)
    press.store.connection.execute("DELETE FROM prints")
    ((uid, record),) = iter_stored_records(press.store)
    recluster_article(press.store, uid, compute_fingerprint(record), LATER, replace_stored=False)
    assert press.store.query_number("SELECT count(*) FROM prints") == 0
    recluster_article(press.store, uid, compute_fingerprint(record), LATER)
    assert press.store.query_number("SELECT count(*) FROM prints") > 0


def test_an_address_of_the_original_that_the_page_gave_is_kept(press):
    press.issue("https://open.example/1", "Sleep well.", language="en", source="open")
    press.issue(B, SLEEP, text=LINK)
    before = everything(press.store)
    assert [row[3] for row in before["links"]] == ["translation"]
    regrouped(press.store)
    assert everything(press.store) == before


@pytest.mark.parametrize("statement", range(1, 60, 4))
def test_a_failure_on_the_way_leaves_a_sound_store_and_the_next_run_ends_it(press, statement):
    press.publish(A, body=SLEEP, published="2026-11-20")
    press.publish(B, body=SLEEP[:45], published="2026-11-21")
    left = statement

    def stop() -> int:
        nonlocal left
        left -= 1
        return int(left == 0)

    press.store.connection.set_progress_handler(stop, 25)
    try:
        regrouped(press.store)
    except Exception as error:
        assert "interrupted" in str(error)
    press.store.connection.set_progress_handler(None, 0)
    assert find_store_errors(press.store) == []
    regrouped(press.store)
    assert press.row("SELECT relation, reason FROM copies") == {
        "relation": "copy",
        "reason": "earlier",
    }
    assert find_store_errors(press.store) == []

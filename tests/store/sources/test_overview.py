"""The counts and the history that commands show."""

import pytest

from records.record import RemovedBlock
from records.verdict import Drop, Quarantine
from store.articles.articles import get_article
from store.articles.changes import list_withdrawn
from store.articles.provenance import read_provenance
from store.articles.withdraw import set_article_status
from store.ledger.announcements import record_announcements
from store.sources.overview import Overview, list_waiting_languages, read_overview
from store.sources.runs import begin_run, finish_run

pytestmark = pytest.mark.dates

NOW = "2026-11-23T19:00:00Z"
LATER = "2026-11-24T19:00:00Z"
A = "https://daily.example/a"
B = "https://daily.example/b"
C = "https://open.example/c"


def test_an_empty_store_counts_nothing(store):
    assert read_overview(store) == Overview(0, 0, 0, 0, 0, 0, 0, 0, 0, "")
    assert list_waiting_languages(store) == set()


def test_everything_that_lies_and_waits_is_counted(press):
    press.publish(A, body="同一篇。")
    press.publish(B, body="同一篇。", now=LATER)
    press.publish(C, source="open", language="en", body="Flu.")
    press.publish("https://daily.example/d", body="撤回。")
    set_article_status(
        press.store,
        get_article(press.store, "https://daily.example/d").uid,
        "withdrawn",
        "rights",
        NOW,
    )
    press.keep("https://daily.example/e", "waits")
    press.judge("https://daily.example/f", Quarantine("clean", "ValueError"))
    press.judge("https://daily.example/g", Drop("clean", "too-short"))
    record_announcements(press.store, "daily", [], NOW)
    finish_run(press.store, begin_run(press.store, "crawl", NOW, "0.1"), 0, LATER, {})
    finish_run(press.store, begin_run(press.store, "crawl", LATER, "0.1"), 3, LATER, {})
    assert read_overview(press.store) == Overview(
        articles=3,
        copies=1,
        withheld=1,
        to_fetch=0,
        to_refine=1,
        to_translate=1,
        quarantined=1,
        doubtful=0,
        last_seq=5,
        last_success=NOW,
    )
    assert list_waiting_languages(press.store) == {"en"}


def test_an_article_tells_where_it_comes_from(press):
    press.publish(
        A,
        body="同一篇。",
        published="2026-11-19",
        removed=(RemovedBlock("责任编辑：张三", "editor"),),
    )
    uid = press.publish(B, body="同一篇。", title="转载", published="2026-11-20").uid
    press.publish(B, body="同一篇。", title="转载改题", now=LATER, published="2026-11-20")
    press.judge(B, Drop("clean", "too-short"), text="broken", now=LATER)
    history = read_provenance(press.store, uid)
    assert (history.added, history.line, history.state, history.found, history.http_status) == (
        NOW,
        "L1",
        "stored",
        NOW,
        200,
    )
    assert [(copy.url, copy.share) for copy in history.copies] == [(A, 1.0)]
    assert [(one.stage, one.kind, one.reason) for one in history.decisions] == [
        ("clean", "drop", "too-short")
    ]
    assert [(old.version, old.changed, old.title) for old in history.revisions] == [
        (1, ("title",), "转载")
    ]
    assert (history.removed, history.seqs, history.media) == ((), (2, 3), "text/html")
    first = read_provenance(press.store, get_article(press.store, A).uid)
    assert first.removed == (("责任编辑：张三", "editor"),)


def test_the_last_withdrawals_come_first(press):
    for url, reason in ((A, "rights"), (B, "")):
        press.publish(url, body=url)
        set_article_status(
            press.store, get_article(press.store, url).uid, "withdrawn", reason, LATER
        )
    assert [(gone.op, gone.reason, gone.at) for gone in list_withdrawn(press.store)] == [
        ("delete", "withdrawn", LATER),
        ("delete", "rights", LATER),
    ]
    assert len(list_withdrawn(press.store, 1)) == 1

from records.verdict import Drop, Quarantine
from store.articles import withdraw
from store.ledger import Candidate, discover
from store.overview import overview, waiting_languages
from store.runs import begin_run, finish_run

NOW = "2026-11-23T19:00:00Z"


def test_an_empty_store_counts_nothing(store) -> None:
    counts = overview(store)
    assert (counts.articles, counts.to_fetch, counts.last_seq, counts.last_success) == (0, 0, 0, "")
    assert waiting_languages(store) == set()


def test_everything_is_counted_where_it_stands(press, store) -> None:
    press.publish("https://daily.example/1", body="同一篇文章。")
    press.publish("https://open.example/2", source="open", body="同一篇文章。")
    press.publish("https://open.example/3", source="open", body="English text.", language="en", script="Latn")
    gone = press.publish("https://daily.example/4", body="要撤回的文章。")
    withdraw(store, gone.uid, "by hand", NOW)
    press.judge("https://daily.example/5", Quarantine("extract", "RecursionError"))
    press.judge("https://daily.example/6", Drop("clean", "too-short"))
    press.keep("https://daily.example/7", "not refined yet")
    discover(store, "daily", [Candidate("https://daily.example/8")], NOW)
    for code in (0, 1):
        finish_run(store, begin_run(store, "crawl", NOW if code == 0 else "2026-11-24T00:00:00Z", "0"), code, NOW, {})
    counts = overview(store)
    assert (counts.articles, counts.copies, counts.withheld) == (3, 1, 1)
    assert (counts.to_fetch, counts.to_refine, counts.to_translate, counts.quarantined, counts.doubtful) == (1, 1, 1, 1, 0)
    assert counts.last_seq == store.number("SELECT max(seq) FROM changes")
    assert counts.last_success == NOW
    assert waiting_languages(store) == {"en"}

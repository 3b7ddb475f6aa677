"""Sources keep their rights in the store, and a change of rights reaches everyone."""

import dataclasses

import pytest

from records.source import Rights, Source
from store.articles.changes import get_last_seq, iter_changes
from store.sources.runs import add_counts, begin_run, record_source_result
from store.sources.sources import list_source_facts, record_source_activity, sync_sources
from store.translations.translations import list_pending_translations, store_translation

pytestmark = pytest.mark.dates
NOW = "2026-11-23T19:00:00Z"
LATER = "2026-11-24T19:00:00Z"
A = "https://daily.example/a"
DAILY = Source(
    "daily",
    "健康日报",
    "news",
    "https://daily.example/",
    rights=Rights("all-rights-reserved", "internal", True, "健康日报"),
)


def test_the_same_sources_again_write_nothing(store):
    sync_sources(store, [DAILY], LATER)
    assert store.query("SELECT changed FROM sources WHERE name = 'daily'")[0][0] == NOW


def test_a_source_switched_off_keeps_its_history_and_tells_nobody(press):
    press.publish(A)
    sync_sources(press.store, [dataclasses.replace(DAILY, enabled=False)], LATER)
    row = press.row("SELECT title, enabled, added, changed FROM sources WHERE name = 'daily'")
    assert row == {"title": "健康日报", "enabled": 0, "added": NOW, "changed": LATER}
    assert get_last_seq(press.store) == 1


def test_a_source_whose_file_is_gone_keeps_its_rights(press):
    press.publish(A)
    sync_sources(press.store, [], LATER)
    assert next(iter_changes(press.store)).article.licence == "all-rights-reserved"


@pytest.mark.parametrize(
    "rights",
    [
        Rights("CC-BY-4.0", "internal", True, "健康日报"),
        dataclasses.replace(DAILY.rights, full_text="none"),
        Rights(),
    ],
)
def test_changed_rights_announce_every_article_of_the_source(press, rights):
    uids = [press.publish(f"{A}{number}", body=f"正文{number}。").uid for number in range(3)]
    press.publish("https://open.example/b", source="open", body="另一篇。")
    since = get_last_seq(press.store)
    sync_sources(press.store, [dataclasses.replace(DAILY, rights=rights)], LATER)
    told = list(iter_changes(press.store, since))
    assert [change.uid for change in told] == uids
    assert {(change.article.licence, change.article.full_text) for change in told} == {
        (rights.licence, rights.full_text)
    }


def test_a_forbidden_translation_is_taken_out_and_a_granted_one_queued(press):
    press.publish(A, language="en", title="Flu", body="Wash your hands.")
    (one,) = list_pending_translations(press.store)
    store_translation(
        press.store, one.uid, "流感", "洗手。", "ok", [], backend="b", model="m", now=NOW
    )
    press.publish(f"{A}2", language="en", title="Cold", body="Stay at home.")
    assert len(list_pending_translations(press.store)) == 1
    sync_sources(
        press.store,
        [dataclasses.replace(DAILY, rights=Rights("CC-BY-ND-4.0", "internal", False))],
        LATER,
    )
    assert list_pending_translations(press.store) == []
    assert [
        tuple(row)
        for row in press.store.query("SELECT title_zh, body_zh, translation FROM articles")
    ] == [("", "", "none")] * 2
    assert press.row("SELECT count(*) AS n FROM translations") == {"n": 0}
    sync_sources(press.store, [DAILY], LATER)
    assert len(list_pending_translations(press.store)) == 2


def test_health_tells_how_each_source_is_doing(press):
    press.publish(A, now=LATER)
    press.keep("https://open.example/b", "page", source="open")
    for name, state in (("daily", "ok"), ("daily", "failed")):
        run = begin_run(press.store, "crawl", LATER, "0.1")
        add_counts(press.store, run, name, found=3)
        record_source_result(
            press.store, run, name, state, "robots 503" if state == "failed" else ""
        )
    closed, daily, open_ = list_source_facts(press.store)
    assert (daily.name, daily.title, daily.enabled, daily.translate, daily.articles) == (
        "daily",
        "健康日报",
        True,
        True,
        1,
    )
    assert (daily.last_run, daily.last_state, daily.last_error, daily.last_new) == (
        LATER,
        "failed",
        "robots 503",
        LATER,
    )
    assert (closed.licence, closed.full_text, closed.translate, closed.last_run) == (
        "",
        "none",
        False,
        "",
    )
    assert (open_.articles, open_.waiting, open_.failed) == (0, 0, 0)


def alive(press) -> tuple[str, int]:
    (row,) = press.store.query("SELECT newest, quiet FROM sources WHERE name = 'daily'")
    return tuple(row)


def test_the_newest_date_only_grows_and_never_lies_in_the_future(press):
    said = {"new": 1, "whole": True, "answered": True}
    record_source_activity(
        press.store,
        "daily",
        NOW,
        dates=["2026-11-20T08:00:00+08:00", "2026-11-19", "2099-01-01T00:00:00Z", "soon"],
        **said,
    )
    assert alive(press) == ("2026-11-20T00:00:00Z", 0)
    record_source_activity(press.store, "daily", LATER, dates=["2026-11-01"], **said)
    assert alive(press)[0] == "2026-11-20T00:00:00Z"
    record_source_activity(press.store, "daily", LATER, dates=["2026-11-25"], **said)
    assert alive(press)[0] == "2026-11-24", "the day that has begun in the east"


def test_a_date_of_hardly_any_article_says_nothing(press):
    said = {"new": 0, "answered": True}
    record_source_activity(press.store, "daily", NOW, dates=["2026-11-20", ""], whole=True, **said)
    assert alive(press)[0] == "2026-11-20"
    record_source_activity(press.store, "daily", NOW, dates=[], whole=True, **said)
    record_source_activity(
        press.store, "daily", NOW, dates=["2026-11-21", "", ""], whole=False, **said
    )
    assert alive(press)[0] == "2026-11-20", "an unchanged document may have the dates"
    record_source_activity(
        press.store, "daily", NOW, dates=["2026-11-21", "", ""], whole=True, **said
    )
    assert alive(press)[0] == ""


def test_runs_without_news_are_counted_and_failed_ones_are_not(press):
    counts = []
    for new, answered in (
        (0, True),
        (0, True),
        (0, False),
        (0, True),
        (2, True),
        (0, True),
        (1, False),
    ):
        record_source_activity(
            press.store, "daily", NOW, new=new, dates=[], whole=True, answered=answered
        )
        counts.append(alive(press)[1])
    assert counts == [1, 2, 2, 3, 0, 1, 0]


def test_health_carries_what_a_judgement_needs(press):
    run = begin_run(press.store, "crawl", LATER, "0.1")
    record_source_result(press.store, run, "daily", "ok", "", ["possible gap: x"], 2)
    record_source_activity(
        press.store, "daily", LATER, new=0, dates=["2026-11-20"], whole=True, answered=True
    )
    _, daily, open_ = list_source_facts(press.store)
    assert (daily.added, daily.newest, daily.quiet, daily.notes) == (
        NOW,
        "2026-11-20",
        1,
        ("possible gap: x",),
    )
    assert (open_.newest, open_.quiet, open_.notes) == ("", 0, ())

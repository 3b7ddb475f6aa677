"""Translations enter whole, with their sentences, or not at all."""

import json

import pytest

from records.errors import UsageError
from records.translation import TranslatedSentence
from store.articles.changes import get_last_seq, iter_changes
from store.articles.withdraw import set_article_status
from store.translations.translations import (
    count_pending_translations,
    list_pending_translations,
    store_translation,
)

pytestmark = pytest.mark.dates
NOW = "2026-11-23T19:00:00Z"
LATER = "2026-11-24T19:00:00Z"
EN = {"language": "en", "title": "Flu season", "body": "Wash your hands.\nStay at home."}
SENTENCES = [
    TranslatedSentence(-1, 0, "Flu season", "流感季节", ()),
    TranslatedSentence(0, 0, "Wash your hands.", "洗手。", ()),
    TranslatedSentence(1, 0, "Stay  at home.", "留在家里。", ("length",)),
]
WHOLE = ("流感季节", "洗手。\n留在家里。")


def translate(
    store, uid, title=WHOLE[0], body=WHOLE[1], status="ok", sentences=SENTENCES, **options
):
    return store_translation(
        store,
        uid,
        title,
        body,
        status,
        sentences,
        **{"backend": "argos", "model": "en-zh", "now": NOW, **options},
    )


@pytest.mark.parametrize(
    ("source", "language", "waits"),
    [
        ("open", "en", True),
        ("daily", "fr", True),
        ("", "en", True),
        ("closed", "en", False),
        ("nobody", "en", False),
    ]
    + [("open", language, False) for language in ("zh", "und", "")],
)
def test_only_what_may_and_needs_to_be_translated_waits(press, source, language, waits):
    press.publish("https://x.example/a", source=source, language=language)
    assert [one.language for one in list_pending_translations(press.store)] == [language] * waits
    assert count_pending_translations(press.store) == waits


def test_the_newest_article_is_translated_first(press):
    for day in ("2026-11-20", "2026-11-22", "2026-11-21"):
        press.publish(
            f"https://open.example/{day}",
            source="open",
            published=day,
            **{**EN, "title": day, "body": day},
        )
    assert [one.title for one in list_pending_translations(press.store)] == [
        "2026-11-22",
        "2026-11-21",
        "2026-11-20",
    ]
    assert [one.blocks for one in list_pending_translations(press.store, 1)] == [("2026-11-22",)]


def test_only_chinese_has_a_place(store):
    with pytest.raises(UsageError, match="'fr' have no place"):
        list_pending_translations(store, target_language="fr")


@pytest.mark.parametrize("status", ["ok", "review", "failed"])
def test_a_translation_enters_with_its_change_row(press, status):
    uid = press.publish("https://open.example/a", source="open", **EN).uid
    since = get_last_seq(press.store)
    assert translate(press.store, uid, status=status, now=LATER)
    (change,) = iter_changes(press.store, since)
    article = change.article
    assert (article.title_zh, article.body_zh, article.translation, article.version, change.at) == (
        *WHOLE,
        status,
        1,
        LATER,
    )
    kept = press.row("SELECT * FROM translations")
    assert (kept["uid"], kept["language"], kept["version"], kept["title"], kept["status"]) == (
        uid,
        "zh",
        1,
        WHOLE[0],
        status,
    )
    assert (kept["backend"], kept["model"], kept["at"]) == ("argos", "en-zh", LATER)
    assert [
        (one["block"], one["source"], one["checks"]) for one in json.loads(kept["flagged"])
    ] == [(1, "Stay  at home.", ["length"])]
    assert list_pending_translations(press.store) == []


def test_the_same_translation_again_is_no_change(press):
    uid = press.publish("https://open.example/a", source="open", **EN).uid
    translate(press.store, uid)
    since = get_last_seq(press.store)
    assert translate(press.store, uid)
    assert list(iter_changes(press.store, since)) == []
    assert translate(press.store, uid, body="洗手。\n在家。")
    assert len(list(iter_changes(press.store, since))) == 1


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("流感", "洗手。"),
        ("流感", "洗手。\n在家。\n"),
        ("", WHOLE[1]),
        (" ", WHOLE[1]),
        ("流感", ""),
    ],
)
@pytest.mark.parametrize("status", ["ok", "review", "failed"])
def test_half_a_translation_is_refused(press, title, body, status):
    uid = press.publish("https://open.example/a", source="open", **EN).uid
    with pytest.raises(ValueError, match=r"https://open\.example/a: a translation of"):
        translate(press.store, uid, title, body, status)
    assert len(list_pending_translations(press.store)) == 1
    assert press.row("SELECT count(*) AS n FROM sentences") == {"n": 0}


def test_a_failed_translation_may_be_empty(press):
    uid = press.publish("https://open.example/a", source="open", **EN).uid
    assert translate(press.store, uid, "", "", "failed", [])
    assert press.row("SELECT translation, title_zh, body_zh FROM articles") == {
        "translation": "failed",
        "title_zh": "",
        "body_zh": "",
    }


def test_a_translation_of_an_older_text_is_not_stored(press):
    uid = press.publish("https://open.example/a", source="open", **EN).uid
    (old,) = list_pending_translations(press.store)
    press.publish(
        "https://open.example/a", source="open", **{**EN, "body": "Wash your feet.\nStay at home."}
    )
    assert not translate(press.store, uid)
    assert not translate(press.store, uid, sentences=[], version=old.version)
    assert translate(press.store, uid, sentences=[], version=old.version + 1)


def test_what_may_no_longer_be_translated_is_not_stored(press):
    uid = press.publish("https://open.example/a", source="open", **EN).uid
    set_article_status(press.store, uid, "withdrawn", "rights", NOW)
    assert not translate(press.store, uid)
    assert not translate(press.store, "0" * 16)
    assert press.row("SELECT count(*) AS n FROM translations") == {"n": 0}

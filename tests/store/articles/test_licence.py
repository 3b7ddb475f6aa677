"""What an article says about its own licence narrows its source's rights, never widens them."""

import pytest

from records.source import Rights, Source
from store.articles.changes import get_last_seq, iter_changes
from store.sources.sources import sync_sources
from store.translations.translations import (
    count_pending_translations,
    list_pending_translations,
    store_translation,
)

pytestmark = pytest.mark.dates
NOW = "2026-11-23T19:00:00Z"
PAGE = "https://open.example/a"
EN = {
    "source": "open",
    "language": "en",
    "title": "Flu season",
    "body": "Wash your hands.\nStay at home.",
}
SOURCES = {
    # by agreement: more than its licence says
    "agency": Rights("all-rights-reserved", "internal", True, "Agency"),
    "partner": Rights("contract", "public", True, "Partner"),
    "journals": Rights("per-article", "internal", True, "Journals"),
    "letters": Rights("CC-BY-NC-ND-4.0", "internal", True, "Letters"),
    "unread": Rights("CC-BY-4.0", "none", True, "Unread"),
}


@pytest.fixture
def stall(press):
    """The press, with sources of every kind of rights."""
    sync_sources(
        press.store,
        [
            Source(name, name, "news", f"https://{name}.example/", rights=rights)
            for name, rights in SOURCES.items()
        ],
        NOW,
    )
    return press


def rights(press, uid):
    row = press.row("SELECT licence, full_text, translate FROM rights WHERE uid = ?", uid)
    return row["licence"], row["full_text"], bool(row["translate"])


@pytest.mark.parametrize(
    ("source", "own", "expected"),
    [
        ("open", "", ("CC-BY-4.0", "public", True)),
        ("open", "CC-BY-SA-4.0", ("CC-BY-SA-4.0", "public", True)),
        ("open", "CC-BY-NC-4.0", ("CC-BY-NC-4.0", "internal", True)),
        ("open", "CC-BY-ND-4.0", ("CC-BY-ND-4.0", "public", False)),
        ("open", "all-rights-reserved", ("all-rights-reserved", "internal", False)),
        ("daily", "CC0-1.0", ("CC0-1.0", "internal", True)),
        ("closed", "CC0-1.0", ("CC0-1.0", "none", False)),
        ("nobody", "CC0-1.0", ("CC0-1.0", "none", False)),
        ("", "", ("operator", "internal", True)),
        ("", "CC-BY-ND-4.0", ("CC-BY-ND-4.0", "internal", False)),
        ("", "all-rights-reserved", ("operator", "internal", True)),
        ("agency", "all-rights-reserved", ("all-rights-reserved", "internal", True)),
        ("agency", "CC-BY-NC-ND-4.0", ("CC-BY-NC-ND-4.0", "internal", False)),
        ("partner", "all-rights-reserved", ("contract", "public", True)),
        ("partner", "CC-BY-ND-4.0", ("CC-BY-ND-4.0", "public", False)),
        ("journals", "", ("per-article", "internal", False)),
        ("journals", "CC-BY-4.0", ("CC-BY-4.0", "internal", True)),
        ("journals", "CC-BY-NC-ND-4.0", ("CC-BY-NC-ND-4.0", "internal", False)),
        ("journals", "all-rights-reserved", ("all-rights-reserved", "internal", False)),
        ("letters", "CC-BY-4.0", ("CC-BY-4.0", "internal", False)),
        ("unread", "", ("CC-BY-4.0", "none", False)),
    ],
)
def test_the_stricter_of_source_and_article_counts(stall, source, own, expected):
    uid = stall.publish(PAGE, **{**EN, "source": source}, licence=own).uid
    assert rights(stall, uid) == expected
    assert count_pending_translations(stall.store) == int(expected[2])


def test_an_article_without_derivatives_waits_for_no_translator_until_its_page_says_otherwise(
    press,
):
    uid = press.publish(PAGE, **EN, licence="CC-BY-ND-4.0").uid
    assert list_pending_translations(press.store) == []
    press.publish(PAGE, **EN, licence="CC-BY-4.0")
    assert [one.uid for one in list_pending_translations(press.store)] == [uid]
    press.publish(PAGE, **EN, licence="CC-BY-ND-4.0")
    assert list_pending_translations(press.store) == []
    assert press.row("SELECT version FROM articles") == {"version": 1}


def test_a_translation_goes_when_the_licence_comes_to_forbid_it(press):
    uid = press.publish(PAGE, **EN).uid
    assert store_translation(
        press.store,
        uid,
        "流感季节",
        "洗手。\n在家。",
        "ok",
        [],
        backend="argos",
        model="en-zh",
        now=NOW,
    )
    press.publish(PAGE, **EN, licence="CC-BY-NC-ND-4.0")
    assert press.row("SELECT translation, title_zh, body_zh FROM articles") == {
        "translation": "none",
        "title_zh": "",
        "body_zh": "",
    }
    assert press.row("SELECT count(*) AS n FROM translations") == {"n": 0}


def test_a_licence_is_written_only_where_one_is_said_and_forgotten_when_it_is_gone(press):
    press.publish(PAGE, **EN)
    assert press.row("SELECT count(*) AS n FROM licences") == {"n": 0}
    uid = press.publish(PAGE, **EN, licence="CC-BY-NC-4.0").uid
    assert press.row("SELECT * FROM licences") == {
        "uid": uid,
        "licence": "CC-BY-NC-4.0",
        "full_text": "internal",
        "translate": 1,
    }
    press.publish(PAGE, **EN)
    assert press.row("SELECT count(*) AS n FROM licences") == {"n": 0}
    assert rights(press, uid) == ("CC-BY-4.0", "public", True)


def test_importers_hear_of_a_new_licence_and_of_nothing_when_it_stays(press):
    uid = press.publish(PAGE, **EN, licence="CC-BY-NC-4.0").uid
    since = get_last_seq(press.store)
    press.publish(PAGE, **EN, licence="CC-BY-NC-4.0", line="L2")
    assert list(iter_changes(press.store, since)) == []
    assert press.publish(PAGE, **EN, licence="CC-BY-ND-4.0").kind == "unchanged"
    (change,) = iter_changes(press.store, since)
    assert (
        change.uid,
        change.article.licence,
        change.article.full_text,
        change.article.translate,
    ) == (
        uid,
        "CC-BY-ND-4.0",
        "public",
        False,
    )

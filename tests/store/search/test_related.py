"""Articles about the same things are found, with the words that say so."""

import pytest

from records.record import Term
from store.search.related import find_related
from store.translations.translations import list_pending_translations, store_translation

pytestmark = pytest.mark.dates
NOW = "2026-11-23T19:00:00Z"
A = "https://daily.example/"


def publish(press, name: str, words: str, **options: object):
    cut = tuple(words.split())
    return press.publish(A + name, body="".join(cut), title=name, words=cut, **options)


@pytest.fixture
def shelf(press):
    publish(press, "insulin", "胰岛素 控制 血糖 ， 糖尿病 患者 每天 注射 胰岛素 。 血糖")
    publish(press, "sugar", "糖尿病 患者 的 血糖 和 胰岛素 抵抗")
    publish(press, "diabetes", "糖尿病 患者 少吃 甜食 ， 血糖 平稳")
    for number in range(8):
        publish(press, f"other{number}", f"患者 第{number}次 来 医院 看 医生")
    return press


def names(found) -> list[str]:
    return [one.title for one in found]


def test_articles_that_share_rare_words_are_related_and_the_likest_come_first(shelf):
    uid = shelf.row("SELECT uid FROM articles WHERE title = 'insulin'")["uid"]
    found = find_related(shelf.store, uid)
    assert names(found) == ["sugar", "diabetes"]
    assert found[0].words == ("胰岛素", "血糖", "糖尿病")
    assert 1.0 >= found[0].likeness > found[1].likeness > 0
    assert names(find_related(shelf.store, uid, 1)) == ["sugar"]


def test_copies_withdrawn_articles_and_texts_without_rights_are_not_related(shelf):
    uid = shelf.row("SELECT uid FROM articles WHERE title = 'insulin'")["uid"]
    publish(shelf, "copy", "糖尿病 患者 的 血糖 和 胰岛素 抵抗")
    closed = publish(shelf, "closed", "糖尿病 的 血糖 和 胰岛素", source="closed").uid
    assert names(find_related(shelf.store, uid)) == ["sugar", "diabetes"]
    assert find_related(shelf.store, closed) == []
    assert find_related(shelf.store, "nothing") == []


def test_an_english_article_is_related_through_its_terms_and_its_translation(shelf):
    terms = tuple(
        Term(en, zh, "disease", 0, 1, en)
        for en, zh in (("insulin", "胰岛素"), ("diabetes", "糖尿病"))
    )
    english = publish(shelf, "english", "Insulin helps in diabetes", language="en", terms=terms).uid
    assert names(find_related(shelf.store, english))[0] in ("insulin", "sugar")
    waiting = next(one for one in list_pending_translations(shelf.store) if one.uid == english)
    store_translation(
        shelf.store,
        waiting.uid,
        "胰岛素",
        "胰岛素有助于糖尿病。",
        "ok",
        [],
        backend="b",
        model="m",
        now=NOW,
    )
    uid = shelf.row("SELECT uid FROM articles WHERE title = 'sugar'")["uid"]
    assert "english" in names(find_related(shelf.store, uid))


def test_a_single_article_is_related_to_nothing(press):
    assert find_related(press.store, publish(press, "one", "糖尿病 血糖").uid) == []

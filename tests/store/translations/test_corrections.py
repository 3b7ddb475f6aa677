"""A correction is kept by its sentence and reaches the articles that have it, with a change for
importers.
"""

import pytest

from records.errors import UsageError
from records.record import Image
from records.translation import TranslatedArticle, TranslatedSentence
from store.articles.articles import get_article
from store.articles.changes import get_last_seq, iter_changes
from store.translations.corrections import (
    Correction,
    add_correction,
    find_articles_with_sentence,
    list_corrections,
    read_aligned_translation,
    record_applied_correction,
    update_translation,
)
from store.translations.translations import list_pending_translations, store_translation

pytestmark = pytest.mark.dates
NOW = "2026-11-23T19:00:00Z"
LATER = "2026-11-24T19:00:00Z"
WRONG = TranslatedSentence(0, 0, "Take 500 mg.", "服用50毫克。", ("number!",))
RIGHT = TranslatedSentence(0, 0, "Take 500 mg.", "服用500毫克。", (), corrected=True)


@pytest.fixture
def uid(press):
    uid = press.publish(
        "https://open.example/a", source="open", language="en", title="", body="Take 500 mg."
    ).uid
    store_translation(
        press.store,
        uid,
        "",
        "服用50毫克。",
        "failed",
        [WRONG],
        backend="argos",
        model="m",
        now=NOW,
        score=0.0,
    )
    return uid


def whole(uid, sentence=RIGHT):
    return TranslatedArticle(uid, "", (sentence.target,), "ok", (sentence,))


def test_what_is_known_already_is_no_new_correction(store):
    assert add_correction(store, Correction("Take  500 mg.", " 服用500毫克。", "a", NOW))
    assert not add_correction(store, Correction("Take 500 mg.", "服用500毫克。", "", LATER))
    assert add_correction(store, Correction("Take 500 mg.", "请服500毫克。", "", LATER))
    assert [(one.source, one.target, one.uid, one.at) for one in list_corrections(store)] == [
        ("Take 500 mg.", "请服500毫克。", "", LATER)
    ]


@pytest.mark.parametrize(
    ("source", "target"), [("", "文"), ("x", ""), (" \n", "文"), ("x", "\u3000")]
)
def test_a_correction_has_both_sides(store, source, target):
    with pytest.raises(UsageError, match="needs the English sentence"):
        add_correction(store, Correction(source, target, "", NOW))


def test_a_correction_is_outstanding_until_it_stands_everywhere(store):
    add_correction(store, Correction("a", "一", "", NOW))
    add_correction(store, Correction("b", "二", "", NOW))
    (first, second) = list_corrections(store, outstanding=True)
    record_applied_correction(store, first)
    assert list_corrections(store, outstanding=True) == [second]
    add_correction(store, Correction("b", "贰", "", LATER))
    record_applied_correction(store, second)  # of what was corrected once more
    assert [one.target for one in list_corrections(store, outstanding=True)] == ["贰"]


def test_the_articles_with_a_sentence_are_found_whatever_its_marks(press):
    text = 'He said: "no\\" & it\'s 5 %.'
    uid = press.publish(
        "https://open.example/a", source="open", language="en", title="", body=text
    ).uid
    store_translation(
        press.store,
        uid,
        "",
        "他说不。",
        "ok",
        [TranslatedSentence(0, 0, text, "他说不。")],
        backend="argos",
        model="m",
        now=NOW,
    )
    assert find_articles_with_sentence(press.store, f" {text}") == [uid]
    assert find_articles_with_sentence(press.store, text[:-1]) == []


def test_a_restated_translation_is_a_change_of_its_article(press, uid):
    since, seen = get_last_seq(press.store), read_aligned_translation(press.store, uid)
    assert seen.sentences == (WRONG,)
    assert update_translation(press.store, seen, whole(uid), LATER)
    (change,) = iter_changes(press.store, since)
    assert (
        change.article.body_zh,
        change.article.translation,
        change.article.score,
        change.article.modified,
    ) == (
        "服用500毫克。",
        "ok",
        1.0,
        LATER,
    )
    assert read_aligned_translation(press.store, uid).sentences == (RIGHT,)
    assert press.row("SELECT flagged FROM translations") == {"flagged": "[]"}


def test_a_translation_that_changed_meanwhile_is_not_overwritten(press, uid):
    seen = read_aligned_translation(press.store, uid)
    assert update_translation(press.store, seen, whole(uid), LATER)
    assert not update_translation(press.store, seen, whole(uid, WRONG), LATER)
    assert get_article(press.store, uid).body_zh == "服用500毫克。"


def test_a_machine_cannot_write_over_a_correction_made_while_it_worked(press):
    uid = press.publish(
        "https://open.example/b", source="open", language="en", title="", body="Take 500 mg."
    ).uid
    add_correction(press.store, Correction("Take 500 mg.", "服用500毫克。", "", NOW))
    machine = ("", "服用50毫克。", "failed", [WRONG])
    assert not store_translation(press.store, uid, *machine, backend="argos", model="m", now=NOW)
    assert len(list_pending_translations(press.store)) == 1
    assert store_translation(
        press.store, uid, "", "服用500毫克。", "ok", [RIGHT], backend="argos", model="m", now=NOW
    )


def test_an_article_without_sentences_to_correct_says_what_to_do(press):
    uid = press.publish(
        "https://open.example/c", source="open", language="en", title="", body="Rest."
    ).uid
    with pytest.raises(UsageError, match="translate --again"):
        read_aligned_translation(press.store, uid)


def test_new_words_under_a_picture_have_the_article_translated_anew(press):
    def publish(caption):
        fields = {
            "language": "en",
            "title": "",
            "body": "Rest.",
            "images": (Image("https://open.example/1.png", "", caption),),
        }
        return press.publish("https://open.example/d", source="open", **fields).uid

    uid = publish("A doctor rests.")
    (item,) = list_pending_translations(press.store)
    assert item.captions == ("A doctor rests.",)
    sentences = [
        TranslatedSentence(0, 0, "Rest.", "休息。"),
        TranslatedSentence(-2, 0, "A doctor rests.", "医生在休息。"),
    ]
    done = ("", "休息。", "ok", sentences)
    assert store_translation(
        press.store, uid, *done, backend="argos", model="m", now=NOW, captions=("医生在休息。",)
    )
    assert get_article(press.store, uid).captions_zh == ("医生在休息。",)
    assert get_article(press.store, uid).images[0].text == "A doctor rests."
    publish("A nurse rests.")
    assert [one.captions for one in list_pending_translations(press.store)] == [("A nurse rests.",)]
    assert not store_translation(
        press.store, uid, *done, backend="argos", model="m", now=NOW, captions=("医生在休息。",)
    )

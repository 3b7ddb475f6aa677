"""An editor sees which sentences of a translation are doubted, by which checks."""

import pytest

from records.translation import TranslatedSentence
from store.translations.translations import list_flagged_sentences, store_translation

pytestmark = pytest.mark.dates

NOW = "2026-11-23T19:00:00Z"
GOOD = TranslatedSentence(0, 0, "Rest.", "休息。")
BAD = TranslatedSentence(0, 1, "Take 500 mg.", "服用50毫克。", ("number!", "length"))


def test_doubts_are_the_sentences_with_findings_in_their_order(press):
    uid = press.publish(
        "https://open.example/a", source="open", language="en", title="", body="Rest. Take 500 mg."
    ).uid
    store_translation(
        press.store,
        uid,
        "",
        "休息。服用50毫克。",
        "review",
        [GOOD, BAD],
        backend="argos",
        model="m",
        now=NOW,
    )
    assert list_flagged_sentences(press.store, uid) == [BAD]


def test_an_article_without_translation_has_no_doubts(press):
    assert list_flagged_sentences(press.store, press.publish("https://open.example/a").uid) == []

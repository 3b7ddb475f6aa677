"""Sentences are remembered for their model; what a person wrote goes before all models."""

import shutil

from hypothesis import given, settings
from hypothesis import strategies as st

from records.translation import SentenceDraft
from store.open import open_store
from store.translations.corrections import Correction, add_correction
from store.translations.sentence_memory import (
    RememberedSentence,
    find_drafts,
    iter_sentence_pairs,
    look_up_sentences,
    normalise_sentence,
    remember_sentences,
)

NOW = "2026-11-23T19:00:00Z"
FOUND = {
    "Wash your hands.": RememberedSentence("洗手。", ()),
    "Stay  at home.": RememberedSentence("留在家里。", ("length", "number~")),
}


def test_sentences_are_remembered_for_their_model_whatever_their_spaces(store):
    remember_sentences(store, "en-zh", FOUND, NOW)
    asked = ["Wash your\n hands.", "Wash your hands.", "Stay at home.", "unknown"]
    assert look_up_sentences(store, "en-zh", asked) == {
        "Wash your\n hands.": RememberedSentence("洗手。", ()),
        "Wash your hands.": RememberedSentence("洗手。", ()),
        "Stay at home.": RememberedSentence("留在家里。", ("length", "number~")),
    }
    assert look_up_sentences(store, "other", asked) == {}
    assert look_up_sentences(store, "en-zh", []) == {}
    assert sorted(iter_sentence_pairs(store)) == [
        ("Stay at home.", "留在家里。"),
        ("Wash your hands.", "洗手。"),
    ]


def test_many_sentences_are_looked_up_at_once(store):
    remember_sentences(store, "en-zh", FOUND, NOW)
    assert (
        len(
            look_up_sentences(
                store,
                "en-zh",
                [f"sentence {number}" for number in range(1_200)] + ["Wash your hands."],
            )
        )
        == 1
    )


def test_the_same_letter_written_in_two_ways_is_one_sentence(store):
    remember_sentences(
        store, "en-zh", {"Cafe\u0301 au lait.": RememberedSentence("牛奶咖啡。", ())}, NOW
    )
    assert set(look_up_sentences(store, "en-zh", ["Caf\u00e9 au lait."])) == {"Caf\u00e9 au lait."}
    assert normalise_sentence(" a\u00a0 b\n") == "a b"


def test_the_line_gets_what_was_repaired_and_a_persons_word_before_any_models(store):
    remember_sentences(store, "en-zh", FOUND, NOW)
    add_correction(store, Correction("Wash  your hands.", "请洗手。", "", NOW))
    assert find_drafts(store, "en-zh", [*FOUND, "unknown"]) == {
        "Wash your hands.": SentenceDraft("请洗手。", corrected=True),
        "Stay  at home.": SentenceDraft("留在家里。", ("number",)),
    }
    assert find_drafts(store, "another model", list(FOUND)) == {
        "Wash your hands.": SentenceDraft("请洗手。", corrected=True)
    }


TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=40
)


@given(source=TEXT, target=TEXT, check=TEXT)
@settings(max_examples=40, deadline=None)
def test_any_sentence_comes_back_as_it_went_in(tmp_path_factory, template, source, target, check):
    path = tmp_path_factory.getbasetemp() / "sentences.db"
    if not path.exists():
        shutil.copy(template, path)
    with open_store(path) as store:
        remember_sentences(store, "en-zh", {source: RememberedSentence(target, (check,))}, NOW)
        assert look_up_sentences(store, "en-zh", [source]) == {
            source: RememberedSentence(target, (check,))
        }

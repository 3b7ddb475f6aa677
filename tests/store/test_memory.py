"""Sentences are remembered for their model; what a person wrote goes before all models."""

import shutil

from hypothesis import given, settings
from hypothesis import strategies as st

from records.translation import Draft
from store.corrections import correct
from store.database import open_store
from store.memory import Remembered, drafts, normal, remember, remembered, sentence_pairs

NOW = "2026-11-23T19:00:00Z"
FOUND = {"Wash your hands.": Remembered("洗手。", ()), "Stay  at home.": Remembered("留在家里。", ("length", "number~"))}


def test_sentences_are_remembered_for_their_model_whatever_their_spaces(store):
    remember(store, "en-zh", FOUND, NOW)
    asked = ["Wash your\n hands.", "Wash your hands.", "Stay at home.", "unknown"]
    assert remembered(store, "en-zh", asked) == {
        "Wash your\n hands.": Remembered("洗手。", ()),
        "Wash your hands.": Remembered("洗手。", ()),
        "Stay at home.": Remembered("留在家里。", ("length", "number~")),
    }
    assert remembered(store, "other", asked) == {}
    assert remembered(store, "en-zh", []) == {}
    assert sorted(sentence_pairs(store)) == [("Stay at home.", "留在家里。"), ("Wash your hands.", "洗手。")]


def test_many_sentences_are_looked_up_at_once(store):
    remember(store, "en-zh", FOUND, NOW)
    assert len(remembered(store, "en-zh", [f"sentence {number}" for number in range(1_200)] + ["Wash your hands."])) == 1


def test_the_same_letter_written_in_two_ways_is_one_sentence(store):
    remember(store, "en-zh", {"Cafe\u0301 au lait.": Remembered("牛奶咖啡。", ())}, NOW)
    assert set(remembered(store, "en-zh", ["Caf\u00e9 au lait."])) == {"Caf\u00e9 au lait."}
    assert normal(" a\u00a0 b\n") == "a b"


def test_the_line_gets_what_was_repaired_and_a_persons_word_before_any_models(store):
    remember(store, "en-zh", FOUND, NOW)
    correct(store, "Wash  your hands.", "请洗手。", now=NOW)
    assert drafts(store, "en-zh", [*FOUND, "unknown"]) == {
        "Wash your hands.": Draft("请洗手。", corrected=True),
        "Stay  at home.": Draft("留在家里。", ("number",)),
    }
    assert drafts(store, "another model", list(FOUND)) == {"Wash your hands.": Draft("请洗手。", corrected=True)}


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), min_size=1, max_size=40)


@given(source=TEXT, target=TEXT, check=TEXT)
@settings(max_examples=40, deadline=None)
def test_any_sentence_comes_back_as_it_went_in(tmp_path_factory, template, source, target, check):
    path = tmp_path_factory.getbasetemp() / "sentences.db"
    if not path.exists():
        shutil.copy(template, path)
    with open_store(path) as store:
        remember(store, "en-zh", {source: Remembered(target, (check,))}, NOW)
        assert remembered(store, "en-zh", [source]) == {source: Remembered(target, (check,))}

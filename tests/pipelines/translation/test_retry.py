"""A sentence with errors is translated in other ways.

The best one is taken, and what was wrong stays on record.
"""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.translation.glossary import EMPTY_GLOSSARY, GlossaryTerm, build_glossary
from pipelines.translation.retry import retry_sentences, split_clauses
from pipelines.translation.translate import translate_articles
from records.translation import PendingArticle, SentenceDraft


class Second:
    """A translator that knows other translations of some sentences, and counts what it is asked."""

    name = model = "second"
    languages = frozenset(("en",))

    def __init__(self, others: dict[str, list[str]], phrases: dict[str, str] | None = None) -> None:
        self.others, self.phrases = others, phrases or {}
        self.asked: list[str] = []

    def translate(self, sentences: Sequence[str]) -> list[str]:
        self.asked += sentences
        return [self.phrases.get(sentence, "") for sentence in sentences]

    def alternatives(self, sentences: Sequence[str]) -> list[list[str]]:
        self.asked += sentences
        return [self.others.get(sentence, []) for sentence in sentences]


DOSE = "Take 500 mg."
WRONG = "服用50毫克。"


def test_the_translation_without_errors_is_taken_and_what_was_wrong_is_named():
    done = retry_sentences(
        {DOSE: SentenceDraft(WRONG)},
        Second({DOSE: ["服用5毫克。", "服用500毫克。", "服用 500 毫克"]}),
        EMPTY_GLOSSARY,
    )
    assert done == {DOSE: SentenceDraft("服用500毫克。", ("number", "unit"))}


def test_where_no_other_has_fewer_errors_the_first_stays():
    assert retry_sentences(
        {DOSE: SentenceDraft(WRONG)}, Second({DOSE: ["服用5毫克。", ""]}), EMPTY_GLOSSARY
    ) == {DOSE: SentenceDraft(WRONG)}


def test_a_good_sentence_and_one_with_an_address_ask_nobody():
    translator = Second({})
    drafts = {
        "Wash your hands.": SentenceDraft("洗手。"),
        "See https://a.org 5.": SentenceDraft("看 https://a.org"),
    }
    assert retry_sentences(drafts, translator, EMPTY_GLOSSARY) == drafts
    assert translator.asked == []


def test_a_warning_alone_asks_nobody():
    translator = Second({})
    retry_sentences({"Do not smoke.": SentenceDraft("吸烟。")}, translator, EMPTY_GLOSSARY)
    assert translator.asked == []


def test_a_sentence_that_was_cut_off_is_translated_clause_by_clause():
    source = "The risk is very low, but the harm is very great."
    translator = Second(
        {}, {"The risk is very low,": "风险很低。", "but the harm is very great.": "但危害很大。"}
    )
    assert retry_sentences({source: SentenceDraft("风险很低，")}, translator, EMPTY_GLOSSARY) == {
        source: SentenceDraft("风险很低，但危害很大。", ("cutoff", "length"))
    }


def test_other_translations_get_their_punctuation_and_the_glossary_too():
    glossary = build_glossary((GlossaryTerm("COVID-19", "新冠", ("新冠",), ("科维德-19",)),))
    source = "Take 500 mg of it for COVID-19."
    done = retry_sentences(
        {source: SentenceDraft(WRONG)}, Second({source: ["针对科维德-19,服用500毫克."]}), glossary
    )
    assert done[source].target == "针对新冠，服用500毫克。"


@pytest.mark.parametrize(("check", "status"), [("number", "review"), ("cutoff", "ok")])
def test_a_repaired_dose_is_still_looked_at_and_a_repaired_ending_is_not(check, status):
    source, other = (
        ("Take 5 of it.", "服用5片。")
        if check == "number"
        else ("It is good for you.", "它对您有好处。")
    )
    first = "服用6片。" if check == "number" else "它，"

    class Twice(Second):
        def translate(self, sentences: Sequence[str]) -> list[str]:
            return [first for _ in sentences]

    (done,) = translate_articles(
        [PendingArticle("u", "", (source,), "en")], Twice({source: [other]}), {}
    )
    assert (done.blocks, done.status) == ((other,), status)
    assert f"{check}~" in done.sentences[0].checks


@pytest.mark.parametrize(
    ("sentence", "parts"),
    [
        ("It is late, but we go on now.", ["It is late,", "but we go on now."]),
        ("It works; however it is slow today.", ["It works; however it is slow today."]),
        ("It works very well; however it is slow.", ["It works very well;", "however it is slow."]),
        ("Bread, and milk.", ["Bread, and milk."]),
        ("", [""]),
    ],
)
def test_a_sentence_is_cut_where_a_clause_of_some_words_begins(sentence, parts):
    assert split_clauses(sentence) == parts


@given(st.text("ab ,;—:but and", max_size=60))
def test_no_word_is_lost_between_clauses(sentence):
    assert (
        " ".join(split_clauses(sentence)).replace("—", "").split()
        == sentence.replace("—", "").split()
    )

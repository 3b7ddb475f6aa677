from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.translation.translate import build_memory_key, collect_sentences, translate_articles
from records.translation import TITLE_BLOCK, PendingArticle, SentenceDraft, TranslatedSentence


class Phrasebook:
    """A translator that knows some sentences and counts what it is asked."""

    name = "phrasebook"
    languages = frozenset(("en",))

    def __init__(self, phrases: dict[str, str], model: str = "a") -> None:
        self.phrases, self.model = phrases, model
        self.calls: list[list[str]] = []
        self.others: dict[str, list[str]] = {}

    def translate(self, sentences: Sequence[str]) -> list[str]:
        self.calls.append(list(sentences))
        return [self.phrases.get(sentence, "译") for sentence in sentences]

    def alternatives(self, sentences: Sequence[str]) -> list[list[str]]:
        return [self.others.get(sentence, []) for sentence in sentences]


PHRASES = {
    "Flu season": "流感季节",
    "Wash your hands.": "请洗手。",
    "Then wait 20 seconds.": "然后等待20秒,再擦干.",
    "Take 500 mg.": "服用50毫克。",
    "It helps.": "有帮助。",
    "See": "参见",
    "for more.": "了解更多。",
    "Nothing": "",
}


def item(*blocks: str, title: str = "Flu season", uid: str = "u1") -> PendingArticle:
    return PendingArticle(uid, title, blocks, "en")


def test_a_translation_has_the_blocks_of_its_source_each_with_its_sentences() -> None:
    (done,) = translate_articles(
        [item("Wash your hands. Then wait 20 seconds.", "It helps.")], Phrasebook(PHRASES), {}
    )
    assert done.title == "流感季节"
    assert done.blocks == ("请洗手。然后等待20秒，再擦干。", "有帮助。")
    assert done.body == "请洗手。然后等待20秒，再擦干。\n有帮助。"
    assert done.status == "ok"
    assert done.sentences == (
        TranslatedSentence(TITLE_BLOCK, 0, "Flu season", "流感季节"),
        TranslatedSentence(0, 0, "Wash your hands.", "请洗手。"),
        TranslatedSentence(0, 1, "Then wait 20 seconds.", "然后等待20秒，再擦干。"),
        TranslatedSentence(1, 0, "It helps.", "有帮助。"),
    )


def test_the_sentences_of_all_articles_are_decoded_in_one_call_and_equal_ones_once() -> None:
    book = Phrasebook(PHRASES)
    translate_articles(
        [item("Wash your hands.", uid="u1"), item("It helps.\u00a0Wash your  hands.", uid="u2")],
        book,
        {},
    )
    assert book.calls == [["Flu season", "Wash your hands.", "It helps."]]


def test_what_the_memory_knows_is_not_decoded_again() -> None:
    book = Phrasebook(PHRASES)
    article = item("Wash your hands.", "12:30")
    (first,) = translate_articles([article], book, {})
    memory = {one.source: SentenceDraft(one.target) for one in first.sentences}
    assert translate_articles([article], book, memory) == [first]
    assert len(book.calls) == 1


def test_a_correction_in_the_memory_wins_over_the_translator() -> None:
    (done,) = translate_articles(
        [item("Take 500 mg.")],
        Phrasebook(PHRASES),
        {"Take 500 mg.": SentenceDraft("服用500毫克。")},
    )
    assert (done.blocks, done.status) == (("服用500毫克。",), "ok")


@pytest.mark.parametrize(
    ("blocks", "status"),
    [(["It helps."] * 2 + ["Take 500 mg."], "review"), (["Take 500 mg."], "failed")],
)
def test_errors_ask_for_review_and_too_many_make_it_failed(blocks: list[str], status: str) -> None:
    (done,) = translate_articles([item(*blocks)], Phrasebook(PHRASES), {})
    assert done.status == status
    assert done.sentences[-1].checks == ("number!", "unit!")
    assert done.blocks[-1] == "服用50毫克。"  # flagged, never changed


def test_addresses_go_past_the_decoder_letter_by_letter() -> None:
    book = Phrasebook(PHRASES)
    (done,) = translate_articles(
        [item("See https://a.org/x_y?q=1 for more.", "mail@a.example.org", "10.1000/182")], book, {}
    )
    assert book.calls == [["Flu season", "See", "for more."]]
    assert done.blocks == (
        "参见 https://a.org/x_y?q=1 了解更多。",
        "mail@a.example.org",
        "10.1000/182",
    )
    assert done.status == "ok"


def test_mark_up_placeholders_and_chinese_go_past_the_decoder() -> None:
    book = Phrasebook(PHRASES)
    (done,) = translate_articles(
        [item("It helps. <b>", "{{name}}", "已经是中文，共3句。", "See `x_y` for more.")], book, {}
    )
    assert book.calls == [["Flu season", "It helps.", "See", "for more."]]
    assert done.blocks == (
        "有帮助。<b>",
        "{{name}}",
        "已经是中文，共3句。",
        "参见 `x_y` 了解更多。",
    )
    assert done.status == "ok"


def test_lines_without_letters_and_empty_ones_keep_their_place() -> None:
    (done,) = translate_articles([item("", "2026-11-23", "——", title="")], Phrasebook(PHRASES), {})
    assert (done.title, done.blocks, done.status) == ("", ("", "2026-11-23", "——"), "ok")
    assert translate_articles([item("", title="")], Phrasebook({}), {})[0].sentences == ()


def test_a_sentence_the_decoder_lost_shows_its_original_and_is_flagged() -> None:
    (done,) = translate_articles(
        [item("Nothing", "It helps.", "Wash your hands.")], Phrasebook(PHRASES), {}
    )
    assert done.blocks[0] == "Nothing"
    assert (done.sentences[1].target, done.sentences[1].checks, done.status) == (
        "",
        ("empty!",),
        "review",
    )


def test_a_translation_never_brings_lines_of_its_own() -> None:
    (done,) = translate_articles(
        [item("It helps.")], Phrasebook({"It helps.": "有\n帮助。\r\n"}), {}
    )
    assert done.body.count("\n") == 0


def test_latin_sentences_left_as_they_are_stay_apart() -> None:
    (done,) = translate_articles(
        [item("WHO! CDC!")], Phrasebook({"WHO!": "WHO!", "CDC!": "CDC!"}), {}
    )
    assert done.blocks == ("WHO! CDC!",)


def test_the_memory_key_changes_with_the_model() -> None:
    assert build_memory_key(Phrasebook({})) == build_memory_key(Phrasebook({"a": "b"}))
    assert build_memory_key(Phrasebook({})) != build_memory_key(Phrasebook({}, model="b"))


def test_nothing_pending_calls_nobody() -> None:
    book = Phrasebook({})
    assert translate_articles([], book, {}) == []
    assert book.calls == []


@given(
    st.lists(st.text(max_size=40).map(lambda text: " ".join(text.split())), max_size=6),
    st.text(max_size=20).map(lambda t: " ".join(t.split())),
)
@settings(deadline=None)
def test_every_article_comes_back_whole(blocks: list[str], title: str) -> None:
    article = item(*blocks, title=title)
    (done,) = translate_articles([article], Phrasebook({}), {})
    assert len(done.blocks) == len(blocks)
    assert [bool(block) for block in done.blocks] == [bool(block) for block in blocks]
    assert bool(done.title) == bool(title)
    assert {one.source for one in done.sentences} == set(collect_sentences([article]))

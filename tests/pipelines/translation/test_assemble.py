import pytest

from pipelines.translation.assemble import (
    TranslationRating,
    assemble_translation,
    build_translation,
    label_sentence,
    rate_translation,
    split_article_sentences,
)
from pipelines.translation.glossary import EMPTY_GLOSSARY
from records.translation import (
    TITLE_BLOCK,
    PendingArticle,
    SentenceDraft,
    TranslatedSentence,
    get_caption_block,
)

ITEM = PendingArticle(
    "u", "Flu season", ("It helps. Rest.", "", "12:30"), "en", 1, ("", "A doctor rests.")
)
DRAFTS = {
    "Flu season": SentenceDraft("流感季节"),
    "It helps.": SentenceDraft("有帮助。"),
    "Rest.": SentenceDraft("休息。"),
    "12:30": SentenceDraft("12:30"),
    "A doctor rests.": SentenceDraft("医生在休息。"),
}


def test_title_body_and_pictures_are_cut_into_sentences() -> None:
    assert split_article_sentences(ITEM) == [
        (TITLE_BLOCK, "Flu season"),
        (0, "It helps."),
        (0, "Rest."),
        (2, "12:30"),
        (get_caption_block(1), "A doctor rests."),
    ]


def test_each_sentence_comes_back_to_its_place() -> None:
    done = assemble_translation(ITEM, DRAFTS, EMPTY_GLOSSARY)
    assert (done.title, done.blocks, done.captions) == (
        "流感季节",
        ("有帮助。休息。", "", "12:30"),
        ("", "医生在休息。"),
    )
    assert (done.status, done.score) == ("ok", 1.0)
    assert build_translation(ITEM, done.sentences) == done


SOUND = TranslatedSentence(0, 0, "It helps.", "有帮助。")
WRONG = TranslatedSentence(0, 0, "Take 500 mg.", "服用50毫克。", ("number!", "unit!"))
VERDICTS = [
    ([SOUND] * 4, "ok", 1.0),
    (
        [SOUND, SOUND, TranslatedSentence(0, 0, "No.", "是。", ("negation",))],
        "ok",
        1.0,
    ),  # a warning
    ([SOUND] * 3 + [WRONG], "review", 0.75),
    ([SOUND, WRONG], "failed", 0.5),
    (
        [SOUND] * 3 + [TranslatedSentence(0, 0, "Take 500 mg.", "服用500毫克。", ("number~",))],
        "review",
        1.0,
    ),
    ([SOUND] * 3 + [TranslatedSentence(0, 0, "It is good.", "很好。", ("cutoff~",))], "ok", 1.0),
    # a person's word
    (
        [
            SOUND,
            TranslatedSentence(0, 0, "Take 500 mg.", "服用50毫克。", ("number!",), corrected=True),
        ],
        "ok",
        1.0,
    ),
    ([], "ok", 1.0),
]


@pytest.mark.parametrize(("done", "status", "score"), VERDICTS)
def test_an_article_has_a_status_and_the_share_of_its_sound_sentences(
    done: list[TranslatedSentence], status: str, score: float
) -> None:
    assert rate_translation(done) == TranslationRating(status, score)


def test_what_is_chinese_already_is_not_checked_as_a_translation() -> None:
    assert label_sentence("第3章：洗手。", SentenceDraft("第3章：洗手。"), EMPTY_GLOSSARY) == ()
    assert label_sentence(
        "Take 500 mg.", SentenceDraft("服用50毫克。", ("cutoff",)), EMPTY_GLOSSARY
    ) == ("number!", "unit!", "cutoff~")

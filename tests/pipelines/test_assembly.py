import pytest

from pipelines.assembly import assemble, compose, judge, labels, lines
from pipelines.glossary import EMPTY
from records.translation import TITLE, Draft, Pending, Sentence, caption_block

ITEM = Pending("u", "Flu season", ("It helps. Rest.", "", "12:30"), "en", 1, ("", "A doctor rests."))
DRAFTS = {
    "Flu season": Draft("流感季节"),
    "It helps.": Draft("有帮助。"),
    "Rest.": Draft("休息。"),
    "12:30": Draft("12:30"),
    "A doctor rests.": Draft("医生在休息。"),
}


def test_title_body_and_pictures_are_cut_into_sentences() -> None:
    assert lines(ITEM) == [
        (TITLE, "Flu season"),
        (0, "It helps."),
        (0, "Rest."),
        (2, "12:30"),
        (caption_block(1), "A doctor rests."),
    ]


def test_each_sentence_comes_back_to_its_place() -> None:
    done = assemble(ITEM, DRAFTS, EMPTY)
    assert (done.title, done.blocks, done.captions) == ("流感季节", ("有帮助。休息。", "", "12:30"), ("", "医生在休息。"))
    assert (done.status, done.score) == ("ok", 1.0)
    assert compose(ITEM, done.sentences) == done


SOUND = Sentence(0, 0, "It helps.", "有帮助。")
WRONG = Sentence(0, 0, "Take 500 mg.", "服用50毫克。", ("number!", "unit!"))
VERDICTS = [
    ([SOUND] * 4, "ok", 1.0),
    ([SOUND, SOUND, Sentence(0, 0, "No.", "是。", ("negation",))], "ok", 1.0),  # a warning
    ([SOUND] * 3 + [WRONG], "review", 0.75),
    ([SOUND, WRONG], "failed", 0.5),
    ([SOUND] * 3 + [Sentence(0, 0, "Take 500 mg.", "服用500毫克。", ("number~",))], "review", 1.0),
    ([SOUND] * 3 + [Sentence(0, 0, "It is good.", "很好。", ("cutoff~",))], "ok", 1.0),
    ([SOUND, Sentence(0, 0, "Take 500 mg.", "服用50毫克。", ("number!",), corrected=True)], "ok", 1.0),  # a person's word
    ([], "ok", 1.0),
]


@pytest.mark.parametrize(("done", "status", "score"), VERDICTS)
def test_an_article_has_a_status_and_the_share_of_its_sound_sentences(done: list[Sentence], status: str, score: float) -> None:
    assert judge(done) == (status, score)


def test_what_is_chinese_already_is_not_checked_as_a_translation() -> None:
    assert labels("第3章：洗手。", Draft("第3章：洗手。"), EMPTY) == ()
    assert labels("Take 500 mg.", Draft("服用50毫克。", ("cutoff",)), EMPTY) == ("number!", "unit!", "cutoff~")

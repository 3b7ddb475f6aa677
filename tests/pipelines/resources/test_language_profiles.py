"""Claims about letters: the language of a few words, never another answer, noise is none."""

import pytest

from pipelines.resources.language_profiles import build_language_detector

DETECT = build_language_detector()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Students like Rai have been meeting", "en"),
        ("Police in B.C. said earlier Klein", "en"),
        ("A vaccine against the flu", "en"),
        ("SALT AND BLOOD PRESSURE", "en"),
        ("Het onderzoek volgde in vijf jaar de patiënten", "nl"),
        ("A kutatás öt éven át követte a betegeket", "hu"),
        ("Pacienti by měli jíst méně soli", "cs"),
        ("Hastalar günde beş gramdan az tuz yemelidir", "tr"),
        ("Пациенти трябва да ядат по-малко сол всеки ден", "bg"),
        ("Хворі повинні їсти менше солі щодня", "uk"),
    ],
)
def test_an_opening_of_a_few_words_is_enough(text, language):
    said, probability = DETECT(text)
    assert said == language
    assert 0.5 <= probability <= 1


def test_the_answer_is_the_same_a_hundred_times_and_in_a_new_detector():
    texts = ("Hong Kong", "Simon Krät", "Corrado Pa")
    assert (
        len(
            {tuple(map(DETECT, texts)) for _ in range(100)}
            | {tuple(map(build_language_detector(), texts))}
        )
        == 1
    )


@pytest.mark.parametrize("text", ["", "1234", "XBB.1.5 KP.3", "ɏɏɏ ƿƿƿ"])
def test_what_no_profile_knows_is_unknown(text):
    assert DETECT(text) == ("und", 0.0)


def test_an_abbreviation_among_words_is_not_read():
    assert DETECT("WHO: Die Behandlung von Bluthochdruck erfordert Geduld") == DETECT(
        "Die Behandlung von Bluthochdruck erfordert Geduld"
    )

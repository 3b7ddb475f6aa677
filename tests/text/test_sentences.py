import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from text.sentences import SENTENCE_CHARS, split_sentences

CASES = [
    "Wash your hands.|Dry them well.|Then wait!",
    "Dr. Smith and Mrs. Lee saw 12 patients.|None was ill.",
    "Take fruit, e.g. Apples from Turkey, every day.|It helps.",
    "Drug A vs. Placebo was tested.|It won.",
    "See Fig. 3 and Table 2.|The curve falls.",
    "The dose is 2.5 mg per day.|Never take 5.0 mg at once.",
    "Take 500 mg.|Then rest.",
    "The level fell to 3.|The patient recovered.",
    "Written by J. K. Rowling and F. Scott Fitzgerald in 1920.|It sold well.",
    "Fish is rich in vitamin D.|Milk is too.",
    "She had hepatitis B.|Doctors were calm.",
    "Fruit holds vitamins A, C and D.|Fish does too.",
    "Group A and group B.|Researchers compared them.",
    "“Is it safe?” he asked.|“It is.”|They left.",
    "It works (see the leaflet.)|Ask your doctor.",
    "The risk fell by 25%.[12]|Other trials agree.[3,4]|More follow.",
    "The vaccine is safe.12,13 |It is cheap.",
    "Smith et al. showed this.|So did we.",
    "This was shown by Smith et al. The trial was small.",
    "Exercise, sleep, etc. are good.|They cost nothing.",
    "He lives in the U.S. The virus came later.",
    "The U.S. Food and Drug Administration approved it on Jan. 5.|Sales began.",
    "At 8 p.m. on Sunday it rained.|On Monday it did not.",
    "He came at 8 p.m. The ward was full.",
    "1. Wash your hands.|2. Dry them.",
    "Does it hurt?|No!|Not at all…|Good.",
    "The protein binds.|mRNA is then read.|pH matters.",
    "It costs approx. 5 dollars.|That is cheap.",
    "About 97 percent agreed.Several others did not.",
    "Use 3.5 ml t.i.d. with water.|Stop when better.",
    "A single line without a stop",
    "第一句。|第二句！|第三句？|最后一句",
    "他问：“疼吗？”她说不疼。|后来好了。",
    "医生说：“多喝水。”|病人点头。",
    "体温37.5度。|血压正常……很好",
    "Line one.\n|Line two",
]
SPLIT_LATER = {
    "This was shown by Smith et al. The trial was small.": [
        "This was shown by Smith et al. ",
        "The trial was small.",
    ],
    "He lives in the U.S. The virus came later.": [
        "He lives in the U.S. ",
        "The virus came later.",
    ],
    "He came at 8 p.m. The ward was full.": ["He came at 8 p.m. ", "The ward was full."],
    "About 97 percent agreed.Several others did not.": [
        "About 97 percent agreed.",
        "Several others did not.",
    ],
}


@pytest.mark.parametrize("case", [case for case in CASES if case not in SPLIT_LATER])
def test_split_cuts_health_prose_where_a_reader_would(case: str) -> None:
    wanted = [piece.strip() for piece in case.split("|")]
    glue = "" if any("\u4e00" <= char <= "\u9fff" for char in case) or "\n" in case else " "
    text = glue.join(piece.strip() if glue else piece for piece in case.split("|"))
    assert [piece.strip() for piece in split_sentences(text)] == wanted


@pytest.mark.parametrize(("text", "pieces"), SPLIT_LATER.items())
def test_split_ends_a_sentence_after_an_abbreviation_when_an_opening_word_follows(
    text: str, pieces: list[str]
) -> None:
    assert split_sentences(text) == pieces


@given(
    st.text(
        alphabet=st.sampled_from("AaZz .!?。！？…,，;\n\t\"'”’()（）[]12%°é中文Dr vs.e.g "),
        max_size=200,
    )
    | st.text(max_size=100)
)
@settings(deadline=None)
def test_the_pieces_joined_give_the_text_back(text: str) -> None:
    pieces = split_sentences(text)
    assert "".join(pieces) == text
    assert all(pieces)


@pytest.mark.parametrize("unit", ["word ", "word, word ", "字", "中文，", "x"])
def test_no_piece_is_longer_than_a_decoder_can_take(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    pieces = split_sentences(text)
    assert max(map(len, pieces)) <= SENTENCE_CHARS
    assert "".join(pieces) == text


def test_a_long_sentence_is_cut_behind_a_comma_or_space() -> None:
    assert all(
        piece.endswith((", ", " "))
        for piece in split_sentences("eat well, sleep well, " * 300)[:-1]
    )


def test_nothing_gives_no_sentence() -> None:
    assert split_sentences("") == []


@pytest.mark.unmeasured
@pytest.mark.parametrize(
    "text",
    [
        "She waited" + "…" * 60_000 + "then left.",
        "She waited" + "." * 200_000 + "then left.",
        "Is it so" + "?!" * 100_000 + "x",
        "Dr. " * 50_000,
        "e.g. " * 50_000,
        'He said."' + "”" * 200_000 + "x",
        "药" * 500_000,
    ],
    ids=["ellipses", "dots", "marks", "titles", "abbreviations", "closing marks", "no stop at all"],
)
def test_hostile_punctuation_takes_no_longer_than_prose(text: str) -> None:
    """All take a tenth of a second to half a one; where stops were tried one by one, minutes."""
    started = time.process_time()
    pieces = split_sentences(text)
    assert time.process_time() - started < 5
    assert "".join(pieces) == text
    assert max(map(len, pieces)) <= SENTENCE_CHARS

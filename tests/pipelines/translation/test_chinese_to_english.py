"""Chinese becomes English by the same translators, under those checks that hold in this
direction.
"""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.translation.chinese_to_english import check_english_sentence, translate_to_english
from text.chinese.detect import is_chinese


class Fake:
    """Knows some sentences and remembers what it was asked."""

    name, model, languages = "fake", "f", frozenset(("zh",))

    def __init__(self, known: Mapping[str, str]) -> None:
        self.known, self.asked = known, []

    def translate(self, sentences: Sequence[str]) -> list[str]:
        self.asked.append(list(sentences))
        return [self.known.get(sentence, f"<{sentence}>") for sentence in sentences]

    def alternatives(self, sentences: Sequence[str]) -> list[list[str]]:
        return [[] for _ in sentences]


def test_each_line_keeps_its_sentences_and_each_sentence_is_decoded_once():
    fake = Fake(
        {
            "请洗手。": "Please wash your hands.",
            "多喝水！": "Drink water!",
            "睡够八小时。": "Sleep eight hours.",
        }
    )
    lines = translate_to_english("请洗手。多喝水！\n\n睡够八小时。请洗手。", fake)
    assert [[sentence.target for sentence in line] for line in lines] == [
        ["Please wash your hands.", "Drink water!"],
        [],
        ["Sleep eight hours.", "Please wash your hands."],
    ]
    assert fake.asked == [["请洗手。", "多喝水！", "睡够八小时。"]]


def test_addresses_go_past_the_decoder_and_numbers_alone_too():
    fake = Fake({"请访问": "Visit", "。": "."})
    (sentence,), (number,) = translate_to_english("请访问https://a.example/b_c。\n120/80", fake)
    assert sentence.target == "Visit https://a.example/b_c."
    assert number.target == "120/80"
    assert fake.asked == [["请访问"]]


def test_english_punctuation_stays_english():
    fake = Fake({"他说：“好”，然后走了。": 'He said, "Fine" , then left .'})
    ((sentence,),) = translate_to_english("他说：“好”，然后走了。", fake)
    assert sentence.target == 'He said, "Fine", then left.'
    assert sentence.findings == ()


def test_nothing_asks_nobody():
    fake = Fake({})
    assert translate_to_english("", fake) == [[]]
    assert fake.asked == []


CASES = [
    ("每天服用500毫克。", "Take 500 mg every day.", set()),
    ("每天服用500毫克。", "Take 50 mg every day.", {"number!", "unit!"}),
    ("每天服用500毫克。", "Take 500 ml every day.", {"unit!"}),
    ("约有1.2万名患者。", "There are about 12,000 patients.", set()),
    ("约有1.2万名患者。", "There are about 1,200 patients.", {"number!"}),
    ("疫苗安全有效，副作用轻微。", "The vaccine is safe,", {"cutoff!"}),
    ("CD4细胞减少。", "The cells decrease.", {"name!"}),
    ("请洗手。", "Please 洗手.", {"untranslated!"}),
    ("请洗手。", "wash wash wash wash your hands.", {"repetition!"}),
    ("请洗手。", " ", {"empty!"}),
    ("不要同时服用两种药物。", "Do not take both medicines together.", set()),
]


@pytest.mark.parametrize(("source", "target", "labels"), CASES)
def test_what_is_wrong_in_english_is_told(source, target, labels):
    assert {finding.label for finding in check_english_sentence(source, target)} == labels


@pytest.mark.parametrize(
    ("text", "chinese"),
    [
        ("高血压", True),
        ("每天服用 500 mg ibuprofen。", True),
        ("见 https://example.org/a/b/c/d", True),
        ("The word 健康 means health.", False),
        ("Stroke is an emergency.", False),
        ("120/80", False),
        ("", False),
    ],
)
def test_the_direction_goes_by_the_script(text, chinese):
    assert is_chinese(text) is chinese


@given(st.text(alphabet="请洗手。！？ 500毫克ab\n.,“”http://a.b/", max_size=80))
def test_any_text_comes_back_line_by_line(text):
    lines = translate_to_english(text, Fake({}))
    assert len(lines) == len(text.split("\n"))

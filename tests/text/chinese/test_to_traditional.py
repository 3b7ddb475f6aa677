import pytest
from hypothesis import given
from hypothesis import strategies as st

from text.chinese.to_traditional import convert_to_traditional

CASES = [
    ("头发发白，请发给医生。", "頭髮發白，請發給醫生。"),
    ("他说：“多喝‘热’水”。", "他說：「多喝『熱』水」。"),
    ("阿尔茨海默病（Alzheimer’s disease）", "阿爾茨海默病（Alzheimer’s disease）"),
    ("详见https://a.example/简体 <b>与</b>", "詳見https://a.example/簡體 <b>與</b>"),
    ("Take 500 mg.", "Take 500 mg."),
    ("半\ud800字", "半\ud800字"),
    ("", ""),
]


@pytest.mark.parametrize(("simple", "wanted"), CASES)
def test_simplified_chinese_becomes_traditional_with_its_marks(simple: str, wanted: str) -> None:
    assert convert_to_traditional(simple) == wanted


@given(st.text(max_size=60))
def test_no_line_is_won_or_lost(text: str) -> None:
    assert convert_to_traditional(text).count("\n") == text.count("\n")

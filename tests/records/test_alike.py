"""The folding of the search: parts fold as the whole does."""

import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from text.chinese.folding import fold_for_search

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=40)


@given(TEXT | HAN, TEXT | HAN)
@settings(deadline=None)
def test_every_character_folds_for_itself(left, right):
    assert fold_for_search(left + right) == fold_for_search(left) + fold_for_search(right)
    assert len(fold_for_search(left)) == len(left)
    assert fold_for_search(fold_for_search(left)) == fold_for_search(left)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("瞭解", "了解"),
        ("藉口", "借口"),
        ("計畫", "计划"),
        ("著作", "着作"),
        ("甚麼", "什么"),
        ("二噁英", "二恶英"),
        ("乾燥", "干燥"),
        ("ＷＨＯ", "who"),
    ],
)
def test_spellings_of_one_word_are_alike(one, other):
    assert fold_for_search(one) == fold_for_search(other)


def test_the_official_converter_finds_its_own_words_alike():
    simplified = (
        "头发 后来 里面 面条 制作 复杂 肾脏 脏器 头晕 发热 干细胞 检验 血压计划 症状 了解 什么 "
        "借口 于是 沉默"
    )
    traditional = opencc.OpenCC("s2tw").convert(simplified)
    assert traditional != simplified
    assert fold_for_search(traditional) == fold_for_search(simplified)

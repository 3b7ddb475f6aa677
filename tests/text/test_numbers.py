from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from text.numbers import read_chinese_numbers, read_english_numbers

pytestmark = pytest.mark.dates
ENGLISH = [
    ("It followed 1,200 patients.", ["1200"]),
    ("2.5 hours and .5 mg", ["2.5", "0.5"]),
    ("25% of 350 cases", ["25", "350"]),
    ("1.5 million people", ["1500000"]),
    ("between 14 and 22 million", ["14000000", "22000000"]),
    ("$300+ billion", ["300000000000"]),
    ("£5m and 5 m of rope", ["5000000", "5"]),
    ("in 2010–11", ["2010", "2011"]),
    ("COVID-19, H1N1, CD4, B12, SARS-CoV-2 and 3 km2", ["3"]),
    ("from 2 to 8 °C", ["2", "8"]),
]
SPOKEN = [
    ("twenty-five patients", "25"),
    ("three hundred and twelve", "312"),
    ("two million", "2000000"),
    ("half a million", "500000"),
    ("two decades", "20"),
    ("about two dozen", "24"),
    ("the sixteenth day", "16"),
    ("the twentieth", "20"),
    ("in October", "10"),
    ("twice a day", "2"),
    ("the third dose", "3"),
    ("a tenfold rise", "10"),
]
CHINESE = [
    ("随访1200名患者", ["1200"]),
    ("1,200人", ["1200"]),
    ("降低了２５％", ["25"]),
    ("161万例", ["1610000"]),
    ("2.3万亿美元", ["2300000000000"]),
    ("1亿2000万人", ["120000000"]),
    ("3万5000人", ["35000"]),
    ("3-5万人", ["30000", "50000"]),
    ("2千克", ["2"]),
    ("2千人", ["2000"]),
    ("COVID-19患者3名", ["3"]),
]
NUMERALS = [
    ("十月", "10"),
    ("二十五", "25"),
    ("三百一十二", "312"),
    ("两百万", "2000000"),
    ("一万两千", "12000"),
    ("三点五", "3.5"),
    ("二〇二〇年", "2020"),
    ("七八个", "7"),
    ("一半", "2"),
    ("十三点五", "13.5"),
    ("万一", "10001"),
]


@pytest.mark.parametrize(("text", "values"), ENGLISH)
def test_english_digits_are_read_with_their_scale_and_names_are_not(
    text: str, values: list[str]
) -> None:
    assert list(read_english_numbers(text).written) == [Fraction(value) for value in values]


@pytest.mark.parametrize(("text", "value"), SPOKEN)
def test_english_number_words_are_read(text: str, value: str) -> None:
    assert Fraction(value) in read_english_numbers(text).spoken


@pytest.mark.parametrize(("text", "values"), CHINESE)
def test_chinese_digits_are_read_with_their_scale(text: str, values: list[str]) -> None:
    assert list(read_chinese_numbers(text).written) == [Fraction(value) for value in values]


@pytest.mark.parametrize(("text", "value"), NUMERALS)
def test_chinese_numerals_are_read(text: str, value: str) -> None:
    assert Fraction(value) in read_chinese_numbers(text).spoken


@given(
    st.text(
        alphabet=st.sampled_from(
            "0123456789.,+-– 万亿千百十点一二半零年代abkmMN million$%thousand"
        ),
        max_size=60,
    )
)
@settings(deadline=None)
def test_no_text_breaks_the_reader(text: str) -> None:
    assert read_english_numbers(text).written is not None
    assert read_chinese_numbers(text).written is not None


@given(st.integers(min_value=0, max_value=10**12))
@settings(deadline=None)
def test_a_whole_number_is_read_the_same_on_both_sides(value: int) -> None:
    assert (
        read_english_numbers(f"about {value:,} people").written
        == read_chinese_numbers(f"约{value}人").written
        == (Fraction(value),)
    )

"""Quantities are read with their units, and a translation keeps both."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.translation.checks.quantities import (
    Quantity,
    find_quantity_mismatches,
    is_same_amount,
    read_chinese_quantities,
    read_english_quantities,
)
from pipelines.translation.checks.run import check_sentence

pytestmark = pytest.mark.dates
ENGLISH = [
    ("Take 500 mg now.", ["500毫克"]),
    ("Take 1,000mg now.", ["1000毫克"]),
    ("Give 0.5 mL/kg.", ["0.5毫升"]),
    ("A 5-mile walk took 2 hours.", ["5英里", "2小时"]),
    (
        "Take 5 to 10 mg a day.",
        [
            "5毫克",
            "10毫克",
        ],
    ),
    ("Take 5–10 µg.", ["5微克", "10微克"]),
    ("It was 98.6 °F.", ["98.6华氏度"]),
    ("It was 37 degrees Celsius.", ["37摄氏度"]),
    ("She is 5 feet 10 inches tall.", ["70英寸"]),
    ("He is 5'10\" tall.", ["70英寸"]),
    ("They moved 2 million tonnes and 3 thousand kg.", ["3000公斤"]),
    ("The 5G network and the 2nd dose in 10 cases", []),
    ("COVID-19 mg", []),
    ("1.5million", []),
]
CHINESE = [
    ("现在服用500毫克。", ["500毫克"]),
    ("体温37℃，血压120毫米汞柱。", ["37摄氏度", "120毫米汞柱"]),
    ("每天5-10毫克，或5至10 mg。", ["5毫克", "10毫克", "5毫克", "10毫克"]),
    ("约3000多公里", ["3000公里"]),
    ("5万毫升", ["50000毫升"]),
    ("3千克", ["3公斤"]),
    ("5个小时", ["5小时"]),
    ("20岁", ["20年"]),
]
SAME = [
    ("Take 500 mg twice.", "每次500毫克，每天两次。"),
    ("Take 1.5 kg.", "服用1500克。"),
    ("It was 98.6 °F.", "体温为37摄氏度。"),
    ("It was 98.6 °F (37 °C).", "体温为98.6华氏度（37摄氏度）。"),
    ("Keep 6 feet apart.", "保持2米的距离。"),
    ("Run 10 miles.", "跑16公里。"),
    ("Wait 48 hours.", "等待2天。"),
    (
        "Take 500 mg.",
        "服用该药。",
    ),  # a number that is missing as a whole is another check's business
    ("About 2,000 calories a day.", "每天约2000卡路里。"),
    ("Children under 5 years.", "5岁以下儿童。"),
]
OTHER = [
    ("Take 500 mg.", "服用500毫升。", ("500毫克", "500毫升")),
    ("Take one 500 mg tablet.", "每次一片50毫克。", ("500毫克", "50毫克")),
    ("Inject 5 mcg.", "注射5毫克。", ("5微克", "5毫克")),
    ("The nearest hospital is 500 mi away.", "最近的医院在500米外。", ("500英里", "500米")),
    ("A fever of 102 °F is high.", "102摄氏度的发烧很高。", ("102华氏度", "102摄氏度")),
    ("Wait 5 hours between doses.", "每次服药间隔5天。", ("5小时", "5天")),
    ("Take 5 mg and 10 mL.", "服用5毫升和10毫克。", ("5毫克", "5毫升")),
]


@pytest.mark.parametrize(("text", "found"), ENGLISH)
def test_english_quantities_are_read_with_their_units(text, found):
    assert list(map(str, read_english_quantities(text))) == found


@pytest.mark.parametrize(("text", "found"), CHINESE)
def test_chinese_quantities_are_read_with_their_units(text, found):
    assert list(map(str, read_chinese_quantities(text))) == found


@pytest.mark.parametrize(("source", "target"), SAME)
def test_the_same_amount_agrees_however_it_is_said(source, target):
    assert find_quantity_mismatches(source, target) == []


@pytest.mark.parametrize(("source", "target", "pair"), OTHER)
def test_another_unit_or_dose_is_named_with_both_sides(source, target, pair):
    first, *_ = find_quantity_mismatches(source, target)
    assert (str(first.english), str(first.chinese)) == pair
    (finding,) = [finding for finding in check_sentence(source, target) if finding.check == "unit"]
    assert finding.severity == "error"
    assert all(side in finding.reason for side in pair)


@given(
    st.sampled_from(
        read_english_quantities("1 mg 1 g 1 kg 1 ml 1 L 1 cm 1 km 1 miles 1 hours 1 days")
    ),
    st.integers(1, 10_000),
)
def test_a_quantity_agrees_with_itself_and_not_with_ten_times_as_much(one, value):
    quantity = Quantity(Fraction(value), one.unit)
    assert is_same_amount(quantity, quantity)
    assert not is_same_amount(quantity, Quantity(quantity.value * 10, quantity.unit))


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_pair_of_texts_is_read(source, target):
    assert all(each.english != each.chinese for each in find_quantity_mismatches(source, target))

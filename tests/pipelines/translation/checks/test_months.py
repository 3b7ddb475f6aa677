"""Months of an English date stand in its translation, and no others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.translation.checks.months import MONTH_NUMBERS, MonthMismatches, find_wrong_months

pytestmark = pytest.mark.dates


@pytest.mark.parametrize(
    ("source", "target", "wrong"),
    [
        ("On 3 March it ended.", "它于3月3日结束。", ([], [])),
        ("On 3 March it ended.", "它于4月3日结束。", ([3], [4])),
        ("On 3 March it ended.", "它于3日结束。", ([3], [])),
        ("From October to December", "十月至十二月", ([], [])),
        ("From October to December", "10-12月", ([], [])),
        ("In mid-January they met.", "他们于一月中旬会面。", ([], [])),
        ("They met on 2 Jan.", "他们于1月2日会面。", ([], [])),
        ("It may march in august company.", "它可能声势浩大。", ([], [])),
        ("April smiled.", "她笑了。", ([], [])),
        ("It lasted from May for 3 months.", "从5月起持续了3个月。", ([], [])),
        ("It ended in May of that year.", "它于同月结束。", ([], [])),
        ("In September it was 2020-03.", "9月为2020年3月。", ([], [])),
        ("No month at all.", "5月。", ([], [])),
    ],
)
def test_months_are_compared_by_what_they_mean(source, target, wrong):
    missing, invented = wrong
    assert find_wrong_months(source, target) == MonthMismatches(tuple(missing), tuple(invented))


@given(
    st.sampled_from(sorted(MONTH_NUMBERS)),
    st.integers(1, 28),
    st.sampled_from(["{m}月{d}日", "{m} 月 {d} 日"]),
)
def test_any_date_agrees_with_itself_and_with_no_other_month(name, day, form):
    number = MONTH_NUMBERS[name]
    other = number % 12 + 1
    assert (
        find_wrong_months(f"It came on {name} {day}.", form.format(m=number, d=day))
        == MonthMismatches()
    )
    assert find_wrong_months(
        f"It came on {name} {day}.", form.format(m=other, d=day)
    ) == MonthMismatches((number,), (other,))


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_texts_are_compared(source, target):
    months = find_wrong_months(source, target)
    assert not set(months.missing) & set(months.invented)

"""Claims about dates: every way a page writes one gives the same moment."""

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from text.dates.absolute import ParsedDate, find_first_date, is_after_fetch, parse_rfc822_date

pytestmark = pytest.mark.dates
CASES = [
    ("2018年08月03日10:37 來源:人民網", "2018-08-03T10:37:00+08:00"),
    ("时间:2020-02-11 18:19:53来源:融易新媒体", "2020-02-11T18:19:53+08:00"),
    ("发布时间：2020/03/16 新闻 浏览:556", "2020-03-16"),
    ("2019.9.7 下午 3:05", "2019-09-07T15:05:00+08:00"),
    ("2019-09-07T04:04:00+08:00", "2019-09-07T04:04:00+08:00"),
    ("2019-09-06T20:04:00Z", "2019-09-07T04:04:00+08:00"),
    ("2019-09-06T20:04:00.123Z", "2019-09-07T04:04:00+08:00"),
    ("2019-09-06 15:04 GMT-0500", "2019-09-07T04:04:00+08:00"),
    ("November 19, 2019 7:07 PM EST", "2019-11-20T08:07:00+08:00"),
    ("Nov. 19, 2019 at 12:07 a.m.", "2019-11-19T00:07:00+08:00"),
    ("19 Nov 2019", "2019-11-19"),
    ("Tuesday, 3rd March 2020, 09:30", "2020-03-03T09:30:00+08:00"),
    ("2021-06-31 is no day, 2021-06-30 is", ""),
    ("13800138000", ""),
    ("没有日期", ""),
    ("二〇二〇年", ""),
    ("二〇二〇年二月十一日", "2020-02-11"),
    ("二○一九年十二月三十一日 下午 3:05", "2019-12-31T15:05:00+08:00"),
    ("一九九八年十月二十日", "1998-10-20"),
    ("二零二六年三月三十日", "2026-03-30"),
    ("二〇二一年二月三十日", ""),
]


@pytest.mark.parametrize(("text", "wanted"), CASES)
def test_a_date_is_read_as_it_is_written(text: str, wanted: str) -> None:
    moment = find_first_date(text)
    assert (moment.to_iso("+08:00") if moment else "") == wanted


def test_a_moment_without_a_zone_takes_the_given_one_and_a_negative_zone_converts() -> None:
    assert ParsedDate("2020-01-01", "10:00:00").to_iso("-05:00") == "2020-01-01T10:00:00-05:00"
    assert (
        ParsedDate("2020-01-01", "10:00:00", "+08:00").to_iso("-05:00")
        == "2019-12-31T21:00:00-05:00"
    )
    assert ParsedDate("2020-01-01", "10:00:00", "+08:00").to_iso("") == "2020-01-01T02:00:00+00:00"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Fri, 11 Jun 2021 06:52:00 GMT", "2021-06-11T14:52:00+08:00"),
        ("Fri, 11 Jun 2021 06:52:00 -0000", "2021-06-11T14:52:00+08:00"),
        ("not a date", ""),
        ("", ""),
    ],
)
def test_mail_dates_are_read_with_their_zone(text: str, wanted: str) -> None:
    moment = parse_rfc822_date(text)
    assert (moment.to_iso("+08:00") if moment else "") == wanted


def test_a_date_after_the_page_was_fetched_is_too_late() -> None:
    assert is_after_fetch(ParsedDate("2030-01-01"), "2026-11-23T19:00:00Z")
    # it is tomorrow in China already
    assert not is_after_fetch(ParsedDate("2026-11-24"), "2026-11-23T19:00:00Z")
    assert not is_after_fetch(ParsedDate("2030-01-01"), "")


@settings(deadline=None)
@given(st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2049, 1, 1)))
def test_what_is_written_is_read_back(moment: datetime) -> None:
    text = f"{moment:%Y年%m月%d日 %H:%M:%S} 来源"
    found = find_first_date(text)
    assert found and found.to_iso("+08:00") == f"{moment:%Y-%m-%dT%H:%M:%S}+08:00"


@settings(deadline=None)
@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2049, 1, 1)))
def test_a_day_in_chinese_numerals_is_read_back(day: date) -> None:
    digits = "〇一二三四五六七八九"
    year = "".join(digits[int(digit)] for digit in str(day.year))

    def count(number: int) -> str:
        tens, ones = divmod(number, 10)
        ten = ("" if tens == 1 else digits[tens]) + "十" if tens else ""
        return ten + (digits[ones] if ones else "")

    found = find_first_date(f"国家卫生健康委 {year}年{count(day.month)}月{count(day.day)}日")
    assert found and found.to_iso("+08:00") == day.isoformat()

"""Claims about times of day: every way they stand beside a date gives the same minute."""

import pytest

from text.dates.absolute import find_first_date, iterate_dates, read_stated_date

pytestmark = pytest.mark.dates


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2024年3月9日 周六 21:04", "2024-03-09T21:04:00"),
        ("2024-03-09（星期六） 21:04:33", "2024-03-09T21:04:33"),
        ("2024年3月9日21时4分", "2024-03-09T21:04:00"),
        ("2024年3月9日晚9点04分", "2024-03-09T21:04:00"),
        ("2024年3月9日 上午九点", "2024-03-09"),
        ("2024年3月9日下午2点半", "2024-03-09T14:30:00"),
        ("2024年3月9日凌晨12:10", "2024-03-09T00:10:00"),
        ("2024年3月9日中午12:10", "2024-03-09T12:10:00"),
        ("21:04 2024-03-09 健康报", "2024-03-09T21:04:00"),
        ("Saturday, March 9th, 2024 9.04 pm", "2024-03-09T21:04:00"),
        ("9th of March 2024, 21.04", "2024-03-09T21:04:00"),
        ("9 March 2024 12.50 million doses", "2024-03-09"),
        ("March 9, 2024, 9 p.m.", "2024-03-09T21:00:00"),
        ("9:04 p.m. ET on March 9, 2024", "2024-03-09T21:04:00-05:00"),
        ("２０２４年３月９日　２１：０４", "2024-03-09T21:04:00"),
        ("24-03-09 21:04", "2024-03-09T21:04:00"),
        ("更新：24.3.9", "2024-03-09"),
        ("得分 24-03-09", ""),
        ("時間：24/03/09 21:04", "2024-03-09T21:04:00"),
        ("民國113年3月9日", "2024-03-09"),
        ("發布日期 113/03/09", "2024-03-09"),
        ("血壓 113/03/09", ""),
        ("3/9/2024 9:04:11 PM", "2024-03-09T21:04:11"),
        ("3/9/2024 21:04", ""),
        ("25/3/2024 21:04", "2024-03-25T21:04:00"),
        ("09.03.2024", "2024-03-09"),
    ],
)
def test_a_time_is_read_wherever_it_stands(text: str, wanted: str) -> None:
    moment = find_first_date(text)
    assert (moment.to_iso(moment.zone) if moment else "") == wanted


@pytest.mark.parametrize(
    ("day_first", "wanted"), [(True, "2024-09-03"), (False, "2024-03-09"), (None, "")]
)
def test_a_country_decides_between_day_and_month(day_first: bool | None, wanted: str) -> None:
    moment = find_first_date("Published 03/09/2024", day_first=day_first)
    assert (moment.day if moment else "") == wanted


def test_the_time_of_one_date_is_not_taken_for_the_next() -> None:
    text = "发布 2024-03-09 21:04 修改 2024-03-11"
    assert [(each.day, each.time) for each in iterate_dates(text)] == [
        ("2024-03-09", "21:04:00"),
        ("2024-03-11", ""),
    ]


@pytest.mark.parametrize(
    ("stated", "wanted"),
    [
        ("1709990640", "2024-03-09T13:24:00+00:00"),
        ("1709990640000", "2024-03-09T13:24:00+00:00"),
        ("20240309", "2024-03-09"),
        ("20240309212400", "2024-03-09T21:24:00"),
        ("20240309T2124", "2024-03-09T21:24:00"),
        ("2024-03-09T21:24:00+0800", "2024-03-09T21:24:00+08:00"),
        ("20241345", ""),
        ("about", ""),
    ],
)
def test_what_is_stated_for_machines_is_read(stated: str, wanted: str) -> None:
    moment = read_stated_date(stated)
    assert (moment.to_iso(moment.zone) if moment else "") == wanted

"""Claims about dates that count back from the moment of the fetch, in lists, feeds and on pages."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from text.dates.feeds import parse_feed_date
from text.dates.read import read_date
from text.dates.relative import find_relative_date, find_relative_date_in_line, find_yearless_date

pytestmark = pytest.mark.dates

NOW = "2026-09-18T06:30:00Z"  # 14:30 in China
MOMENTS = st.datetimes(min_value=datetime(1991, 1, 1), max_value=datetime(2049, 1, 1))
ZONES = st.sampled_from(["+08:00", "+00:00", "-05:00", "+05:30"])


def to_iso(moment, zone: str = "+08:00") -> str:
    return moment.to_iso(moment.zone or zone) if moment else ""


@pytest.mark.parametrize(
    ("text", "stamp"),
    [
        ("刚刚", "2026-09-18T14:30:00+08:00"),
        ("发布时间：3小时前", "2026-09-18T11:30:00+08:00"),
        ("Updated 2 hours ago", "2026-09-18T12:30:00+08:00"),
        ("Last updated: yesterday at 9:05", "2026-09-17T09:05:00+08:00"),
        ("昨天 08:30", "2026-09-17T08:30:00+08:00"),
        ("昨天下午3:05", "2026-09-17T15:05:00+08:00"),
        ("今日 下午 12:05", "2026-09-18T12:05:00+08:00"),
        ("前天", "2026-09-16"),
        ("Yesterday at 7:05 pm", "2026-09-17T19:05:00+08:00"),
        ("昨晚", ""),
        ("昨天晚上9点05分", "2026-09-17T21:05:00+08:00"),
        ("20 hours ago", "2026-09-17T18:30:00+08:00"),
        ("三年前", ""),
        ("研究者3天前发现", ""),
        ("昨天 08:30 开幕", ""),
        ("", ""),
    ],
)
def test_a_label_and_a_relative_date_give_its_moment(text: str, stamp: str):
    assert to_iso(find_relative_date(text, NOW, "+08:00", exact=True)) == stamp


@pytest.mark.parametrize(
    ("line", "stamp"),
    [
        ("健康报 | 昨天 08:30 | 阅读 12", "2026-09-17T08:30:00+08:00"),
        ("(AFP) – 18 hours ago", "2026-09-17T20:30:00+08:00"),
        ("2 hours ago · By Jane Doe", "2026-09-18T12:30:00+08:00"),
        ("3小时前 来源：新华社", "2026-09-18T11:30:00+08:00"),
        ("What I learned 2 days ago about influenza", ""),
        ("昨天北京新增病例三例", ""),
        ("患者3天前出现症状", ""),
        ("50分钟前 来自 健康微博", ""),  # a post of the social network beside the article
    ],
)
def test_in_a_line_it_stands_between_separators(line: str, stamp: str):
    assert to_iso(find_relative_date_in_line(line, NOW, "+08:00")) == stamp


@pytest.mark.parametrize("text", ["刚刚", "3小时前", "昨天 08:30", "yesterday", "2 days ago"])
def test_without_the_moment_of_the_fetch_nothing_is_relative(text: str):
    assert find_relative_date(text, "", "+08:00") is None
    assert find_relative_date_in_line(text, "", "+08:00") is None
    assert read_date(text, "", "+08:00") is None
    assert parse_feed_date(text, "+08:00") == ""


@pytest.mark.parametrize("text", ["刚刚", "3小时前", "昨天 08:30", "2 days ago", "前天"])
def test_lists_and_feeds_read_it_alike(text: str):
    assert parse_feed_date(text, "+08:00", NOW) == to_iso(read_date(text, NOW, "+08:00"))


def test_the_day_is_that_of_the_zone_of_the_source():
    late = "2026-09-18T20:00:00Z"  # the next morning in China
    assert to_iso(find_relative_date("今天 03:00", late, "+08:00")) == "2026-09-19T03:00:00+08:00"
    assert to_iso(find_relative_date("today", late, "-05:00")) == "2026-09-18"


@given(MOMENTS, ZONES, st.integers(1, 999))
def test_minutes_ago_are_counted_from_the_moment_of_the_fetch(
    fetched: datetime, zone: str, count: int
):
    fetched = fetched.replace(second=0, microsecond=0, tzinfo=UTC)
    for text in (f"{count}分钟前", f"{count} minutes ago"):
        stamp = to_iso(find_relative_date(text, fetched.isoformat(), zone), zone)
        assert datetime.fromisoformat(stamp) == fetched - timedelta(minutes=count)
        assert stamp.endswith(zone)


@given(MOMENTS, st.integers(0, 23), st.integers(0, 59))
def test_yesterday_is_the_day_before_the_fetch(fetched: datetime, hour: int, minute: int):
    stamp = to_iso(find_relative_date(f"昨天 {hour}:{minute:02d}", fetched.isoformat(), "+00:00"))
    day = fetched.date() - timedelta(days=1)
    assert stamp == f"{day.isoformat()}T{hour:02d}:{minute:02d}:00+00:00"


@given(MOMENTS, st.integers(0, 300))
def test_a_day_without_its_year_is_the_newest_that_has_come(fetched: datetime, back: int):
    day = fetched.date() - timedelta(days=back)
    moment = find_yearless_date(
        f"[{day.month:02d}-{day.day:02d}]", fetched.date().isoformat(), "+08:00"
    )
    assert moment and moment.day == day.isoformat()


@given(st.text(alphabet="0123456789 天小时分前昨今刚ago:：|·半hourdays年月日-", max_size=40))
def test_any_text_gives_a_date_that_is_none_of_the_future_or_nothing(text: str):
    for moment in (
        find_relative_date(text, NOW, "+08:00"),
        find_relative_date_in_line(text, NOW, "+08:00"),
        find_yearless_date(text, "2026-09-18", "+08:00"),
    ):
        stamp = to_iso(moment)
        assert re.fullmatch(r"|\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d\+08:00)?", stamp)
        assert stamp[:10] <= "2026-09-19"

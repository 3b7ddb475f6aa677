"""The date of a list's row, in every form that lists write it."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.announcement import ReadOptions
from spiders.discovery.listings.row_dates import (
    choose_row_date,
    find_row_date,
    is_machine_date,
    is_row_date,
    strip_glued_date,
)

pytestmark = pytest.mark.dates

READING = ReadOptions(now="2026-09-18T06:30:00+00:00", zone="+08:00")  # 14:30 in China


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2026-09-18", "2026-09-18"),
        ("(2026-07-25)", "2026-07-25"),
        ("[2026-07-25]", "2026-07-25"),
        ("2026/09/08", "2026-09-08"),
        ("2026.9.8", "2026-09-08"),
        ("2026年09月08日", "2026-09-08"),
        ("2026年9月8日 15:04", "2026-09-08T15:04:00+08:00"),
        ("2026-09-08 15:04:05", "2026-09-08T15:04:05+08:00"),
        ("发布时间：2026-09-08 15:04 来源：健康报", "2026-09-08T15:04:00+08:00"),
        ("18 2026-09", "2026-09-18"),
        ("05 2026.08", "2026-08-05"),
        ("09-18 12:30", "2026-09-18T12:30:00+08:00"),
        ("9-18 12:30", "2026-09-18T12:30:00+08:00"),
        ("[09-17]", "2026-09-17"),
        ("(9-7)", "2026-09-07"),
        ("健康报 [09-17]", "2026-09-17"),
        ("健康报 09-17", "2026-09-17"),
        ("健康报 09-17 08:00", "2026-09-17T08:00:00+08:00"),
        ("09/17", "2026-09-17"),
        ("9月17日", "2026-09-17"),
        ("12-31", "2025-12-31"),
        ("刚刚", "2026-09-18T14:30:00+08:00"),
        ("5分钟前", "2026-09-18T14:25:00+08:00"),
        ("半小时前", "2026-09-18T14:00:00+08:00"),
        ("15小时前", "2026-09-17T23:30:00+08:00"),
        ("3天前", "2026-09-15"),
        ("2周前", "2026-09-04"),
        ("今天 08:05", "2026-09-18T08:05:00+08:00"),
        ("昨天 23:10", "2026-09-17T23:10:00+08:00"),
        ("前天", "2026-09-16"),
        ("September 8, 2026", "2026-09-08"),
        ("8 Sep 2026", "2026-09-08"),
        ("Sep 4, 2026 10:56am", "2026-09-04T10:56:00+08:00"),
        ("3 hours ago", "2026-09-18T11:30:00+08:00"),
        ("an hour ago", "2026-09-18T13:30:00+08:00"),
        ("2 days ago", "2026-09-16"),
        ("1 month ago", "2026-08-19"),
        ("just now", "2026-09-18T14:30:00+08:00"),
        ("Yesterday at 9:05", "2026-09-17T09:05:00+08:00"),
        ("2026-09-08 15:04 +0000", "2026-09-08T15:04:00+00:00"),
    ],
)
def test_every_form_is_read(text: str, date: str):
    assert find_row_date(text, READING) == date


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-00018",
        "国卫办〔2026〕12号",
        "（2026年第87号）",
        "2026年第9期",
        "010-12345678",
        "3-1",
        "10-15岁",
        "3.5",
        "13-40",
        "2-30 10:00",
        "今天上午召开发布会，介绍疫苗接种情况",
        "845",
        "",
        "第12期",
        "2026-09-20",
        "2027年1月1日",
        "2026-13-01",
        "刚刚好",
        "2026-02-31",
        "11-2026-09-18",
    ],
)
def test_what_looks_like_a_date_and_is_none(text: str):
    assert find_row_date(text, READING) == ""


def test_a_date_without_a_year_takes_it_from_the_listings_own_address():
    now = replace(READING, now="2026-11-23T00:00:00+00:00")
    day = "https://www.chinanews.com.cn/scroll-news/{}/news.shtml"
    assert find_row_date("9-18 12:30", now, day.format("2024/0918")) == "2024-09-18T12:30:00+08:00"
    assert find_row_date("12-31 23:50", now, day.format("2024/0101")) == "2023-12-31T23:50:00+08:00"
    assert find_row_date("1-1 00:10", now, day.format("2024/0101")) == "2024-01-01T00:10:00+08:00"


def test_without_a_now_nothing_is_relative():
    assert [
        find_row_date(text, ReadOptions()) for text in ("3小时前", "刚刚", "昨天", "09-18")
    ] == ["", "", "", ""]
    assert find_row_date("2099-09-18", ReadOptions()) == "2099-09-18"


def test_the_row_wins_over_the_address_and_the_address_over_nothing():
    url = "http://example.org/2026/09/10/1.html"
    assert choose_row_date(["2026-09-11"], ["标题"], [], url, READING) == "2026-09-11"
    assert choose_row_date(["健康报"], ["标题"], [], url, READING) == "2026-09-10"
    assert choose_row_date([], [], [], "http://example.org/2027/09/10/1.html", READING) == ""


def test_what_is_stated_for_machines_comes_first_then_a_text_of_its_own():
    assert (
        choose_row_date(["2026-09-11"], [], ["2026-09-12T04:30:00Z"], "", READING)
        == "2026-09-12T04:30:00+00:00"
    )
    assert (
        choose_row_date(["会议于2026年9月1日召开", "2026-09-11"], [], [], "", READING)
        == "2026-09-11"
    )
    assert choose_row_date(["12", "2026-09"], [], ["2030-01-01"], "", READING) == "2026-09-12"


def test_a_date_in_a_long_text_is_that_of_an_event():
    assert (
        choose_row_date(["自2026年9月1日起施行" + "，请遵照执行" * 20], [], [], "", READING) == ""
    )


def test_a_title_gives_a_date_only_where_it_is_glued_to_it():
    assert choose_row_date([], ["流感监测周报", "2026-04-16 "], [], "", READING) == "2026-04-16"
    assert choose_row_date([], ["流感监测周报 2026-04-16"], [], "", READING) == "2026-04-16"
    assert choose_row_date([], ["2026年9月1日新闻发布会实录"], [], "", READING) == ""


@pytest.mark.parametrize(
    ("glued", "title"),
    [
        ("流感监测周报2026-04-16", "流感监测周报"),
        ("流感监测周报 (2026-04-16)", "流感监测周报"),
        ("流感监测周报[2026/4/16 08:30]", "流感监测周报"),
        ("2026-04-16 流感监测周报", "流感监测周报"),
        ("【2026-04-16】流感监测周报", "流感监测周报"),
        ("2026年7月新闻发布会文字实录", "2026年7月新闻发布会文字实录"),
        ("标准 WS 2026-02-00018", "标准 WS 2026-02-00018"),
    ],
)
def test_the_glued_date_is_no_part_of_the_title(glued: str, title: str):
    assert strip_glued_date(glued) == title


@pytest.mark.parametrize(
    ("name", "value", "stated"),
    [
        ("datetime", "2026-09-18", True),
        ("datetime", "", False),
        ("data-time", "1783650000", True),
        ("data-publish-date", "1783650000000", True),
        ("data-ts", "1783650000", True),
        ("data-date", "2026-09-18 10:00", True),
        ("data-id", "1783650000", False),
        ("data-time", "30", False),
        ("href", "2026-09-18", False),
    ],
)
def test_attributes_for_machines_are_told_by_name_and_value(name: str, value: str, stated: bool):
    assert is_machine_date(name, value) is stated


def test_a_text_is_a_date_when_it_is_nothing_else():
    assert is_row_date("2026-04-16", READING)
    assert is_row_date("[04-16]", READING)
    assert not is_row_date("2026-04-16 流感", READING)
    assert not is_row_date("标题", READING)


@given(st.text(alphabet="0123456789年月日-/.: []()前天小时分今昨aogT〔〕号第", max_size=40))
def test_any_text_gives_iso_or_nothing(text: str):
    assert re.fullmatch(
        r"|\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d[+-]\d\d:\d\d)?", find_row_date(text, READING)
    )

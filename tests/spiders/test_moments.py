"""Dates of feeds, sitemaps, listings and APIs become ISO 8601."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spiders.moments import day_in, moment


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("Fri, 25 Sep 2026 10:35:05 +0800", "2026-09-25T10:35:05+08:00"),
        ("Fri, 25 Sep 2026 10:35:05 GMT", "2026-09-25T10:35:05+00:00"),
        ("Fri, 25 Sep 2026 10:35:05 EDT", "2026-09-25T10:35:05-04:00"),
        ("25 Sep 2026 10:35 GMT+9", "2026-09-25T10:35:00+09:00"),
        ("2026-09-25T10:35:05Z", "2026-09-25T10:35:05+00:00"),
        ("2026-09-25T10:35:05.123456+08:00", "2026-09-25T10:35:05+08:00"),
        ("2026-09-25T10:35:05", "2026-09-25T10:35:05+08:00"),
        ("2026-09-25 10:35:05", "2026-09-25T10:35:05+08:00"),
        ("2026-09-25", "2026-09-25"),
        ("2026年9月25日 10:35", "2026-09-25T10:35:00+08:00"),
        ("Sep 4, 2026 10:56am", "2026-09-04T10:56:00+08:00"),
        ("1790303705", "2026-09-25T02:35:05+00:00"),
        ("1790303705000", "2026-09-25T02:35:05+00:00"),
        ("20260925", ""),
        ("2026-13-45T99:00", ""),
        ("yesterday", ""),
        ("", ""),
    ],
)
def test_dates_are_read_as_real_feeds_write_them(text, iso):
    assert moment(text, "+08:00") == iso


@pytest.mark.parametrize(
    ("row", "day"),
    [
        ("流感监测周报 2026-04-16", "2026-04-16"),
        ("(2026-4-6) 标题", "2026-04-06"),
        ("2026年04月16日", "2026-04-16"),
        ("2026/04/16 10:00", "2026-04-16"),
        ("标题 04-16", ""),
        ("索引号 2026-02-00018", ""),
        ("2026-02-31", ""),
        ("标题", ""),
    ],
)
def test_list_rows_give_whole_days_and_no_document_numbers(row, day):
    assert day_in(row) == day


@given(st.text(max_size=60) | st.from_regex(r"\d{9,14}(\.\d+)?", fullmatch=True))
@settings(deadline=None, max_examples=200)
def test_any_text_is_a_date_or_nothing(text):
    assert isinstance(moment(text, "+08:00"), str)
    assert isinstance(day_in(text), str)

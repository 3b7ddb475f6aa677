"""Reservations of text and data mining are read from file, header and page, the later one
counting.
"""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http.headers import Headers

from crawler.politeness.tdm_reservation import (
    TDM_FILE_PATH,
    TdmRule,
    find_reservation,
    parse_tdm_rules,
)
from records.limits import TDM_BYTES, TDM_RULES

URL = "http://a.example/news/1.html"
RESERVED = (TdmRule("/", "1"),)


def html(*metas: str, before: str = "", after: str = "") -> bytes:
    return (
        f"{before}<!DOCTYPE html><html"
        f" lang=zh><head><title>题</title>{''.join(metas)}</head><body>{after}</body></"
        f"html>".encode()
    )


def meta(content: str, name: str = "tdm-reservation") -> str:
    return f'<meta name="{name}" content="{content}">'


PLACES = {
    "nobody says anything": ({}, html(), (), ""),
    "the file": ({}, html(), RESERVED, f"{TDM_FILE_PATH} for / reserves text and data mining"),
    "the file, about other pages": ({}, html(), (TdmRule("/pictures/", "1"),), ""),
    "the file's first rule that fits": (
        {},
        html(),
        (TdmRule("/news/", "0"), TdmRule("/", "1")),
        "",
    ),
    "the file's first rule that fits, unusable": (
        {},
        html(),
        (TdmRule("/news/", ""), TdmRule("/", "1")),
        "",
    ),
    "the file's terms": (
        {},
        html(),
        (TdmRule("/*.html$", "1", "https://a.example/p.json"),),
        "its terms: https://a.example/p.json",
    ),
    "the header": (
        {"tdm-reservation": "1"},
        b"%PDF",
        (),
        "its header reserves text and data mining",
    ),
    "the header's terms": (
        {"TDM-Reservation": " 1 ", "tdm-policy": "https://a/p"},
        b"",
        (),
        "header reserves text and data mining; its terms",
    ),
    "the header sent twice": ({"tdm-reservation": ["1", "1"]}, b"", (), "its header"),
    "the header against itself": ({"tdm-reservation": "0, 1"}, b"", (), ""),
    "the header frees what the file reserves": ({"tdm-reservation": "0"}, html(), RESERVED, ""),
    "the header is unusable": ({"tdm-reservation": "yes"}, html(), RESERVED, TDM_FILE_PATH),
    "the page": ({}, html(meta("1")), (), "the page reserves text and data mining"),
    "the page, in other words": (
        {},
        html("<META CONTENT=1 NAME='TDM-Reservation' />"),
        (),
        "the page",
    ),
    "the page's terms": (
        {},
        html(meta("1"), meta("https://a.example/p?a=1&amp;b=2", "tdm-policy")),
        (),
        "https://a.example/p?a=1&b=2",
    ),
    "the page frees what header and file reserve": (
        {"tdm-reservation": "1"},
        html(meta("0")),
        RESERVED,
        "",
    ),
    "the page reserves what the header frees": (
        {"tdm-reservation": "0"},
        html(meta("1")),
        (),
        "the page",
    ),
    "the page is unusable": ({"tdm-reservation": "1"}, html(meta("2")), (), "its header"),
    "only a comment": ({}, html("<!-- " + meta("1") + " -->"), (), ""),
    "only the text": ({}, html(after=meta("1")), (), ""),
    "a feed that quotes a page": ({}, b"<rss>" + b" " * 3_000 + html(meta("1")), (), ""),
    "a name without a value": ({}, html('<meta name="tdm-reservation">'), (), ""),
}


@pytest.mark.parametrize("case", PLACES)
def test_the_nearest_place_that_says_something_counts(case):
    headers, body, rules, said = PLACES[case]
    found = find_reservation(Headers(headers), body, rules, URL)
    assert said in found
    assert bool(found) == bool(said)


def test_the_file_of_the_report_is_read():
    rules = [
        {"location": "/directory-a/", "tdm-reservation": 1},
        {
            "location": "/directory-b/html/",
            "tdm-reservation": 1,
            "tdm-policy": "https://provider.example/policy.json",
        },
        {"location": "/directory-b/images/*.jpg", "tdm-reservation": 0},
    ]
    assert parse_tdm_rules(json.dumps(rules).encode("utf-8-sig")) == (
        TdmRule("/directory-a/", "1"),
        TdmRule("/directory-b/html/", "1", "https://provider.example/policy.json"),
        TdmRule("/directory-b/images/*.jpg", "0"),
    )


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (1, "1"),
        (0, "0"),
        ("1", "1"),
        (True, ""),
        (2, ""),
        (1.0, ""),
        (None, ""),
        ([1], ""),
        ("reserved", ""),
    ],
)
def test_only_one_and_nought_say_something(value, said):
    assert parse_tdm_rules(json.dumps([{"location": "/", "tdm-reservation": value}]).encode()) == (
        TdmRule("/", said),
    )


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>Not found</html>",
        b"{}",
        b'{"location": "/", "tdm-reservation": 1}',
        b"null",
        b"[1, null, []]",
        b"\xff\xfe[",
        b'[{"tdm-reservation": 1}]',
        b'[{"location": 7, "tdm-reservation": 1}]',
        b'[{"location": "", "tdm-reservation": 1}]',
        b"[" * 100_000,
        b'[{"location": "/", "tdm-reservation": 1}]' + b" " * TDM_BYTES + b"x",
        b"[" + b"9" * 5_000 + b"]",
    ],
)
def test_what_is_no_file_of_rules_reserves_nothing(body):
    rules = parse_tdm_rules(body)
    assert rules in ((), (TdmRule("/", "1"),))
    assert not rules or len(body) > TDM_BYTES, "padding behind the cap is not read"


def test_the_number_of_rules_is_bounded():
    assert (
        len(
            parse_tdm_rules(
                json.dumps([{"location": "/", "tdm-reservation": 0}] * (TDM_RULES + 5)).encode()
            )
        )
        == TDM_RULES
    )


@given(st.binary(max_size=300))
def test_any_bytes_can_be_looked_at(body):
    parse_tdm_rules(body)
    find_reservation(
        Headers({"tdm-reservation": body[:20]}), b"<html tdm-reservation " + body, (), URL
    )


@pytest.mark.parametrize(
    "body",
    [
        "<meta " * 500_000,
        "<!--" * 500_000,
        "<meta " + 'a="' * 30_000 + ">",
        "<meta name=" * 100_000,
    ],
)
def test_a_hostile_page_is_decided_at_once(body):
    began = time.process_time()
    find_reservation(Headers(), b"<html tdm-reservation>" + body.encode(), (), URL)
    assert time.process_time() - began < 1.0

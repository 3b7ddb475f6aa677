"""A partner's JSON list gives its records as the source file maps them."""

import json
from dataclasses import replace

import pytest

from records.source import Api
from spiders.api import read_list
from spiders.found import Found, Reading, Unreadable

API = Api(
    urls=("http://partner.example/api/articles?lang=en",), items="data.list", link="link", title="headline", published="published_at",
    modified="updated_at", body="body_html", author="byline", outlet="provider", deleted="deleted", next="paging.next", cursor="cursor",
)  # fmt: skip
RECORD = {
    "link": "/a/1", "headline": "Salt &amp; health", "published_at": "2026-09-25T10:00:00Z",
    "updated_at": 1790303705, "body_html": "<p>x</p>",
    "byline": ["Ann", "Bo"], "provider": "Reuters",
}  # fmt: skip


def read(value: object, api: Api = API) -> Found:
    return read_list(json.dumps(value).encode(), api, api.urls[0], Reading(language="en", zone="+00:00"))


def sheet(*records: object, following: object = None) -> dict:
    return {"data": {"list": list(records)}, "paging": {"next": following}}


def test_a_record_is_an_article_with_its_text():
    (one,) = read(sheet(RECORD)).candidates
    assert (one.url, one.text, one.withdrawn) == ("http://partner.example/a/1", "<p>x</p>", False)
    assert (one.hint.title, one.hint.authors, one.hint.outlet) == ("Salt & health", ("Ann", "Bo"), "Reuters")
    assert (one.hint.published, one.hint.modified) == ("2026-09-25T10:00:00+00:00", "2026-09-25T02:35:05+00:00")


@pytest.mark.parametrize(
    ("value", "withdrawn"),
    [(True, True), ("yes", True), (1, True), ({"at": 1}, True), (False, False), ("false", False), (None, False), ("", False), ([], False)],
)
def test_a_deleted_record_is_withdrawn(value, withdrawn):
    assert read(sheet({**RECORD, "deleted": value})).candidates[0].withdrawn is withdrawn


def test_the_cursor_goes_into_the_query_and_the_rest_of_it_stays():
    assert read(sheet(RECORD, following="a&b")).next == "http://partner.example/api/articles?lang=en&cursor=a%26b"
    assert read(sheet(RECORD)).next == ""


def test_without_a_cursor_next_is_an_address_of_the_same_host():
    api = replace(API, cursor="")
    assert read(sheet(RECORD, following="?page=2"), api).next == "http://partner.example/api/articles?page=2"
    with pytest.raises(Unreadable, match="another host"):
        read(sheet(RECORD, following="http://evil.example/?page=2"), api)


def test_a_link_prefix_and_expressions_find_what_lies_deeper():
    api = replace(
        API,
        items="value[?Type=='news']",
        link="ItemDefaultUrl",
        link_prefix="https://www.example.org/news/item",
        title="Names.en",
        body="parts[].html",
    )
    value = {
        "value": [
            {"Type": "news", "ItemDefaultUrl": "/one", "Names": {"en": "A"}, "parts": [{"html": "<p>1"}, {"x": 2}, {"html": "<p>2"}]},
            {"Type": "pdf"},
        ]
    }
    (one,) = read(value, api).candidates
    assert (one.url, one.hint.title, one.text) == ("https://www.example.org/news/item/one", "A", "<p>1\n<p>2")


def test_fields_that_are_missing_or_of_another_type_stay_empty():
    api = replace(API, title="join(', ', names)", author="length(nothing)")
    (one,) = read(sheet({"link": "/1", "body_html": None, "published_at": {"x": 1}}), api).candidates
    assert (one.hint.title, one.hint.authors, one.hint.published, one.text) == ("", (), "", "")


@pytest.mark.parametrize("value", [{}, {"version": "6.9"}, [], "x", {"data": {"list": {"a": 1}}}, sheet({"headline": "no link"})])
def test_an_answer_without_its_list_is_a_failure_not_nothing_new(value):
    with pytest.raises(Unreadable):
        read(value)


@pytest.mark.parametrize("body", [b"", b"<html>", b"\xff\xfe{", b"[" * 100_000])
def test_what_is_no_json_is_unreadable(body):
    with pytest.raises(Unreadable):
        read_list(body, API, API.urls[0], Reading())


def test_an_empty_list_is_nothing_new():
    assert read(sheet()) == Found()

"""A partner's JSON list gives its records as the source file maps them."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.announcement import Announcement, ReadOptions, UnreadableEndpoint
from records.reasons import SkipReason
from records.source import ApiRules
from spiders.discovery.json_api import read_json_list

pytestmark = pytest.mark.dates

API = ApiRules(
    urls=("http://partner.example/api/articles?lang=en",),
    items="data.list",
    link="link",
    title="headline",
    published="published_at",
    modified="updated_at",
    body="body_html",
    author="byline",
    outlet="provider",
    deleted="deleted",
    next="paging.next",
    cursor="cursor",
)
RECORD = {
    "link": "/a/1",
    "headline": "Salt &amp; health",
    "published_at": "2026-09-25T10:00:00Z",
    "updated_at": 1790303705,
    "body_html": "<p>x</p>",
    "byline": ["Ann", "Bo"],
    "provider": "Reuters",
}


def read(value: object, api: ApiRules = API) -> Announcement:
    return read_json_list(
        json.dumps(value).encode(), api, api.urls[0], ReadOptions(language="en", zone="+00:00")
    )


def sheet(*records: object, following: object = None) -> dict:
    return {"data": {"list": list(records)}, "paging": {"next": following}}


def test_a_record_is_an_article_with_its_text():
    (one,) = read(sheet(RECORD)).candidates
    assert (one.url, one.text, one.withdrawn) == ("http://partner.example/a/1", "<p>x</p>", False)
    assert (one.hint.title, one.hint.authors, one.hint.outlet) == (
        "Salt & health",
        ("Ann", "Bo"),
        "Reuters",
    )
    assert (one.hint.published, one.hint.modified) == (
        "2026-09-25T10:00:00+00:00",
        "2026-09-25T02:35:05+00:00",
    )


@pytest.mark.parametrize(
    ("value", "withdrawn"),
    [
        (True, True),
        ("yes", True),
        (1, True),
        ({"at": 1}, True),
        (False, False),
        ("false", False),
        (None, False),
        ("", False),
        ([], False),
    ],
)
def test_a_deleted_record_is_withdrawn(value, withdrawn):
    assert read(sheet({**RECORD, "deleted": value})).candidates[0].withdrawn is withdrawn


def test_the_cursor_goes_into_the_query_and_the_rest_of_it_stays():
    assert (
        read(sheet(RECORD, following="a&b")).next
        == "http://partner.example/api/articles?lang=en&cursor=a%26b"
    )
    assert read(sheet(RECORD)).next == ""


def test_without_a_cursor_next_is_an_address_of_the_same_host():
    api = replace(API, cursor="")
    assert (
        read(sheet(RECORD, following="?page=2"), api).next
        == "http://partner.example/api/articles?page=2"
    )
    with pytest.raises(UnreadableEndpoint, match="another host"):
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
            {
                "Type": "news",
                "ItemDefaultUrl": "/one",
                "Names": {"en": "A"},
                "parts": [{"html": "<p>1"}, {"x": 2}, {"html": "<p>2"}],
            },
            {"Type": "pdf"},
        ]
    }
    (one,) = read(value, api).candidates
    assert (one.url, one.hint.title, one.text) == (
        "https://www.example.org/news/item/one",
        "A",
        "<p>1\n<p>2",
    )


def test_a_record_may_state_its_own_licence():
    records = [
        RECORD | {"rights": {"name": " cc <b>by</b> "}},
        RECORD | {"link": "/a/2", "rights": None},
    ]
    found = read(sheet(*records), replace(API, licence="rights.name"))
    assert [one.hint.licence for one in found.candidates] == ["cc by", ""]


def test_fields_that_are_missing_or_of_another_type_stay_empty():
    api = replace(API, title="join(', ', names)", author="length(nothing)")
    (one,) = read(
        sheet({"link": "/1", "body_html": None, "published_at": {"x": 1}}), api
    ).candidates
    assert (one.hint.title, one.hint.authors, one.hint.published, one.text) == ("", (), "", "")


@pytest.mark.parametrize(
    "value",
    [{}, {"version": "6.9"}, [], "x", {"data": {"list": {"a": 1}}}, sheet({"headline": "no link"})],
)
def test_an_answer_without_its_list_is_a_failure_not_nothing_new(value):
    with pytest.raises(UnreadableEndpoint):
        read(value)


@pytest.mark.parametrize("body", [b"", b"<html>", b"\xff\xfe{", b"[" * 100_000])
def test_what_is_no_json_is_unreadable(body):
    with pytest.raises(UnreadableEndpoint):
        read_json_list(body, API, API.urls[0], ReadOptions())


def test_an_empty_list_is_nothing_new():
    assert read(sheet()) == Announcement()


# what becomes of every record


def test_every_record_is_a_candidate_or_skipped_with_its_reason():
    again, elsewhere = {**RECORD, "headline": "Again"}, {**RECORD, "link": "javascript:open(1)"}
    found = read(
        sheet(
            RECORD,
            {"headline": "No link"},
            elsewhere,
            again,
            {**RECORD, "deleted": True},
            "text",
            7,
        )
    )
    assert [(one.url, one.withdrawn) for one in found.candidates] == [
        ("http://partner.example/a/1", False),
        ("http://partner.example/a/1", True),
    ]
    assert [(one.reason, one.label) for one in found.skipped] == [
        (SkipReason.NO_LINK, "No link"),
        (SkipReason.BAD_LINK, "javascript:open(1)"),
        (SkipReason.REPEATED_LINK, "http://partner.example/a/1"),
        (SkipReason.NO_LINK, "text"),
        (SkipReason.NO_LINK, "7"),
    ]
    assert found.entries == 7


def test_a_bare_object_in_place_of_the_list_may_pass():
    with pytest.raises(UnreadableEndpoint) as caught:
        read({"version": "6.9"})
    assert caught.value.transient
    with pytest.raises(UnreadableEndpoint) as caught:
        read(sheet({"headline": "no link"}))
    assert not caught.value.transient


# fields


def test_numbers_html_nested_names_and_summaries_become_text():
    api = replace(
        API,
        title="t",
        link="id",
        link_prefix="/article/",
        author="by",
        summary="s",
        published="d",
        outlet="o",
    )
    record = {
        "t": "<b>Salt</b> &amp; <em>health</em>",
        "id": 17,
        "by": [["Ann"], ["Bo", 3]],
        "s": "<p>A  b</p>",
        "d": 1790303705,
        "o": 12,
    }
    (one,) = read(sheet(record), api).candidates
    assert (one.url, one.hint.title.split(), one.hint.summary) == (
        "http://partner.example/article/17",
        ["Salt", "&", "health"],
        "A b",
    )
    assert (one.hint.authors, one.hint.published, one.hint.outlet) == (
        ("Ann", "Bo"),
        "2026-09-25T02:35:05+00:00",
        "12",
    )
    (two,) = read(
        sheet({**record, "by": [{"name": {"zh": "张三"}}, {"x": 1}], "d": 1790303705000}),
        replace(api, author="by[].name.zh"),
    ).candidates
    assert (two.hint.authors, two.hint.published) == (("张三",), "2026-09-25T02:35:05+00:00")
    (three,) = read(sheet({**record, "by": "张三、李四; 王五"}), api).candidates
    assert three.hint.authors == ("张三", "李四", "王五")


def test_an_absolute_link_needs_no_prefix():
    api = replace(API, link_prefix="https://www.example.org/news/item")
    assert (
        read(sheet({**RECORD, "link": "http://example.net/1"}), api).candidates[0].url
        == "http://example.net/1"
    )
    assert (
        read(sheet({**RECORD, "link": "//example.net/1"}), api).candidates[0].url
        == "http://example.net/1"
    )


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2026-09-18 12:30:05", "2026-09-18T12:30:05+00:00"),
        ("2小时前", "2026-11-22T22:00:00+00:00"),
        ("11-20", "2026-11-20"),
        ("2027-03-01", ""),
        (1e999, ""),
        ("soon", ""),
        (20260918, "2026-09-18"),
        (0, ""),
        (-5, ""),
        (10**30, ""),
    ],
)
def test_dates_of_lists_are_read_in_any_form_and_those_ahead_are_none(written, date):
    body = (
        json.dumps(sheet({**RECORD, "published_at": written})).replace("Infinity", "1e999").encode()
    )
    (one,) = read_json_list(
        body, API, API.urls[0], ReadOptions(now="2026-11-23T00:00:00+00:00", zone="+00:00")
    ).candidates
    assert one.hint.published == date


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("<h4>Background</h4>Salt is<br>bad.", "<h4>Background</h4>Salt is<br>bad."),
        (
            "<jats:title>Background</jats:title><jats:p>Salt "
            "<jats:italic>is</jats:italic> bad.</jats:p>",
            "<h4>Background</h4><p>Salt <i>is</i> bad.</p>",
        ),
        ("Salt is bad.\n\nSugar < salt", "<p>Salt is bad.</p><p>Sugar &lt; salt</p>"),
        ("&lt;p&gt;Salt&lt;/p&gt;", "<p>Salt</p>"),
        ("", ""),
    ],
)
def test_a_body_becomes_html(body, html):
    assert read(sheet({**RECORD, "body_html": body})).candidates[0].text == html


# where the JSON is

CCTV = ApiRules(
    urls=("https://news.example/life_1.jsonp",),
    items="data.list",
    link="url",
    title="title",
    published="focus_date",
    summary="brief",
)
JSONP = (
    'china({"data":{"total":60,"list":[{"title":"示例：国家卫健委(发布)","focus_date":"2026-09-18'
    ' 12:30:05",'
    '"url":"https://news.example/2026/09/18/ARTIx260918.shtml","brief":"示例摘要"}]}});'
)


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "utf-8-sig"])
def test_jsonp_is_cut_out_of_its_call_in_any_encoding(encoding):
    (one,) = read_json_list(
        JSONP.encode(encoding), CCTV, CCTV.urls[0], ReadOptions(language="zh")
    ).candidates
    assert (one.hint.title, one.hint.summary, one.hint.published) == (
        "示例：国家卫健委(发布)",
        "示例摘要",
        "2026-09-18T12:30:05+08:00",
    )


@pytest.mark.parametrize(
    "body",
    [
        "alert(1);china({})",
        "china(alert({}))",
        "china()",
        ")(",
        "x(1",
        "f([1,2)",
        "(function(){return {}})()",
    ],
)
def test_code_is_never_run_and_no_list(body):
    with pytest.raises(UnreadableEndpoint):
        read_json_list(body.encode(), CCTV, CCTV.urls[0], ReadOptions())


def test_json_that_holds_brackets_is_not_taken_for_jsonp():
    body = json.dumps({"data": {"list": [{"url": "/1", "title": "a (b) c"}]}}).encode()
    assert (
        read_json_list(body, CCTV, CCTV.urls[0], ReadOptions()).candidates[0].hint.title
        == "a (b) c"
    )


def test_a_list_inside_a_page_is_read_from_its_element_or_variable():
    records = (
        '[{"id":501001,"title":"示例：基层慢病管理","url":"2026/0710/501001.html",'
        '"update_time":1783650000}]'
    )
    api = ApiRules(
        urls=("x",),
        items="@",
        link="url",
        title="title",
        published="update_time",
        inside="#ttde_data",
    )
    base = "https://www.jkb.example/science/"
    page = f'<html><body><div id="ttde_data" style="display:none">{records}</div></body></html>'
    (one,) = read_json_list(page.encode(), api, base, ReadOptions(zone="+08:00")).candidates
    assert (one.url, one.hint.title) == (base + "2026/0710/501001.html", "示例：基层慢病管理")
    assert one.hint.published[:10] == "2026-07-10"
    script = replace(api, inside="", variable="list", items="rows")
    body = f'<script>var a = 1; window.list = {{"rows": {records}}}; go(list)</script>'
    assert read_json_list(body.encode(), script, base, ReadOptions()).candidates[0].url == one.url
    with pytest.raises(UnreadableEndpoint, match="no script sets the variable other"):
        read_json_list(body.encode(), replace(script, variable="other"), base, ReadOptions())


def test_odata_is_a_list_at_value():
    api = ApiRules(
        urls=("https://who.example/api?$top=1",),
        items="value",
        link="ItemDefaultUrl",
        link_prefix="https://who.example/news/item",
        title="Title",
    )
    body = (
        b'{"@odata.context":"x","value":[{"Title":"T","ItemDefaultUrl":"/24-08-2026-one",'
        b'"SystemSourceKey":null}]}'
    )
    assert (
        read_json_list(body, api, api.urls[0], ReadOptions()).candidates[0].url
        == "https://who.example/news/item/24-08-2026-one"
    )


# bad input


@pytest.mark.parametrize(
    "body",
    [
        '{"data":' * 50_000,
        "[" * 200_000 + "]" * 200_000,
        "9" * 6_000,
        '{"data":{"list":[' + "[]," * 1_200_000 + "[]]}}",
        "NaN",
        "null",
        '"x"',
        '{"data":{"list":[]},"data":{}}',
    ],
    ids=[
        "deep",
        "deep and closed",
        "huge number",
        "a million lists",
        "NaN",
        "null",
        "text",
        "key given twice",
    ],
)
def test_bombs_are_unreadable(body):
    with pytest.raises(UnreadableEndpoint):
        read_json_list(body.encode(), CCTV, CCTV.urls[0], ReadOptions())


@given(st.binary(max_size=200))
@pytest.mark.parametrize("api", [CCTV, replace(CCTV, inside="div"), replace(CCTV, variable="x")])
def test_any_bytes_give_a_result_or_are_unreadable(api, body):
    for whole in (
        body,
        b"<div>" + body,
        b"<script>var x = " + body,
        b'f({"data":{"list":[' + body + b"]}})",
    ):
        try:
            assert isinstance(
                read_json_list(
                    whole, api, "http://example.org/", ReadOptions(now="2026-11-23T00:00:00Z")
                ),
                Announcement,
            )
        except UnreadableEndpoint as error:
            assert str(error)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["url", "title", "focus_date", "brief", "x"]), inner, max_size=4
        )
    ),
    max_leaves=10,
)


@given(st.lists(json_values, max_size=4))
def test_records_of_any_shape_are_all_accounted_for(records):
    try:
        found = read_json_list(
            json.dumps({"data": {"list": records}}).encode(),
            CCTV,
            "http://example.org/",
            ReadOptions(now="2026-11-23T00:00:00Z"),
        )
    except UnreadableEndpoint:
        return
    assert found.entries == len(records)

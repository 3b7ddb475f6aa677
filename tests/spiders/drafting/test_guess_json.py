"""Where JSON keeps articles: the list and the fields are found by names and values."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spiders.drafting.guess_json import guess_json_list, guess_payload_fields

pytestmark = pytest.mark.dates
SECONDS = [
    {"url": f"/a/{n}.html", "title": "T", "update_time": 1_783_650_000 + n} for n in range(3)
]
NOTHING = [
    {"version": "6.9"},
    [],
    {},
    "text",
    7,
    None,
    [1, 2, 3],
    [{"a": 1}, {"a": 2}],
    {"rows": [{"id": 1}, {"id": 2}]},
]
KEYS = ["url", "title", "date", "list", "content", "a b"]
CCTV = [
    {
        "id": f"ARTI{n}",
        "title": f"第{n}条",
        "image": f"//p.cn/{n}.jpg",
        "focus_date": f"2026-09-1{n} 10:00:00",
        "url": f"https://a.cn/{n}.shtml",
    }
    for n in range(3)
]
ODATA = [
    {
        "Title": f"News {n}",
        "ItemDefaultUrl": f"/item-{n}",
        "PublicationDateAndTime": f"2026-09-1{n}T10:00:00Z",
    }
    for n in range(3)
]
SEARCH = [
    {"id": str(n), "source": "MED", "title": f"Study {n}", "abstractText": "Background. " * 30}
    for n in range(3)
]
CASES = {
    "jsonp of a broadcaster": (
        {"data": {"total": 3, "list": CCTV}},
        ("data.list", "url", "title", "focus_date", "", True),
    ),
    "OData": (
        {"value": ODATA},
        ("value", "ItemDefaultUrl", "Title", "PublicationDateAndTime", "", True),
    ),
    "a bare list": (ODATA, ("@", "ItemDefaultUrl", "Title", "PublicationDateAndTime", "", True)),
    "numbers in place of addresses": (
        {"resultList": {"result": SEARCH}},
        ("resultList.result", "id", "title", "", "abstractText", False),
    ),
    "a key that is no name": (
        {"data-list": ODATA},
        ('"data-list"', "ItemDefaultUrl", "Title", "PublicationDateAndTime", "", True),
    ),
    "menu and articles": (
        {"menu": [{"name": "首页", "url": "/"}, {"name": "健康", "url": "/jk/"}], "news": CCTV},
        ("news", "url", "title", "focus_date", "", True),
    ),
    "one torn record of twelve": (
        {
            "rows": [
                *({"href": f"./t2026_{n}.html", "title": f"第{n}条"} for n in range(11)),
                {"title": "坏"},
            ]
        },
        ("rows", "href", "title", "", "", True),
    ),
    "seconds since 1970": (SECONDS, ("@", "url", "title", "update_time", "", True)),
}


@pytest.mark.parametrize(("value", "expected"), CASES.values(), ids=CASES)
def test_the_list_and_its_fields_are_found(value, expected):
    found = guess_json_list(value)
    assert found is not None
    assert (
        found.items,
        found.link,
        found.title,
        found.published,
        found.body,
        found.has_url,
    ) == expected


@pytest.mark.parametrize(
    "value",
    [
        {"version": "6.9"},
        [],
        {},
        "text",
        7,
        None,
        [1, 2, 3],
        [{"a": 1}, {"a": 2}],
        {"rows": [{"id": 1}, {"id": 2}]},
    ],
)
def test_what_holds_no_articles_gives_none(value):
    assert guess_json_list(value) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(string.printable, max_size=12),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(JSON)
def test_any_json_is_survived(value):
    guess_json_list(value)
    guess_payload_fields(value)


def test_the_fields_of_an_article_are_found_at_any_depth():
    article = {
        "data": {
            "title": "胃病怎样调养",
            "content": "<p>示例正文第一段。</p>",
            "summary_text": "短",
            "utime": 1788768000001,
            "ctime": 1788768000000,
            "source": {"name": "生命时报", "logo": "https://a.cn/logo.png"},
            "editor": {"name": "王一"},
        }
    }
    assert guess_payload_fields(article) == {
        "body": "data.content",
        "title": "data.title",
        "published": "data.ctime",
        "outlet": "data.source.name",
        "editor": "data.editor.name",
    }
    assert guess_payload_fields({"title": "T"}) == guess_payload_fields([]) == {}

"""JSON that a page keeps in an element or a script is found, never run."""

import json

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.limits import JSON_CHARS, JSON_VALUES
from text.html.script_json import (
    JsonNotFoundError,
    find_embedded_json,
    find_hidden_text,
    parse_json,
)

pytestmark = pytest.mark.dates
VALUE = {
    "title": "胃病 (怎样) 调养",
    "content": '<p class="a">正文</p>',
    "n": [1, 2.5, None, True],
    "q": "a'b\\c\n",
}
DOUBLE = json.dumps(json.dumps(VALUE))
SINGLE = "'" + json.dumps(VALUE, ensure_ascii=False).replace("\\", "\\\\").replace("'", "\\'") + "'"


@pytest.mark.parametrize(
    "script",
    [
        f"var data = {json.dumps(VALUE)};",
        f"window.data={json.dumps(VALUE)}; run(data)",
        f"a.b=1;let data = {json.dumps(VALUE)}\nvar c = {{}}",
        f"const data = {DOUBLE};",
        f"var data = {SINGLE};",
        f"var data = JSON.parse({DOUBLE});",
        f"var data = JSON.parse({SINGLE});",
        f"if (data == 1) {{}} var data = compute(); var data = {json.dumps(VALUE)}",
        f"var xdata = 1, x.data = 2; self.data = {json.dumps(VALUE)}",
    ],
)
def test_a_variable_holds_json_plain_or_as_a_string_of_it(script: str):
    page = f"<p>x</p><script>/* ) */</script><script>{script}</script>"
    assert find_embedded_json(page, variable="data") == VALUE
    assert find_embedded_json(lxml.html.document_fromstring(page), variable="data") == VALUE


def test_escapes_of_javascript_and_of_addresses_are_undone():
    assert find_embedded_json(
        r"<script>var a = '{\x22k\x22: \'v\x3c\'}'</script>".replace(
            r"\'v\x3c\'", r"\x22v\x3c\x22"
        ),
        variable="a",
    ) == {"k": "v<"}
    assert find_embedded_json(
        "<script>var a = decodeURIComponent('%7B%22k%22%3A%22%E5%81%A5%22%7D')</script>",
        variable="a",
    ) == {"k": "健"}
    assert (
        find_embedded_json("<script>var a = \"it's \\\n\\'so\\'\"</script>", variable="a")
        == "it's 'so'"
    )


@pytest.mark.parametrize(
    ("script", "trouble"),
    [
        ("var other = {}", "no script sets the variable data"),
        ("var data = {title: 1}", "holds no JSON"),
        ("var data = function() { return {} }", "holds no JSON"),
        ("var data = 'never closed", "never closed"),
        ("var data =", "holds no JSON"),
        ("var data = " + "[" * 100_000, "nests too deep"),
        ("var data = " + "9" * 6_000, "not JSON"),
        ("var data = '{broken}'", "holds no JSON"),
        ("data == {}", "no script sets"),
    ],
)
def test_a_variable_that_is_no_json_is_said_so(script: str, trouble: str):
    with pytest.raises(JsonNotFoundError, match=trouble):
        find_embedded_json(f"<script>{script}</script>", variable="data")


ROWS = [{"title": "甲", "url": "2026/1.html"}]


@pytest.mark.parametrize(
    "element",
    [
        f"<div id=x style='display:none'>{json.dumps(ROWS)}</div>",
        f"<textarea id=x>{json.dumps(ROWS)}</textarea>",
        f"<script id=x type=application/json>{json.dumps(ROWS)}</script>",
        f"<input id=x type=hidden value='{json.dumps(ROWS)}'>",
        f"<div id=x data-id=7 data-rows='{json.dumps(ROWS)}'>wait</div>",
        f"<div id=x>none</div><div id=x>{json.dumps(ROWS)}</div>",
        f"<div id=x>{json.dumps(json.dumps(ROWS))}</div>",
    ],
)
def test_an_element_holds_json_as_its_text_value_or_data(element: str):
    assert find_embedded_json(f"<html><body>{element}", inside="#x") == ROWS


def test_an_element_keeps_the_tags_in_its_json():
    assert find_embedded_json('<div id=x>{"content": "<p>一</p><p>二</p>"}</div>', inside="#x") == {
        "content": "<p>一</p><p>二</p>"
    }
    assert find_embedded_json('<div id=x>[{"a": "b <i title=\\"c\\">d</i>"}]</div>', inside="#x")[
        0
    ]["a"].startswith("b ")


@pytest.mark.parametrize(
    ("page", "trouble"),
    [
        ("<p>", "no element matches"),
        ("<p id=x>text", "holds no JSON"),
        ("<p id=x>7", "no element"),
        ("<p id=x>", "no element"),
    ],
)
def test_an_element_without_json_is_said_so(page: str, trouble: str):
    with pytest.raises(JsonNotFoundError, match=trouble):
        find_embedded_json(page, inside="#x")


def test_whole_json_may_have_a_mark_before_it_and_nothing_after():
    assert parse_json('\ufeff {"a": NaN, "b": [1e999], "a": 2}\n') == {"a": 2, "b": [float("inf")]}
    with pytest.raises(JsonNotFoundError, match="follows its end"):
        parse_json('{"a": 1} {"b": 2}')


def test_json_beyond_the_caps_is_refused_by_name():
    with pytest.raises(JsonNotFoundError, match="objects and lists"):
        parse_json("[" + "[]," * JSON_VALUES + "[]]")
    with pytest.raises(JsonNotFoundError, match="characters"):
        parse_json('"' + "x" * JSON_CHARS + '"')


LONG = "国家卫生健康委员会今天召开发布会，介绍了疫苗接种的进展情况，并回答了记者的提问。" * 5


@pytest.mark.parametrize(
    ("page", "shown", "name"),
    [
        (
            f"<script>var cs_article = {json.dumps(json.dumps({'content': LONG}))}</script>",
            "",
            "the script variable cs_article",
        ),
        (
            f"<script>var cs_article = {json.dumps({'content': LONG})}</script>",
            "页脚",
            "the script variable cs_article",
        ),
        (
            f"<script>window.contentdate = '<p>{LONG}</p>'</script>",
            "页脚",
            "the script variable contentdate",
        ),
        (
            '<script>var cs_article = {"a": {"content": "<p>短</p>"}}</script>',
            "",
            "the script variable cs_article",
        ),
        (f"<div id=data>{json.dumps([{'body': LONG}])}</div>", "", "the element #data"),
        (
            f"<script id=__NEXT_DATA__ type=application/json>{json.dumps({'html': LONG})}</script>",
            "页脚",
            "the element #__NEXT_DATA__",
        ),
        (
            f"<script>var state = {json.dumps({'content': '<p>' + LONG + '</p>'})}</script>",
            LONG[:60],
            "",
        ),
        (f"<script>var state = {json.dumps({'privacy': LONG})}</script>", "页脚", ""),
        ('<script>var cs_article = {"content": "短"}</script>', "页脚", ""),
        (
            "<script>var a = [1], b = {c: 1}; var content = {broken</script><div id=x>{no}</div>",
            "",
            "",
        ),
        ("<p>text</p>", "", ""),
    ],
)
def test_a_text_that_only_the_json_holds_is_named(page: str, shown: str, name: str):
    assert find_hidden_text(lxml.html.document_fromstring(page), shown) == name


@given(st.text(alphabet="{}[]\"'\\:,=abx0 \n()<>/;", max_size=80))
def test_any_script_gives_json_or_a_reason(text: str):
    for page in (f"<script>var x = {text}</script>", f"<div id=x>{text}</div>"):
        for where in ({"inside": "#x"}, {"variable": "x"}):
            try:
                find_embedded_json(page, **where)
            except JsonNotFoundError as error:
                assert str(error)
    find_hidden_text(lxml.html.document_fromstring(f"<p></p><script>var x = {text}</script>"), "")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=8,
    )
)
def test_what_a_script_was_given_is_what_is_found(value: object):
    written = json.dumps([value]).replace("</", "<\\/")
    assert find_embedded_json(f"<script>var x = {written};</script>", variable="x") == [value]

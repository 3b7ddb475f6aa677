"""Fields of JSON by the expressions of a source."""

import pytest

from pipelines.jsonfields import is_true, names, search, text

RECORD = {
    "a": {"b": "text"},
    "n": 7,
    "f": 2.5,
    "yes": True,
    "list": ["x", ["y", 3], {"z": 1}, None],
    "who": [{"name": "Ann"}, {"name": "Bo"}],
}


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("a.b", "text"), ("n", "7"), ("f", "2.5"), ("yes", ""), ("list", "x\ny"), ("who[].name", "Ann\nBo"), ("a", ""), ("nothing", ""),
        ("", ""),
        ("join(', ', nothing)", ""), ("length(a.b)", "4"),
    ],
)  # fmt: skip
def test_a_field_is_text_or_nothing(expression: str, found: str):
    assert text(expression, RECORD) == found


def test_an_infinite_number_is_no_text():
    assert text("@", float("inf")) == text("@", float("nan")) == ""


def test_names_come_from_lists_and_from_what_divides_them():
    assert names("who[].name", RECORD) == ("Ann", "Bo")
    assert names("@", "张三、李四；张三") == ("张三", "李四")
    assert names("@", [[["Ann", ["Bo", [["too deep"]]]]]]) == ("Ann", "Bo")
    assert names("nothing", RECORD) == ()


def test_a_missing_field_is_none():
    assert search("a.b.c", RECORD) is None and search("", RECORD) is None


@pytest.mark.parametrize(("value", "true"), [("yes", True), (" No ", False), ("0", False), (1, True), (None, False), ([], False)])
def test_what_means_yes(value: object, true: bool):
    assert is_true(value) is true

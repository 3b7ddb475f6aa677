"""Fields of JSON by the expressions of a source."""

import pytest

from text.json_fields import is_truthy, read_field, read_names_field, read_text_field

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
        ("a.b", "text"), ("n", "7"), ("f", "2.5"), ("yes", ""), ("list", "x\ny"),
        ("who[].name", "Ann\nBo"), ("a", ""), ("nothing", ""),
        ("", ""),
        ("join(', ', nothing)", ""), ("length(a.b)", "4"),
    ],
)  # fmt: skip
def test_a_field_is_text_or_nothing(expression: str, found: str):
    assert read_text_field(expression, RECORD) == found


def test_an_infinite_number_is_no_text():
    assert read_text_field("@", float("inf")) == read_text_field("@", float("nan")) == ""


def test_names_come_from_lists_and_from_what_divides_them():
    assert read_names_field("who[].name", RECORD) == ("Ann", "Bo")
    assert read_names_field("@", "张三、李四；张三") == ("张三", "李四")
    assert read_names_field("@", [[["Ann", ["Bo", [["too deep"]]]]]]) == ("Ann", "Bo")
    assert read_names_field("nothing", RECORD) == ()


def test_a_missing_field_is_none():
    assert read_field("a.b.c", RECORD) is None and read_field("", RECORD) is None


@pytest.mark.parametrize(
    ("value", "true"),
    [("yes", True), (" No ", False), ("0", False), (1, True), (None, False), ([], False)],
)
def test_what_means_yes(value: object, true: bool):
    assert is_truthy(value) is true

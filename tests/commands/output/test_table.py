import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wcwidth import wcswidth

from commands.output.table import (
    measure_width,
    render_side_by_side,
    render_table,
    shorten_text,
    strip_control_characters,
    wrap_text,
)


def test_columns_line_up_with_chinese_in_them() -> None:
    table = render_table(
        ("名称", "n", "title"), [("人民网", 7, "a"), ("bbc", 1234, "健康")], right_aligned={1}
    )
    assert table.split("\n") == ["名称       n  title", "人民网     7  a", "bbc     1234  健康"]
    assert {wcswidth(line[: line.rindex("  ")]) for line in table.split("\n")[1:]} == {12}


def test_a_table_without_rows_is_its_head() -> None:
    assert render_table(("a", "b"), []) == "a  b"


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("aZ~ 健康，。（）「」ａ１ア가é\u0301👨\u200d👩🇨🇳①…—·𠮷")))
def test_width_is_that_of_wcwidth(text: str) -> None:
    assert measure_width(text) == max(0, wcswidth(text))


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("健康", "健康"),
        ("a\tb\nc\r\u2028d", "a b c  d"),
        ("\x1b[31mred\x1b]0;title\x07", "red"),
        ("\u202eevil\u200b\ue000x\x9b", "evilx"),
    ],
)
def test_plain_lets_nothing_through_that_steers_a_terminal(text: str, safe: str) -> None:
    assert strip_control_characters(text) == safe


@pytest.mark.parametrize(
    ("columns", "short"), [(20, "高血压患者的饮食"), (9, "高血压患…"), (8, "高血压…"), (1, "…")]
)
def test_shorten_cuts_at_the_column_and_not_inside_a_character(columns: int, short: str) -> None:
    assert shorten_text("高血压患者的饮食", columns) == short


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("ab ，。健康血压, "), max_size=80), st.integers(4, 30))
def test_wrap_keeps_every_character_and_no_line_is_too_wide(text: str, columns: int) -> None:
    lines = wrap_text(text, columns)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(measure_width(line) <= columns for line in lines)


def test_wrap_breaks_at_spaces_and_between_chinese_characters_and_not_before_a_comma() -> None:
    assert wrap_text("Eat less salt today", 10) == ["Eat less", "salt today"]
    assert wrap_text("每天吃盐，不超过五克", 8) == ["每天吃", "盐，不超", "过五克"]
    assert (
        wrap_text("abcdefghijkl", 6) == ["abcdef", "ghijkl"]
        or "".join(wrap_text("abcdefghijkl", 6)) == "abcdefghijkl"
    )
    assert wrap_text("", 6) == [""]


def test_beside_sets_translation_next_to_original() -> None:
    assert render_side_by_side("Eat less salt", "少吃盐", 8) == ["Eat less │ 少吃盐", "salt     │"]

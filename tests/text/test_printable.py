"""What strangers write cannot steer a terminal, a log or a page, and JSON keeps its values."""

import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from text.printable import (
    escape_unprintable,
    make_line,
    make_printable,
    make_styled_printable,
    shorten_line,
)

UNPRINTABLE = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
ANY = st.text(st.characters())  # halves of characters included


@given(ANY)
def test_nothing_unprintable_is_left_but_tabs_and_line_feeds(text: str) -> None:
    left = {char for char in make_printable(text) if unicodedata.category(char) in UNPRINTABLE}
    assert left <= {"\t", "\n"}


@given(ANY)
def test_printable_text_stays_as_it_is(text: str) -> None:
    printable = make_printable(text)
    assert make_printable(printable) == printable


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("高\x1b[31;1m血压\x1b[0m", "高血压"),
        ("\x1b]0;title\x07标题", "标题"),
        ("\x1b]8;;http://evil.example\x1b\\链接\x1b]8;;\x1b\\", "链接"),
        ("\x1bPq#0\x1b\\图", "图"),
        ("\x9b2J清屏", "清屏"),
        ("\u202egpj.exe", "gpj.exe"),
        ("一\u2028二\u2029三", "一二三"),
        ("零\u200b宽\ufeff字", "零宽字"),
        ("标签\U000e0041", "标签"),
        ("制表\t换行\n", "制表\t换行\n"),
    ],
)
def test_sequences_and_steering_characters_go(text: str, safe: str) -> None:
    assert make_printable(text) == safe


def test_a_line_has_no_breaks_and_a_bounded_length() -> None:
    assert make_line("一\r\n二\t三") == "一 二 三"
    assert make_line("长" * 9_000_000, 10) == "长" * 9 + "…"
    assert shorten_line("短", 10) == "短"


def test_our_own_colours_stay_and_other_sequences_go() -> None:
    assert make_styled_printable("\x1b[1m粗\x1b[0m\x1b[2J") == "\x1b[1m粗\x1b[0m"


@given(ANY)
def test_escaped_json_has_the_same_value_and_nothing_unprintable(text: str) -> None:
    written = escape_unprintable(json.dumps([text], ensure_ascii=False))
    assert json.loads(written) == [text]
    assert not {char for char in written if unicodedata.category(char) in UNPRINTABLE}

"""Claims about white space: folded as a browser shows it, none between two Chinese lines."""

import pytest

from text.whitespace import collapse_whitespace, count_visible_chars


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (" two \n words ", "two words"),
        ("中文\n换行", "中文换行"),
        ("中文\nEnglish", "中文 English"),
        ("\u3000\u3000缩进\u00a0\u00a0文字", "缩进 文字"),
        ("零\u200b宽\ufeff", "零宽"),
        (" \n\u3000\u200b", ""),
    ],
)
def test_white_space_is_folded(text: str, wanted: str) -> None:
    assert collapse_whitespace(text) == wanted


@pytest.mark.parametrize(("text", "wanted"), [("two words", 8), (" 中 文\u200b ", 2), ("", 0)])
def test_only_what_is_to_be_seen_is_counted(text: str, wanted: int) -> None:
    assert count_visible_chars(text) == wanted

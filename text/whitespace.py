"""Fold white space as a browser shows it."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass


_PRIVATE_USE_CHARS = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_TEMPLATE_MARKUP = re.compile(r"@@\w+@@|\{\{[^{}]{0,80}\}\}|<%[^%]{0,80}%>")


_SPACE = re.compile(r"[\s\u3000\u200b\u2060\ufeff]+")
_INVISIBLE = re.compile("[\u200b\u2060\ufeff]")
_HAN_BREAK = re.compile(
    r"(?<=[\u3001-\u30ff\u4e00-\u9fff\uff00-\uffef])["
    r" \t]*\n\s*(?=[\u3001-\u30ff\u4e00-\u9fff\uff00-\uffef])"
)


def collapse_whitespace(text: str) -> str:
    """Fold white space to single spaces.

    A line break in the source between two Chinese characters is none.
    """
    if text.isascii():
        return " ".join(text.split())
    if "\n" in text:
        text = _HAN_BREAK.sub("", text)
    return (_SPACE.sub(" ", text) if _INVISIBLE.search(text) else " ".join(text.split())).strip()


def count_visible_chars(text: str) -> int:
    """Count the characters that are to be seen."""
    return sum(map(len, (text if text.isascii() else _INVISIBLE.sub("", text)).split()))


def tidy_line(line: str) -> str:
    """Take private-use characters and template marks out of a line, fold its white space."""
    line = line.replace("\n", " ")
    if not line.isascii():
        line = _PRIVATE_USE_CHARS.sub("", line)
    if "@@" in line or "{{" in line or "<%" in line:
        line = _TEMPLATE_MARKUP.sub("", line)
    return collapse_whitespace(line)

"""Fold white space as a browser shows it, and take out what it does not show at all."""

import re
from typing import Final

from text.symbol_fonts import PRIVATE_USE_SYMBOLS

_PRIVATE_USE_CHARS = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_TEMPLATE_MARKUP = re.compile(r"@@\w+@@|\{\{[^{}]{0,80}\}\}|<%[^%]{0,80}%>")


_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb]"
)
"""Controls, soft hyphens, zero-width spaces, directions of writing, byte order marks: no reader
sees them, so they are nothing, never a blank.
"""
_JOINER: Final = re.compile(
    "(?<![\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])[\u200c\u200d]"
    "|[\u200c\u200d](?![\u2600-\u27bf\U0001f000-\U0001faff])"
)
"""Zero-width joiners outside emoji, where they make one picture of two."""
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2069\ufeff\ufff9-\ufffb]"
)
_HAN_BREAK = re.compile(
    r"(?<=[\u3001-\u30ff\u4e00-\u9fff\uff00-\uffef])["
    r" \t]*\n\s*(?=[\u3001-\u30ff\u4e00-\u9fff\uff00-\uffef])"
)


def collapse_whitespace(text: str) -> str:
    """Fold white space to single spaces.

    A line break in the source between two Chinese characters is none.
    """
    if text.isascii():
        plain = text if text.isprintable() else _INVISIBLE.sub("", text)
        return " ".join(plain.split())
    if "\n" in text:
        text = _HAN_BREAK.sub("", text)
    if _UNSEEN.search(text):
        text = _JOINER.sub("", _INVISIBLE.sub("", text))
    return " ".join(text.split())


def count_visible_chars(text: str) -> int:
    """Count the characters that are to be seen."""
    return sum(map(len, (text if text.isascii() else _INVISIBLE.sub("", text)).split()))


def tidy_line(line: str) -> str:
    """Take private-use characters and template marks out of a line, fold its white space."""
    line = line.replace("\n", " ")
    if not line.isascii() and _PRIVATE_USE_CHARS.search(line):
        line = _PRIVATE_USE_CHARS.sub("", line.translate(PRIVATE_USE_SYMBOLS))
    if "@@" in line or "{{" in line or "<%" in line:
        line = _TEMPLATE_MARKUP.sub("", line)
    return collapse_whitespace(line)

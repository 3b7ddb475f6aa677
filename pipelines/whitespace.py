"""Fold white space as a browser shows it."""

import re

_SPACE = re.compile(r"[\s\u3000\u200b\u2060\ufeff]+")
_INVISIBLE = re.compile("[\u200b\u2060\ufeff]")
_HAN_BREAK = re.compile(r"(?<=[\u3001-\u30ff\u4e00-\u9fff\uff00-\uffef])[ \t]*\n\s*(?=[\u3001-\u30ff\u4e00-\u9fff\uff00-\uffef])")


def squeeze(text: str) -> str:
    """Fold white space to single spaces; a line break in the source between two Chinese characters is none."""
    if text.isascii():
        return " ".join(text.split())
    if "\n" in text:
        text = _HAN_BREAK.sub("", text)
    return (_SPACE.sub(" ", text) if _INVISIBLE.search(text) else " ".join(text.split())).strip()


def ink(text: str) -> int:
    """Count the characters that are to be seen."""
    return sum(map(len, (text if text.isascii() else _INVISIBLE.sub("", text)).split()))

"""Tell Chinese texts from others by their characters."""

import re
from typing import Final

from text.chinese.folding import HAN_RANGES
from text.protected_spans import PROTECTED_SPAN

HAN_SHARE: Final = 0.2  # of the characters of a page that is Chinese: its markup is Latin
_HAN: Final = re.compile(f"[{HAN_RANGES}]")
_LATIN_WORD: Final = re.compile("[A-Za-z]+")
_HAN_RUN: Final = re.compile("[\u4e00-\u9fff]+")


def is_chinese(text: str) -> bool:
    """Say whether a text is Chinese rather than English: it has more Han characters than words in
    Latin letters.
    """
    plain = PROTECTED_SPAN.sub(" ", text)
    return len(_HAN.findall(plain)) > len(_LATIN_WORD.findall(plain))


def is_mostly_chinese(text: str) -> bool:
    """Say whether a page is Chinese: more than a fifth of its characters are."""
    if text.isascii():
        return False
    han = sum(map(len, _HAN_RUN.findall(text)))
    return han > HAN_SHARE * sum(map(len, text.split())) and han > 0

"""Tell simplified Chinese, traditional Chinese and Japanese without kana apart, by the national character sets.

A character that only one of GB 2312 and Big5 has speaks for that script. Japanese spelling mixes what China and Taiwan keep apart
(国民運動連合: 国 is mainland's, 運動連 are Taiwan's) and has simplifications of its own (発, 県, 総), all of them in its own set.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from records.folding import simplify

_MIXED: Final = 0.15  # the smaller part of what only one Chinese set has; a variant in a traditional sentence (跟踪, 蹤) is less
_DOUBT: Final = 0.1  # characters; one that tells makes the script 92 % sure, five 98 %
_SHORT: Final = 20  # Han characters; a longer Chinese text may speak of 昭和, and has other signs
_JAPANESE = re.compile(
    "午[前後]|平成|昭和|令和|誕生日|競馬|野球|株式|無料|身長|卒業|大学院(?![士系校])|准教|法廷|以降、|現在、|一方、|\u301c"
)
"""Words that Japanese writes so, and Chinese otherwise (上午, 生日, 副教授), for lines in which no character tells."""


class Reading(NamedTuple):
    """What the characters say: the language, the script, and how sure the script is."""

    language: str
    script: str
    share: float


def read(counts: Mapping[str, int], text: str) -> Reading:
    """Read the Han characters of a text, given each with its number; simplified Chinese at even odds when none of them tells."""
    simple = sum(number for char, number in counts.items() if _leaning(char) < 0)
    traditional = sum(number for char, number in counts.items() if _leaning(char) > 0)
    if is_japanese_set(counts) and (_is_spelt_japanese(counts) or _says_japanese(counts, text)):
        return Reading("ja", "Jpan", 0.9)
    script, most = ("Hant", traditional) if traditional > simple else ("Hans", simple)
    return Reading("zh", script, (most + _DOUBT) / (simple + traditional + 2 * _DOUBT))


def is_japanese_set(counts: Mapping[str, int]) -> bool:
    """Say whether all characters are of the Japanese set, which lacks most simplified ones (们, 这, 说)."""
    return all(_encodes(char, "cp932") for char in counts)


def _is_spelt_japanese(counts: Mapping[str, int]) -> bool:
    mainland = taiwan = own = 0
    for char, number in counts.items():
        gb, big5 = _encodes(char, "gb2312"), _encodes(char, "big5")
        mainland += number if gb and not big5 else 0
        taiwan += number if big5 and not gb else 0
        own += number if not gb and not big5 else 0
    return own + min(mainland, taiwan) >= max(_MIXED * (mainland + taiwan + own), 1)


def _says_japanese(counts: Mapping[str, int], text: str) -> bool:
    return sum(counts.values()) < _SHORT and bool(_JAPANESE.search(text))


@lru_cache(maxsize=32_768)
def _leaning(char: str) -> int:
    # characters of both scripts (后, 里, 著) say nothing: the two national character sets tell which these are; 於 is in both, yet
    # mainland writes 于
    mainland, taiwan = _encodes(char, "gb2312"), _encodes(char, "big5")
    if char == "於" or (not mainland and simplify(char) != char):
        return 1
    return -1 if mainland and not taiwan else 0


@lru_cache(maxsize=65_536)
def _encodes(char: str, charset: str) -> bool:
    try:
        char.encode(charset)
    except UnicodeEncodeError:
        return False
    return True

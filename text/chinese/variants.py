"""Tell simplified Chinese, traditional Chinese and Japanese without kana apart, by the national
character sets.

A character that only one of GB 2312 and Big5 has speaks for that script. Japanese spelling mixes
what China and Taiwan keep apart (国民運動連合: 国 is mainland's, 運動連 are Taiwan's) and has
simplifications of its own (発, 県, 総), all of them in its own set.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from text.chinese.folding import convert_to_simplified

# the smaller part of what only one Chinese set has; a variant in a traditional sentence (跟踪, 蹤)
# is less
_MIXED_SHARE: Final = 0.15
_DOUBT_CHARS: Final = 0.1  # characters; one that tells makes the script 92 % sure, five 98 %
# Han characters; a longer Chinese text may speak of 昭和, and has other signs
_SHORT_TEXT_CHARS: Final = 20
_JAPANESE_WORDS = re.compile(
    "午[前後]|平成|昭和|令和|誕生日|競馬|野球|株式|無料|身長|卒業|大学院(?![士系校])|准教|法廷|"
    "以降、|現在、|一方、|\u301c"
)
"""Words that Japanese writes so, and Chinese otherwise (上午, 生日, 副教授), for lines in which no
character tells.
"""


class ChineseVariant(NamedTuple):
    """What the characters say: the language, the script, and how sure the script is."""

    language: str
    script: str
    share: float


def detect_variant(counts: Mapping[str, int], text: str) -> ChineseVariant:
    """Read the Han characters of a text, given each with its number.

    Simplified Chinese at even odds when none of them tells.
    """
    simple = sum(number for char, number in counts.items() if _script_leaning(char) < 0)
    traditional = sum(number for char, number in counts.items() if _script_leaning(char) > 0)
    if fits_japanese_charset(counts) and (
        _is_spelt_japanese(counts) or _has_japanese_words(counts, text)
    ):
        return ChineseVariant("ja", "Jpan", 0.9)
    script, most = ("Hant", traditional) if traditional > simple else ("Hans", simple)
    return ChineseVariant(
        "zh", script, (most + _DOUBT_CHARS) / (simple + traditional + 2 * _DOUBT_CHARS)
    )


def fits_japanese_charset(counts: Mapping[str, int]) -> bool:
    """Say whether all characters are of the Japanese set, which lacks most simplified ones (们, 这,
    说).
    """
    return all(_is_encodable(char, "cp932") for char in counts)


def _is_spelt_japanese(counts: Mapping[str, int]) -> bool:
    mainland = taiwan = own = 0
    for char, number in counts.items():
        gb, big5 = _is_encodable(char, "gb2312"), _is_encodable(char, "big5")
        mainland += number if gb and not big5 else 0
        taiwan += number if big5 and not gb else 0
        own += number if not gb and not big5 else 0
    return own + min(mainland, taiwan) >= max(_MIXED_SHARE * (mainland + taiwan + own), 1)


def _has_japanese_words(counts: Mapping[str, int], text: str) -> bool:
    return sum(counts.values()) < _SHORT_TEXT_CHARS and bool(_JAPANESE_WORDS.search(text))


@lru_cache(maxsize=32_768)
def _script_leaning(char: str) -> int:
    # characters of both scripts (后, 里, 著) say nothing: the two national character sets tell
    # which these are; 於 is in both, yet mainland writes 于
    mainland, taiwan = _is_encodable(char, "gb2312"), _is_encodable(char, "big5")
    if char == "於" or (not mainland and convert_to_simplified(char) != char):
        return 1
    return -1 if mainland and not taiwan else 0


@lru_cache(maxsize=65_536)
def _is_encodable(char: str, charset: str) -> bool:
    try:
        char.encode(charset)
    except UnicodeEncodeError:
        return False
    return True

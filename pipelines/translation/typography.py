"""Give a Chinese translation the punctuation that Chinese readers expect.

Models trained on normalised text write half-width commas between Chinese words. Only marks beside a
Han character change: addresses, decimals, times and Latin passages stay as they are, no letter and
no digit ever changes.
"""

import re
from typing import Final

from text.chinese.folding import HAN_RANGES
from text.protected_spans import split_protected_spans

VERSION: Final = 2

FULL_WIDTH_MARKS: Final = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", ".": "。"}
_CHINESE_MARKS: Final = "，；：？！。、（）“”《》…"
_HAN_CLASS: Final = f"[{HAN_RANGES}]"
_AFTER_HAN: Final = re.compile(f"(?<=[{HAN_RANGES}）”》])\\s*([,;:?!])(?!//)\\s*")
_BEFORE_HAN: Final = re.compile(f"([,;:?!])\\s*(?=[{HAN_RANGES}“（《])")
_STOP_AFTER_HAN: Final = re.compile(f"(?<=[{HAN_RANGES}）”》])\\.(?=$|[\\s{HAN_RANGES}”）\"')])")
_FINAL_STOP: Final = re.compile(r"(?<=[A-Za-z0-9%°)\]])\.(?=[\"'”’)]*\s*$)")
# a word, no abbreviation as in "St. 约翰"
_STOP_BEFORE_HAN: Final = re.compile(f"(?<=[a-z]{{4}})\\.\\s+(?=[{HAN_RANGES}])")
_ELLIPSIS: Final = re.compile(f"(?<=[{HAN_RANGES}，。！？])\\s*(?:\\.{{3,6}}|…)(?!…)")
_BRACKETS: Final = re.compile(r"\(([^()（）]*)\)")
_QUOTES: Final = re.compile(r'"([^"“”]*)"')
_SINGLE_QUOTES: Final = re.compile(
    f"(?<![A-Za-z0-9'])'([^'\n]*[{HAN_RANGES}][^'\n]*)'(?![A-Za-z0-9'])"
)
_THOUSANDS: Final = re.compile("(?<![\\d.,])(\\d{1,3}(?:[ \u00a0\u2009\u202f]\\d{3})+)(?![\\d])")
_DASH_PATTERN: Final = (
    r"\s{0,3}(?:(?<!-)-{2,}+|(?<![—–])(?<![—–]\s)[—–](?:\s?[—–])++|\s[—–]\s)\s{0,3}"
)
"""A run of dashes is read once, from its first."""
_DASH: Final = re.compile(
    f"(?<=[{HAN_RANGES}，”）》]){_DASH_PATTERN}|{_DASH_PATTERN}(?=[{HAN_RANGES}“（《])"
)
_UNPAIRED_OPENING_QUOTE: Final = re.compile(f'(?:(?<=^)|(?<=[：:—]))\\s*"\\s*(?=[{HAN_RANGES}])')
_UNPAIRED_CLOSING_QUOTE: Final = re.compile(f'(?<=[{HAN_RANGES}。？！）])"(?=[.。]?\\s*$)')
"""Marks without their partner: the other end of a quotation of several sentences stands in another
one of them.
"""
_SURPLUS_SPACE: Final = re.compile(
    f"(?<=[{HAN_RANGES}])[ \u3000]+(?=[{HAN_RANGES}])"
    f"|(?<![ \u3000])[ \u3000]++(?=[{_CHINESE_MARKS}])"
    "|(?<=[，；：？！。、（）《》“…])[ \u3000]+(?=\\S)"
)
_IS_HAN: Final = re.compile(_HAN_CLASS)


def apply_chinese_punctuation(text: str) -> str:
    """Write the punctuation of a text with Han characters in its Chinese forms.

    Any other text comes back as it is.
    """
    if not _IS_HAN.search(text):
        return text
    pieces = split_protected_spans(text)
    return "".join(
        piece if is_protected else _widen_punctuation(piece, is_last=number == len(pieces))
        for number, (piece, is_protected) in enumerate(pieces, 1)
    )


def _widen_punctuation(text: str, *, is_last: bool) -> str:
    text = _SURPLUS_SPACE.sub("", text)
    text = _THOUSANDS.sub(lambda match: re.sub(r"\s", "", match.group(1)), text)
    text = _BRACKETS.sub(lambda match: _widen_pair(match, "（", "）"), text)
    text = _QUOTES.sub(lambda match: _widen_pair(match, "“", "”"), text)
    if text.count('"') == 1:
        text = _UNPAIRED_CLOSING_QUOTE.sub("”", _UNPAIRED_OPENING_QUOTE.sub("“", text))
    text = _SINGLE_QUOTES.sub("‘\\1’", text)
    text = _AFTER_HAN.sub(lambda match: FULL_WIDTH_MARKS[match.group(1)], text)
    text = _BEFORE_HAN.sub(lambda match: FULL_WIDTH_MARKS[match.group(1)], text)
    text = _STOP_BEFORE_HAN.sub("。", _STOP_AFTER_HAN.sub("。", text))
    text = _DASH.sub("——", text)
    if is_last and _IS_HAN.search(text):
        text = _FINAL_STOP.sub("。", text)
    text = _ELLIPSIS.sub("……", text)
    return _SURPLUS_SPACE.sub("", text)


def _widen_pair(match: re.Match[str], left: str, right: str) -> str:
    """Widen a pair of marks when Han characters stand in it or beside it."""
    inner, text = match.group(1), match.string
    before, after = (
        text[max(match.start() - 1, 0) : match.start()],
        text[match.end() : match.end() + 1],
    )
    # f(x) stays
    wide = _IS_HAN.search(inner) or (
        _IS_HAN.search(before + after) and not (before.isascii() and before.isalnum())
    )
    return f"{left}{inner}{right}" if wide else match.group()

"""Give a Chinese translation the punctuation that Chinese readers expect.

Models trained on normalised text write half-width commas between Chinese words. Only marks beside a Han character change: addresses,
decimals, times and Latin passages stay as they are, no letter and no digit ever changes.
"""

import re
from typing import Final

from pipelines.opaque import cut_out
from records.folding import HAN

VERSION: Final = 2

WIDE: Final = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", ".": "。"}
_FULL: Final = "，；：？！。、（）“”《》…"
_HAN_NEAR: Final = f"[{HAN}]"
_AFTER_HAN: Final = re.compile(f"(?<=[{HAN}）”》])\\s*([,;:?!])(?!//)\\s*")
_BEFORE_HAN: Final = re.compile(f"([,;:?!])\\s*(?=[{HAN}“（《])")
_STOP_AFTER_HAN: Final = re.compile(f"(?<=[{HAN}）”》])\\.(?=$|[\\s{HAN}”）\"')])")
_LAST_STOP: Final = re.compile(r"(?<=[A-Za-z0-9%°)\]])\.(?=[\"'”’)]*\s*$)")
_STOP_BEFORE_HAN: Final = re.compile(f"(?<=[a-z]{{4}})\\.\\s+(?=[{HAN}])")  # a word, no abbreviation as in "St. 约翰"
_DOTS: Final = re.compile(f"(?<=[{HAN}，。！？])\\s*(?:\\.{{3,6}}|…)(?!…)")
_BRACKETS: Final = re.compile(r"\(([^()（）]*)\)")
_QUOTES: Final = re.compile(r'"([^"“”]*)"')
_SINGLE: Final = re.compile(f"(?<![A-Za-z0-9'])'([^'\n]*[{HAN}][^'\n]*)'(?![A-Za-z0-9'])")
_THOUSANDS: Final = re.compile("(?<![\\d.,])(\\d{1,3}(?:[ \u00a0\u2009\u202f]\\d{3})+)(?![\\d])")
_LINE: Final = r"\s{0,3}(?:-{2,}|[—–](?:\s?[—–])+|\s[—–]\s)\s{0,3}"
_DASH: Final = re.compile(f"(?<=[{HAN}，”）》]){_LINE}|{_LINE}(?=[{HAN}“（《])")
_OPENING: Final = re.compile(f'(?:(?<=^)|(?<=[：:—]))\\s*"\\s*(?=[{HAN}])')
_CLOSING: Final = re.compile(f'(?<=[{HAN}。？！）])"(?=[.。]?\\s*$)')
"""Marks without their partner: the other end of a quotation of several sentences stands in another one of them."""
_GAP: Final = re.compile(f"(?<=[{HAN}])[ \u3000]+(?=[{HAN}])|[ \u3000]+(?=[{_FULL}])|(?<=[，；：？！。、（）《》“…])[ \u3000]+(?=\\S)")
_IS_HAN: Final = re.compile(_HAN_NEAR)


def chinese(text: str) -> str:
    """Write the punctuation of a text with Han characters in its Chinese forms; any other text comes back as it is."""
    if not _IS_HAN.search(text):
        return text
    pieces = cut_out(text)
    return "".join(piece if opaque else _widen(piece, last=number == len(pieces)) for number, (piece, opaque) in enumerate(pieces, 1))


def _widen(text: str, *, last: bool) -> str:
    text = _GAP.sub("", text)
    text = _THOUSANDS.sub(lambda match: re.sub(r"\s", "", match.group(1)), text)
    text = _BRACKETS.sub(lambda match: _enclose(match, "（", "）"), text)
    text = _QUOTES.sub(lambda match: _enclose(match, "“", "”"), text)
    if text.count('"') == 1:
        text = _CLOSING.sub("”", _OPENING.sub("“", text))
    text = _SINGLE.sub("‘\\1’", text)
    text = _AFTER_HAN.sub(lambda match: WIDE[match.group(1)], text)
    text = _BEFORE_HAN.sub(lambda match: WIDE[match.group(1)], text)
    text = _STOP_BEFORE_HAN.sub("。", _STOP_AFTER_HAN.sub("。", text))
    text = _DASH.sub("——", text)
    if last and _IS_HAN.search(text):
        text = _LAST_STOP.sub("。", text)
    text = _DOTS.sub("……", text)
    return _GAP.sub("", text)


def _enclose(match: re.Match[str], left: str, right: str) -> str:
    """Widen a pair of marks when Han characters stand in it or beside it."""
    inner, text = match.group(1), match.string
    before, after = text[max(match.start() - 1, 0) : match.start()], text[match.end() : match.end() + 1]
    wide = _IS_HAN.search(inner) or (_IS_HAN.search(before + after) and not (before.isascii() and before.isalnum()))  # f(x) stays
    return f"{left}{inner}{right}" if wide else match.group()

"""Undo UTF-8 that was once read as Western text and saved so: â€œ for “, å¥åº· for 健康."""

import re
from typing import Final

_CP1252_HIGH_CHARS: Final = bytes(
    number for number in range(0x80, 0xA0) if number not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
).decode("cp1252")
"""What Western Windows reads in the place of control characters."""

_MISREAD_RUN = re.compile(
    f"[\xc2-\xf4][\x80-\xbf{_CP1252_HIGH_CHARS}][\x80-\xf4{_CP1252_HIGH_CHARS}]*"
)
_MISREAD_START: Final = re.compile(b"\xc3[\x82-\xb4](?:[\xc2\xc5\xc6\xcb]|\xe2[\x80\x82\x84])")
"""How a misread run begins, in UTF-8: Â to ô, then a character below À or one of those above ÿ."""
_MIN_RUNS: Final = 3
_MIN_MISREAD_SHARE: Final = 0.9
"""Nearly every suspicious run must read as UTF-8: real Western text has Ã before a quotation mark
now and then, not always.
"""


def repair_mojibake(text: str, utf8_text: bytes = b"") -> str:
    """Give the text as it was meant when nearly all of its suspicious runs are misread UTF-8, else
    the text itself.

    `utf8_text` is the text in UTF-8, where the caller has it.
    """
    # true of nearly all Chinese pages, and fast
    if len(_MISREAD_START.findall(utf8_text or text.encode("utf-8", "replace"))) < _MIN_RUNS:
        return text
    runs = _MISREAD_RUN.findall(text)
    if len(runs) < _MIN_RUNS:
        return text
    right = sum(1 for run in runs if _decode_misread_run(run) != run)
    if right < _MIN_RUNS or right < _MIN_MISREAD_SHARE * len(runs):
        return text
    return _MISREAD_RUN.sub(lambda run: _decode_misread_run(run[0]), text)


def _decode_misread_run(run: str) -> str:
    raw = bytearray()
    for char in run:
        if ord(char) < 0x100:
            raw.append(ord(char))
        else:
            raw += char.encode("cp1252")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return run

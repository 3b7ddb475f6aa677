"""Undo UTF-8 that was once read as Western text and saved so: â€œ for “, å¥åº· for 健康."""

import re
from typing import Final

_WESTERN: Final = bytes(number for number in range(0x80, 0xA0) if number not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)).decode("cp1252")
"""What Western Windows reads in the place of control characters."""

_RUN = re.compile(f"[\xc2-\xf4][\x80-\xbf{_WESTERN}][\x80-\xf4{_WESTERN}]*")
_BEGUN: Final = re.compile(b"\xc3[\x82-\xb4](?:[\xc2\xc5\xc6\xcb]|\xe2[\x80\x82\x84])")
"""How a misread run begins, in UTF-8: Â to ô, then a character below À or one of those above ÿ."""
_LEAST: Final = 3
_SHARE: Final = 0.9
"""Nearly every suspicious run must read as UTF-8: real Western text has Ã before a quotation mark now and then, not always."""


def repair(text: str, written: bytes = b"") -> str:
    """Give the text as it was meant when nearly all of its suspicious runs are misread UTF-8, else the text itself.

    `written` is the text in UTF-8, where the caller has it.
    """
    if len(_BEGUN.findall(written or text.encode("utf-8", "replace"))) < _LEAST:  # true of nearly all Chinese pages, and fast
        return text
    runs = _RUN.findall(text)
    if len(runs) < _LEAST:
        return text
    right = sum(1 for run in runs if _meant(run) != run)
    if right < _LEAST or right < _SHARE * len(runs):
        return text
    return _RUN.sub(lambda run: _meant(run[0]), text)


def _meant(run: str) -> str:
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

"""Make text of strangers safe to print: on a terminal, in a log, in a mail, on a page."""

import re
from typing import Final

_UNPRINTABLE_RANGES: Final = (
    # controls but tab and line feed; C1
    "\x00-\x08\x0b-\x1f\x7f-\x9f"
    # format characters: soft hyphen, directions, joiners, byte order mark, interlinear notes, tags
    "\xad\u0600-\u0605\u061c\u06dd\u070f\u08e2\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0001-\U000e007f"
    # line and paragraph separators, halves of characters, private use
    "\u2028\u2029\ud800-\udfff\ue000-\uf8ff\U000f0000-\U000fffff\U00100000-\U0010ffff"
)
_UNPRINTABLE: Final = re.compile(f"[{_UNPRINTABLE_RANGES}]")
_ESCAPE_SEQUENCE: Final = re.compile(
    "\x1b(?:\\[[0-?]{0,64}[ -/]{0,8}[@-~]"
    "|[\\]PX^_][^\x07\x1b\x9c]{0,4096}(?:\x07|\x1b\\\\|\x9c)?|[ -~])"
    "|\x9b[0-?]{0,64}[ -/]{0,8}[@-~]"
)
_STYLE: Final = re.compile("(\x1b\\[[0-9;]{0,12}m)")
_LINE_CHARS: Final = 2_000


def make_printable(text: str) -> str:
    """Take out escape sequences and every character that moves the cursor, turns the direction of
    writing or cannot be seen; tabs and line feeds stay.

    Unicode categories Cc, Cf, Co, Cs, Zl and Zp; linear in the length of the text.
    """
    if text.isascii() and text.isprintable():
        return text
    return _UNPRINTABLE.sub("", _ESCAPE_SEQUENCE.sub("", text))


def make_line(text: str, limit: int = _LINE_CHARS) -> str:
    """Make text printable and one line of at most `limit` characters; a cut shows as "…"."""
    return shorten_line(" ".join(make_printable(text[: 8 * limit]).split()), limit)


def shorten_line(line: str, limit: int) -> str:
    """Cut a line to at most `limit` characters; a cut shows as "…"."""
    return line if len(line) <= limit else f"{line[: limit - 1]}…"


def make_styled_printable(text: str) -> str:
    """Make text printable in which our own colours stand, and nothing else that is one."""
    return "".join(
        piece if number % 2 else make_printable(piece)
        for number, piece in enumerate(_STYLE.split(text))
    )


def escape_unprintable(json_text: str) -> str:
    r"""Write the same characters of a JSON text as \uXXXX: its values stay what they are."""
    return _UNPRINTABLE.sub(_escape, json_text)


def _escape(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code > 0xFFFF:
        high, low = divmod(code - 0x10000, 0x400)
        return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"
    return f"\\u{code:04x}"

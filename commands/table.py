"""Plain text tables whose columns line up with Chinese in them."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from itertools import zip_longest
from typing import Final

GAP: Final = "  "
_PLAIN = re.compile("[\x20-\x7e\u2581-\u2588]*")  # ASCII, and the blocks of a sparkline
_WIDE = re.compile("[\u3001-\u303e\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60]")
_PIECES = re.compile(r"\s+|[!-~]+[，。；：！？、）》”]*|\S[，。；：！？、）》”]*")
_STEERING = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def render(headers: Sequence[str], rows: Sequence[Sequence[object]], *, right: Collection[int] = ()) -> str:
    """Give a table with one line per row; the columns numbered in `right` end flush, the others start flush."""
    lines = [[plain(str(cell)) for cell in line] for line in (headers, *rows)]
    widths = [max(width(line[column]) for line in lines) for column in range(len(headers))]
    return "\n".join(
        GAP.join(
            " " * (widths[column] - width(cell)) + cell if column in right else cell + " " * (widths[column] - width(cell))
            for column, cell in enumerate(line)
        ).rstrip()
        for line in lines
    )


def width(text: str) -> int:
    """Count the terminal columns of a text.

    ASCII and the everyday CJK characters, nearly all there is, are counted here: importing wcwidth takes longer than all
    of `jianwen status` may.
    """
    rest, wide = _WIDE.subn("", text)
    if _PLAIN.fullmatch(rest):
        return 2 * wide + len(rest)
    from wcwidth import wcswidth

    return max(0, wcswidth(text))


def plain(text: str) -> str:
    """Make a stored text safe for a terminal: no escape sequence, no line break, no invisible steering character."""
    if _PLAIN.fullmatch(text):
        return text
    return "".join(" " if char in "\t\n\r\u2028\u2029" else "" if unicodedata.category(char) in _STEERING else char for char in text)


def shorten(text: str, columns: int) -> str:
    """Cut a text to a number of terminal columns, with an ellipsis where something was cut."""
    if width(text) <= columns:
        return text
    end = min(len(text), columns)
    while end and width(text[:end]) > columns - 1:
        end -= 1
    return text[:end] + "…"


def wrap(text: str, columns: int) -> list[str]:
    """Break a text into lines of at most so many columns: at spaces where there are some, between any two characters in Chinese."""
    lines: list[str] = []
    line, room = "", columns
    for piece in _PIECES.findall(plain(text)):
        for part in _fitting(piece, columns):
            taken = width(part)
            if taken > room and line:
                lines.append(line.rstrip())
                line, room = "", columns
            if line or part.strip():
                line, room = line + part, room - taken
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def beside(left: str, right: str, columns: int) -> list[str]:
    """Set two texts side by side, each wrapped to so many columns."""
    pairs = zip_longest(wrap(left, columns), wrap(right, columns), fillvalue="")
    return [f"{one}{' ' * (columns - width(one))} │ {other}".rstrip() for one, other in pairs]


def _fitting(piece: str, columns: int) -> list[str]:
    """Cut a word that is wider than a whole line."""
    if width(piece) <= columns:
        return [piece]
    step = max(1, columns // 2)
    return [piece[start : start + step] for start in range(0, len(piece), step)]

"""Plain text tables whose columns line up with Chinese in them."""

import re
from collections.abc import Collection, Sequence
from itertools import zip_longest
from typing import Final

from text.printable import make_printable

COLUMN_GAP: Final = "  "
_NARROW_CHARACTERS = re.compile("[\x20-\x7e\u2581-\u2588]*")  # ASCII, and the blocks of a sparkline
_WIDE_CHARACTER = re.compile(
    "[\u3001-\u303e\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60]"
)
_WRAP_UNIT = re.compile(r"\s+|[!-~]+[，。；：！？、）》”]*|\S[，。；：！？、）》”]*")
_BREAKS = re.compile("[\t\n\r\u2028\u2029]")


def render_table(
    headers: Sequence[str], rows: Sequence[Sequence[object]], *, right_aligned: Collection[int] = ()
) -> str:
    """Give a table with one line per row.

    The columns numbered in `right_aligned` end flush, the others start flush.
    """
    lines = [[strip_control_characters(str(cell)) for cell in line] for line in (headers, *rows)]
    widths = [max(measure_width(line[column]) for line in lines) for column in range(len(headers))]
    return "\n".join(
        COLUMN_GAP.join(
            " " * (widths[column] - measure_width(cell)) + cell
            if column in right_aligned
            else cell + " " * (widths[column] - measure_width(cell))
            for column, cell in enumerate(line)
        ).rstrip()
        for line in lines
    )


def measure_width(text: str) -> int:
    """Count the terminal columns of a text.

    ASCII and the everyday CJK characters, nearly all there is, are counted here: importing wcwidth
    takes longer than all of `jianwen status` may.
    """
    rest, wide = _WIDE_CHARACTER.subn("", text)
    if _NARROW_CHARACTERS.fullmatch(rest):
        return 2 * wide + len(rest)
    from wcwidth import wcswidth

    return max(0, wcswidth(text))


def strip_control_characters(text: str) -> str:
    """Make a stored text safe for one line of a terminal: breaks and tabs become blanks."""
    return make_printable(_BREAKS.sub(" ", text))


def shorten_text(text: str, columns: int) -> str:
    """Cut a text to a number of terminal columns, with an ellipsis where something was cut."""
    if measure_width(text) <= columns:
        return text
    end = min(len(text), columns)
    while end and measure_width(text[:end]) > columns - 1:
        end -= 1
    return text[:end] + "…"


def wrap_text(text: str, columns: int) -> list[str]:
    """Break a text into lines of at most so many columns: at spaces where there are some, between
    any two characters in Chinese.
    """
    lines: list[str] = []
    line, room = "", columns
    for piece in _WRAP_UNIT.findall(strip_control_characters(text)):
        for part in _split_long_piece(piece, columns):
            taken = measure_width(part)
            if taken > room and line:
                lines.append(line.rstrip())
                line, room = "", columns
            if line or part.strip():
                line, room = line + part, room - taken
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def render_side_by_side(original: str, translation: str, columns: int) -> list[str]:
    """Set two texts side by side, each wrapped to so many columns."""
    pairs = zip_longest(wrap_text(original, columns), wrap_text(translation, columns), fillvalue="")
    return [
        f"{before}{' ' * (columns - measure_width(before))} │ {after}".rstrip()
        for before, after in pairs
    ]


def _split_long_piece(piece: str, columns: int) -> list[str]:
    """Cut a word that is wider than a whole line."""
    if measure_width(piece) <= columns:
        return [piece]
    step = max(1, columns // 2)
    return [piece[start : start + step] for start in range(0, len(piece), step)]

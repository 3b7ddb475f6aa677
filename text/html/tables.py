"""Tell rows of data from tables that lay out a page."""

from typing import Final

from text.html.elements import BLOCK_TAGS
from text.html.parse import Element

_ROW_CHARS: Final = 600
"""A table row longer than this lays out a page; a row of data is shorter."""


def is_data_row(row: Element) -> bool:
    """Say whether a table row holds data: cells of one block each, not a page laid out."""
    cells = [cell for cell in row if cell.tag in ("td", "th")]
    if len(cells) < 2 or len(row.text_content()) > _ROW_CHARS:
        return False
    return all(sum(1 for node in cell.iter() if node.tag in BLOCK_TAGS) <= 3 for cell in cells)

"""Tell rows of data from tables that lay out a page, and resolve merged cells."""

import re
from typing import Final

from text.html.elements import BLOCK_TAGS
from text.html.parse import Element
from text.whitespace import collapse_whitespace

CELL_SEPARATOR: Final = " | "
_ROW_CHARS: Final = 600
"""A table row longer than this lays out a page; a row of data is shorter."""
_CELL_TAGS: Final = ("td", "th")
_SPAN: Final = 60
"""Rows or columns that one cell may cover."""
_ADDED_CELLS: Final = 5_000
"""Cells that merged ones may become in all tables of a page."""


def is_data_row(row: Element) -> bool:
    """Say whether a table row holds data: cells of one block each, not a page laid out."""
    cells = [cell for cell in row if cell.tag in _CELL_TAGS]
    if len(cells) < 2 or len(row.text_content()) > _ROW_CHARS:
        return False
    return all(sum(1 for node in cell.iter() if node.tag in BLOCK_TAGS) <= 3 for cell in cells)


def join_cells(cells: list[str]) -> str:
    """Write a row as one line: 血小板 | 210 | | 125-350; a row with one text is that text."""
    full = [cell for cell in cells if cell]
    if len(full) < 2:
        return "".join(full)
    last = max(number for number, cell in enumerate(cells) if cell)
    return re.sub(" {2,}", " ", CELL_SEPARATOR.join(cells[: last + 1])).strip()


def has_header(row: Element) -> bool:
    """Say whether the table of a row names its columns or rows: its links are entries, no menu."""
    table = row.getparent()
    while table is not None and table.tag != "table":
        table = table.getparent()
    return table is not None and next(table.iter("th"), None) is not None


def resolve_tables(root: Element) -> None:
    """Write, in place, what merged cells hold into each row they cover, and an empty cell into each
    further column.

    Only in rows of data; tables that lay out a page stay.
    """
    left = _ADDED_CELLS
    for table in [*root.iter("table")]:
        if left <= 0:
            return
        if any(
            "rowspan" in cell.attrib or "colspan" in cell.attrib for cell in table.iter("td", "th")
        ):
            left -= _resolve_table(table, left)


def _resolve_table(table: Element, left: int) -> int:
    added = 0
    covered: dict[int, tuple[int, str]] = {}  # column: rows still to cover, text
    for row in _find_rows(table):
        if not is_data_row(row) and not covered:
            continue
        cells = [cell for cell in row if cell.tag in _CELL_TAGS]
        column = 0
        following: dict[int, tuple[int, str]] = {}
        for cell in [*cells, None]:
            while column in covered:
                rows, text = covered.pop(column)
                if rows > 1:
                    following[column] = rows - 1, text
                if added < left:
                    _insert_cell(row, cell, text)
                    added += 1
                column += 1
            if cell is None:
                break
            width, height = _read_span(cell, "colspan"), _read_span(cell, "rowspan")
            text = collapse_whitespace("".join(cell.itertext())) if height > 1 else ""
            for number in range(width):
                if height > 1:
                    following[column] = height - 1, text if number == 0 else ""
                if number and added < left:
                    _insert_cell(row, cell.getnext(), "")
                    added += 1
                column += 1
        covered = {**covered, **following}
    return added


def _find_rows(table: Element) -> list[Element]:
    """Give the rows of a table without those of tables in it."""
    rows = []
    for part in table:
        if part.tag == "tr":
            rows.append(part)
        elif part.tag in ("thead", "tbody", "tfoot"):
            rows.extend(row for row in part if row.tag == "tr")
    return rows


def _insert_cell(row: Element, before: Element | None, text: str) -> None:
    cell = row.makeelement("td")
    cell.text = text
    if before is None:
        row.append(cell)
    else:
        before.addprevious(cell)


def _read_span(cell: Element, name: str) -> int:
    span = (cell.get(name) or "").strip()
    return min(int(span), _SPAN) if re.fullmatch(r"[1-9]\d{0,5}", span) else 1

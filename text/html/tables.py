"""Tell rows of data from tables that lay out a page, and resolve merged cells."""

import re
from typing import Final

from text.html.elements import BLOCK_TAGS
from text.html.parse import Element
from text.whitespace import collapse_whitespace

CELL_SEPARATOR: Final = " | "
_ROW_CHARS: Final = 600
_GRID_ROW_CHARS: Final = 4_000
"""A table row longer than this lays out a page; of a table that names its columns rows may be
longer, since cells hold whole answers there.
"""
_CELL_BLOCKS: Final = 3
_CELL_TAGS: Final = ("td", "th")
_LAYOUT_TAGS: Final = ("table", "form", "article", "section", "nav", "h1", "h2")
"""What stands in a cell that is a part of a page, in no cell of data."""
_HEAD_CHARS: Final = 20
"""The name of a column is no longer, where nothing but its place shows that it is one."""
_SPAN: Final = 60
"""Rows or columns that one cell may cover."""
_ADDED_CELLS: Final = 5_000
"""Cells that merged ones may become in all tables of a page."""


def is_data_row(row: Element, *, is_grid: bool = False) -> bool:
    """Say whether a table row holds data: cells of few blocks each, not a page laid out.

    In a grid, a table that names its columns, a cell may hold a list or several paragraphs.
    """
    cells = [cell for cell in row if cell.tag in _CELL_TAGS]
    if len(cells) < 2 or len(row.text_content()) > (_GRID_ROW_CHARS if is_grid else _ROW_CHARS):
        return False
    if is_grid:
        return next(row.iter(*_LAYOUT_TAGS), None) is None
    return all(_count_blocks(cell) <= _CELL_BLOCKS for cell in cells)


def _count_blocks(cell: Element) -> int:
    """Count the blocks of a cell that hold text of their own: a block around another is none."""
    return sum(
        1
        for node in cell.iter()
        if node.tag in BLOCK_TAGS
        and (node.text or node is cell or not any(child.tag in BLOCK_TAGS for child in node))
    )


def join_cells(cells: list[str], *, is_grid: bool = False) -> str:
    """Write a row as one line: 血小板 | 210 | | 125-350.

    A row with one text is that text; in a grid the empty cells at its end are kept: 尿酸 | |.
    """
    full = [cell for cell in cells if cell]
    if len(full) < 2 and not is_grid:
        return "".join(full)
    last = len(cells) if is_grid else 1 + max(n for n, cell in enumerate(cells) if cell)
    return re.sub(" {2,}", " ", CELL_SEPARATOR.join(cells[:last])).strip()


def has_header(row: Element) -> bool:
    """Say whether the table of a row names its columns or rows: its links are entries, no menu.

    Heads are cells of their own kind, or a first row of two or more texts without a link.
    """
    table = row.getparent()
    while table is not None and table.tag != "table":
        table = table.getparent()
    if table is None:
        return False
    if next(table.iter("th"), None) is not None:
        return True
    rows = _find_rows(table)
    return len(rows) > 2 and _is_head(rows[0], rows[1])


def _is_head(first: Element, second: Element) -> bool:
    """Say whether a first row without an element names the columns of the row below it."""
    names = [cell for cell in first if cell.tag in _CELL_TAGS]
    texts = [collapse_whitespace(cell.text_content()) for cell in names]
    return (
        len(names) > 1
        and len(names) == len([cell for cell in second if cell.tag in _CELL_TAGS])
        and all(texts)
        and max(map(len, texts)) <= _HEAD_CHARS
        and not texts[0].endswith((":", "："))  # a label: this row is one of the values
        and next(first.iter("a", "img", "table"), None) is None
    )


def resolve_tables(root: Element) -> None:
    """Write, in place, what merged cells hold into each row they cover, and an empty cell into each
    further column.

    Only in rows of data; tables that lay out a page stay.
    """
    remaining = _ADDED_CELLS
    for table in [*root.iter("table")]:
        if remaining <= 0:
            return
        if any(
            "rowspan" in cell.attrib or "colspan" in cell.attrib for cell in table.iter("td", "th")
        ):
            remaining -= _resolve_table(table, remaining)


def _resolve_table(table: Element, cells_left: int) -> int:
    added = 0
    covered: dict[int, tuple[int, str]] = {}  # column: rows still to cover, text
    table_rows = _find_rows(table)
    is_grid = bool(table_rows) and has_header(table_rows[0])
    for row in table_rows:
        if not is_data_row(row, is_grid=is_grid) and not covered:
            continue
        cells = [cell for cell in row if cell.tag in _CELL_TAGS]
        column = 0
        following: dict[int, tuple[int, str]] = {}
        for cell in [*cells, None]:
            while column in covered:
                rows, text = covered.pop(column)
                if rows > 1:
                    following[column] = rows - 1, text
                if added < cells_left:
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
                if number and added < cells_left:
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

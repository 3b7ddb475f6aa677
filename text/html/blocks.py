"""Read a tree as blocks of text: what a reader takes for one paragraph, heading, list item or table
row.
"""

from collections.abc import Set
from dataclasses import dataclass
from typing import Final

import lxml.etree

from text.html.elements import BLOCK_TAGS, HEADING_TAGS
from text.html.parse import Element
from text.html.tables import has_header, is_data_row, join_cells
from text.whitespace import collapse_whitespace, count_visible_chars

_LINK_SHARE: Final = 0.8


@dataclass(slots=True)
class Block:
    """One paragraph, heading, list item or table row."""

    text: str
    tag: str = "p"
    linked: int = 0  # characters inside links
    element: Element = None
    pieces: tuple[str, ...] = ()  # its text nodes as they were written
    sentence_score: float = -1.0  # how much it looks like a sentence, once somebody has asked
    visible_chars: int = -1  # of its text, once somebody has asked
    known_parts: tuple[str, ...] | None = None

    @property
    def is_link(self) -> bool:
        """Whether it is a link as a whole; spaces are no part of one."""
        if not self.linked:
            return False
        if self.visible_chars < 0:
            self.visible_chars = count_visible_chars(self.text)
        return self.linked >= _LINK_SHARE * self.visible_chars

    @property
    def parts(self) -> tuple[str, ...]:
        """Its text nodes without their white space: what was written in elements of its own."""
        if self.known_parts is None:
            pieces = map(collapse_whitespace, self.pieces)
            self.known_parts = tuple(filter(None, pieces))
        return self.known_parts


def read_blocks(root: Element, excluded: Set[Element] = frozenset()) -> list[Block]:
    """Read a subtree, `excluded` some elements in it, as blocks of text, in order; none is
    empty.
    """
    return _BlockReader().read(root, excluded)


_CELL_TAGS: Final = frozenset(("td", "th"))


class _BlockReader:
    """Walks a tree once, gathering text until a block ends."""

    def __init__(self) -> None:
        self.found: list[Block] = []
        self.pieces: list[str] = []
        self.cells: list[str] = []  # of the table row that is being read
        self.parts: list[str] = []
        self.linked = 0
        self.links = 0
        self.tag = "p"
        self.home: Element = None
        self.row: Element = None
        self.is_entry = False  # of a table with a header: its links are no menu

    def read(self, root: Element, excluded: Set[Element]) -> list[Block]:
        walk = lxml.etree.iterwalk(root, events=("start", "end"))
        for event, node in walk:
            tag, starts = node.tag, event == "start"
            if excluded and node in excluded:
                if starts:
                    walk.skip_subtree()
                    continue
            elif tag == "a":
                self.links += 1 if starts else -1
            elif tag in BLOCK_TAGS or tag == "br":
                if starts:
                    self._start_block(tag, node)
                elif self.pieces or self.cells or self.row is not None or tag == "br":
                    self._leave(tag, node)
                else:  # three of four: elements that begin and end around one text
                    self.tag = "p"
            text = node.text if starts else node.tail
            if text:
                if not text.isspace():
                    if starts or node is not root:
                        self._text(text, node if starts else node.getparent())
                elif self.pieces:
                    self.pieces.append(text)
        self._close("p")
        return self.found

    def _leave(self, tag: str, node: Element) -> None:
        if node is self.row:
            self.row = None
            self._close("p")
        elif tag == "br":
            return
        elif self.row is not None:
            if tag in _CELL_TAGS:
                self._end_cell()
            else:
                self._space()
        else:
            self._close("p")

    def _start_block(self, tag: str, node: Element) -> None:
        if tag == "br":
            self._end(self.tag if self.tag in HEADING_TAGS else "p")
        else:
            self._end(
                tag if tag in HEADING_TAGS or tag in ("li", "figcaption", "caption", "tr") else "p"
            )
            if tag == "tr" and self.row is None:
                is_grid = has_header(node)
                if is_data_row(node, is_grid=is_grid):
                    self.row, self.is_entry = node, is_grid

    def _end(self, next_tag: str) -> None:
        if self.row is not None:
            self._space("; " if next_tag == "li" else " ")
        elif self.pieces or self.cells:
            self._close(next_tag)
        else:
            self.tag = next_tag

    def _text(self, text: str, node: Element) -> None:
        if self.home is None:
            self.home = self.row if self.row is not None else node
        self.pieces.append(text)
        if self.links:
            self.linked += count_visible_chars(text)

    def _space(self, mark: str = " ") -> None:
        """End a line of a cell: what follows is set off, also between two Chinese characters."""
        if self.pieces and not self.pieces[-1].isspace():
            self.pieces.append(mark)
        elif self.pieces and mark != " ":
            self.pieces[-1] = mark

    def _end_cell(self) -> None:
        """End a cell; an empty one counts, or the next would stand in its column."""
        self.cells.append(collapse_whitespace("".join(self.pieces)))
        self.parts += self.pieces
        self.pieces.clear()

    def _close(self, next_tag: str) -> None:
        """End a block; the next one will be of the given kind."""
        if self.pieces and not self.cells:  # no row: nearly always
            if text := collapse_whitespace("".join(self.pieces)):
                self.found.append(
                    Block(
                        text, self.tag, min(self.linked, len(text)), self.home, tuple(self.pieces)
                    )
                )
            self.pieces.clear()
        elif self.cells:
            if self.pieces:
                self._end_cell()
            if any(self.cells):
                text = join_cells(self.cells, is_grid=self.is_entry)
                linked = 0 if self.is_entry else min(self.linked, len(text))
                self.found.append(Block(text, "tr", linked, self.home, tuple(self.parts)))
            self.cells, self.parts = [], []
        self.linked, self.home, self.tag = 0, None, next_tag

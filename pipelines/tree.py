"""Read HTML as a tree of what a reader sees, then as blocks of text."""

import re
from collections.abc import Callable, Set
from dataclasses import dataclass
from typing import Any, Final

import lxml.html

from pipelines.flatten import depth, flatten
from pipelines.tags import BLOCKS, HEADINGS, UNSEEN
from records import limits

Element = Any
"""An lxml element; lxml carries no types."""

_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_HALF: Final = 32_768
_LONG_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9]*)\s[^<>]{65536,}>")
"""A tag of 64 KB carries an embedded picture or is an attack: libxml2 compares its attributes pair by pair."""

_CONTROL = re.compile(
    rb"&#(?:[xX]0*(?:[1-8bcefBCEF]|1[0-9a-fA-F]|7[fF]|[fF]{3}[efEF])(?![0-9a-fA-F])|0*(?:[1-8]|1[124-9]|2[0-9]|3[01]|127|6553[45])(?![0-9]));?"
)  # both cases spelt out: a pattern that ignores case is not looked for by its first characters
"""References to control characters, which decode cannot see: libxml2 reads them, lxml raises when they are moved, XML cannot hold them."""

_HEAD: Final = frozenset(("title", "meta", "link", "script", "style", "base", "noscript", "template", "object"))
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_SPACE = re.compile(r"[\s\u3000\u200b\u2060\ufeff]+")
_INVISIBLE = re.compile("[\u200b\u2060\ufeff]")
_HAN_BREAK = re.compile(r"(?<=[\u3001-\u30ff\u4e00-\u9fff\uff00-\uffef])[ \t]*\n\s*(?=[\u3001-\u30ff\u4e00-\u9fff\uff00-\uffef])")
_LINK: Final = 0.8
_ROW_CHARS: Final = 600
"""A table row longer than this lays out a page; a row of data is shorter."""


@dataclass(slots=True)
class Block:
    """One paragraph, heading, list item or table row."""

    text: str
    tag: str = "p"
    linked: int = 0  # characters inside links
    element: Element = None
    pieces: tuple[str, ...] = ()  # its text nodes as they were written
    heft: float = -1.0  # how much it looks like a sentence, once prose.weight has said so

    @property
    def is_link(self) -> bool:
        """Whether it is a link as a whole; spaces are no part of one."""
        return self.linked > 0 and self.linked >= _LINK * sum(map(len, self.text.split()))

    @property
    def parts(self) -> tuple[str, ...]:
        """Its text nodes without their white space: what was written in elements of its own."""
        return tuple(part for piece in self.pieces if (part := squeeze(piece)))


def parse(html: str, *, flat: bool = False) -> Element:
    """Give the tree of a page; one that nests too deep for libxml2, or is wanted so, comes laid flat."""
    declared = _DECLARATION.match(html)
    text = html[declared.end() :] if declared else html
    if any(_is_unbroken(text, at) for at in range(0, len(text) - _HALF, _HALF)):
        text = _LONG_TAG.sub(r"<\1>", text)
    written = _CONTROL.sub(b"", text.encode("utf-8"))
    root = None if flat else _parse(written)
    if flat or (_TOO_DEEP(root) and (depth(text) > limits.NESTING or _FAR_TOO_DEEP(root))):
        return _parse(flatten(written.decode("utf-8")).encode("utf-8"))
    return root


def _is_unbroken(text: str, at: int) -> bool:
    """Say whether a stretch of half the length of a long tag, as each of them holds, has no bracket in it."""
    return text.find("<", at, at + _HALF) < 0 and text.find(">", at, at + _HALF) < 0


_TOO_DEEP: Final = lxml.etree.XPath(f"boolean({'/*' * (limits.NESTING - 2)})")
"""Says whether a tree comes near the depth at which libxml2 stops reading; one step per level, each element is looked at once."""


_FAR_TOO_DEEP: Final = lxml.etree.XPath(f"boolean({'/*' * (2 * limits.NESTING)})")
"""Says so of a tree that the estimate takes for shallow: it knows the tags of real pages, not 1,000 framesets one in the other."""


_ONE_CLASS: Final = lxml.etree.ElementDefaultClassLookup(element=lxml.html.HtmlElement)
"""lxml.html asks a Python function for the class of each element it touches, to give forms and labels theirs: a tenth of our time."""


def _parse(written: bytes) -> Element:
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    parser.set_element_class_lookup(_ONE_CLASS)
    try:
        return _embodied(lxml.html.document_fromstring(written, parser=parser, ensure_head_body=True))
    except lxml.etree.ParserError:  # nothing but white space, comments, closing tags
        return lxml.html.document_fromstring(b"<p></p>", parser=parser, ensure_head_body=True)


def _embodied(root: Element) -> Element:
    """Move into the body what libxml2 leaves in the head: of a page that omits its <body>, the elements that HTML 4 did not have."""
    head, body = root.find("head"), root.find("body")
    first = next((number for number, node in enumerate(head) if node.tag not in _HEAD), None)
    if first is not None:
        body[:0] = head[first:]
    return root


Spare = Callable[[Element, list[Element]], Set[Element]]
"""Tells which of the hidden elements of a tree stay."""


def prune(root: Element, spare: Spare | None = None) -> None:
    """Take out, in place, what no reader sees: scripts, forms' controls, hidden elements but those that `spare` names."""
    for node in [*root.iter(*UNSEEN)]:
        detach(node)
    marked = (*_STYLED(root), *_MARKED_HIDDEN(root))
    hidden = [node for node in marked if "hidden" in node.attrib or _HIDDEN.search(node.get("style") or "")]
    spared = spare(root, hidden) if spare is not None and hidden else frozenset()
    for node in hidden:
        if node not in spared:
            detach(node)


_STYLED: Final = lxml.etree.XPath("descendant::*/@style/..")
_MARKED_HIDDEN: Final = lxml.etree.XPath("descendant::*/@hidden/..")


def detach(node: Element) -> None:
    """Take an element out of its tree; the text that follows it stays."""
    if node.getparent() is not None:
        node.drop_tree()


def squeeze(text: str) -> str:
    """Fold white space to single spaces; a line break in the source between two Chinese characters is none."""
    if text.isascii():
        return " ".join(text.split())
    if "\n" in text:
        text = _HAN_BREAK.sub("", text)
    return (_SPACE.sub(" ", text) if _INVISIBLE.search(text) else " ".join(text.split())).strip()


def blocks(root: Element, without: Set[Element] = frozenset()) -> list[Block]:
    """Read a subtree, `without` some elements in it, as blocks of text, in order; none is empty."""
    return _Reader().read(root, without)


_SETTING_OFF: Final = BLOCKS | {"a", "br"}


class _Reader:
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

    def read(self, root: Element, without: Set[Element]) -> list[Block]:
        walk = lxml.etree.iterwalk(root, events=("start", "end"))
        for event, node in walk:
            tag, starts = node.tag, event == "start"
            if without and node in without:
                if starts:
                    walk.skip_subtree()
                    continue
            elif tag in _SETTING_OFF:
                (self._enter if starts else self._leave)(tag, node)
            text = node.text if starts else node.tail
            if text:
                if not text.isspace():
                    if starts or node is not root:
                        self._text(text, node if starts else node.getparent())
                elif self.pieces:
                    self.pieces.append(text)
        self._close("p")
        return self.found

    def _enter(self, tag: str, node: Element) -> None:
        if tag == "a":
            self.links += 1
        else:
            self._break(tag, node)

    def _leave(self, tag: str, node: Element) -> None:
        if tag == "a":
            self.links -= 1
        elif node is self.row:
            self.row = None
            self._close("p")
        elif tag == "br":
            return
        elif self.row is not None:
            self._cell()
        elif self.pieces or self.cells:
            self._close("p")
        else:  # three of four: elements that begin and end around one text
            self.tag = "p"

    def _break(self, tag: str, node: Element) -> None:
        if tag == "br":
            self._end(self.tag if self.tag in HEADINGS else "p")
        else:
            self._end(tag if tag in HEADINGS or tag in ("li", "figcaption", "caption", "tr") else "p")
            if tag == "tr" and self.row is None and _is_row(node):
                self.row = node

    def _end(self, following: str) -> None:
        if self.row is not None:
            self._cell()
        elif self.pieces or self.cells:
            self._close(following)
        else:
            self.tag = following

    def _text(self, text: str, node: Element) -> None:
        if self.home is None:
            self.home = self.row if self.row is not None else node
        self.pieces.append(text)
        if self.links:
            self.linked += sum(map(len, (text if text.isascii() else _INVISIBLE.sub("", text)).split()))

    def _cell(self) -> None:
        """End a cell: what follows is set off by a space, also between two Chinese characters."""
        if self.pieces:
            if text := squeeze("".join(self.pieces)):
                self.cells.append(text)
                self.parts += self.pieces
            self.pieces.clear()

    def _close(self, following: str) -> None:
        """End a block; the next one will be of the given kind."""
        if self.pieces and not self.cells:  # no row: nearly always
            if text := squeeze("".join(self.pieces)):
                self.found.append(Block(text, self.tag, min(self.linked, len(text)), self.home, tuple(self.pieces)))
            self.pieces.clear()
        elif self.cells:
            self._cell()
            text = " ".join(self.cells)
            self.found.append(Block(text, self.tag, min(self.linked, len(text)), self.home, tuple(self.parts)))
            self.cells, self.parts = [], []
        self.linked, self.home, self.tag = 0, None, following


def _is_row(row: Element) -> bool:
    """Say whether a table row holds data: cells of one block each, not a page laid out in a table."""
    cells = [cell for cell in row if cell.tag in ("td", "th")]
    if len(cells) < 2 or len(row.text_content()) > _ROW_CHARS:
        return False
    return all(sum(1 for node in cell.iter() if node.tag in BLOCKS) <= 3 for cell in cells)

"""Read HTML as a tree of what a reader sees."""

import re
from collections.abc import Callable, Set
from typing import Any, Final

import lxml.html

from records.limits import NESTING_LEVELS
from text.html.deep_nesting import estimate_depth, flatten_html
from text.html.elements import INVISIBLE_TAGS

Element = Any
"""An lxml element; lxml carries no types."""

_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_HALF_LONG_TAG: Final = 32_768
_LONG_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9]*)\s[^<>]{65536,}>")
"""A tag of 64 KB carries an embedded picture or is an attack: libxml2 compares its attributes pair
by pair.
"""

_CONTROL_REFERENCE = re.compile(
    rb"&#(?:[xX]0*(?:[1-8bcefBCEF]|1[0-9a-fA-F]|7[fF]|[fF]{3}[efEF])(?![0-9a-fA-F])"
    rb"|0*(?:[1-8]|1[124-9]|2[0-9]|3[01]|127|6553[45])(?![0-9]));?"
)  # both cases spelt out: a pattern that ignores case is not looked for by its first characters
"""References to control characters, which decode cannot see: libxml2 reads them, lxml raises when
they are moved, XML cannot hold them.
"""

_PAGE_END = re.compile(rb"</(?:body|html|BODY|HTML)\s*>")
"""Ends of the page, which some pages write in their middle: what follows is text in every browser,
libxml2 moves it about.
"""

_HEAD_ELEMENTS: Final = frozenset(
    ("title", "meta", "link", "script", "style", "base", "noscript", "template", "object")
)
_PARAGRAPH_START = re.compile(r"\r?\n[ \t]*(?=\r?\n)|\r?\n(?=[ \t]*\u3000|  |\t)")
_PREFORMATTED_PARAGRAPHS: Final = 2_000
"""Paragraphs of preformatted text told apart in one page; what follows is one more."""
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none", re.IGNORECASE)


def parse_html(html: str, *, force_flat: bool = False) -> Element:
    """Give the tree of a page.

    One that nests too deep for libxml2, or is wanted so, comes laid flat.
    """
    declared = _XML_DECLARATION.match(html)
    text = html[declared.end() :] if declared else html
    if any(_is_unbroken(text, at) for at in range(0, len(text) - _HALF_LONG_TAG, _HALF_LONG_TAG)):
        text = _LONG_TAG.sub(r"<\1>", text)
    written = _CONTROL_REFERENCE.sub(b"", text.encode("utf-8"))
    written = _PAGE_END.sub(b"", written)
    root = None if force_flat else _parse_bytes(written)
    if force_flat or (
        _TOO_DEEP(root) and (estimate_depth(text) > NESTING_LEVELS or _FAR_TOO_DEEP(root))
    ):
        return _parse_bytes(flatten_html(written.decode("utf-8")).encode("utf-8"))
    return root


def _is_unbroken(text: str, at: int) -> bool:
    """Say whether a stretch of half the length of a long tag, as each of them holds, has no bracket
    in it.
    """
    return (
        text.find("<", at, at + _HALF_LONG_TAG) < 0 and text.find(">", at, at + _HALF_LONG_TAG) < 0
    )


_TOO_DEEP: Final = lxml.etree.XPath(f"boolean({'/*' * (NESTING_LEVELS - 2)})")
"""Says whether a tree comes near the depth at which libxml2 stops reading.

One step per level, each element is looked at once.
"""


_FAR_TOO_DEEP: Final = lxml.etree.XPath(f"boolean({'/*' * (2 * NESTING_LEVELS)})")
"""Says so of a tree that the estimate takes for shallow: it knows the tags of real pages, not 1,000
framesets one in the other.
"""


_ELEMENT_CLASS: Final = lxml.etree.ElementDefaultClassLookup(element=lxml.html.HtmlElement)
"""lxml.html asks a Python function for the class of each element it touches, to give forms and
labels theirs: a tenth of our time.
"""


def _parse_bytes(markup: bytes) -> Element:
    parser = lxml.html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True
    )
    parser.set_element_class_lookup(_ELEMENT_CLASS)
    try:
        root = lxml.html.document_fromstring(markup, parser=parser, ensure_head_body=True)
    except lxml.etree.ParserError:  # nothing but white space, comments, closing tags
        return lxml.html.document_fromstring(b"<p></p>", parser=parser, ensure_head_body=True)
    _break_paragraphs(root)
    return _move_to_body(root)


_PREFORMATTED: Final = lxml.etree.XPath("descendant::pre[not(ancestor::pre)]")


def _break_paragraphs(root: Element) -> None:
    """Put a break where a paragraph of preformatted text begins: behind an empty line, or with a
    line that is set in.
    """
    remaining = _PREFORMATTED_PARAGRAPHS
    for laid in _PREFORMATTED(root):
        for node in [*laid.iter()]:
            if remaining and node.text:
                node.text, *more = _PARAGRAPH_START.split(node.text, remaining)
                remaining -= _insert_lines(node, 0, more)
            if remaining and node is not laid and node.tail:
                node.tail, *more = _PARAGRAPH_START.split(node.tail, remaining)
                remaining -= _insert_lines(node.getparent(), node.getparent().index(node) + 1, more)


def _insert_lines(around: Element, place: int, lines: list[str]) -> int:
    """Put lines into an element, each behind a break; give how many."""
    for number, text in enumerate(lines):
        line = around.makeelement("br")
        line.tail = text
        around.insert(place + number, line)
    return len(lines)


def _move_to_body(root: Element) -> Element:
    """Move into the body what libxml2 leaves in the head of a page without <body>."""
    head, body = root.find("head"), root.find("body")
    first = next(
        (number for number, node in enumerate(head) if node.tag not in _HEAD_ELEMENTS), None
    )
    if first is not None:
        body[:0] = head[first:]
    return root


KeepHidden = Callable[[Element, list[Element]], Set[Element]]
"""Tells which of the hidden elements of a tree stay."""


def remove_invisible(root: Element, keep_hidden: KeepHidden | None = None) -> None:
    """Take out, in place, what no reader sees: scripts, forms' controls, hidden elements but those
    that `keep_hidden` names.
    """
    for node in [*root.iter(*INVISIBLE_TAGS)]:
        detach_element(node)
    marked = (*_WITH_STYLE(root), *_WITH_HIDDEN(root))
    hidden = [
        node
        for node in marked
        if "hidden" in node.attrib or _HIDDEN_STYLE.search(node.get("style") or "")
    ]
    spared = keep_hidden(root, hidden) if keep_hidden is not None and hidden else frozenset()
    for node in hidden:
        if node not in spared:
            detach_element(node)


_WITH_STYLE: Final = lxml.etree.XPath("descendant::*/@style/..")
_WITH_HIDDEN: Final = lxml.etree.XPath("descendant::*/@hidden/..")


def detach_element(node: Element) -> None:
    """Take an element out of its tree; the text that follows it stays."""
    if node.getparent() is not None:
        node.drop_tree()

"""Parse an XML document as a whole, safely, and read and change its tree.

For articles of journals and partners' records; feeds and sitemaps, which are large and broken, are
read as a stream.
"""

import re
from collections.abc import Iterable, Iterator
from html.entities import html5
from typing import Any, Final

import lxml.etree

from text.whitespace import collapse_whitespace

Element = Any
"""An lxml element; lxml carries no types."""

_DECLARATION: Final = re.compile(r"\A\s*+<\?xml[^>]*+>")
_DOCTYPE: Final = re.compile(r"<!DOCTYPE\s(?:[^<>\[]|\[[^\]]*+\])*+>", re.IGNORECASE)
_REFERENCE: Final = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([A-Za-z][\w.-]{0,60});")


class XmlError(ValueError):
    """A document that breaks the rules of XML, with the line."""


def parse_xml(text: str) -> Element:
    """Give the first element of a document; names carry no namespace, comments are gone.

    No DTD is loaded, no entity of the document's own is resolved; the named characters of HTML and
    ISO, which a DTD would declare, are put in. Raises XmlError.
    """
    text = _DECLARATION.sub(_keep_lines, text.lstrip("\ufeff"), count=1)
    text = _DOCTYPE.sub(_keep_lines, text, count=1)
    text = _REFERENCE.sub(_resolve_reference, text)
    parser = lxml.etree.XMLParser(
        load_dtd=False,
        no_network=True,
        resolve_entities=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = lxml.etree.fromstring(text.encode("utf-8"), parser)
    except (lxml.etree.XMLSyntaxError, UnicodeEncodeError) as error:
        raise XmlError(f"broken XML: {error}") from None
    for node in root.iter():
        if isinstance(node.tag, str):
            node.tag = node.tag.rpartition("}")[2].rpartition(":")[2]
    return root


def _keep_lines(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")  # errors name lines


def _resolve_reference(match: re.Match[str]) -> str:
    # an unknown one stays readable: to drop it would take a sign out of a dose
    character = html5.get(f"{match[1]};")
    return f"&amp;{match[1]};" if character is None or character in "&<>" else character


def read_text(node: Element | None, leaving_out: Iterable[str] = ()) -> str:
    """Give an element's text on one line, without that of some elements in it."""
    if node is None:
        return ""
    return collapse_whitespace("".join(_iterate_text(node, frozenset(leaving_out))))


def _iterate_text(node: Element, names: frozenset[str]) -> Iterator[str]:
    walk = lxml.etree.iterwalk(node, events=("start", "end"))
    for event, element in walk:
        if event == "start":
            if element.tag in names and element is not node:
                walk.skip_subtree()
            else:
                yield element.text or ""
                if element.tag in ("break", "p"):
                    yield " "
        elif element is not node:
            yield element.tail or ""


def make_element(name: str, text: str = "") -> Element:
    """Make an element that stands in no tree."""
    element = lxml.etree.Element(name)
    element.text = text
    return element


def cut_element(node: Element) -> None:
    """Take an element out of its tree; the text that follows it stays."""
    parent = node.getparent()
    if parent is None:
        return
    tail, before = node.tail or "", node.getprevious()
    if before is None:
        parent.text = (parent.text or "") + tail
    else:
        before.tail = (before.tail or "") + tail
    node.tail = None
    parent.remove(node)


def render_html(node: Element) -> str:
    """Write a tree whose elements bear the names of HTML as HTML."""
    return str(lxml.etree.tostring(node, encoding="unicode", method="html"))

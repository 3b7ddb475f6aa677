"""Lay a page flat that nests deeper than libxml2 reads, losing none of its text.

libxml2 stops at 254 levels without an error: 190 characters under 254 nested `div` came out as
none. BeautifulSoup reads 100 000 levels in about three seconds; what it reads is written anew with
one level of blocks, so that any parser can take it.
"""

import re
from html import escape
from typing import Any, Final

from text.html.elements import BLOCK_TAGS, HEADING_TAGS, INVISIBLE_TAGS

_KEPT_BLOCKS: Final = HEADING_TAGS | {"p", "li", "tr", "blockquote", "figcaption", "pre"}
"""Blocks that keep their name; every other one becomes a paragraph."""

SoupNode = Any
"""An element or string of BeautifulSoup, whose types do not tell them apart."""

_NESTING_TAG = re.compile(
    r"<!--|-->|<(/?)(script|style|div|span|section|article|blockquote|center|font|table|ul|ol|dl|"
    r"main|aside|form|b|i|em|strong|u|a|svg|g)\b",
    re.IGNORECASE,
)

_MARKED_SECTION = re.compile(r"<!\[[^>]*>?")
"""A marked section: to browsers a comment.

One of a kind that Python's parser does not know makes it give up.
"""


def estimate_depth(html: str) -> int:
    """Estimate how deep the elements nest: most open ones at any place, counted over tags that must
    be closed.

    One linear pass; scripts, styles and comments are not counted. An unclosed tag makes the
    estimate too high, never too low.
    """
    deepest = level = 0
    opaque = ""  # what ends the script, style or comment that we are in
    for mark in _NESTING_TAG.finditer(html):
        closing, name = mark[1], (mark[2] or mark[0]).lower()
        if opaque:
            opaque = "" if name == opaque and (closing or name == "-->") else opaque
        elif name == "<!--":
            opaque = "-->"
        elif name in ("script", "style"):
            opaque = "" if closing else name
        elif closing:
            level = max(0, level - 1)
        elif name != "-->":
            level += 1
            deepest = max(deepest, level)
    return deepest


def flatten_html(html: str) -> str:
    """Write a page anew with one level of paragraphs, headings, items, links and images, every text
    kept in its order.
    """
    from bs4 import BeautifulSoup

    sheet = _FlatPage()
    root: SoupNode = BeautifulSoup(_MARKED_SECTION.sub("", html), "html.parser")
    node = root
    while True:
        descend = sheet.enter(node)
        if descend and node.contents:
            node = node.contents[0]
            continue
        sheet.leave(node)
        while node is not root and node.next_sibling is None:
            node = node.parent
            sheet.leave(node)
        if node is root:
            return sheet.page()
        node = node.next_sibling


class _FlatPage:
    """The flat page while it is written."""

    def __init__(self) -> None:
        self.head: list[str] = []
        self.blocks: list[str] = []
        self.line: list[str] = []
        self.tag = "p"
        self.link: SoupNode = None

    def enter(self, node: SoupNode) -> bool:
        """Write what begins here; says whether what lies inside is to be written too."""
        from bs4.element import NavigableString, PreformattedString

        if isinstance(node, NavigableString):
            if not isinstance(node, PreformattedString):
                self.line.append(escape(str(node), quote=False))
            return False
        if node.name in INVISIBLE_TAGS or node.name == "title":
            if node.name == "title" or (
                node.name == "script" and "json" in str(node.get("type", ""))
            ):
                self.head.append(str(node))
            return False
        if node.name in ("meta", "img"):
            (self.head if node.name == "meta" else self.line).append(_write_start_tag(node))
        elif node.name == "a" and self.link is None:
            self.link = node
            self.line.append(_write_start_tag(node))
        elif node.name in BLOCK_TAGS or node.name == "br":
            self.close(node.name if node.name in _KEPT_BLOCKS else "p")
        return True

    def leave(self, node: SoupNode) -> None:
        """Write what ends here."""
        if node is self.link:
            self.line.append("</a>")
            self.link = None
        elif node.name in BLOCK_TAGS:
            self.close("p")

    def close(self, next_tag: str) -> None:
        """End the block that is being written; the next one will be of the given kind."""
        text = "".join(self.line)
        if text.strip():
            self.blocks.append(f"<{self.tag}>{text}</{self.tag}>")
        self.line, self.tag = [], next_tag

    def page(self) -> str:
        self.close("p")
        return f"<html><head>{''.join(self.head)}</head><body>{''.join(self.blocks)}</body></html>"


def _write_start_tag(node: SoupNode) -> str:
    kept = (
        (key, node.get(key))
        for key in ("href", "src", "data-src", "alt", "name", "property", "itemprop", "content")
    )
    attributes = "".join(f' {key}="{escape(str(value))}"' for key, value in kept if value)
    return f"<{node.name}{attributes}>"

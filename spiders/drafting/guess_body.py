"""Propose the CSS selector of the element that holds a page's article, where the general extractor
finds less than the page shows.
"""

import re
from typing import Final

from text.html.css import select_elements
from text.html.parse import Element
from text.whitespace import collapse_whitespace

BODY_SHARE: Final = 0.7
"""Of the running text that the article's element holds; what surrounds it are teasers and remarks.
"""
_BODY_TAGS: Final = frozenset(
    (
        "body",
        "div",
        "section",
        "article",
        "main",
        "td",
        "table",
        "tbody",
        "tr",
        "form",
        "center",
        "font",
        "span",
        "pre",
    )
)
_NON_BODY_TAGS: Final = frozenset(
    [
        "a",
        "script",
        "style",
        "noscript",
        "nav",
        "header",
        "footer",
        "aside",
        "button",
        "select",
        "title",
        "template",
    ]
)
_SELECTOR_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,60}")
_PAGE_ID = re.compile(r"\d{3}")


def guess_body_selector(root: Element) -> tuple[str, int]:
    """Give a selector and the characters of running text that it finds.

    "" when the text has no element with a name of its own.
    """
    prose = _count_prose(root)
    node = next(root.iter("body"), root)
    while (inner := _find_largest_child(node, prose)) is not None and prose[
        inner
    ] >= BODY_SHARE * prose[node]:
        node = inner
    while node is not None and node.tag not in ("body", "html"):
        for css in _list_selectors(node):
            if select_elements(root, css) == [node]:
                return css, prose[node]
        node = node.getparent()
    return "", 0


def _count_prose(root: Element) -> dict[Element, int]:
    """Count for every element the characters of the text in it that is neither link nor furniture.

    Without recursion.
    """
    counted: dict[Element, int] = {}
    for node in reversed(list(root.iter())):  # children before their parents
        if not isinstance(node.tag, str) or node.tag in _NON_BODY_TAGS:
            counted[node] = 0
            continue
        text = len(collapse_whitespace(node.text or ""))
        counted[node] = text + sum(
            counted[child] + len(collapse_whitespace(child.tail or "")) for child in node
        )
    return counted


def _find_largest_child(node: Element, prose: dict[Element, int]) -> Element | None:
    return max(
        (child for child in node if child.tag in _BODY_TAGS),
        key=lambda child: prose[child],
        default=None,
    )


def _list_selectors(node: Element) -> list[str]:
    """Give an element's selectors: its id unless it is the page's own, then its classes."""
    own = node.get("id") or ""
    names = [f"#{own}"] if _SELECTOR_NAME.fullmatch(own) and not _PAGE_ID.search(own) else []
    return names + [
        f"{node.tag}.{name}"
        for name in (node.get("class") or "").split()
        if _SELECTOR_NAME.fullmatch(name)
    ]

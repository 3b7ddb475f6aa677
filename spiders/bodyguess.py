"""Propose the CSS selector of the element that holds a page's article, where the general extractor finds less than the page shows."""

import re
from typing import Final

from pipelines import selectors, tree
from pipelines.whitespace import squeeze

SHARE: Final = 0.7
"""Of the running text that the article's element holds; what surrounds it are teasers and remarks."""
_BLOCKS: Final = frozenset(
    ("body", "div", "section", "article", "main", "td", "table", "tbody", "tr", "form", "center", "font", "span", "pre")
)
_OTHER: Final = frozenset("a script style noscript nav header footer aside button select title template".split())  # noqa: SIM905
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,60}")
_NUMBER = re.compile(r"\d{3}")


def propose(root: tree.Element) -> tuple[str, int]:
    """Give a selector and the characters of running text that it finds; "" when the text has no element with a name of its own."""
    prose = _prose(root)
    node = next(root.iter("body"), root)
    while (inner := _heaviest(node, prose)) is not None and prose[inner] >= SHARE * prose[node]:
        node = inner
    while node is not None and node.tag not in ("body", "html"):
        for css in _names(node):
            if selectors.matches(root, css) == [node]:
                return css, prose[node]
        node = node.getparent()
    return "", 0


def _prose(root: tree.Element) -> dict[tree.Element, int]:
    """Count for every element the characters of the text in it that is neither link nor furniture; without recursion."""
    counted: dict[tree.Element, int] = {}
    for node in reversed(list(root.iter())):  # children before their parents
        if not isinstance(node.tag, str) or node.tag in _OTHER:
            counted[node] = 0
            continue
        text = len(squeeze(node.text or ""))
        counted[node] = text + sum(counted[child] + len(squeeze(child.tail or "")) for child in node)
    return counted


def _heaviest(node: tree.Element, prose: dict[tree.Element, int]) -> tree.Element | None:
    return max((child for child in node if child.tag in _BLOCKS), key=lambda child: prose[child], default=None)


def _names(node: tree.Element) -> list[str]:
    """Give the selectors by which an element may be found: its id, unless it is the number of this very page, then its classes."""
    own = node.get("id") or ""
    names = [f"#{own}"] if _NAME.fullmatch(own) and not _NUMBER.search(own) else []
    return names + [f"{node.tag}.{name}" for name in (node.get("class") or "").split() if _NAME.fullmatch(name)]

"""Apply a source's own CSS rules to a page.

What a rule does not find is left to the general extractor.
"""

from collections.abc import Callable
from functools import lru_cache

from text.html.parse import Element
from text.whitespace import collapse_whitespace


@lru_cache(maxsize=512)
def _compile_selector(css: str) -> Callable[[Element], list[Element]]:
    from lxml.cssselect import CSSSelector

    selector: Callable[[Element], list[Element]] = CSSSelector(css)
    return selector


def select_elements(root: Element, css: str) -> list[Element]:
    """Give the elements that a selector finds, in reading order; an empty selector finds none."""
    return list(_compile_selector(css)(root)) if css else []


def select_text(root: Element, css: str) -> str:
    """Give the text of the first element that a selector finds and that has one.

    Of a meta element its content.
    """
    for node in select_elements(root, css):
        text = collapse_whitespace(
            node.get("content") or node.get("datetime") or " ".join(node.itertext())
        )
        if text:
            return text
    return ""

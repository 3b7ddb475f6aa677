"""Find the elements that a page marks as the author's or as the date of publication."""

from typing import Final

import lxml.etree

from text.html.parse import Element

_AUTHORS: Final = lxml.etree.XPath(
    "descendant-or-self::*[@rel='author' or contains(@itemprop, 'author') or contains(@class,"
    " 'author')"
    " or contains(@class, 'Author') or contains(@class, 'byline') or contains(@class, 'Byline')"
    " or contains(@class, 'by-line') or @data-testid='byline' or @id='byline']"
)
_DATES: Final = lxml.etree.XPath("//*[@itemprop = 'datePublished']")


def find_author_elements(element: Element) -> list[Element]:
    """List the elements below one, itself too, whose attributes name an author or a byline."""
    elements: list[Element] = _AUTHORS(element)
    return elements


def find_date_elements(root: Element) -> list[Element]:
    """List the elements with the property datePublished."""
    elements: list[Element] = _DATES(root)
    return elements

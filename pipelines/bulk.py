"""Say of a page's text, before it is parsed, whether that would take more time or memory than any article is worth."""

import re
from typing import Final

from pipelines import flatten
from records import limits

_TAG: Final = re.compile(r"<[a-zA-Z][^>]*")
_LONG: Final = 65_536
"""A tag of so many characters loses its attributes in tree.parse."""


def excess(text: str) -> tuple[str, str]:
    """Name what there is too much of, with its count; two empty strings when there is not."""
    if (tags := text.count("<")) > limits.TAGS:
        return "too-many-tags", f"{tags:,} tags; the most is {limits.TAGS:,}"
    if len(text) > limits.ATTRIBUTE_MARKS and (marks := _marks(text)) > limits.ATTRIBUTE_MARKS:
        return "too-many-attributes", f"{marks:,} marks of attributes; the most is {limits.ATTRIBUTE_MARKS:,}"
    if len(text) > limits.FLAT_CHARS or tags > limits.FLAT_TAGS:
        depth = flatten.depth(text)
        if depth > limits.NESTING:
            return "too-deep", f"elements nest {depth:,} levels deep in a page of {len(text):,} characters and {tags:,} tags"
    return "", ""


def _marks(text: str) -> int:
    """Count what may set one attribute off from another."""
    tags = [tag for tag in _TAG.findall(text) if len(tag) < _LONG or "<" in tag[1:]]
    if (most := sum(map(len, tags))) <= limits.ATTRIBUTE_MARKS:  # fewer than they have characters
        return most
    return sum(tag.count("=") + tag.count("/") + len(tag.split()) - 1 for tag in tags)

"""Find pages that would take more time or memory to parse than any article is worth."""

import re
from dataclasses import dataclass
from typing import Final

from records.limits import (
    ATTRIBUTE_MARKS,
    DEEP_PAGE_CHARS,
    DEEP_PAGE_TAGS,
    NESTING_LEVELS,
    PAGE_TAGS,
)
from records.reasons import Reason
from text.html.deep_nesting import estimate_depth

_TAG: Final = re.compile(r"<[a-zA-Z][^>]*")
_LONG_TAG_CHARS: Final = 65_536
"""A tag of so many characters loses its attributes in `parse_html`."""


@dataclass(frozen=True, slots=True)
class SizeExcess:
    """What a page has too much of: a reason of quarantine, with the count."""

    reason: Reason
    detail: str


def check_page_size(text: str) -> SizeExcess | None:
    """Give what a page has too much of, None when it can be parsed."""
    if (tags := text.count("<")) > PAGE_TAGS:
        return SizeExcess(Reason.TOO_MANY_TAGS, f"{tags:,} tags; the most is {PAGE_TAGS:,}")
    if len(text) > ATTRIBUTE_MARKS and (marks := _count_attribute_marks(text)) > ATTRIBUTE_MARKS:
        return SizeExcess(
            Reason.TOO_MANY_ATTRIBUTES,
            f"{marks:,} marks of attributes; the most is {ATTRIBUTE_MARKS:,}",
        )
    if len(text) > DEEP_PAGE_CHARS or tags > DEEP_PAGE_TAGS:
        depth = estimate_depth(text)
        if depth > NESTING_LEVELS:
            return SizeExcess(
                Reason.TOO_DEEP,
                f"elements nest {depth:,} levels deep in a page of {len(text):,} characters and"
                f" {tags:,} tags",
            )
    return None


def _count_attribute_marks(text: str) -> int:
    """Count what may set one attribute off from another."""
    tags = [tag for tag in _TAG.findall(text) if len(tag) < _LONG_TAG_CHARS or "<" in tag[1:]]
    if (most := sum(map(len, tags))) <= ATTRIBUTE_MARKS:  # fewer than they have characters
        return most
    return sum(tag.count("=") + tag.count("/") + len(tag.split()) - 1 for tag in tags)

"""Find what stands in an article's element without belonging to it: share bars, teasers, captions,
link lists.
"""

from collections.abc import Mapping
from typing import Final

from pipelines.extraction.content_candidates import has_non_content_name
from pipelines.extraction.text_density import TextDensity
from text.html.blocks import Block
from text.html.elements import HEADING_TAGS
from text.html.parse import Element

_CAPTION_TAGS: Final = frozenset(("figcaption", "caption"))
_MAX_SCORE_SHARE: Final = 0.35
"""An element with more of the article's weight than this is content, whatever its name says.
"""

_GALLERY_SCORE_SHARE: Final = 0.5
"""Captions with more of the weight than this are the article."""

_LIST_LINK_SHARE: Final = 0.8
_MAX_TEASER_CHARS: Final = 160
"""A line that is nothing but a link, up to this length, is a teaser."""


def find_non_content(
    content_element: Element, densities: Mapping[Element, TextDensity]
) -> set[Element]:
    """Give the elements inside an article's element that are no content of it.

    `densities` are those of the page.
    """
    total_score = densities[content_element].sentence_score if content_element in densities else 0.0
    measured = [node for node in content_element.iterdescendants() if node in densities]
    captions = {node for node in measured if node.tag in _CAPTION_TAGS}
    if (
        sum(densities[node].sentence_score for node in captions)
        > _GALLERY_SCORE_SHARE * total_score
    ):
        captions.clear()
    return captions | {
        node for node in measured if _is_non_content(node, densities[node], total_score)
    }


def _is_non_content(node: Element, density: TextDensity, total_score: float) -> bool:
    if node.tag in ("ul", "ol", "dl", "table") and density.link_share > _LIST_LINK_SHARE:
        return True
    return (
        node.tag in ("aside", "nav", "footer", "form") or has_non_content_name(node)
    ) and density.sentence_score < _MAX_SCORE_SHARE * total_score


def drop_teasers(blocks: list[Block]) -> list[Block]:
    """Leave out lines that are nothing but a link, then headings that nothing follows."""
    kept = [block for block in blocks if not _is_teaser(block)]
    while kept and kept[-1].tag in HEADING_TAGS:
        kept.pop()
    return kept or blocks


def _is_teaser(block: Block) -> bool:
    """Say whether a line is a link with a headline.

    A bare address is part of what the author wrote.
    """
    return (
        block.is_link
        and len(block.text) <= _MAX_TEASER_CHARS
        and not block.text.startswith(("http", "www.", "["))
    )

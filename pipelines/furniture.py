"""Tell what stands in an article's element without belonging to it: share bars, teasers, captions, link lists."""

from collections.abc import Mapping
from typing import Final

from pipelines.blocks import Block
from pipelines.container import is_aside
from pipelines.extents import Extent
from pipelines.tags import HEADINGS
from pipelines.tree import Element

_CAPTION: Final = frozenset(("figcaption", "caption"))
_MOST: Final = 0.35
"""An element with more of the article's weight than this is no furniture, whatever its name says."""

_GALLERY: Final = 0.5
"""Captions with more of the weight than this are the article."""

_LINK: Final = 0.8
_LINKED_CHARS: Final = 160
"""A line that is nothing but a link, up to this length, is a teaser."""


def within(container: Element, known: Mapping[Element, Extent]) -> set[Element]:
    """Give the elements of an article's element that are furniture; `known` is how much the elements of the page hold."""
    whole = known[container].weight if container in known else 0.0
    held = [node for node in container.iterdescendants() if node in known]
    captions = {node for node in held if node.tag in _CAPTION}
    if sum(known[node].weight for node in captions) > _GALLERY * whole:
        captions.clear()
    return captions | {node for node in held if _is_furniture(node, known[node], whole)}


def _is_furniture(node: Element, extent: Extent, whole: float) -> bool:
    if node.tag in ("ul", "ol", "dl", "table") and extent.link_share > _LINK:
        return True
    return (node.tag in ("aside", "nav", "footer", "form") or is_aside(node)) and extent.weight < _MOST * whole


def keep(read: list[Block]) -> list[Block]:
    """Leave out lines that are nothing but a link, then headings that nothing follows."""
    kept = [block for block in read if not _is_teaser(block)]
    while kept and kept[-1].tag in HEADINGS:
        kept.pop()
    return kept or read


def _is_teaser(block: Block) -> bool:
    """Say whether a line is a link with a headline; a bare address is part of what the author wrote."""
    return block.is_link and len(block.text) <= _LINKED_CHARS and not block.text.startswith(("http", "www.", "["))

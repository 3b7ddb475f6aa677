"""Find what stands in an article's element without belonging to it: share bars, teasers, captions,
link lists.
"""

import re
from collections.abc import Mapping
from typing import Final

from pipelines.extraction.content_candidates import (
    get_class_and_id,
    has_foreign_name,
    has_non_content_name,
)
from pipelines.extraction.text_density import TextDensity
from text.html.blocks import Block
from text.html.elements import HEADING_TAGS
from text.html.parse import Element, detach_element

_CAPTION_TAGS: Final = frozenset(("figcaption",))
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
    if has_foreign_name(node) or _is_paywall_box(node, density):
        return True
    return (
        node.tag in ("aside", "nav", "footer", "form") or has_non_content_name(node)
    ) and density.sentence_score < _MAX_SCORE_SHARE * total_score


_PAYWALL_NAME: Final = re.compile(r"paywall|regwall|subscri|piano-", re.IGNORECASE)
_PAYWALL_WORDS: Final = re.compile(
    r"\b(?:subscrib\w*|sign in|log in|sign up|register|create an account|unlimited)\b"
    r"|订阅|登录|会员|注册",
    re.IGNORECASE,
)
_PAYWALL_CHARS: Final = 1_500


def _is_paywall_box(node: Element, density: TextDensity) -> bool:
    """Say whether an element asks for a subscription; the text behind it bears the same names."""
    return (
        node.tag in ("div", "section", "aside")
        and density.chars <= _PAYWALL_CHARS
        and bool(_PAYWALL_NAME.search(get_class_and_id(node)))
        and bool(_PAYWALL_WORDS.search(node.text_content()))
    )


_HEADING_CONTROLS: Final = frozenset(
    (
        "编辑",
        "播报",
        "锁定",
        "讨论",
        "上传视频",
        "收藏",
        "edit",
        "[edit]",
        "[编辑]",
        "¶",
        "#",
        "link",
    )
)
"""Links that encyclopedias and manuals put into each heading."""


def remove_heading_controls(body: Element) -> None:
    """Take out, in place, the links in headings that edit, report or copy a section."""
    for heading in list(body.iter(*HEADING_TAGS)):
        for link in list(heading.iter("a", "button", "span")):
            text = "".join(link.itertext()).strip().lower()
            if text in _HEADING_CONTROLS and link.getparent() is not None:
                detach_element(link)


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

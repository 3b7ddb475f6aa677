"""Find the lead of an article that stands by itself between the title and the article's element."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from pipelines.extraction.content_candidates import get_class_and_id, has_non_content_name
from pipelines.extraction.sentence_score import score_as_sentence
from pipelines.metadata.parsed_page import ParsedPage
from text.chinese.detect import is_mostly_chinese
from text.html.blocks import Block
from text.html.parse import Element

_BLOCKS_BELOW_TITLE: Final = 12
_MIN_LEAD_SCORE: Final = 1.5
_SURE_LEAD_SCORE: Final = 3.5
"""Two sentences, or one with several pauses: more than what a newspaper writes below a headline."""
_CAPTION_RATIO: Final = 1.5
_NAMED_LEVELS: Final = 2
_LEAD_NAMES = re.compile(
    r"lead|lede|intro|summary|standfirst|chapeau|sapo|abstract|digest|daodu|zhaiyao|tiyao",
    re.IGNORECASE,
)
_LEAD_LABEL = re.compile(r"[\[【(（]?(?:摘要|核心提示|导读|導讀|提要|内容提要|导语|編者按|编者按)")
_SENTENCE_END = re.compile(r"[。！？.!?…][”’\"'」』）)]?\s*$")
_BESIDE_LEAD = re.compile(
    r"[(（](?:[^()（）]{0,40}(?:攝|摄|photo|reuters|getty|供图|供圖|资料图)[^()（）]{0,20})[)）]"
    r"|photograph:|\d{1,2}:\d{2}|[◄▲▼]|^[(（]?(?:图|圖|photo|image|picture)\b",
    re.IGNORECASE,
)
_MAX_LEADS: Final = 2
_NO_LEAD_TAGS: Final = frozenset(("aside", "figure", "figcaption", "footer", "form", "nav", "li"))


def find_leads(page: ParsedPage, elements: Sequence[Element], kept: Sequence[Block]) -> list[Block]:
    """Give the sentences between the title and the article's elements that belong to it.

    None when the article begins with the same text, or the title stands inside or below it.
    """
    if not page.blocks or not kept:
        return []
    inside = set(elements)
    between = list(_take_until(page, inside))
    if len(between) > _BLOCKS_BELOW_TITLE:
        return []
    texts = {block.text for block in kept}
    found = [block for block in between if block.text not in texts and _is_lead(block)]
    return found if len(found) <= _MAX_LEADS else []


def _take_until(page: ParsedPage, elements: set[Element]) -> Iterator[Block]:
    """Give the blocks between the title and the first one of the article."""
    for block in page.blocks_from_title[1:]:
        if not elements.isdisjoint((block.element, *block.element.iterancestors())):
            return
        yield block


def _is_lead(block: Block) -> bool:
    if block.is_link or not _SENTENCE_END.search(block.text) or _BESIDE_LEAD.search(block.text):
        return False
    around = (block.element, *islice(block.element.iterancestors(), _NAMED_LEVELS))
    if any(map(_is_no_lead, (block.element, *block.element.iterancestors()))):
        return False
    if any(_is_captioned_picture(node, block) for node in around):
        return False
    score, is_chinese = score_as_sentence(block), is_mostly_chinese(block.text)
    return score >= _MIN_LEAD_SCORE and (
        score >= _SURE_LEAD_SCORE
        or _LEAD_LABEL.match(block.text) is not None
        or (is_chinese and any(_LEAD_NAMES.search(get_class_and_id(node)) for node in around))
    )


def _is_no_lead(node: Element) -> bool:
    return node.tag in _NO_LEAD_TAGS or (node.tag != "header" and has_non_content_name(node))


def _is_captioned_picture(node: Element, block: Block) -> bool:
    """Say whether an element holds a picture, and the block is all that it says."""
    return node.find(".//img") is not None and len(
        node.text_content().strip()
    ) <= _CAPTION_RATIO * len(block.text)

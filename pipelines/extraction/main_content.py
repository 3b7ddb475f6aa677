"""Find the blocks of a page that are its article, by our own reading judged by a second opinion.

Our reading finds all of the text (recall .99 on the development pages) with some lines too many. A
block that is a sentence beyond doubt stays. Any other stays when it has its parent in common with
such a sentence, or stands between two as a text of its own. Where an article in Latin script is for
a good part made of other blocks and some of them would go, that cannot decide: then such a block
stays when trafilatura kept it, which is more careful than we are and now and then loses a body;
where the two hardly agree, ours stands alone. Asked for 8 of the 110 development pages it helps no
less than asked for 24 or for all (F1 .9991 .9933 .9888 against .9991 .9933 .9881 and .9991 .9856
.9878).
"""

import copy
import logging
import re
from dataclasses import dataclass
from itertools import islice
from typing import Final

from pipelines.extraction.content_candidates import find_content_elements
from pipelines.extraction.foreign_sections import drop_foreign_sections, find_foreign_sections
from pipelines.extraction.images import list_images, read_base_url
from pipelines.extraction.lead import find_leads
from pipelines.extraction.non_content import drop_teasers, find_non_content
from pipelines.extraction.reader_comments import find_comments_start
from pipelines.extraction.sentence_score import SURE_SENTENCE_SCORE, count_tokens, score_as_sentence
from pipelines.extraction.text_density import measure_text_density
from pipelines.extraction.trace import NULL_TRACE, Trace
from pipelines.metadata.fields import ArticleFields
from pipelines.metadata.parsed_page import ParsedPage
from pipelines.metadata.title import fold_to_alphanumeric
from records.record import Image
from text.chinese.detect import is_mostly_chinese
from text.html.blocks import Block, read_blocks
from text.html.elements import BLOCK_TAGS, HEADING_TAGS
from text.html.parse import Element

# elements in a block's path, and 80 characters of the name of each: hostile pages nest 200 long
# ones
PATH_ELEMENTS: Final = 6


_DIGITS = re.compile(r"\d+")
_MIN_AGREEMENT: Final = 0.6
_MAX_UNSURE_SHARE: Final = 0.4
_LIKELY_SENTENCE_SCORE: Final = 1.5
"""What a line weighs that may well be a sentence: it stays where it stands in elements like those
of the sentences.
"""
_MIN_SECTION_HEADINGS: Final = 3
"""Headings of sentences that show an article to be made of parts.

One alone may belong to what is advertised in between.
"""
_SCRIPT_SAMPLE_BLOCKS: Final = 40
"""Blocks by which the script of an article is told."""
_TEXT_ELEMENTS: Final = HEADING_TAGS | {
    "p",
    "li",
    "blockquote",
    "pre",
    "td",
    "th",
    "tr",
    "dd",
    "dt",
    "caption",
    "figcaption",
}
_MAX_SEARCHED_BLOCKS: Final = 3_000
_MAX_SECOND_OPINION_BLOCKS: Final = 20_000
"""A page of more lines gets no second opinion: trafilatura needs minutes for what is no article
anyway.
"""


@dataclass(frozen=True, slots=True)
class MainContent:
    """The article of a page: its blocks, and the pictures that stand among them."""

    blocks: tuple[str, ...]
    images: tuple[Image, ...] = ()
    paths: tuple[str, ...] = ()  # where each block stands


@dataclass(frozen=True, slots=True)
class ExtractedArticle:
    """An article as one page or document gives it: its metadata and its main content."""

    fields: ArticleFields
    content: MainContent
    struck: tuple[str, ...] = ()  # texts that the page shows as no longer valid, left out


def find_main_content(page: ParsedPage, trace: Trace = NULL_TRACE) -> MainContent:
    """Find the article of a page; each step reports to `trace` which blocks it kept."""
    foreign = find_foreign_sections(page)
    page = drop_foreign_sections(page, foreign)
    densities = measure_text_density(page.body, page.blocks)
    elements = find_content_elements(page, densities)
    trace.on_content_chosen(elements)
    # before copies for the second opinion are made
    images = collect_images(elements, read_base_url(page.root, page.url))
    blocks = [
        block
        for element in elements
        for block in read_blocks(element, find_non_content(element, densities) | foreign)
    ]
    trace.on_blocks_kept("furniture", blocks)
    blocks = blocks[: find_comments_start(blocks)]
    trace.on_blocks_kept("comments", blocks)
    blocks = drop_teasers(blocks)
    trace.on_blocks_kept("teaser", blocks)
    adjacent = keep_adjacent(blocks)
    needs_second_opinion = (
        len(adjacent) < len(blocks)
        and compute_unsure_share(blocks) > _MAX_UNSURE_SHARE
        and len(page.blocks) <= _MAX_SECOND_OPINION_BLOCKS
        and not is_mostly_chinese("".join(block.text for block in blocks[:_SCRIPT_SAMPLE_BLOCKS]))
    )
    if needs_second_opinion:
        kept, step = (
            apply_second_opinion(blocks, extract_with_trafilatura(elements)),
            "second opinion",
        )
    else:
        kept, step = adjacent, "apart"
    trace.on_blocks_kept(step, kept)
    leads = find_leads(page, elements, kept)
    return build_main_content([*leads, *kept], elements, images)


def build_main_content(
    blocks: list[Block], content_elements: list[Element], pictures: tuple[Image, ...]
) -> MainContent:
    """Put blocks and pictures together.

    `content_elements` are the elements that the blocks were read from.
    """
    return MainContent(
        tuple(block.text for block in blocks), pictures, build_block_paths(blocks, content_elements)
    )


def build_block_paths(blocks: list[Block], content_elements: list[Element]) -> tuple[str, ...]:
    """Say of each block in which elements below its part it stands: those with a name, and its own.

    "div.tip p".
    """
    tops, paths, prefixes = set(content_elements), dict[Element, str](), dict[Element, str]()
    for element in {_block_ancestor(block.element) for block in blocks} - tops:
        parent = element.getparent()
        if parent not in prefixes:
            prefixes[parent] = _describe_ancestors(parent, tops)
        paths[element] = f"{prefixes[parent]} {_describe_element(element)}".strip()
    return tuple(paths.get(_block_ancestor(block.element), "") for block in blocks)


def _describe_ancestors(node: Element, content_elements: set[Element]) -> str:
    """Give the elements with a name from a node up to the part that it lies in, outermost first."""
    names: list[str] = []
    while node is not None and node not in content_elements and len(names) < PATH_ELEMENTS:
        if "." in (label := _describe_element(node)):
            names.append(label)
        node = node.getparent()
    return " ".join(reversed(names))


def _describe_element(node: Element) -> str:
    return ".".join(f"{node.tag} {node.get('class') or ''} {node.get('id') or ''}".split())[:80]


def keep_adjacent(blocks: list[Block]) -> list[Block]:
    """Leave out the blocks that are no sentences, have no parent in common with one, and do not
    stand between two as a text of their own.

    Where each paragraph has a parent of its own, a likely sentence stays under one like those.
    """
    sure = [
        number
        for number, block in enumerate(blocks)
        if score_as_sentence(block) >= SURE_SENTENCE_SCORE
    ]
    if not sure:
        return blocks
    elements = {_block_ancestor(blocks[number].element) for number in sure}
    parents = {element.getparent() for element in elements}
    structures = {_build_structure_key(element) for element in elements}
    headings = {
        block.tag for block in blocks[sure[0] : sure[-1]]
    } & HEADING_TAGS  # of sections: one more may stand above the first sentence

    def is_adjacent(number: int, block: Block) -> bool:
        element = _block_ancestor(block.element)
        if element in elements or element.getparent() in parents:
            return True
        alike = _build_structure_key(element) in structures
        if alike and score_as_sentence(block) >= _LIKELY_SENTENCE_SCORE:
            return True
        between = number > sure[0] and (element.tag in _TEXT_ELEMENTS or alike)
        return number < sure[-1] and (between or block.tag in headings)

    return [
        block
        for number, block in enumerate(blocks)
        if score_as_sentence(block) >= SURE_SENTENCE_SCORE or is_adjacent(number, block)
    ]


def _build_structure_key(block_element: Element) -> tuple[str, ...]:
    """Give what a text stands in: names of its block and of the two elements around it, alike for
    all paragraphs of an article.
    """
    around = (block_element, *islice(block_element.iterancestors(), 2))
    return tuple(_DIGITS.sub("", f"{node.tag} {node.get('class') or ''}") for node in around)


def _block_ancestor(node: Element) -> Element:
    """Give the block element that a text stands in."""
    while node.tag not in BLOCK_TAGS and node.getparent() is not None:
        node = node.getparent()
    return node


def compute_unsure_share(blocks: list[Block]) -> float:
    """Give the share of the article in lines that may be no sentences."""
    whole = sum(counts := [count_tokens(block.text) for block in blocks])
    return sum(
        count
        for block, count in zip(blocks, counts, strict=True)
        if score_as_sentence(block) < SURE_SENTENCE_SCORE
    ) / max(1, whole)


def collect_images(content_elements: list[Element], page_url: str) -> tuple[Image, ...]:
    """List the pictures of several elements, each once."""
    images = {
        image.url: image for element in content_elements for image in list_images(element, page_url)
    }
    return tuple(images.values())


def extract_with_trafilatura(content_elements: list[Element]) -> str:
    """Give what trafilatura takes for the article, "" when it finds none.

    It gets our elements and, for their names, the empty elements around them, not what lies beside:
    that takes a third of the time.
    """
    import trafilatura

    tree, *siblings = (copy.deepcopy(element) for element in content_elements)
    for ancestor in content_elements[0].iterancestors():
        children, tree = (tree, *siblings), _copy_without_content(ancestor)
        tree.extend(children)
        siblings = []
    # its warning "discarding data" is what we decide ourselves
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    return trafilatura.extract(tree, include_comments=False, favor_precision=True, fast=True) or ""


def _copy_without_content(element: Element) -> Element:
    """Give an element of the same name with nothing in it.

    A damaged name, which lxml reads and does not write, becomes a div.
    """
    try:
        return element.makeelement(element.tag, element.attrib)
    except ValueError:
        return element.makeelement("div")


def apply_second_opinion(blocks: list[Block], opinion: str) -> list[Block]:
    """Leave out the lines that neither look like sentences, nor are the heading of one, nor stand
    in the second opinion.
    """
    folded = fold_to_alphanumeric(opinion)
    lines = {fold_to_alphanumeric(line) for line in opinion.split("\n")}
    texts = [fold_to_alphanumeric(block.text) for block in blocks]
    # a search through the whole opinion per block is quadratic
    is_searched = len(blocks) <= _MAX_SEARCHED_BLOCKS
    agreed = [not text or text in lines or (is_searched and text in folded) for text in texts]
    agreed_chars = sum(len(text) for text, same in zip(texts, agreed, strict=True) if same)
    if agreed_chars < _MIN_AGREEMENT * max(1, sum(map(len, texts))):
        return blocks
    scores = [score_as_sentence(block) for block in blocks]
    leads = [
        block.tag in HEADING_TAGS
        and max(scores[number + 1 : number + 3], default=0.0) >= _LIKELY_SENTENCE_SCORE
        for number, block in enumerate(blocks)
    ]
    has_sections = sum(leads) >= _MIN_SECTION_HEADINGS
    kept = [
        same or score >= SURE_SENTENCE_SCORE or (lead and has_sections)
        for same, score, lead in zip(agreed, scores, leads, strict=True)
    ]
    return [block for block, keep in zip(blocks, kept, strict=True) if keep]

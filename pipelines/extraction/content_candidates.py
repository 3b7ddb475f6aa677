"""Find the element of a page that holds the article.

Paragraphs vote for their parent, half as loud for their grandparent: an article has many sentences
under one roof, a list of comments or teasers has many roofs. What links say does not count, names
of elements (comment, sidebar, article …) weigh in.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pipelines.extraction.reader_comments import find_comments_start
from pipelines.extraction.sentence_score import count_tokens, score_as_sentence
from pipelines.extraction.text_density import TextDensity
from text.html.blocks import Block
from text.html.elements import BLOCK_TAGS, HEADING_TAGS
from text.html.parse import Element

_CONTENT_NAMES = re.compile(
    (
        r"artic|artibody|\bbody|content|\btext|txt|main|detail|story|entry|post|news|zoom|editor|正文"
        r"|paragraph"
    ),
    re.IGNORECASE,
)
_CONTAINER_NAMES = re.compile(
    r"artic|\bbody|content|\bmain|detail|text|page|wrap|container|layout", re.IGNORECASE
)
_NON_CONTENT_NAMES = re.compile(
    r"comment|discuss|sidebar|side[-_]?bar|relat|recommend|hotnews|hot[-_]|rank|foot|header|\bnav"
    r"|menu|bread|crumb|share|social|login|"
    r"copyright|statement|disclaim|advert|\bad[-_s]|\bads?\b|promo|sponsor|widget|popup|modal"
    r"|cookie|subscri|newsletter|tag[-_s]?list|"
    r"author[-_]?(?:bio|box|card|info|profile)|\bbio\b|reply|pinglun|tuijian|xiangguan|banner"
    r"|toolbar|pager|pagination|prev|next[-_]|teaser|outbrain|taboola|more[-_]|aside",
    re.IGNORECASE,
)
_NON_CONTENT_TAGS: Final = frozenset(("aside", "footer", "nav", "header", "form", "li"))
_PIECE_SCORE_SHARE: Final = 0.2
"""An element of the same name as the best one is a piece of the article when it has this much of
its score.
"""

_RIVAL_SCORE_SHARE: Final = 0.7
_ANCESTOR_SCORE_RATIO: Final = 1.5
_MIN_TITLE_TOKENS: Final = 6
_MAX_LINK_SHARE: Final = 0.3


_VOTE_SHARES: Final = (1.0, 0.5, 0.25)
"""How loud a paragraph votes for the elements around it, the nearest first."""

_WRAPPED_VOTE_SHARE: Final = 0.65
"""How loud it votes at least for the nearest that holds more than it: an editor may wrap each
paragraph, as a list does its comments.
"""

_COMMENT_FACTOR: Final = 0.1
"""What a line weighs behind the heading of the comments."""

_OTHER_ARTICLE_FACTOR: Final = 0.1
"""What an element weighs that begins with a title of its own."""

_TEASER_FACTOR: Final = 0.3
"""What a line weighs behind a title that is a link, as each has in a list of other articles."""


@dataclass(slots=True)
class ContentCandidate:
    """An element that may hold the article, with its score."""

    element: Element
    score: float
    first_block: int  # number of the first block that voted for it


def name_weight(element: Element, factors: dict[Element, float]) -> float:
    """Weigh the names that the page's author gave an element and what it lies in.

    `factors` serves the next call for the same page.
    """
    own = (
        1.3
        if element.tag in ("article", "main") or "articleBody" in (element.get("itemprop") or "")
        else 1.0
    )
    if _CONTENT_NAMES.search(get_class_and_id(element)):
        own *= 1.25
    return own * _weigh_ancestors(element, factors)


def _weigh_ancestors(element: Element, factors: dict[Element, float]) -> float:
    """Weigh what an element lies in; `factors` holds what was said of others."""
    chain: list[Element] = []
    node = element
    while node is not None and node not in factors and node.tag not in ("body", "html"):
        chain.append(node)
        node = node.getparent()
    factor = factors.get(node, 1.0)
    for node in reversed(chain):
        if node.tag in _NON_CONTENT_TAGS or has_non_content_name(node):
            factor *= 0.5
        factors[node] = factor
    return factor


def has_non_content_name(element: Element) -> bool:
    """Say whether an element is named as something beside the article.

    Name by name: "comment-content" is a comment, "content with-sidebar" is the content.
    """
    return _are_non_content_names(get_class_and_id(element))


@lru_cache(maxsize=8_192)
def _are_non_content_names(names: str) -> bool:
    split = names.split()
    return any(map(_NON_CONTENT_NAMES.search, split)) and not any(
        _CONTAINER_NAMES.search(one) and not _NON_CONTENT_NAMES.search(one) for one in split
    )


def get_class_and_id(element: Element) -> str:
    """Give the names that the page's author gave an element."""
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def rank_candidates(
    root: Element, blocks: list[Block], title_index: int, densities: Mapping[Element, TextDensity]
) -> list[ContentCandidate]:
    """Give the elements that may hold the article, best first.

    `title_index` is the block of the title, `densities` what elements hold.
    """
    votes: dict[Element, float] = {}
    first: dict[Element, int] = {}
    parted: dict[Element, bool] = {}
    beyond = title_index + find_comments_start(blocks[title_index:])
    for position, block in enumerate(blocks):
        heft = score_as_sentence(block) * (
            _COMMENT_FACTOR
            if position >= beyond
            else _TEASER_FACTOR
            if position and _is_teaser_title(blocks[position - 1])
            else 1.0
        )
        if not heft:
            continue
        for node, share in _vote_targets(
            _find_paragraph_element(block.element, parted), root, densities
        ):
            votes[node] = votes.get(node, 0.0) + heft * share
            first.setdefault(node, position)
    placed: dict[Element, float] = {}
    others = _find_other_articles(blocks, title_index)
    ranked = []
    for node, score in votes.items():
        score *= (
            name_weight(node, placed)
            * (1 - densities[node].link_share)
            * _score_title_distance(first[node] - title_index)
        )
        ranked.append(
            ContentCandidate(
                node, score * (_OTHER_ARTICLE_FACTOR if node in others else 1.0), first[node]
            )
        )
    return sorted(ranked, key=lambda candidate: -candidate.score)


def _find_other_articles(blocks: list[Block], title_index: int) -> set[Element]:
    """Give the elements that begin with another first heading than the title: articles that a page
    appends to its own.
    """
    if not blocks or blocks[title_index].tag != "h1":
        return set()
    found = {blocks[title_index].element, *blocks[title_index].element.iterancestors()}
    own = frozenset(found)
    for before, block in zip(blocks[title_index:], blocks[title_index + 1 :], strict=False):
        if block.tag == "h1":
            around = {before.element, *before.element.iterancestors()}
            found |= {
                node
                for node in (block.element, *block.element.iterancestors())
                if node not in around
            }
    return found - own


def _is_teaser_title(block: Block) -> bool:
    """Say whether a line is the title of another article: a link as a whole, and a heading or as
    long as one.
    """
    return block.is_link and (
        block.tag in HEADING_TAGS or count_tokens(block.text) >= _MIN_TITLE_TOKENS
    )


def _vote_targets(
    paragraph: Element, root: Element, densities: Mapping[Element, TextDensity]
) -> Iterator[tuple[Element, float]]:
    """Give the elements that a paragraph votes for, each with its share: the three around it, and
    the first that holds more than it.

    For the body vote only those that nothing else holds. Editors of phones and newsletters wrap
    each paragraph in many elements that hold nothing else.
    """
    own = densities[paragraph].chars if paragraph in densities else 0
    alone = True
    for depth, node in enumerate(paragraph.iterancestors()):
        if node not in densities or (not alone and (node is root or depth >= len(_VOTE_SHARES))):
            return
        share = _VOTE_SHARES[depth] if depth < len(_VOTE_SHARES) else 0.0
        if alone and densities[node].chars > own:
            alone, share = False, max(share, _WRAPPED_VOTE_SHARE)
        if share:
            yield node, share


def _score_title_distance(distance: int) -> float:
    """Weigh how soon after the title an element begins; the article is seldom above its title."""
    if distance < 0:
        return 0.5
    return 1 + 1 / (1 + distance / 8)


def _find_paragraph_element(node: Element, cache: dict[Element, bool]) -> Element:
    """Give the block element of a text: its parent is the roof.

    Text that stands loose in a division is its own roof's child.

    A caption stands under the roof of its figure. `cache` holds what was said of other divisions.
    """
    while node.tag not in BLOCK_TAGS and node.getparent() is not None:
        node = node.getparent()
    if (
        node.tag == "figcaption"
        and (around := node.getparent()) is not None
        and around.tag == "figure"
    ):
        return around
    if (
        node.tag in ("div", "td", "section", "article", "body")
        and len(node)
        and _has_several_paragraphs(node, cache)
    ):  # loose text between breaks
        return node[0]
    return node


def _has_several_paragraphs(node: Element, cache: dict[Element, bool]) -> bool:
    """Say whether an element holds more than one paragraph; `cache` holds what was said of
    others.
    """
    if node not in cache:
        cache[node] = any(child.tag == "br" or child.tag in BLOCK_TAGS for child in node)
    return cache[node]


def _is_content_piece(
    candidate: ContentCandidate, best: ContentCandidate, title_index: int
) -> bool:
    """Say whether an element is a piece of the article that has its name.

    Without names, one below the title in the same elements.
    """
    element, other = candidate.element, best.element
    if element is other:
        return True
    if element.tag != other.tag or element.get("class") != other.get("class"):
        return False
    if element.get("class"):
        return True
    nameless = not (element.get("id") or other.get("id"))
    return (
        nameless
        and candidate.first_block >= title_index
        and [node.tag for node in element.iterancestors()]
        == [node.tag for node in other.iterancestors()]
    )


def _choose_container(
    ranked: list[ContentCandidate], densities: Mapping[Element, TextDensity], blocks: list[Block]
) -> Element:
    """Give the best element, or the one around it that holds the article's other sections too.

    `blocks` is what comes before the comments.

    Sections with names of their own (text, notes, commentary) share the sentences among them; then
    the element around them scores nearly as high as the best of them, holds far more, and is no
    collection of links.
    """
    best = ranked[0]
    around, own = set(best.element.iterancestors()), _sum_sentence_scores(best, blocks)
    for one in ranked[1:]:
        if one.score < _RIVAL_SCORE_SHARE * best.score:
            break
        if (
            one.element in around
            and densities[one.element].link_share < _MAX_LINK_SHARE
            and _sum_sentence_scores(one, blocks) >= _ANCESTOR_SCORE_RATIO * own
        ):
            return best.element if has_non_content_name(one.element) else one.element
    return best.element


def _sum_sentence_scores(candidate: ContentCandidate, blocks: list[Block]) -> float:
    return sum(
        score_as_sentence(block)
        for block in blocks
        if candidate.element is block.element or candidate.element in block.element.iterancestors()
    )


def find_content_elements(
    root: Element, blocks: list[Block], title_index: int, densities: Mapping[Element, TextDensity]
) -> list[Element]:
    """Give the elements that hold the article, in reading order; `densities` is what elements hold.

    More than one when a page cuts its article into pieces of one name, as pages with advertisements
    between the parts do.
    """
    ranked = rank_candidates(root, blocks, title_index, densities)
    if not ranked:
        return [root]
    best = ranked[0].element
    if (
        roof := _choose_container(
            ranked, densities, blocks[: title_index + find_comments_start(blocks[title_index:])]
        )
    ) is not best:
        return [roof]
    pieces = (one for one in ranked if one.score >= _PIECE_SCORE_SHARE * ranked[0].score)
    alike = [one.element for one in pieces if _is_content_piece(one, ranked[0], title_index)]
    inner = {node for element in alike for node in element.iterdescendants()}
    chosen = {element for element in alike if element not in inner}
    return [node for node in root.iter() if node in chosen]

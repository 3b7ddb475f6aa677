"""Find the element of a page that holds the article.

Each paragraph votes for its parent, with half the weight for its grandparent: the sentences of an
article share one parent, comments and teasers have one each. Text in links does not count; names of
elements (comment, sidebar, article …) do.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pipelines.extraction.reader_comments import find_comments_start
from pipelines.extraction.sentence_score import count_tokens, score_as_sentence
from pipelines.extraction.text_density import TextDensity
from pipelines.metadata.parsed_page import ParsedPage
from text.html.blocks import Block
from text.html.elements import BLOCK_TAGS, HEADING_TAGS
from text.html.parse import Element

_CONTENT_NAMES = re.compile(
    (
        r"artic|artibody|\bbody|content|\btext|txt|main|detail|story|entry|post|news|zoom|editor|"
        r"正文"
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
_FOREIGN_NAMES = re.compile(
    r"consent|cookie|onetrust|gdpr|privacy|agreement|user-?notice|transcript|statement|disclaim"
    r"|newsletter|^comments?$|comments?[-_]?(?:list|area|section|box)|^authors?$|contributor",
    re.IGNORECASE,
)
"""Names of what is never the article, however long it is: consent, policies, transcripts,
statements, readers' comments, boxes about the author.
"""
_FOREIGN_FACTOR: Final = 0.05
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
"""Weight of a paragraph's vote for the elements around it, the nearest first."""

_WRAPPED_VOTE_SHARE: Final = 0.65
"""Least weight of its vote for the nearest element that holds more than it: an editor may wrap each
paragraph, as a list does its comments.
"""

_COMMENT_FACTOR: Final = 0.1
"""Factor of a block below the heading of the readers' comments."""

_OTHER_ARTICLE_FACTOR: Final = 0.1
"""Factor of an element that begins with a title of its own."""

_TEASER_FACTOR: Final = 0.3
"""Factor of a block below a title that is a link, as in a list of other articles."""
_TEASER_LIST: Final = 3
_TEASER_LIST_FACTOR: Final = 0.1
"""Its factor where so many headings below the page's title are links: a list of teasers."""


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
    """Weigh what an element lies in; `factors` caches those of others."""
    chain: list[Element] = []
    node = element
    while node is not None and node not in factors and node.tag not in ("body", "html"):
        chain.append(node)
        node = node.getparent()
    factor = factors.get(node, 1.0)
    for node in reversed(chain):
        if has_foreign_name(node):
            factor *= _FOREIGN_FACTOR
        elif node.tag in _NON_CONTENT_TAGS or has_non_content_name(node):
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
        _CONTAINER_NAMES.search(name) and not _NON_CONTENT_NAMES.search(name) for name in split
    )


def has_foreign_name(element: Element) -> bool:
    """Say whether an element is named as something that is never the article."""
    return _are_foreign_names(get_class_and_id(element))


@lru_cache(maxsize=8_192)
def _are_foreign_names(names: str) -> bool:
    split = names.split()
    return any(map(_FOREIGN_NAMES.search, split)) and not any(
        _CONTAINER_NAMES.search(name) and not _FOREIGN_NAMES.search(name) for name in split
    )


def get_class_and_id(element: Element) -> str:
    """Give the names that the page's author gave an element."""
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def rank_candidates(
    page: ParsedPage, densities: Mapping[Element, TextDensity]
) -> list[ContentCandidate]:
    """Rank the elements that may hold the article, best first, by the page's text densities."""
    body, blocks = page.body, page.blocks
    votes: dict[Element, float] = {}
    first_blocks: dict[Element, int] = {}
    has_paragraphs: dict[Element, bool] = {}
    comments_start = _find_comments_start(page)
    headed = sum(
        _is_teaser_title(block) and block.tag in HEADING_TAGS for block in page.blocks_from_title
    )
    teaser_factor = _TEASER_LIST_FACTOR if headed >= _TEASER_LIST else _TEASER_FACTOR
    for index, block in enumerate(blocks):
        score = score_as_sentence(block) * (
            _COMMENT_FACTOR
            if index >= comments_start
            else teaser_factor
            if index and _is_teaser_title(blocks[index - 1])
            else 1.0
        )
        if not score:
            continue
        paragraph = _find_paragraph_element(block.element, has_paragraphs)
        for node, share in _vote_targets(paragraph, body, densities):
            votes[node] = votes.get(node, 0.0) + score * share
            first_blocks.setdefault(node, index)
    factors: dict[Element, float] = {}
    other_articles = _find_other_articles(blocks, page.title_index)
    ranked = []
    for node, score in votes.items():
        score *= (
            name_weight(node, factors)
            * (1 - densities[node].link_share)
            * _score_title_distance(first_blocks[node] - page.title_index)
        )
        score *= _OTHER_ARTICLE_FACTOR if node in other_articles else 1.0
        ranked.append(ContentCandidate(node, score, first_blocks[node]))
    return sorted(ranked, key=lambda candidate: -candidate.score)


def _find_comments_start(page: ParsedPage) -> int:
    """Give the number of the block that heads the readers' comments, below the title."""
    return page.title_index + find_comments_start(page.blocks_from_title)


def _find_other_articles(blocks: list[Block], title_index: int) -> set[Element]:
    """Give the elements that begin with another first heading than the title: articles that a page
    appends to its own.
    """
    if not blocks or blocks[title_index].tag != "h1":
        return set()
    own = frozenset((blocks[title_index].element, *blocks[title_index].element.iterancestors()))
    others: set[Element] = set()
    for before, block in zip(blocks[title_index:], blocks[title_index + 1 :], strict=False):
        if block.tag == "h1":
            around = {before.element, *before.element.iterancestors()}
            others |= {
                node
                for node in (block.element, *block.element.iterancestors())
                if node not in around
            }
    return others - own


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
    """Give the block element that a text stands in, whose parent gets its vote.

    For loose text in a division that is its first child, for a caption its figure. `cache` serves
    the next call for the same page.
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
    """Say whether an element holds more than one paragraph; `cache` keeps the answers."""
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
    if element.tag != other.tag or not _are_alike(element.get("class"), other.get("class")):
        return False
    if element.get("class"):
        return element.get("class") == other.get("class") or _lie_alike(element, other)
    nameless = not (element.get("id") or other.get("id"))
    return (
        nameless
        and candidate.first_block >= title_index
        and [node.tag for node in element.iterancestors()]
        == [node.tag for node in other.iterancestors()]
    )


_DIGITS: Final = re.compile(r"\d+")
_ALIKE_CLASSES: Final = 0.6
"""Share of class names that two pieces of one article have in common.

Generators of style sheets add one of their own.
"""


def _are_alike(first: str | None, second: str | None) -> bool:
    """Say whether two class attributes are those of pieces of one article: but for numbers and one
    or the other name the same.
    """
    if first == second:
        return True
    names, others = (set(_DIGITS.sub("", text or "").split()) for text in (first, second))
    return bool(names) and len(names & others) >= _ALIKE_CLASSES * len(names | others)


def _lie_alike(element: Element, other: Element) -> bool:
    """Say whether two elements lie in alike elements of one parent."""
    for around, beside in zip(element.iterancestors(), other.iterancestors(), strict=False):
        if around is beside:
            return True
        if around.tag != beside.tag or not _are_alike(around.get("class"), beside.get("class")):
            return False
    return False


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
    ancestors, own_score = set(best.element.iterancestors()), _sum_sentence_scores(best, blocks)
    for rival in ranked[1:]:
        if rival.score < _RIVAL_SCORE_SHARE * best.score:
            break
        if (
            rival.element in ancestors
            and densities[rival.element].link_share < _MAX_LINK_SHARE
            and _sum_sentence_scores(rival, blocks) >= _ANCESTOR_SCORE_RATIO * own_score
        ):
            return best.element if has_non_content_name(rival.element) else rival.element
    return best.element


def _sum_sentence_scores(candidate: ContentCandidate, blocks: list[Block]) -> float:
    return sum(
        score_as_sentence(block)
        for block in blocks
        if candidate.element is block.element or candidate.element in block.element.iterancestors()
    )


def find_content_elements(
    page: ParsedPage, densities: Mapping[Element, TextDensity]
) -> list[Element]:
    """Give the elements that hold the article, in reading order; `densities` are those of the page.

    More than one when a page cuts its article into pieces of one name, as pages with advertisements
    between the parts do.
    """
    ranked = rank_candidates(page, densities)
    if not ranked:
        return [page.body]
    best = ranked[0]
    container = _choose_container(ranked, densities, page.blocks[: _find_comments_start(page)])
    if container is not best.element:
        return [container]
    pieces = [
        candidate.element
        for candidate in ranked
        if candidate.score >= _PIECE_SCORE_SHARE * best.score
        and _is_content_piece(candidate, best, page.title_index)
    ]
    inner = {node for element in pieces for node in element.iterdescendants()}
    chosen = {element for element in pieces if element not in inner}
    return [node for node in page.body.iter() if node in chosen]

"""Find the element of a page that holds the article.

Paragraphs vote for their parent, half as loud for their grandparent: an article has many sentences under one roof, a list of
comments or teasers has many roofs. What links say does not count, names of elements (comment, sidebar, article …) weigh in.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pipelines import comments
from pipelines.blocks import Block
from pipelines.extents import Extent
from pipelines.prose import tokens, weight
from pipelines.tags import BLOCKS, HEADINGS
from pipelines.tree import Element

_GOOD = re.compile(r"artic|artibody|\bbody|content|\btext|txt|main|detail|story|entry|post|news|zoom|editor|正文|paragraph", re.IGNORECASE)
_WHOLE = re.compile(r"artic|\bbody|content|\bmain|detail|text|page|wrap|container|layout", re.IGNORECASE)
_BAD = re.compile(
    r"comment|discuss|sidebar|side[-_]?bar|relat|recommend|hotnews|hot[-_]|rank|foot|header|\bnav|menu|bread|crumb|share|social|login|"
    r"copyright|statement|disclaim|advert|\bad[-_s]|\bads?\b|promo|sponsor|widget|popup|modal|cookie|subscri|newsletter|tag[-_s]?list|"
    r"author[-_]?(?:bio|box|card|info|profile)|\bbio\b|reply|pinglun|tuijian|xiangguan|banner|toolbar|pager|pagination|prev|next[-_]|teaser|outbrain|taboola|more[-_]|aside",
    re.IGNORECASE,
)
_ASIDE: Final = frozenset(("aside", "footer", "nav", "header", "form", "li"))
_PIECE: Final = 0.2
"""An element of the same name as the best one is a piece of the article when it has this much of its score."""

_RIVAL: Final = 0.7
_MORE: Final = 1.5
_TITLE_TOKENS: Final = 6
_LINKS: Final = 0.3


_SHARES: Final = (1.0, 0.5, 0.25)
"""How loud a paragraph votes for the elements around it, the nearest first."""

_WRAPPED: Final = 0.65
"""How loud it votes at least for the nearest that holds more than it: an editor may wrap each paragraph, as a list does its comments."""

_COMMENTS: Final = 0.1
"""What a line weighs behind the heading of the comments."""

_OTHER: Final = 0.1
"""What an element weighs that begins with a title of its own."""

_TEASER: Final = 0.3
"""What a line weighs behind a title that is a link, as each has in a list of other articles."""


@dataclass(slots=True)
class Candidate:
    """An element that may hold the article, with its score."""

    element: Element
    score: float
    first: int  # block that voted for it


def favour(element: Element, known: dict[Element, float]) -> float:
    """Weigh the names that the page's author gave an element and what it lies in; `known` serves the next call for the same page."""
    own = 1.3 if element.tag in ("article", "main") or "articleBody" in (element.get("itemprop") or "") else 1.0
    if _GOOD.search(name(element)):
        own *= 1.25
    return own * _placed(element, known)


def _placed(element: Element, known: dict[Element, float]) -> float:
    """Weigh what an element lies in; `known` holds what was said of others."""
    chain: list[Element] = []
    node = element
    while node is not None and node not in known and node.tag not in ("body", "html"):
        chain.append(node)
        node = node.getparent()
    factor = known.get(node, 1.0)
    for node in reversed(chain):
        if node.tag in _ASIDE or is_aside(node):
            factor *= 0.5
        known[node] = factor
    return factor


def is_aside(element: Element) -> bool:
    """Say whether an element is named as something beside the article.

    Name by name: "comment-content" is a comment, "content with-sidebar" is the content.
    """
    return _names_an_aside(name(element))


@lru_cache(maxsize=8_192)
def _names_an_aside(names: str) -> bool:
    split = names.split()
    return any(map(_BAD.search, split)) and not any(_WHOLE.search(one) and not _BAD.search(one) for one in split)


def name(element: Element) -> str:
    """Give the names that the page's author gave an element."""
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def rank(root: Element, read: list[Block], start: int, known: Mapping[Element, Extent]) -> list[Candidate]:
    """Give the elements that may hold the article, best first; `start` is the block of the title, `known` what elements hold."""
    votes: dict[Element, float] = {}
    first: dict[Element, int] = {}
    parted: dict[Element, bool] = {}
    beyond = start + comments.head(read[start:])
    for position, block in enumerate(read):
        heft = weight(block) * (_COMMENTS if position >= beyond else _TEASER if position and _is_title(read[position - 1]) else 1.0)
        if not heft:
            continue
        for node, share in _hearers(_paragraph(block.element, parted), root, known):
            votes[node] = votes.get(node, 0.0) + heft * share
            first.setdefault(node, position)
    placed: dict[Element, float] = {}
    others = _of_others(read, start)
    ranked = []
    for node, score in votes.items():
        score *= favour(node, placed) * (1 - known[node].link_share) * _nearness(first[node] - start)
        ranked.append(Candidate(node, score * (_OTHER if node in others else 1.0), first[node]))
    return sorted(ranked, key=lambda candidate: -candidate.score)


def _of_others(read: list[Block], start: int) -> set[Element]:
    """Give the elements that begin with another first heading than the title: articles that a page appends to its own."""
    if not read or read[start].tag != "h1":
        return set()
    found = {read[start].element, *read[start].element.iterancestors()}
    own = frozenset(found)
    for before, block in zip(read[start:], read[start + 1 :], strict=False):
        if block.tag == "h1":
            around = {before.element, *before.element.iterancestors()}
            found |= {node for node in (block.element, *block.element.iterancestors()) if node not in around}
    return found - own


def _is_title(block: Block) -> bool:
    """Say whether a line is the title of another article: a link as a whole, and a heading or as long as one."""
    return block.is_link and (block.tag in HEADINGS or tokens(block.text) >= _TITLE_TOKENS)


def _hearers(paragraph: Element, root: Element, known: Mapping[Element, Extent]) -> Iterator[tuple[Element, float]]:
    """Give the elements that a paragraph votes for, each with its share: the three around it, and the first that holds more than it.

    For the body vote only those that nothing else holds. Editors of phones and newsletters wrap each paragraph in many elements
    that hold nothing else.
    """
    own = known[paragraph].chars if paragraph in known else 0
    alone = True
    for depth, node in enumerate(paragraph.iterancestors()):
        if node not in known or (not alone and (node is root or depth >= len(_SHARES))):
            return
        share = _SHARES[depth] if depth < len(_SHARES) else 0.0
        if alone and known[node].chars > own:
            alone, share = False, max(share, _WRAPPED)
        if share:
            yield node, share


def _nearness(distance: int) -> float:
    """Weigh how soon after the title an element begins; the article is seldom above its title."""
    if distance < 0:
        return 0.5
    return 1 + 1 / (1 + distance / 8)


def _paragraph(node: Element, known: dict[Element, bool]) -> Element:
    """Give the block element of a text: its parent is the roof. Text that stands loose in a division is its own roof's child.

    A caption stands under the roof of its figure. `known` holds what was said of other divisions.
    """
    while node.tag not in BLOCKS and node.getparent() is not None:
        node = node.getparent()
    if node.tag == "figcaption" and (around := node.getparent()) is not None and around.tag == "figure":
        return around
    if node.tag in ("div", "td", "section", "article", "body") and len(node) and _is_parted(node, known):  # loose text between breaks
        return node[0]
    return node


def _is_parted(node: Element, known: dict[Element, bool]) -> bool:
    """Say whether an element holds more than one paragraph; `known` holds what was said of others."""
    if node not in known:
        known[node] = any(child.tag == "br" or child.tag in BLOCKS for child in node)
    return known[node]


def _is_piece(one: Candidate, best: Candidate, start: int) -> bool:
    """Say whether an element is a piece of the article that has its name; without names, one below the title in the same elements."""
    element, other = one.element, best.element
    if element is other:
        return True
    if element.tag != other.tag or element.get("class") != other.get("class"):
        return False
    if element.get("class"):
        return True
    nameless = not (element.get("id") or other.get("id"))
    return (
        nameless and one.first >= start and [node.tag for node in element.iterancestors()] == [node.tag for node in other.iterancestors()]
    )


def _roof(ranked: list[Candidate], known: Mapping[Element, Extent], read: list[Block]) -> Element:
    """Give the best element, or the one around it that holds the article's other sections too; `read` is what comes before the comments.

    Sections with names of their own (text, notes, commentary) share the sentences among them; then the element around them
    scores nearly as high as the best of them, holds far more, and is no collection of links.
    """
    best = ranked[0]
    around, own = set(best.element.iterancestors()), _held(best, read)
    for one in ranked[1:]:
        if one.score < _RIVAL * best.score:
            break
        if one.element in around and known[one.element].link_share < _LINKS and _held(one, read) >= _MORE * own:
            return best.element if is_aside(one.element) else one.element
    return best.element


def _held(one: Candidate, read: list[Block]) -> float:
    return sum(weight(block) for block in read if one.element is block.element or one.element in block.element.iterancestors())


def main(root: Element, read: list[Block], start: int, known: Mapping[Element, Extent]) -> list[Element]:
    """Give the elements that hold the article, in reading order; `known` is what elements hold.

    More than one when a page cuts its article into pieces of one name, as pages with advertisements between the parts do.
    """
    ranked = rank(root, read, start, known)
    if not ranked:
        return [root]
    best = ranked[0].element
    if (roof := _roof(ranked, known, read[: start + comments.head(read[start:])])) is not best:
        return [roof]
    pieces = (one for one in ranked if one.score >= _PIECE * ranked[0].score)
    alike = [one.element for one in pieces if _is_piece(one, ranked[0], start)]
    inner = {node for element in alike for node in element.iterdescendants()}
    chosen = {element for element in alike if element not in inner}
    return [node for node in root.iter() if node in chosen]

"""Find the sections of a page that are no article, whatever their length: consent and policy texts,
paywall boxes, transcripts of videos, lists of teasers, disclaimers, translated twins.

A short article loses against any of them by count of sentences. What tells them is how they begin,
or what they repeat; each must begin with it, hold neither the title nor all that follows the title.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from pipelines.extraction.sentence_score import score_as_sentence
from pipelines.metadata.parsed_page import ParsedPage
from text.chinese.detect import is_mostly_chinese
from text.html.blocks import Block
from text.html.elements import HEADING_TAGS
from text.html.parse import Element

_MAX_HEADING_CHARS: Final = 80
_MIN_ARTICLE_SCORE: Final = 1.5
"""What must be left below the title: a likely sentence."""
_MIN_TEASERS: Final = 3
_MIN_TWIN_SENTENCES: Final = 2

_CONSENT_HEADING = re.compile(
    r"(?:manage |your )?(?:privacy|cookies?|consent|opt[- ]out)"
    r" (?:preferences?|settings?|policy|notice|center|centre|consent|statement|choices|signal)\b"
    r"|(?:about|we use|this (?:web)?site uses|how we use|we value your) (?:cookies|privacy)\b"
    r"|(?:用户|個人|个人|网站|本站|平台)?(?:隐私|隱私|个人信息保护|用户服务|用户|服务)"
    r"(?:政策|协议|条款|聲明|声明|权政策|权声明)(?:及.{0,12}|和.{0,12}|与.{0,12})?$",
    re.IGNORECASE,
)
_PAYWALL_HEADING = re.compile(
    r".{0,30}\b(?:reserved for|exclusive to|available only to) (?:our )?(?:subscribers|members)\b"
    r"|(?:already a subscriber|subscribe (?:now )?to (?:continue|read|unlock|keep)|register to read"
    r"|(?:sign|log) in to (?:continue|keep|read)|to continue reading|create an account or sign in"
    r"|you.ve reached your (?:free |monthly )?(?:article )?limit|this (?:article|content) is for"
    r" (?:subscribers|members))\b"
    r"|.{0,12}(?:开通会员|成为会员|登录后|付费|订阅后)(?:即可|可|才能|继续)?(?:继续)?(?:阅读|查看)",
    re.IGNORECASE,
)
_TRANSCRIPT_HEADING = re.compile(
    r"^(?:(?:video|audio|full|show|read|view|episode) )*transcript\b.{0,20}"
    r"|(?:视频|音频)?(?:文字稿|字幕)$",
    re.IGNORECASE,
)
_DISCLAIMER = re.compile(
    r"^[(\[【*※■]?\s*(?:免责|免責|版权|版權|特别|特別|郑重|鄭重)(?:声明|聲明)"
    r"\s*+(?:[】\]]\s*)?[:：]"
)
_AUTHOR_NAME = re.compile(
    r"(?:about[-_]?)?(?:the[-_]?)?authors?(?:[-_]?(?:bio|box|card|about|description))?",
    re.IGNORECASE,
)


def find_foreign_sections(page: ParsedPage) -> set[Element]:
    """Give the elements of a page that are something else than its article."""
    found = {
        *_find_announced_sections(page),
        *_find_teaser_lists(page),
        *_find_author_boxes(page),
        *_find_twins(page),
    }
    return found if found and _leaves_article(page, found) else set()


def drop_foreign_sections(page: ParsedPage, foreign: set[Element]) -> ParsedPage:
    """Give the page without the blocks of foreign sections; its tree stays as it is."""
    if not foreign:
        return page
    inside = _list_inside(foreign)
    kept = [(at, block) for at, block in enumerate(page.blocks) if block.element not in inside]
    title_index = sum(at < page.title_index for at, _ in kept)
    return replace(page, blocks=[block for _, block in kept], title_index=title_index)


def _list_inside(elements: set[Element]) -> set[Element]:
    """Give the elements with all that stand in them."""
    return {node for element in elements for node in element.iter()}


def _leaves_article(page: ParsedPage, foreign: set[Element]) -> bool:
    inside = _list_inside(foreign)
    return any(
        score_as_sentence(block) >= _MIN_ARTICLE_SCORE and block.element not in inside
        for block in page.blocks_from_title[1:]
    )


def _find_announced_sections(page: ParsedPage) -> Iterable[Element]:
    """Find the sections that begin with a line that says what they are."""
    for number, block in enumerate(page.blocks):
        if number != page.title_index and _announces_foreign_text(block, number < page.title_index):
            section = _climb(page, number)
            if section is not None and section is not block.element:
                yield section


def _announces_foreign_text(block: Block, is_above_title: bool) -> bool:
    text = block.text
    if text[0] in "[(【*※■免版特郑鄭" and _DISCLAIMER.match(text):
        return True
    if len(text) > _MAX_HEADING_CHARS:
        return False
    return bool(
        _CONSENT_HEADING.match(text)
        or _PAYWALL_HEADING.match(text)
        or (is_above_title and _TRANSCRIPT_HEADING.fullmatch(text))
    )


def _climb(page: ParsedPage, number: int) -> Element | None:
    """Give the outermost element that begins with a block and does not hold the title."""
    closed = {*_list_around(page.blocks[page.title_index])} if page.blocks else set()
    if number:
        closed.update(_list_around(page.blocks[number - 1]))
    section = None
    for node in _list_around(page.blocks[number]):
        if node in closed:
            break
        section = node
    return section


def _list_around(block: Block) -> list[Element]:
    return [block.element, *block.element.iterancestors()]


def _find_teaser_lists(page: ParsedPage) -> Iterable[Element]:
    """Find lists in which each item is a linked headline with no more than a paragraph of text."""
    items: Counter[Element] = Counter()
    below_title = range(page.title_index + 1, len(page.blocks))
    headlines = {number for number in below_title if _is_headline(page.blocks[number])}
    for number in headlines:
        item = _climb(page, number)
        if item is not None and (around := item.getparent()) is not None:
            items[around] += 1
    lists = {node for node, count in items.items() if count >= _MIN_TEASERS - 1}
    if not lists:
        return []
    title_around = set(_list_around(page.blocks[page.title_index]))
    balance: Counter[Element] = Counter()
    for number in below_title:
        block = page.blocks[number]
        change = 1 if number in headlines else -(score_as_sentence(block) >= _MIN_ARTICLE_SCORE)
        for node in lists.intersection(_list_around(block)) if change else ():
            balance[node] += change
    return [node for node in lists - title_around if balance[node] >= 0 and node.tag != "body"]


def _is_headline(block: Block) -> bool:
    return block.tag in HEADING_TAGS and block.is_link


def _find_author_boxes(page: ParsedPage) -> Iterable[Element]:
    """Find the elements named after the author that tell of him in sentences."""
    if "uthor" not in page.html:  # nothing can be named so
        return []
    total = sum(map(score_as_sentence, page.blocks_from_title))
    scores: defaultdict[Element, float] = defaultdict(float)
    is_named: dict[Element, bool] = {}
    for block in page.blocks_from_title[1:]:
        if score_as_sentence(block) >= _MIN_ARTICLE_SCORE:
            for node in _list_around(block):
                if node not in is_named:
                    is_named[node] = _is_named_after_author(node)
                if is_named[node]:
                    scores[node] += score_as_sentence(block)
    return [node for node, score in scores.items() if score < total / 2]


def _is_named_after_author(node: Element) -> bool:
    names = f"{node.get('class') or ''} {node.get('id') or ''}"
    return "uthor" in names and any(map(_AUTHOR_NAME.fullmatch, names.split()))


def _find_twins(page: ParsedPage) -> Iterable[Element]:
    """Find the text in another language that stands beside the one in the title's."""
    likely = [block for block in page.blocks if score_as_sentence(block) >= _MIN_ARTICLE_SCORE]
    if all(block.text.isascii() for block in likely):
        return []
    counts: defaultdict[Element, Counter[bool]] = defaultdict(Counter)
    for block in likely:
        around = block.element.getparent()
        if around is not None:
            counts[around][is_mostly_chinese(block.text)] += 1
    title = page.blocks[page.title_index].text if page.blocks else ""
    own = is_mostly_chinese(title)
    by_parent: defaultdict[Element, dict[bool, list[Element]]] = defaultdict(
        lambda: {True: [], False: []}
    )
    for node, scripts in counts.items():
        if len(scripts) == 1 and sum(scripts.values()) >= _MIN_TWIN_SENTENCES:
            by_parent[node.getparent()][next(iter(scripts))].append(node)
    return [node for groups in by_parent.values() if groups[own] for node in groups[not own]]

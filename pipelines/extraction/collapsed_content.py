"""Find the text that a page folds away until a reader asks for it: answers below their questions,
an article behind a button.
"""

import re
from collections.abc import Set
from typing import Final

from pipelines.extraction.content_candidates import has_non_content_name
from text.html.parse import Element, parse_html

_PAUSES: Final = ",，.。;；!！"  # a question is what a reader clicks on
_FEW_PAUSES: Final = 12
"""Pauses; a page that shows no more than so many shows no article."""

_COLLAPSED_RATIO: Final = 3
"""What is folded away has so many times the pauses of what is shown."""


def find_collapsed_content(body: Element, hidden: list[Element]) -> Set[Element]:
    """Give those of the hidden elements that hold the article, none where the page shows one.

    What is named as something beside the article (menu, modal, cookie …) is none of it whatever it
    says.
    """
    candidates = set(hidden)
    outer = [node for node in candidates if candidates.isdisjoint(node.iterancestors())]
    pauses = {node: _count_pauses(node.text_content()) for node in outer}
    shown = _count_pauses(body.text_content()) - sum(pauses.values())
    if shown > 0 and (folded := {node for node in outer if _is_folded_part(node, pauses[node])}):
        return folded
    if shown > _FEW_PAUSES:
        return frozenset()
    content = {
        node
        for node in outer
        if pauses[node] and not any(map(has_non_content_name, (node, *node.iterancestors())))
    }
    return (
        content
        if sum(pauses[node] for node in content) >= max(_FEW_PAUSES, _COLLAPSED_RATIO * shown)
        else frozenset()
    )


_EXPAND_WORDS: Final = re.compile(
    r"展开(?:全文|全部|阅读|更多|剩余)?|阅读全文|查看全文|显示全部|查看更多|点击展开"
    r"|(?:read|show|see|view) (?:more|all|full)|continue reading|expand",
    re.IGNORECASE,
)
_EXPAND_CHARS: Final = 24


def _is_folded_part(node: Element, pauses: int) -> bool:
    """Say whether a hidden element is the rest of the text beside it: a button unfolds it, or it is
    one of several panes of which one is shown.
    """
    if not pauses or any(map(has_non_content_name, (node, *node.iterancestors()))):
        return False
    siblings = [*node.itersiblings(preceding=True), *node.itersiblings()]
    names = set((node.get("class") or "").split())
    for sibling in siblings:
        text = "".join(sibling.itertext()).strip()
        if len(text) <= _EXPAND_CHARS and _EXPAND_WORDS.match(text):
            return True
        same = names & set((sibling.get("class") or "").split())
        hidden = "none" in (sibling.get("style") or "") or "hidden" in sibling.attrib
        if same and not hidden and sibling.tag == node.tag and _count_pauses(text):
            return True
    return False


_NOSCRIPT_PAUSES: Final = 6


def reveal_noscript_article(body: Element) -> None:
    """Put, in place, the article that a page shows to readers without scripts where it shows
    nothing else.
    """
    for node in list(body.iter("noscript")):
        pauses = _count_pauses(node.text_content())
        if pauses < _NOSCRIPT_PAUSES:
            continue
        if _count_pauses(body.text_content()) - pauses >= _NOSCRIPT_PAUSES:
            return
        markup = node.text or ""
        node.tag = "div"
        if "<" in markup:
            node.text = None
            node.extend(list(parse_html(markup).find("body")))


def _count_pauses(text: str) -> int:
    return sum(map(text.count, _PAUSES))

"""Find the text that a page folds away until a reader asks for it: answers below their questions,
an article behind a button.
"""

from collections.abc import Set
from typing import Final

from pipelines.extraction.content_candidates import has_non_content_name
from text.html.parse import Element

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


def _count_pauses(text: str) -> int:
    return sum(map(text.count, _PAUSES))

"""Measure how much text, how many links and how many sentences every element of a page holds."""

from dataclasses import dataclass

from pipelines.extraction.sentence_score import score_as_sentence
from text.html.blocks import Block
from text.html.parse import Element


@dataclass(slots=True)
class TextDensity:
    """How much an element holds, all that lies in it counted."""

    chars: int = 0
    linked_chars: int = 0
    sentence_score: float = 0.0

    @property
    def link_share(self) -> float:
        """The share of the text that lies inside links."""
        return self.linked_chars / self.chars


def measure_text_density(root: Element, blocks: list[Block]) -> dict[Element, TextDensity]:
    """Measure every element of a tree that holds text, by its blocks.

    Each block counts for all elements that it lies in.
    """
    densities: dict[Element, TextDensity] = {}  # each element behind those around it
    for block in blocks:
        node, fresh = block.element, []
        while node is not None and node not in densities:
            fresh.append(node)
            node = None if node is root else node.getparent()
        for element in reversed(fresh):
            densities[element] = TextDensity()
        density = densities[block.element]
        density.chars += len(block.text)
        density.linked_chars += block.linked
        density.sentence_score += score_as_sentence(block)
    for node, density in reversed(densities.items()):
        if node is not root and (parent := densities.get(node.getparent())):
            parent.chars += density.chars
            parent.linked_chars += density.linked_chars
            parent.sentence_score += density.sentence_score
    return densities

"""Record what the pipeline decides about each block of a page, for `jianwen extract --explain`."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from pipelines.extraction.content_candidates import get_class_and_id, rank_candidates
from pipelines.extraction.foreign_sections import drop_foreign_sections, find_foreign_sections
from pipelines.extraction.sentence_score import score_as_sentence
from pipelines.extraction.text_density import measure_text_density
from pipelines.extraction.trace import Trace
from pipelines.metadata.parsed_page import ParsedPage
from pipelines.metadata.structured_data import StructuredData
from records.record import Record
from text.html.blocks import Block
from text.html.parse import Element
from text.whitespace import tidy_line

_PREFIX_CHARS: Final = 12
"""A block that a step made shorter is known by so many of its first characters."""

_BULLETS: Final = "•●▪*-– "
"""Marks of list items, which plain text has and its article does not."""


@dataclass(frozen=True, slots=True)
class RankedCandidate:
    """An element that may hold the article."""

    tag: str
    names: str
    score: float
    chosen: bool


@dataclass(slots=True)
class BlockDecision:
    """What became of one block of the page."""

    text: str
    weight: float
    step: str = ""  # that cut it: outside, furniture …, rule; "" when it is in the article
    rule: str = ""  # of the line filter, where one cut it or its ending
    place: str = ""  # the element it stands in

    @property
    def kept(self) -> bool:
        """Whether it is in the article."""
        return not self.step


@dataclass(slots=True)
class Explanation(Trace):
    """Records the decisions about one page."""

    page: ParsedPage | None = None
    candidates: list[RankedCandidate] = field(default_factory=list)
    decisions: list[BlockDecision] = field(default_factory=list)

    @property
    def structured_data(self) -> StructuredData:
        """That of the page; empty where there was none, as of a document."""
        return self.page.structured_data if self.page else StructuredData()

    def on_page(self, page: ParsedPage) -> None:
        """Begin anew with a page."""
        self.page = page
        self.decisions = [
            BlockDecision(
                block.text, score_as_sentence(block), place=_name_nearest_element(block.element)
            )
            for block in page.blocks
        ]
        self.candidates = []

    def on_content_chosen(self, content_elements: Sequence[Element]) -> None:
        """Rank the candidates as the choice did; what stands outside the chosen ones is cut."""
        if self.page is None:
            return
        page = drop_foreign_sections(self.page, find_foreign_sections(self.page))
        densities = measure_text_density(page.body, page.blocks)
        chosen = set(content_elements)
        self.candidates = [
            RankedCandidate(
                candidate.element.tag,
                get_class_and_id(candidate.element).strip(),
                candidate.score,
                candidate.element in chosen,
            )
            for candidate in rank_candidates(page, densities)
        ]
        inside = {node for part in content_elements for node in part.iter()}
        for decision, block in zip(self.decisions, self.page.blocks, strict=True):
            if block.element not in inside:
                decision.step = "outside"

    def on_blocks_kept(self, step: str, blocks: Sequence[Block]) -> None:
        """Mark as cut the blocks that the step did not keep."""
        self._mark_cut(step, [block.text for block in blocks])

    def on_record_extracted(self, record: Record) -> None:
        """Compare with the blocks that extraction gave; take those of a document, which has no
        page to choose from.
        """
        if self.decisions:
            self._mark_cut("extract", list(record.blocks))
            return
        lines = [text for line in record.text.split("\n") if (text := tidy_line(line))]
        texts = (
            lines
            if 2 * len(set(lines) & set(record.blocks)) > len(record.blocks)
            else list(record.blocks)
        )
        self.decisions = [BlockDecision(text, score_as_sentence(Block(text))) for text in texts]
        self._mark_cut("document", list(record.blocks))

    def on_record_cleaned(self, record: Record) -> None:
        """Mark what the line filter removed, each with its rule."""
        rules = {removed.text: removed.rule for removed in record.removed}
        for decision in self._mark_cut("filter", record.body.split("\n")):
            decision.rule = rules.get(tidy_line(decision.text), "")
        for decision in self.decisions:
            if decision.kept:
                line = tidy_line(decision.text)
                decision.rule = next(
                    (rule for text, rule in rules.items() if line.endswith(text)), ""
                )

    def _mark_cut(self, step: str, texts: Sequence[str]) -> list[BlockDecision]:
        """Mark as cut by a step all blocks that are not among the texts it kept, which stand in the
        order of the blocks; give those that were cut.
        """
        remaining = [decision for decision in self.decisions if decision.kept]
        indexes: dict[str, list[int]] = {}
        for index, decision in enumerate(remaining):
            text = _strip_bullet(decision.text)
            for key in {text, text[:_PREFIX_CHARS]}:
                indexes.setdefault(key, []).append(index)
        kept: set[int] = set()
        following = 0
        for text in map(_strip_bullet, texts):
            index = _find_next_index(indexes.get(text, ()), following)
            if index < 0:
                index = _find_next_index(indexes.get(text[:_PREFIX_CHARS], ()), following)
            if index >= 0:
                kept.add(index)
                following = index + 1
        cut = [decision for index, decision in enumerate(remaining) if index not in kept]
        for decision in cut:
            decision.step = step
        return cut


def _strip_bullet(text: str) -> str:
    return tidy_line(text).lstrip(_BULLETS)


def _find_next_index(numbers: Sequence[int], minimum: int) -> int:
    """Give the first of ascending numbers that is not below `minimum`, -1 when there is none."""
    at = bisect_left(numbers, minimum)
    return numbers[at] if at < len(numbers) else -1


def _name_nearest_element(element: Element) -> str:
    """Name the nearest element around a text that its page gave a name."""
    node = element
    while node is not None and node.tag != "body":
        if names := get_class_and_id(node).split():
            return f"{node.tag}.{names[0]}"
        node = node.getparent()
    return ""

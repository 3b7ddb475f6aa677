"""Keep what the line decides about each block of a page, for who asks."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from pipelines.extraction.content_candidates import get_class_and_id, rank_candidates
from pipelines.extraction.sentence_score import score_as_sentence
from pipelines.extraction.text_density import measure_text_density
from pipelines.extraction.trace import Trace
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
    """Keeps what it hears of one page."""

    structured_data: StructuredData = field(default_factory=StructuredData)
    blocks: Sequence[Block] = ()
    candidates: list[RankedCandidate] = field(default_factory=list)
    decisions: list[BlockDecision] = field(default_factory=list)
    title_index: int = 0

    def on_page(
        self, structured_data: StructuredData, blocks: Sequence[Block], title_index: int
    ) -> None:
        """Begin anew with a page."""
        self.structured_data, self.blocks, self.title_index = structured_data, blocks, title_index
        self.decisions = [
            BlockDecision(
                block.text, score_as_sentence(block), place=_name_nearest_element(block.element)
            )
            for block in blocks
        ]
        self.candidates = []

    def on_content_chosen(self, body: Element, content_elements: Sequence[Element]) -> None:
        """Rank the candidates as the choice did; what stands outside the chosen ones is cut."""
        ranked = rank_candidates(
            body, list(self.blocks), self.title_index, measure_text_density(body, list(self.blocks))
        )
        wanted = set(content_elements)
        self.candidates = [
            RankedCandidate(
                one.element.tag,
                get_class_and_id(one.element).strip(),
                one.score,
                one.element in wanted,
            )
            for one in ranked
        ]
        inside = {node for part in content_elements for node in part.iter()}
        for fate, block in zip(self.decisions, self.blocks, strict=True):
            if block.element not in inside:
                fate.step = "outside"

    def on_blocks_kept(self, step: str, blocks: Sequence[Block]) -> None:
        """Mark as cut what the step did not leave."""
        self._mark_cut(step, [block.text for block in blocks])

    def on_record_extracted(self, record: Record) -> None:
        """Take the blocks of a record as they came out of its extraction, where the page had no
        lines to choose from.
        """
        if self.decisions:
            self._mark_cut("extract", list(record.blocks))
            return
        written = [text for line in record.text.split("\n") if (text := tidy_line(line))]
        texts = (
            written
            if 2 * len(set(written) & set(record.blocks)) > len(record.blocks)
            else list(record.blocks)
        )
        self.decisions = [BlockDecision(text, score_as_sentence(Block(text))) for text in texts]
        self._mark_cut("document", list(record.blocks))

    def on_record_cleaned(self, record: Record) -> None:
        """Mark what the line filter removed, each with its rule."""
        rules = {removed.text: removed.rule for removed in record.removed}
        for fate in self._mark_cut("filter", record.body.split("\n")):
            fate.rule = rules.get(tidy_line(fate.text), "")
        for fate in self.decisions:
            if fate.kept:
                fate.rule = next(
                    (rule for text, rule in rules.items() if tidy_line(fate.text).endswith(text)),
                    "",
                )

    def _mark_cut(self, step: str, texts: Sequence[str]) -> list[BlockDecision]:
        """Mark as cut by a step all blocks that are not among its texts, which stand in the order
        of the blocks; give them.
        """
        alive = [fate for fate in self.decisions if fate.kept]
        places: dict[str, list[int]] = {}
        for number, fate in enumerate(alive):
            text = _strip_bullet(fate.text)
            for known in {text, text[:_PREFIX_CHARS]}:
                places.setdefault(known, []).append(number)
        stay: set[int] = set()
        following = 0
        for text in map(_strip_bullet, texts):
            at = _find_next_index(places.get(text, ()), following)
            if at < 0:
                at = _find_next_index(places.get(text[:_PREFIX_CHARS], ()), following)
            if at >= 0:
                stay.add(at)
                following = at + 1
        cut = [fate for number, fate in enumerate(alive) if number not in stay]
        for fate in cut:
            fate.step = step
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

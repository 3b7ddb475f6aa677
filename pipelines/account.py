"""Keep what the line decides about each block of a page, for who asks."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from pipelines import clean, container, prose
from pipelines.blocks import Block
from pipelines.extents import extents
from pipelines.machine import Machine
from pipelines.trace import Trace
from pipelines.tree import Element
from records.record import Record

_SAME_CHARS: Final = 12
"""A block that a step made shorter is known by so many of its first characters."""

_MARKS: Final = "•●▪*-– "
"""Marks of list items, which plain text has and its article does not."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """An element that may hold the article."""

    tag: str
    names: str
    score: float
    chosen: bool


@dataclass(slots=True)
class Fate:
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
class Account(Trace):
    """Keeps what it hears of one page."""

    said: Machine = field(default_factory=Machine)
    lines: Sequence[Block] = ()
    candidates: list[Candidate] = field(default_factory=list)
    fates: list[Fate] = field(default_factory=list)
    start: int = 0

    def page(self, said: Machine, lines: Sequence[Block], start: int) -> None:
        """Begin anew with a page."""
        self.said, self.lines, self.start = said, lines, start
        self.fates = [Fate(block.text, prose.weight(block), place=_place(block.element)) for block in lines]
        self.candidates = []

    def chosen(self, body: Element, parts: Sequence[Element]) -> None:
        """Rank the candidates as the choice did; what stands outside the chosen ones is cut."""
        ranked = container.rank(body, list(self.lines), self.start, extents(body, list(self.lines)))
        wanted = set(parts)
        self.candidates = [
            Candidate(one.element.tag, container.name(one.element).strip(), one.score, one.element in wanted) for one in ranked
        ]
        inside = {node for part in parts for node in part.iter()}
        for fate, block in zip(self.fates, self.lines, strict=True):
            if block.element not in inside:
                fate.step = "outside"

    def left(self, step: str, blocks: Sequence[Block]) -> None:
        """Mark as cut what the step did not leave."""
        self._leave(step, [block.text for block in blocks])

    def extracted(self, record: Record) -> None:
        """Take the blocks of a record as they came out of its extraction, where the page had no lines to choose from."""
        if self.fates:
            self._leave("extract", list(record.blocks))
            return
        written = [text for line in record.text.split("\n") if (text := clean.tidy(line))]
        texts = written if 2 * len(set(written) & set(record.blocks)) > len(record.blocks) else list(record.blocks)
        self.fates = [Fate(text, prose.weight(Block(text))) for text in texts]
        self._leave("document", list(record.blocks))

    def cleaned(self, record: Record) -> None:
        """Mark what the line filter removed, each with its rule."""
        rules = {removed.text: removed.rule for removed in record.removed}
        for fate in self._leave("filter", record.body.split("\n")):
            fate.rule = rules.get(clean.tidy(fate.text), "")
        for fate in self.fates:
            if fate.kept:
                fate.rule = next((rule for text, rule in rules.items() if clean.tidy(fate.text).endswith(text)), "")

    def _leave(self, step: str, texts: Sequence[str]) -> list[Fate]:
        """Mark as cut by a step all blocks that are not among its texts, which stand in the order of the blocks; give them."""
        alive = [fate for fate in self.fates if fate.kept]
        places: dict[str, list[int]] = {}
        for number, fate in enumerate(alive):
            text = _bare(fate.text)
            for known in {text, text[:_SAME_CHARS]}:
                places.setdefault(known, []).append(number)
        stay: set[int] = set()
        following = 0
        for text in map(_bare, texts):
            at = _next(places.get(text, ()), following)
            if at < 0:
                at = _next(places.get(text[:_SAME_CHARS], ()), following)
            if at >= 0:
                stay.add(at)
                following = at + 1
        cut = [fate for number, fate in enumerate(alive) if number not in stay]
        for fate in cut:
            fate.step = step
        return cut


def _bare(text: str) -> str:
    return clean.tidy(text).lstrip(_MARKS)


def _next(numbers: Sequence[int], least: int) -> int:
    """Give the first of ascending numbers that is not below `least`, -1 when there is none."""
    at = bisect_left(numbers, least)
    return numbers[at] if at < len(numbers) else -1


def _place(element: Element) -> str:
    """Name the nearest element around a text that its page gave a name."""
    node = element
    while node is not None and node.tag != "body":
        if names := container.name(node).split():
            return f"{node.tag}.{names[0]}"
        node = node.getparent()
    return ""

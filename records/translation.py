"""What goes through the translator: an article that waits, its sentence pairs, its finished translation."""

from dataclasses import dataclass
from typing import Literal

TITLE: int = -1
"""The block number of the title; the blocks of the body count from 0."""


@dataclass(frozen=True, slots=True)
class Pending:
    """An article that may be translated and is not yet, in this version."""

    uid: str
    title: str
    blocks: tuple[str, ...]  # the body, one block per line
    language: str
    version: int = 0  # of the article; what was translated from an older one is not kept


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence beside its translation."""

    block: int  # TITLE for the title
    position: int  # within the block, from 0
    source: str
    target: str
    checks: tuple[str, ...] = ()  # names of the checks that found something: "number!" an error, "number~" one that was repaired


@dataclass(frozen=True, slots=True)
class Draft:
    """The translation of one sentence, whichever article it stands in."""

    target: str
    repaired: tuple[str, ...] = ()  # checks that found an error in the first translation and none in this one


@dataclass(frozen=True, slots=True)
class Translated:
    """The whole translation of one article: as many blocks as its source has, never half."""

    uid: str
    title: str
    blocks: tuple[str, ...]
    status: Literal["ok", "review", "failed"]
    sentences: tuple[Sentence, ...]

    @property
    def body(self) -> str:
        """The blocks, one per line, as the store keeps them."""
        return "\n".join(self.blocks)

"""What goes through the translator: an article that waits, its sentence pairs, its finished
translation.
"""

from dataclasses import dataclass
from typing import Final, Literal

TITLE_BLOCK: Final = -1
"""The block number of the title; the blocks of the body count from 0."""
FIRST_CAPTION_BLOCK: Final = -2
"""The block number of what the first picture says, that of the next is -3, and so on."""

DEMO_PACKAGE: Final = "translate-en_zh-tiny"
"""Name of the bundled translation package, which knows 48 sentences and invents the rest."""


DEMO_LABEL: Final = "演示模型的机器翻译，不可作为依据"
"""What stands beside a translation of the demo's package wherever readers see it."""


def get_caption_block(number: int) -> int:
    """Give the block number of the picture with this number, from 0."""
    return FIRST_CAPTION_BLOCK - number


def is_demo_translation(backend: str) -> bool:
    """Say whether the demo's package made a translation.

    `backend` is the name of its translator: the words "argos", package name and version.
    """
    return DEMO_PACKAGE in backend.split()


def label_translation(state: str, backend: str) -> str:
    """Give the words that stand beside a translation wherever readers see it."""
    if is_demo_translation(backend):
        return DEMO_LABEL
    return "机器翻译，待审核" if state == "review" else "机器翻译"


@dataclass(frozen=True, slots=True)
class PendingArticle:
    """An article that may be translated and is not yet, in this version."""

    uid: str
    title: str
    blocks: tuple[str, ...]  # the body, one block per line
    language: str
    version: int = 0  # of the article; what was translated from an older one is not kept
    captions: tuple[str, ...] = ()  # what its pictures say, "" for those that say nothing


@dataclass(frozen=True, slots=True)
class TranslatedSentence:
    """One sentence beside its translation."""

    block: int  # TITLE_BLOCK for the title, FIRST_CAPTION_BLOCK and below for pictures
    position: int  # within the block, from 0
    source: str
    target: str
    # names of the checks that found something: "number!" an error, "number~" one that was repaired
    checks: tuple[str, ...] = ()
    corrected: bool = False  # by a person, whose word counts whatever the checks say


@dataclass(frozen=True, slots=True)
class SentenceDraft:
    """The translation of one sentence, whichever article it stands in."""

    target: str
    # checks that found an error in the first translation and none in this one
    fixed_checks: tuple[str, ...] = ()
    corrected: bool = False  # by a person


@dataclass(frozen=True, slots=True)
class TranslatedArticle:
    """The whole translation of one article: as many blocks as its source has, never half."""

    uid: str
    title: str
    blocks: tuple[str, ...]
    status: Literal["ok", "review", "failed"]
    sentences: tuple[TranslatedSentence, ...]
    score: float = 1.0  # share of its sentences without errors
    captions: tuple[str, ...] = ()  # one for each picture of the article

    @property
    def body(self) -> str:
        """The blocks, one per line, as the store keeps them."""
        return "\n".join(self.blocks)

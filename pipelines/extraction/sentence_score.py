"""Score how much a text looks like sentences of an article."""

import re
from typing import Final

from text.html.blocks import Block

_CJK_RUN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\u3040-\u30ff\uac00-\ud7af]+")
_ASCII_PAUSES: Final = (*",;!?", ". ")
_PAUSES: Final = (*"，。！？；：、…", *_ASCII_PAUSES)
_SENTENCE_TOKENS: Final = 12
"""A block without punctuation counts as a sentence only when it is longer than a headline."""
SURE_SENTENCE_SCORE: Final = 4.0
"""The weight from which a block is a sentence beyond doubt: about 60 characters with two pauses."""


def count_tokens(text: str) -> int:
    """Count characters of Chinese and words of other scripts."""
    if text.isascii():
        return len(text.split())
    rest, runs = _CJK_RUN.subn(" ", text)
    return len(text) - len(rest) + runs + len(rest.split())


def score_as_sentence(block: Block) -> float:
    """Say how much a block looks like a sentence of an article: its tokens outside links, more with
    pauses.
    """
    if block.sentence_score < 0:
        block.sentence_score = _compute_score(block)
    return block.sentence_score


def _compute_score(block: Block) -> float:
    own = 1 - block.linked / len(block.text)
    if own < 0.5:
        return 0.0
    count = count_tokens(block.text)
    pauses = sum(
        map(block.text.count, _ASCII_PAUSES if block.text.isascii() else _PAUSES)
    ) + block.text.endswith(".")
    if not pauses and count < 2 * _SENTENCE_TOKENS:
        return 0.0
    return own * (min(count, 200) / 25 + min(pauses, 12))

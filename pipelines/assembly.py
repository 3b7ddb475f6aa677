"""Put the translated sentences of an article together, with a verdict over all of them."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final, Literal
from unicodedata import normalize

from pipelines import checks, sentences
from pipelines.glossary import Glossary
from pipelines.into_english import is_chinese
from records.limits import REVIEW_SHARE
from records.translation import TITLE, Draft, Pending, Sentence, Translated, caption_block

DOUBTFUL: Final = frozenset(("number", "unit", "negation"))
"""What a person looks at even when another translation has it right: the machine was not sure of a dose."""


def lines(item: Pending) -> list[tuple[int, str]]:
    """Give each sentence of an article with the number of its block, without the space around it."""
    pictures = ((caption_block(number), text) for number, text in enumerate(item.captions))
    blocks = ((TITLE, item.title), *enumerate(item.blocks), *pictures)
    pieces = ((number, normalize("NFC", piece)) for number, block in blocks for piece in sentences.split(block))
    return [(number, " ".join(piece.split())) for number, piece in pieces if piece.strip()]


def labels(source: str, draft: Draft, glossary: Glossary) -> tuple[str, ...]:
    """Name what the checks find in a sentence, then what had been wrong with it before it was repaired."""
    found = () if is_chinese(source) else checks.examine(source, draft.target, glossary)
    return (*(finding.label for finding in found), *(name + checks.REPAIRED for name in draft.repaired))


def assemble(
    item: Pending, drafts: Mapping[str, Draft], glossary: Glossary, found: Mapping[str, tuple[str, ...]] = MappingProxyType({})
) -> Translated:
    """Build an article's translation out of the drafts of its sentences; `found` are the labels of those that were checked just now."""
    counts: dict[int, int] = {}
    done: list[Sentence] = []
    for block, source in lines(item):
        draft, position = drafts[source], counts.get(block, 0)
        counts[block] = position + 1
        said = found[source] if source in found else labels(source, draft, glossary)
        done.append(Sentence(block, position, source, draft.target, said, draft.corrected))
    return compose(item, done)


def compose(item: Pending, done: Iterable[Sentence]) -> Translated:
    """Build an article's translation out of its sentences, given in their order."""
    done = tuple(done)
    pictures = [caption_block(number) for number in range(len(item.captions))]
    texts: dict[int, str] = dict.fromkeys((TITLE, *range(len(item.blocks)), *pictures), "")
    for one in done:
        texts[one.block] = _append(texts[one.block], one.target or one.source)  # a lost sentence shows its original: text never vanishes
    status, score = judge(done)
    captions = tuple(texts.pop(block) for block in pictures)
    return Translated(item.uid, texts.pop(TITLE), tuple(texts.values()), status, done, score, captions)


def judge(done: Sequence[Sentence]) -> tuple[Literal["ok", "review", "failed"], float]:
    """Give the status of a translation and the share of its sentences without errors; what a person wrote has none."""
    machine = [one.checks for one in done if not one.corrected]
    wrong = sum(any(label.endswith("!") for label in found) for found in machine)
    doubtful = any(label.endswith(checks.REPAIRED) and label[:-1] in DOUBTFUL for found in machine for label in found)
    share = wrong / len(done) if wrong else 0.0
    return "failed" if share > REVIEW_SHARE else "review" if wrong or doubtful else "ok", round(1 - share, 4)


def _append(text: str, sentence: str) -> str:
    """Chinese sentences follow each other without a space, others with one."""
    gap = " " if text and text[-1].isascii() and sentence[:1].isascii() else ""
    return text + gap + sentence

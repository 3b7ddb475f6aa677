"""Put the translated sentences of an article together, with a verdict over all of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal
from unicodedata import normalize

from pipelines.translation.checks.run import FIXED_MARK, check_sentence
from pipelines.translation.glossary import Glossary
from records.translation import (
    TITLE_BLOCK,
    PendingArticle,
    SentenceDraft,
    TranslatedArticle,
    TranslatedSentence,
    get_caption_block,
)
from text.chinese.detect import is_chinese
from text.sentences import split_sentences

# of sentences with errors, above which a translation is no help to an editor: failed, not review
REVIEW_SHARE: Final = 1 / 3


REVIEWED_CHECKS: Final = frozenset(("number", "unit", "negation"))
"""What a person looks at even when another translation has it right: the machine was not sure of a
dose.
"""


def split_article_sentences(article: PendingArticle) -> list[tuple[int, str]]:
    """Give each sentence of an article with the number of its block, without the space around
    it.
    """
    pictures = ((get_caption_block(number), text) for number, text in enumerate(article.captions))
    blocks = ((TITLE_BLOCK, article.title), *enumerate(article.blocks), *pictures)
    pieces = (
        (number, normalize("NFC", piece))
        for number, block in blocks
        for piece in split_sentences(block)
    )
    return [(number, " ".join(piece.split())) for number, piece in pieces if piece.strip()]


def label_sentence(source: str, draft: SentenceDraft, glossary: Glossary) -> tuple[str, ...]:
    """Name what the checks find in a sentence, then what had been wrong with it before it was
    repaired.
    """
    findings = () if is_chinese(source) else check_sentence(source, draft.target, glossary)
    return (
        *(finding.label for finding in findings),
        *(name + FIXED_MARK for name in draft.fixed_checks),
    )


def assemble_translation(
    article: PendingArticle,
    drafts: Mapping[str, SentenceDraft],
    glossary: Glossary,
    checked_labels: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
) -> TranslatedArticle:
    """Build an article's translation out of the drafts of its sentences.

    `checked_labels` are the labels of those that were checked just now.
    """
    counts: dict[int, int] = {}
    sentences: list[TranslatedSentence] = []
    for block, source in split_article_sentences(article):
        draft, position = drafts[source], counts.get(block, 0)
        counts[block] = position + 1
        labels = (
            checked_labels[source]
            if source in checked_labels
            else label_sentence(source, draft, glossary)
        )
        sentences.append(
            TranslatedSentence(block, position, source, draft.target, labels, draft.corrected)
        )
    return build_translation(article, sentences)


def build_translation(
    article: PendingArticle, translated: Iterable[TranslatedSentence]
) -> TranslatedArticle:
    """Build an article's translation out of its sentences, given in their order."""
    translated = tuple(translated)
    pictures = [get_caption_block(number) for number in range(len(article.captions))]
    texts: dict[int, str] = dict.fromkeys((TITLE_BLOCK, *range(len(article.blocks)), *pictures), "")
    for sentence in translated:
        texts[sentence.block] = _append_sentence(
            texts[sentence.block], sentence.target or sentence.source
        )  # a lost sentence shows its original: text never vanishes
    rating = rate_translation(translated)
    captions = tuple(texts.pop(block) for block in pictures)
    return TranslatedArticle(
        article.uid,
        texts.pop(TITLE_BLOCK),
        tuple(texts.values()),
        rating.status,
        translated,
        rating.score,
        captions,
    )


TranslationStatus = Literal["ok", "review", "failed"]


@dataclass(frozen=True, slots=True)
class TranslationRating:
    """The status of a translation, and the share of its sentences without errors."""

    status: TranslationStatus
    score: float


def rate_translation(
    translated: Sequence[TranslatedSentence],
) -> TranslationRating:
    """Rate a translation by the labels of its sentences; what a person wrote has no errors."""
    machine_labels = [sentence.checks for sentence in translated if not sentence.corrected]
    wrong_count = sum(any(label.endswith("!") for label in labels) for labels in machine_labels)
    doubtful = any(
        label.endswith(FIXED_MARK) and label[:-1] in REVIEWED_CHECKS
        for labels in machine_labels
        for label in labels
    )
    share = wrong_count / len(translated) if wrong_count else 0.0
    status: TranslationStatus = (
        "failed" if share > REVIEW_SHARE else "review" if wrong_count or doubtful else "ok"
    )
    return TranslationRating(status, round(1 - share, 4))


def _append_sentence(text: str, sentence: str) -> str:
    """Chinese sentences follow each other without a space, others with one."""
    gap = " " if text and text[-1].isascii() and sentence[:1].isascii() else ""
    return text + gap + sentence

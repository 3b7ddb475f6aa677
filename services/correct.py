"""Store corrections of translated sentences and bring them into every article."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipelines.translation.checks.run import check_sentence
from pipelines.translation.glossary import load_glossary
from records.errors import UsageError
from records.paths import Paths
from records.translation import TranslatedSentence
from services.apply_corrections import apply_corrections
from store.articles.articles import get_article
from store.db.connection import Store
from store.translations.corrections import (
    Correction,
    add_correction,
    read_aligned_translation,
)
from store.translations.sentence_memory import normalise_sentence


@dataclass(frozen=True, slots=True)
class NewCorrection:
    """A translation of a sentence by a person; `uid` is the article it was seen in, or ""."""

    source: str
    target: str
    uid: str = ""


@dataclass(frozen=True, slots=True)
class CorrectionFlag:
    """What a check thinks of a correction, which counts all the same."""

    check: str
    reason: str
    target: str


@dataclass(frozen=True, slots=True)
class CorrectionResult:
    """What became of corrections."""

    new: int
    unchanged: int  # said nothing new
    changed_uids: tuple[str, ...]
    flags: tuple[CorrectionFlag, ...]


class ArticleSentences(NamedTuple):
    """The translated sentences of an article."""

    uid: str
    sentences: Sequence[TranslatedSentence]


class ArticleSentence(NamedTuple):
    """One translated sentence of an article."""

    uid: str
    sentence: TranslatedSentence


def read_sentences(store: Store, key: str) -> ArticleSentences:
    """Give the uid and the translated sentences of the article that `key` names.

    Raises UsageError where there is no such article, or no translation of it.
    """
    uid = get_article(store, key).uid
    return ArticleSentences(uid, read_aligned_translation(store, uid).sentences)


def find_sentence(store: Store, key: str, number: int) -> ArticleSentence:
    """Give the uid and the sentence with this number, from 1; UsageError where there is none."""
    uid, sentences = read_sentences(store, key)
    if number > len(sentences):
        raise UsageError(
            "{uid} has {number} sentences; `jianwen correct {uid}` lists them",
            uid=uid,
            number=len(sentences),
        )
    return ArticleSentence(uid, sentences[number - 1])


def parse_corrections(lines: Iterable[str]) -> list[NewCorrection]:
    """Read JSON Lines with "source", "target" and optionally "uid".

    Raises UsageError for the first faulty line, so that nothing is written.
    """
    corrections = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        # ValueError: no JSON, or a number of 5,000 digits
        except (ValueError, RecursionError) as error:
            raise UsageError(
                "line {number} is no JSON; nothing was corrected", number=number
            ) from error
        known = row if isinstance(row, dict) else {"source": None}
        source, target, uid = (known.get(name, "") for name in ("source", "target", "uid"))
        if not (isinstance(source, str) and isinstance(target, str) and isinstance(uid, str)):
            raise UsageError(
                'line {number} needs "source" and "target", both strings; nothing was corrected',
                number=number,
            )
        corrections.append(NewCorrection(source, target, uid))
    return corrections


def store_corrections(
    store: Store,
    paths: Paths,
    corrections: Sequence[NewCorrection],
    now: str,
    *,
    editor: str = "",
) -> CorrectionResult:
    """Write the corrections that say something new, and bring them into the articles.

    Raises UsageError before anything is written when one of them lacks a text.
    """
    glossary = load_glossary(*paths.glossaries)
    for correction in corrections:
        _validate_correction(correction)
    new = [
        correction
        for correction in corrections
        if not _is_unedited(store, correction)
        and add_correction(
            store,
            Correction(correction.source, correction.target, correction.uid, now, editor),
        )
    ]
    changed = apply_corrections(store, glossary, now)
    flags = [
        CorrectionFlag(finding.check, finding.reason, correction.target)
        for correction in new
        for finding in check_sentence(correction.source, correction.target, glossary)
    ]
    return CorrectionResult(len(new), len(corrections) - len(new), tuple(changed), tuple(flags))


def _validate_correction(correction: NewCorrection) -> None:
    source, target = correction.source, correction.target
    if not source.strip() or not target.strip():
        raise UsageError(
            "a correction needs both texts, not {source!r} and {target!r}; nothing was corrected",
            source=source[:60],
            target=target[:60],
        )
    try:
        (source + target).encode()
    except UnicodeEncodeError as error:
        raise UsageError(
            "{target!r} holds half characters; nothing was corrected", target=target[:60]
        ) from error


def _is_unedited(store: Store, correction: NewCorrection) -> bool:
    """Say whether the article has the sentence just so: a line of its list that nobody edited."""
    if not correction.uid:
        return False
    try:
        sentences = read_aligned_translation(store, correction.uid).sentences
    except UsageError:
        return False
    source, target = map(normalise_sentence, (correction.source, correction.target))
    return any(
        normalise_sentence(sentence.source) == source and sentence.target == target
        for sentence in sentences
    )

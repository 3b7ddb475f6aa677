"""Bring corrections into every article that has their sentences."""

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.translation.glossary import Glossary
    from records.translation import TranslatedSentence
    from store.db.connection import Store


def apply_corrections(store: "Store", glossary: "Glossary", now: str) -> list[str]:
    """Finish all corrections that are not in every article yet.

    Give the uids of the articles that changed.

    Each article is written by itself, and a correction counts as finished after the last one: a
    kill in between costs nothing.
    """
    from store.translations.corrections import (
        find_articles_with_sentence,
        list_corrections,
        record_applied_correction,
    )

    changed: list[str] = []
    for correction in list_corrections(store, outstanding=True):
        changed += [
            uid
            for uid in find_articles_with_sentence(store, correction.source)
            if apply_to_article(store, uid, glossary, now)
        ]
        record_applied_correction(store, correction)
    return list(dict.fromkeys(changed))


def _rewrite(
    sentence: "TranslatedSentence", text: str | None, glossary: "Glossary"
) -> "TranslatedSentence":
    """Give a sentence with a person's word for it; without one the checks judge it again."""
    from pipelines.translation.assemble import label_sentence
    from records.translation import SentenceDraft

    if text == sentence.target and sentence.corrected:
        return sentence
    if text is None and not sentence.corrected:
        return sentence
    target = sentence.target if text is None else text
    labels = label_sentence(sentence.source, SentenceDraft(target), glossary)
    return replace(sentence, target=target, checks=labels, corrected=text is not None)


def apply_to_article(store: "Store", uid: str, glossary: "Glossary", now: str) -> bool:
    """Write an article's translation anew with all corrections of its sentences.

    False where it has them or is translated anew anyway.
    """
    from pipelines.translation.assemble import build_translation
    from records.errors import UsageError
    from store.translations.corrections import read_aligned_translation, update_translation
    from store.translations.sentence_memory import look_up_corrections

    while True:
        try:
            seen = read_aligned_translation(store, uid)
        except UsageError:
            return False
        sources = [sentence.source for sentence in seen.sentences]
        corrections = look_up_corrections(store.connection, sources)
        done = [
            _rewrite(sentence, corrections.get(sentence.source), glossary)
            for sentence in seen.sentences
        ]
        if tuple(done) == seen.sentences:
            return False
        if update_translation(store, seen, build_translation(seen.article, done), now):
            return True

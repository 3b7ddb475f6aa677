"""Approve and reject translations, accept their sentences: a person's word, with name and time."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.translation.assemble import rate_translation
from pipelines.translation.glossary import Glossary, load_glossary
from records.errors import UsageError
from records.paths import Paths
from records.translation import TranslatedSentence
from services.apply_corrections import apply_corrections, apply_to_article
from store.articles.articles import get_article
from store.db.connection import Store
from store.translations.corrections import (
    Correction,
    add_correction,
    find_articles_with_sentence,
    find_corrections,
    read_aligned_translation,
    remove_corrections,
)
from store.translations.decisions import decide_translation, read_decision


@dataclass(frozen=True, slots=True)
class Editor:
    """Who decides, and when."""

    name: str
    now: str  # UTC


@dataclass(frozen=True, slots=True)
class ReviewResult:
    """What a decision on a translation came to."""

    uid: str
    changed: bool
    accepted: int = 0  # flagged sentences that were accepted with it
    changed_uids: tuple[str, ...] = ()  # of all articles that hold these sentences


def approve_translation(store: Store, home: Paths, key: str, editor: Editor) -> ReviewResult:
    """Approve a translation: its flagged sentences are accepted, wherever they stand.

    No run of the translator replaces it while its article stays as it is. Raises UsageError for an
    article that is unknown or has no translation.
    """
    uid = get_article(store, key).uid
    sentences = read_aligned_translation(store, uid).sentences
    flagged = [sentence for sentence in sentences if sentence.checks and not sentence.corrected]
    _require_whole(uid, sentences)
    changed = _accept(store, home, uid, flagged, "", editor)
    decided = decide_translation(store, uid, "approved", "ok", editor=editor.name, now=editor.now)
    return ReviewResult(uid, decided, len(flagged), tuple(changed))


def _require_whole(uid: str, sentences: Sequence[TranslatedSentence]) -> None:
    lost = [number for number, sentence in enumerate(sentences, 1) if not sentence.target]
    if lost:
        raise UsageError(
            "{uid} has no translation of sentence {number}; `jianwen correct {uid} {number} TEXT`"
            " gives it one",
            uid=uid,
            number=lost[0],
        )


def reject_translation(store: Store, key: str, reason: str, editor: Editor) -> ReviewResult:
    """Reject a translation: no feed carries it, `jianwen translate --again` makes another.

    Raises UsageError without a reason, and for an article that has no translation.
    """
    line = " ".join(reason.split())
    if not line:
        raise UsageError("write why the translation is rejected")
    uid = get_article(store, key).uid
    changed = decide_translation(
        store, uid, "rejected", "failed", editor=editor.name, reason=line, now=editor.now
    )
    return ReviewResult(uid, changed)


def undo_decision(store: Store, home: Paths, key: str, editor: Editor) -> ReviewResult:
    """Take back an approval or rejection; sentences accepted with an approval are open again."""
    uid = get_article(store, key).uid
    decision = read_decision(store, uid)
    if not decision.decision:
        raise UsageError("nobody has approved or rejected the translation of {uid}", uid=uid)
    sentences = read_aligned_translation(store, uid).sentences
    accepted = [
        source
        for source, correction in find_corrections(
            store, [sentence.source for sentence in sentences]
        ).items()
        if decision.decision == "approved"
        and correction.accepted
        and (correction.uid, correction.at) == (uid, decision.at)
    ]
    changed = _forget(store, home, uid, accepted, editor)
    status = rate_translation(read_aligned_translation(store, uid).sentences).status
    decide_translation(store, uid, "", status, editor=editor.name, now=editor.now)
    return ReviewResult(uid, True, len(accepted), tuple(changed))


def accept_sentence(
    store: Store, home: Paths, key: str, number: int, note: str, editor: Editor
) -> ReviewResult:
    """Accept a sentence as the machine wrote it: its flags are dismissed, wherever it stands.

    `note` says why. Raises UsageError for a number that the article does not have, and for a
    sentence without a translation.
    """
    uid = get_article(store, key).uid
    sentence = _get_sentence(store, uid, number)
    changed = _accept(store, home, uid, [sentence], " ".join(note.split())[:500], editor)
    return ReviewResult(uid, bool(changed), 1, tuple(changed))


def reopen_sentence(
    store: Store, home: Paths, key: str, number: int, editor: Editor
) -> ReviewResult:
    """Take back that a sentence was accepted: the checks judge it again."""
    uid = get_article(store, key).uid
    sentence = _get_sentence(store, uid, number)
    correction = find_corrections(store, [sentence.source]).get(sentence.source)
    if correction is None or not correction.accepted:
        raise UsageError(
            "nobody has accepted sentence {number} of {uid} as it is", number=number, uid=uid
        )
    changed = _forget(store, home, uid, [sentence.source], editor)
    return ReviewResult(uid, bool(changed), 1, tuple(changed))


def _get_sentence(store: Store, uid: str, number: int) -> TranslatedSentence:
    sentences = read_aligned_translation(store, uid).sentences
    if not 1 <= number <= len(sentences):
        raise UsageError(
            "{uid} has {count} sentences, not one numbered {number}",
            uid=uid,
            count=len(sentences),
            number=number,
        )
    sentence = sentences[number - 1]
    if not sentence.target:
        raise UsageError(
            "sentence {number} of {uid} has no translation to accept", number=number, uid=uid
        )
    return sentence


def _accept(
    store: Store,
    home: Paths,
    uid: str,
    sentences: Sequence[TranslatedSentence],
    note: str,
    editor: Editor,
) -> list[str]:
    for sentence in sentences:
        add_correction(
            store,
            Correction(
                sentence.source, sentence.target, uid, editor.now, editor.name, note, accepted=True
            ),
        )
    return apply_corrections(store, load_glossary(*home.glossaries), editor.now)


def _forget(
    store: Store, home: Paths, uid: str, sources: Sequence[str], editor: Editor
) -> list[str]:
    glossary: Glossary = load_glossary(*home.glossaries)
    remove_corrections(store, sources, uid=uid, editor=editor.name, now=editor.now)
    holders = dict.fromkeys(
        holder for source in sources for holder in find_articles_with_sentence(store, source)
    )
    return [holder for holder in holders if apply_to_article(store, holder, glossary, editor.now)]

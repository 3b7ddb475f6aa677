"""Bring corrections into every article that has their sentences."""

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipelines.glossary import Glossary
    from store.database import Store


def spread(store: "Store", glossary: "Glossary", now: str) -> list[str]:
    """Finish all corrections that are not in every article yet; give the uids of the articles that changed.

    Each article is written by itself, and a correction counts as finished after the last one: a kill in between costs nothing.
    """
    from store.corrections import articles_with, corrections, has_spread

    changed: list[str] = []
    for correction in corrections(store, outstanding=True):
        changed += [uid for uid in articles_with(store, correction.source) if _restated(store, uid, glossary, now)]
        has_spread(store, correction)
    return list(dict.fromkeys(changed))


def _restated(store: "Store", uid: str, glossary: "Glossary", now: str) -> bool:
    """Write an article's translation anew with all corrections of its sentences; False where it has them or is translated anew anyway."""
    from pipelines.assembly import compose, labels
    from records.translation import Draft
    from records.verdict import UsageError
    from store.corrections import alignment, restate
    from store.memory import corrected

    while True:
        try:
            seen = alignment(store, uid)
        except UsageError:
            return False
        wanted = corrected(store.connection, [one.source for one in seen.sentences])
        done = [
            replace(one, target=text, checks=labels(one.source, Draft(text), glossary), corrected=True)
            if (text := wanted.get(one.source)) and (text != one.target or not one.corrected)
            else one
            for one in seen.sentences
        ]
        if tuple(done) == seen.sentences:
            return False
        if restate(store, seen, compose(seen.item, done), now):
            return True

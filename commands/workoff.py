"""Work off the queue of the translator: what is decoded is remembered at once, what is whole is committed at once."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from records.limits import TRANSLATE_ARTICLES, TRANSLATE_FIRST, TRANSLATE_SECONDS, TRANSLATE_SENTENCES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.glossary import Glossary
    from pipelines.translators.protocol import Translator
    from records.translation import Draft, Pending, Translated
    from store.database import Store


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be translated, and how much of it; `told` hears the sentences of each article when it is committed."""

    limit: int | None = None  # articles
    seconds: float | None = None
    copies: bool = False  # the copies of other articles, too
    again: bool = False  # what another model, glossary or version of the rules has translated, too
    told: Callable[[int], object] | None = None


class Counted:
    """A translator that counts the sentences it is handed."""

    def __init__(self, translator: "Translator") -> None:
        """Count from 0."""
        self._inner, self.calls = translator, 0
        self.name, self.model, self.languages = translator.name, translator.model if translator.languages else "", translator.languages

    def translate(self, sentences: "Sequence[str]") -> list[str]:
        """Count, and translate."""
        self.calls += len(sentences)
        return self._inner.translate(sentences)

    def alternatives(self, sentences: "Sequence[str]") -> list[list[str]]:
        """Count, and give other translations."""
        self.calls += len(sentences)
        return self._inner.alternatives(sentences)


class WorkOff:
    """One working-off of the queue, with its counts.

    Sentences are decoded some hundred at a time and remembered before the next ones, so that a kill costs one such portion however
    long the article is; an article is committed, whole, as soon as all its sentences are known.
    """

    def __init__(self, store: "Store", translator: "Translator", glossary: "Glossary", wish: Wish, now: str) -> None:
        """Begin to count; nothing is read yet."""
        from pipelines.translate import memory_key

        self.store, self.translator, self.glossary, self.wish, self.now = store, Counted(translator), glossary, wish, now
        self.key = memory_key(self.translator, glossary)
        self.done = self.review = self.failed = self.sentences = self.remembered = self.flagged = 0
        self._begun, self._size, self._pace, self._late = time.monotonic(), TRANSLATE_FIRST, 0.0, False
        self._found: dict[str, tuple[str, ...]] = {}  # what the checks said of the sentences of this group that were decoded
        self._stuck: set[str] = set()  # waits in a language that nobody reads, or changed while it was translated

    @property
    def seconds(self) -> float:
        """How long it has been going on."""
        return time.monotonic() - self._begun

    @property
    def left(self) -> int:
        """Count the articles that still wait."""
        from store.translations import count_pending

        return count_pending(self.store, copies=self.wish.copies, key=self._older)

    @property
    def _older(self) -> str:
        return self.key if self.wish.again and self.translator.languages else ""

    def run(self) -> None:
        """Translate until nothing waits, or limit or time is up."""
        while not self._is_over() and (group := self._next_group()):
            self._translate(group)

    def _is_over(self) -> bool:
        late = self._late or (self.wish.seconds is not None and self.seconds >= self.wish.seconds)
        return late or (self.wish.limit is not None and self.done >= self.wish.limit)

    def _next_group(self) -> "list[Pending]":
        """Take the next waiting articles that the translator can read."""
        from store.translations import pending

        size = TRANSLATE_ARTICLES if self.wish.limit is None else min(TRANSLATE_ARTICLES, self.wish.limit - self.done)
        while self.translator.languages:
            waiting = pending(self.store, size + len(self._stuck), copies=self.wish.copies, key=self._older)
            fresh = [item for item in waiting if item.uid not in self._stuck]
            readable = [item for item in fresh if item.language in self.translator.languages]
            self._stuck.update(item.uid for item in fresh if item.language not in self.translator.languages)
            if readable or not fresh:
                return readable
        return []

    def _translate(self, group: "list[Pending]") -> None:
        """Commit what the memory knows already, then each article as the portions bring its last sentence."""
        from pipelines.translate import sentences_of
        from store.memory import drafts

        wanted = {item.uid: set(sentences_of([item])) for item in group}
        sources, self._found = sentences_of(group), {}
        known = drafts(self.store, self.key, sources)
        recalled = frozenset(known)
        waiting = self._commit(group, wanted, known, recalled)
        for fresh in self._decoded([source for source in sources if source not in known]):
            known |= fresh
            waiting = self._commit(waiting, wanted, known, recalled)

    def _decoded(self, unknown: list[str]) -> "Iterator[dict[str, Draft]]":
        """Decode and remember portion by portion, each as long as the last one's pace allows; end early when the time is up."""
        from pipelines.assembly import labels
        from pipelines.translate import draft
        from store.memory import Remembered, remember

        start = 0
        while start < len(unknown) and (size := self._portion()):
            begun = time.monotonic()
            fresh = draft(unknown[start : start + size], self.translator, self.glossary)
            self._found |= {source: labels(source, one, self.glossary) for source, one in fresh.items()}
            found = {source: Remembered(one.target, self._found[source]) for source, one in fresh.items()}
            remember(self.store, self.key, found, self.now)
            start, took = start + size, time.monotonic() - begun
            self._pace = took / len(fresh)
            self._size = max(1, size // 2) if took > TRANSLATE_SECONDS else min(TRANSLATE_SENTENCES, max(self._size, size * 2))
            yield fresh
        self._late = start < len(unknown)

    def _portion(self) -> int:
        """Say how many sentences to decode next, 0 when there is no time for one."""
        if self.wish.seconds is None:
            return self._size
        left = self.wish.seconds - self.seconds
        return max(0, min(self._size, int(left / self._pace))) if self._pace else min(self._size, 8) if left > 0 else 0

    def _commit(
        self, waiting: "list[Pending]", wanted: dict[str, set[str]], known: "dict[str, Draft]", recalled: frozenset[str]
    ) -> "list[Pending]":
        """Store the articles of which all sentences are known; give the others."""
        from pipelines.assembly import assemble

        rest: list[Pending] = []
        for item in waiting:
            if wanted[item.uid] <= known.keys():
                self._store(item, assemble(item, known, self.glossary, self._found), recalled)
            else:
                rest.append(item)
        return rest

    def _store(self, item: "Pending", result: "Translated", recalled: frozenset[str]) -> None:
        from store.translations import store_translation

        kept = store_translation(
            self.store,
            item.uid,
            result.title,
            result.body,
            result.status,
            result.sentences,
            backend=self.translator.name,
            model=self.key,
            now=self.now,
            version=item.version,
            captions=result.captions,
            score=result.score,
        )
        if not kept:
            self._stuck.add(item.uid)
            return
        self.done += 1
        self.review += result.status == "review"
        self.failed += result.status == "failed"
        self.sentences += len(result.sentences)
        self.remembered += sum(one.source in recalled for one in result.sentences)
        self.flagged += sum(bool(one.checks) for one in result.sentences)
        if self.wish.told:
            self.wish.told(len(result.sentences))

"""Work off the queue of the translator: what is decoded is remembered at once, what is whole is
committed at once.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pipelines.translation.backends.packages import find_newest_package
from pipelines.translation.glossary import load_glossary
from records.paths import Paths
from services.apply_corrections import apply_corrections
from services.choose_translator import load_translator

if TYPE_CHECKING:
    from pipelines.translation.backends.base import Translator
    from store.db.connection import Store


# articles whose sentences are looked up together; each is committed by itself as soon as it is
# whole
TRANSLATE_ARTICLES: Final = 64
TRANSLATE_BATCH_FIRST: Final = 64  # sentences decoded together at first: about two batches
# the most of them: more fill the batches no better, and are lost by a kill
TRANSLATE_BATCH_MAX: Final = 512
# sentences that took longer are followed by fewer: so much work a kill costs, so long Ctrl-C waits
TRANSLATE_SECONDS: Final = 5.0


if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipelines.translation.backends.base import Translator
    from pipelines.translation.glossary import Glossary
    from records.translation import PendingArticle, SentenceDraft, TranslatedArticle
    from store.db.connection import Store


@dataclass(frozen=True, slots=True)
class TranslateOptions:
    """What is to be translated, and how much of it.

    `on_progress` gets the number of sentences of each article when it is committed.
    """

    limit: int | None = None  # articles
    seconds: float | None = None
    copies: bool = False  # the copies of other articles, too
    again: bool = False  # what another model, glossary or version of the rules has translated, too
    on_progress: Callable[[int], object] | None = None


class CountingTranslator:
    """A translator that counts the sentences it is handed."""

    def __init__(self, translator: "Translator") -> None:
        """Count from 0."""
        self._inner, self.calls = translator, 0
        self.name, self.model, self.languages = (
            translator.name,
            translator.model if translator.languages else "",
            translator.languages,
        )

    def translate(self, sentences: "Sequence[str]") -> list[str]:
        """Count, and translate."""
        self.calls += len(sentences)
        return self._inner.translate(sentences)

    def alternatives(self, sentences: "Sequence[str]") -> list[list[str]]:
        """Count, and give other translations."""
        self.calls += len(sentences)
        return self._inner.alternatives(sentences)


class TranslationRun:
    """One working-off of the queue, with its counts.

    Sentences are decoded some hundred at a time and remembered before the next ones, so that a kill
    costs one such portion however long the article is; an article is committed, whole, as soon as
    all its sentences are known.
    """

    def __init__(
        self,
        store: "Store",
        translator: "Translator",
        glossary: "Glossary",
        options: TranslateOptions,
        now: str,
    ) -> None:
        """Begin to count; nothing is read yet."""
        from pipelines.translation.translate import build_memory_key

        self.store, self.translator, self.glossary, self.options, self.now = (
            store,
            CountingTranslator(translator),
            glossary,
            options,
            now,
        )
        self.key = build_memory_key(self.translator, glossary)
        self.done = self.review = self.failed = self.sentences = self.remembered = self.flagged = 0
        self._begun, self._size, self._pace, self._is_out_of_time = (
            time.monotonic(),
            TRANSLATE_BATCH_FIRST,
            0.0,
            False,
        )
        # what the checks said of the sentences of this group that were decoded
        self._found: dict[str, tuple[str, ...]] = {}
        # waits in a language that nobody reads, or changed while it was translated
        self._skipped_uids: set[str] = set()

    @property
    def seconds(self) -> float:
        """How long it has been going on."""
        return time.monotonic() - self._begun

    @property
    def left(self) -> int:
        """Count the articles that still wait."""
        from store.translations.translations import count_pending_translations

        return count_pending_translations(
            self.store, copies=self.options.copies, key=self._redo_key
        )

    @property
    def _redo_key(self) -> str:
        return self.key if self.options.again and self.translator.languages else ""

    def run(self) -> None:
        """Translate until nothing waits, or limit or time is up."""
        while not self._is_finished() and (group := self._next_group()):
            self._translate(group)

    def _is_finished(self) -> bool:
        late = self._is_out_of_time or (
            self.options.seconds is not None and self.seconds >= self.options.seconds
        )
        return late or (self.options.limit is not None and self.done >= self.options.limit)

    def _next_group(self) -> "list[PendingArticle]":
        """Take the next waiting articles that the translator can read."""
        from store.translations.translations import list_pending_translations

        size = (
            TRANSLATE_ARTICLES
            if self.options.limit is None
            else min(TRANSLATE_ARTICLES, self.options.limit - self.done)
        )
        while self.translator.languages:
            waiting = list_pending_translations(
                self.store,
                size + len(self._skipped_uids),
                copies=self.options.copies,
                key=self._redo_key,
            )
            fresh = [item for item in waiting if item.uid not in self._skipped_uids]
            readable = [item for item in fresh if item.language in self.translator.languages]
            self._skipped_uids.update(
                item.uid for item in fresh if item.language not in self.translator.languages
            )
            if readable or not fresh:
                return readable
        return []

    def _translate(self, group: "list[PendingArticle]") -> None:
        """Commit what the memory knows already, then each article as the portions bring its last
        sentence.
        """
        from pipelines.translation.translate import collect_sentences
        from store.translations.sentence_memory import find_drafts

        sentences_by_uid = {item.uid: set(collect_sentences([item])) for item in group}
        sources, self._found = collect_sentences(group), {}
        known = find_drafts(self.store, self.key, sources)
        recalled = frozenset(known)
        waiting = self._commit(group, sentences_by_uid, known, recalled)
        for fresh in self._decode_batches([source for source in sources if source not in known]):
            known |= fresh
            waiting = self._commit(waiting, sentences_by_uid, known, recalled)

    def _decode_batches(self, unknown: list[str]) -> "Iterator[dict[str, SentenceDraft]]":
        """Decode and remember portion by portion, each as long as the last one's pace allows.

        End early when the time is up.
        """
        from pipelines.translation.assemble import label_sentence
        from pipelines.translation.translate import draft_sentences
        from store.translations.sentence_memory import RememberedSentence, remember_sentences

        start = 0
        while start < len(unknown) and (size := self._next_batch_size()):
            begun = time.monotonic()
            fresh = draft_sentences(unknown[start : start + size], self.translator, self.glossary)
            self._found |= {
                source: label_sentence(source, draft, self.glossary)
                for source, draft in fresh.items()
            }
            remembered = {
                source: RememberedSentence(draft.target, self._found[source])
                for source, draft in fresh.items()
            }
            remember_sentences(self.store, self.key, remembered, self.now)
            start, took = start + size, time.monotonic() - begun
            self._pace = took / len(fresh)
            self._size = (
                max(1, size // 2)
                if took > TRANSLATE_SECONDS
                else min(TRANSLATE_BATCH_MAX, max(self._size, size * 2))
            )
            yield fresh
        self._is_out_of_time = start < len(unknown)

    def _next_batch_size(self) -> int:
        """Say how many sentences to decode next, 0 when there is no time for one."""
        if self.options.seconds is None:
            return self._size
        seconds_left = self.options.seconds - self.seconds
        return (
            max(0, min(self._size, int(seconds_left / self._pace)))
            if self._pace
            else min(self._size, 8)
            if seconds_left > 0
            else 0
        )

    def _commit(
        self,
        waiting: "list[PendingArticle]",
        needed: dict[str, set[str]],
        drafts_by_source: "dict[str, SentenceDraft]",
        remembered_sources: frozenset[str],
    ) -> "list[PendingArticle]":
        """Store the articles of which all sentences are known; give the others."""
        from pipelines.translation.assemble import assemble_translation

        rest: list[PendingArticle] = []
        for item in waiting:
            if needed[item.uid] <= drafts_by_source.keys():
                self._store(
                    item,
                    assemble_translation(item, drafts_by_source, self.glossary, self._found),
                    remembered_sources,
                )
            else:
                rest.append(item)
        return rest

    def _store(
        self,
        item: "PendingArticle",
        result: "TranslatedArticle",
        remembered_sources: frozenset[str],
    ) -> None:
        from store.translations.translations import store_translation

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
            self._skipped_uids.add(item.uid)
            return
        self.done += 1
        self.review += result.status == "review"
        self.failed += result.status == "failed"
        self.sentences += len(result.sentences)
        self.remembered += sum(
            sentence.source in remembered_sources for sentence in result.sentences
        )
        self.flagged += sum(bool(sentence.checks) for sentence in result.sentences)
        if self.options.on_progress:
            self.options.on_progress(len(result.sentences))


@dataclass(frozen=True, slots=True)
class TranslateResult:
    """What one run of the translator did; `review` and `failed` are part of `done`."""

    done: int
    review: int
    failed: int
    # articles that still wait: no package reads their language, or the limit or the time was up
    left: int
    backend: str
    sentences: int
    remembered: int  # of them, sentences that the memory or a correction knew
    # decoder calls: sentences handed to the decoder, those that were tried in other ways too
    decoded: int
    flagged: int  # sentences in which a check found something
    corrected: int  # articles that were given corrections which had not reached them
    seconds: float

    def format_summary(self) -> str:
        """Say in one line what was translated, or what to do so that something can be."""
        if not self.done and not self.left:
            return "translate: nothing waits"
        if not self.done and self.backend == "none":
            return (
                f"untranslated: {self.left} articles wait; install a package: jianwen models"
                " install en zh"
            )
        good = self.done - self.review - self.failed
        return (
            f"translate: {self.done} articles ({good} ok, {self.review} review, {self.failed}"
            f" failed), {self.sentences} sentences, {self.remembered} from memory, {self.decoded}"
            f" decoder calls by {self.backend}, {self.flagged} flagged, {self.left} wait,"
            f" {self.seconds} s"
        )


def choose_translator(home: Paths) -> "Translator":
    """Take the newest installed package from English to Chinese, or the translator that leaves all
    waiting.
    """

    return load_translator(home)


def has_translation_package(home: Paths) -> bool:
    """Say whether a package from English to Chinese is installed."""

    return find_newest_package(home.models, "en", "zh") is not None


def translate_pending(
    store: "Store", home: Paths, options: "TranslateOptions | None" = None, *, now: str
) -> TranslateResult:
    """Translate what waits, the newest first, and commit article by article.

    With `seconds` no portion is begun that, at the pace of the one before, would end later. Takes
    no lock: the caller holds it. Raises ModelError when the package cannot be read.
    """

    glossary = load_glossary(*home.glossaries)
    corrected = apply_corrections(store, glossary, now)
    work = TranslationRun(
        store, choose_translator(home), glossary, options or TranslateOptions(), now
    )
    work.run()
    return TranslateResult(
        work.done,
        work.review,
        work.failed,
        work.left,
        work.translator.name,
        work.sentences,
        work.remembered,
        work.translator.calls,
        work.flagged,
        len(corrected),
        round(work.seconds, 1),
    )

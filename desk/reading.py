"""Put an article together as an editor reads it: paragraphs, their translation, its flags."""

from collections.abc import Set
from dataclasses import dataclass, replace

from desk.marks import MarkedText, mark_terms
from pipelines.translation.checks.run import check_sentence
from pipelines.translation.glossary import Glossary
from records.article import Article
from records.errors import UsageError
from records.translation import TITLE_BLOCK, TranslatedSentence
from store.articles.articles import get_article
from store.articles.provenance import Provenance, read_provenance
from store.db.connection import Store
from store.dedup.linked_articles import LinkedArticle, list_linked_articles
from store.translations.corrections import find_corrections, read_aligned_translation

_NAMES_NOTED_MAX = 200


@dataclass(frozen=True, slots=True)
class Flag:
    """What a check says of a sentence."""

    name: str
    is_error: bool
    reason: str  # Chinese, as the check words it
    is_repaired: bool = False  # of a first translation; this one no longer has the error


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence beside its translation; `number` counts from 1, as `jianwen correct` does."""

    number: int
    source: str
    target: str
    flags: tuple[Flag, ...]
    is_corrected: bool
    is_accepted: bool = False  # the machine's own words, which a person found right


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One block of the text; without a translation it has no sentences."""

    text: MarkedText
    sentences: tuple[Sentence, ...] = ()
    translation: str = ""  # where its sentences are not known

    @property
    def flagged(self) -> tuple[Sentence, ...]:
        """The sentences that a check doubts."""
        return tuple(sentence for sentence in self.sentences if sentence.flags)


@dataclass(frozen=True, slots=True)
class Reading:
    """An article with everything that its page shows."""

    article: Article
    history: Provenance
    linked: tuple[LinkedArticle, ...]
    title: tuple[Sentence, ...]
    paragraphs: tuple[Paragraph, ...]

    @property
    def flagged(self) -> tuple[Sentence, ...]:
        """All sentences that a check doubts, the title's first."""
        inside = (sentence for paragraph in self.paragraphs for sentence in paragraph.flagged)
        return (*(sentence for sentence in self.title if sentence.flags), *inside)

    @property
    def has_text(self) -> bool:
        """Whether the rights allow the text to be shown in the house."""
        return self.article.full_text != "none"

    def find_sentence(self, number: int) -> Sentence | None:
        """Give the sentence with a number."""
        every = (sentence for paragraph in self.paragraphs for sentence in paragraph.sentences)
        return next(
            (sentence for sentence in (*self.title, *every) if sentence.number == number), None
        )


def read_article(store: Store, key: str, glossary: Glossary) -> Reading:
    """Read an article for its page; UsageError where there is none.

    Where the rights allow no text there is none in what is given either.
    """
    article = get_article(store, key)
    history = read_provenance(store, article.uid)
    linked = tuple(list_linked_articles(store, article.uid))
    if article.full_text == "none":
        return Reading(remove_text(article), replace(history, removed=()), linked, (), ())
    sentences = _read_sentences(store, article.uid, glossary)
    return Reading(
        article,
        history,
        linked,
        tuple(sentence for block, sentence in sentences if block == TITLE_BLOCK),
        tuple(_build_paragraphs(article, sentences, glossary)),
    )


def remove_text(article: Article) -> Article:
    """Give an article without its text and everything that was made of it."""
    return replace(
        article, body="", body_zh="", words=(), keywords=(), terms=(), images=(), captions_zh=()
    )


def _read_sentences(store: Store, uid: str, glossary: Glossary) -> list[tuple[int, Sentence]]:
    try:
        translated = read_aligned_translation(store, uid).sentences
    except UsageError:  # it has no translation
        return []
    corrections = find_corrections(
        store, [sentence.source for sentence in translated if sentence.corrected]
    )
    accepted = {source for source, correction in corrections.items() if correction.accepted}
    return [
        (sentence.block, _build_sentence(number, sentence, glossary, accepted))
        for number, sentence in enumerate(translated, start=1)
    ]


def _build_sentence(
    number: int, sentence: TranslatedSentence, glossary: Glossary, accepted: Set[str]
) -> Sentence:
    flags: tuple[Flag, ...] = ()
    if not sentence.corrected and sentence.checks:
        findings = check_sentence(sentence.source, sentence.target, glossary)
        flags = tuple(
            Flag(finding.check, finding.severity == "error", finding.reason) for finding in findings
        )
        repaired = (name[:-1] for name in sentence.checks if name.endswith("~"))
        flags += tuple(Flag(name, True, "", is_repaired=True) for name in repaired)
    is_accepted = sentence.corrected and sentence.source in accepted
    return Sentence(
        number, sentence.source, sentence.target, flags, sentence.corrected, is_accepted
    )


def _build_paragraphs(
    article: Article, sentences: list[tuple[int, Sentence]], glossary: Glossary
) -> list[Paragraph]:
    by_block: dict[int, list[Sentence]] = {}
    for block, sentence in sentences:
        by_block.setdefault(block, []).append(sentence)
    blocks, translated = article.body.split("\n"), article.body_zh.split("\n")
    is_aligned = bool(article.body_zh) and len(blocks) == len(translated)
    return [
        Paragraph(
            mark_terms(text, _note_terms(text, glossary) if article.body_zh else {}),
            tuple(by_block.get(number, ())),
            translated[number] if is_aligned else "",
        )
        for number, text in enumerate(blocks)
    ]


def _note_terms(text: str, glossary: Glossary) -> dict[str, str]:
    """Give the glossary's terms of a paragraph with their approved rendering."""
    terms = glossary.find_terms(text)[:_NAMES_NOTED_MAX]
    return {term.term: term.preferred for term in terms}

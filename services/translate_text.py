"""Translate one text that somebody typed, in the direction that its script asks for."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from records.errors import ModelError, UsageError
from records.paths import Paths

if TYPE_CHECKING:
    from pipelines.translation.backends.base import Translator

FOREIGN_CONFIDENCE: Final = 0.9
"""Of a language, from which a text counts as foreign: names and codes alone are less sure."""


@dataclass(frozen=True, slots=True)
class FlaggedSentence:
    """A sentence in which checks found something."""

    labels: str
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class TextTranslation:
    """A translated text, line for line, and its flagged sentences."""

    text: str
    flags: tuple[FlaggedSentence, ...]


def translate_text(
    text: str, home: Paths, *, use_reference: bool = False, traditional: bool = False
) -> TextTranslation:
    """Translate a text line by line, Chinese into English, English into Chinese.

    With `traditional` the text is given in traditional characters. Raises UsageError for another
    language, ModelError when no package is installed for that direction. Nothing is stored.
    """
    from text.chinese.detect import is_chinese
    from text.chinese.to_traditional import convert_to_traditional

    _reject_foreign_text(text)
    source, target = ("zh", "en") if is_chinese(text) else ("en", "zh")
    translator = _load_translator(home, source, target, use_reference=use_reference)
    translation = (
        _translate_to_english(text, translator)
        if target == "en"
        else _translate_to_chinese(text, home, translator)
    )
    if traditional:
        return replace(translation, text=convert_to_traditional(translation.text))
    return translation


def _reject_foreign_text(text: str) -> None:
    """Refuse other languages: a package makes fluent Chinese of any, and none of it is true."""
    from pipelines.resources.language_profiles import build_language_detector
    from pipelines.stages.identify import identify_language

    identified = identify_language(text, build_language_detector())
    if (
        identified.language not in ("en", "zh", "und")
        and identified.confidence >= FOREIGN_CONFIDENCE
    ):
        raise UsageError(
            f"the text is written in {identified.language!r}, not in English or Chinese; a package"
            " would invent something"
        )


def _load_translator(home: Paths, source: str, target: str, *, use_reference: bool) -> "Translator":
    from services.choose_translator import load_translator

    translator = load_translator(home, source, target, use_reference=use_reference)
    if not translator.languages:
        raise ModelError(
            f"no translation package from {source} to {target} in {home.models}; install one:"
            f" jianwen models install {source} {target}"
        )
    return translator


def _translate_to_chinese(text: str, home: Paths, translator: "Translator") -> TextTranslation:
    from pipelines.translation.glossary import load_glossary
    from pipelines.translation.translate import translate_articles
    from records.translation import PendingArticle

    (article,) = translate_articles(
        [PendingArticle("", "", tuple(text.split("\n")), "en", 1)],
        translator,
        {},
        load_glossary(*home.glossaries),
    )
    flags = [
        FlaggedSentence(", ".join(sentence.checks), sentence.source, sentence.target)
        for sentence in article.sentences
        if sentence.checks
    ]
    return TextTranslation("\n".join(article.blocks), tuple(flags))


def _translate_to_english(text: str, translator: "Translator") -> TextTranslation:
    from pipelines.translation.chinese_to_english import translate_to_english

    lines = translate_to_english(text, translator)
    flags = [
        FlaggedSentence(
            ", ".join(finding.label for finding in sentence.findings),
            sentence.source,
            sentence.target,
        )
        for line in lines
        for sentence in line
        if sentence.findings
    ]
    texts = [" ".join(sentence.target or sentence.source for sentence in line) for line in lines]
    return TextTranslation("\n".join(texts), tuple(flags))

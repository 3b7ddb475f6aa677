"""Translate whole articles: sentences of all of them decoded together, each block of a translation
beside its original.

A translation has as many blocks as its source. Checks judge every sentence and change none; what a
translator may not touch (addresses, e-mails, DOIs, mark-up, what is no English) is cut out before
and put back as it was.
"""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Final

from pipelines.translation import typography
from pipelines.translation.assemble import assemble_translation, split_article_sentences
from pipelines.translation.backends.base import Translator
from pipelines.translation.glossary import EMPTY_GLOSSARY, Glossary, replace_bad_renderings
from pipelines.translation.retry import retry_sentences
from pipelines.translation.typography import apply_chinese_punctuation
from records.translation import PendingArticle, SentenceDraft, TranslatedArticle
from text import sentences
from text.chinese.detect import is_chinese
from text.protected_spans import split_protected_spans

VERSION: Final = 3


def build_memory_key(translator: Translator, glossary: Glossary = EMPTY_GLOSSARY) -> str:
    """Name what a remembered sentence depends on: the model, how sentences are cut, how they are
    written afterwards, the glossary.
    """
    versions = (
        f"{translator.model} translate{VERSION} sentences{sentences.VERSION}"
        f" typography{typography.VERSION} {glossary.digest}".rstrip()
    )
    return sha256(versions.encode()).hexdigest()[:16]


def collect_sentences(articles: Iterable[PendingArticle]) -> list[str]:
    """List each different sentence of some articles once, in order: what the sentence memory is
    asked for.
    """
    return list(
        dict.fromkeys(source for item in articles for _, source in split_article_sentences(item))
    )


def translate_articles(
    articles: Sequence[PendingArticle],
    translator: Translator,
    memory: Mapping[str, SentenceDraft],
    glossary: Glossary = EMPTY_GLOSSARY,
) -> list[TranslatedArticle]:
    """Translate articles whole, in their order.

    `memory` gives the translations of sentences that are known already.
    """
    sources = collect_sentences(articles)
    remembered = {source: memory[source] for source in sources if source in memory}
    drafts = remembered | draft_sentences(
        [source for source in sources if source not in remembered], translator, glossary
    )
    return [assemble_translation(item, drafts, glossary) for item in articles]


def draft_sentences(
    sources: Sequence[str], translator: Translator, glossary: Glossary
) -> dict[str, SentenceDraft]:
    """Translate sentences of which no memory knows.

    Renderings that the glossary knows to be wrong are replaced. A sentence with errors is
    translated in other ways, and the way with the fewest errors is taken; what remains is flagged.
    """
    fresh = {
        source: SentenceDraft(replace_bad_renderings(source, target, glossary))
        for source, target in _decode_sentences(sources, translator).items()
    }
    return fresh | retry_sentences(
        {source: draft for source, draft in fresh.items() if not is_chinese(source)},
        translator,
        glossary,
    )


def _is_translatable(piece: str, is_protected: bool) -> bool:
    """A decoder would make up something for what has no words of its language."""
    return not is_protected and any(char.isalpha() for char in piece) and not is_chinese(piece)


def _decode_sentences(sources: Sequence[str], translator: Translator) -> dict[str, str]:
    """Translate sentences, each around its opaque spans.

    The same words between two spans are decoded once.
    """
    pieces_by_source = {source: split_protected_spans(source) for source in sources}
    pieces_to_decode = dict.fromkeys(
        piece.strip()
        for pieces in pieces_by_source.values()
        for piece, is_protected in pieces
        if _is_translatable(piece, is_protected)
    )
    decoded = (
        dict(zip(pieces_to_decode, translator.translate(list(pieces_to_decode)), strict=True))
        if pieces_to_decode
        else {}
    )
    return {source: _join_pieces(pieces, decoded) for source, pieces in pieces_by_source.items()}


def _join_pieces(pieces: Sequence[tuple[str, bool]], decoded: Mapping[str, str]) -> str:
    """Put the translated pieces and the untouched ones together again, and give the whole its
    Chinese punctuation.
    """
    if len(pieces) == 1:
        piece, is_protected = pieces[0]
        text = decoded[piece.strip()] if _is_translatable(piece, is_protected) else piece
    else:
        text = "".join(
            (
                _keep_outer_space(piece, decoded[piece.strip()])
                if _is_translatable(piece, is_protected)
                else piece
            )
            for piece, is_protected in pieces
        )
    return apply_chinese_punctuation(" ".join(text.split()))


def _keep_outer_space(piece: str, target: str) -> str:
    """Keep the space that stood around a piece; a decoder sees and returns it without."""
    left = piece[: len(piece) - len(piece.lstrip())]
    right = piece[len(piece.rstrip()) :]
    return left + target + right

"""Translate whole articles: sentences of all of them decoded together, each block of a translation beside its original.

A translation has as many blocks as its source. Checks judge every sentence and change none; what a translator may not touch
(addresses, e-mails, DOIs, mark-up, what is no English) is cut out before and put back as it was.
"""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Final

from pipelines import opaque, sentences, typography
from pipelines.assembly import assemble, lines
from pipelines.glossary import EMPTY, Glossary, mend
from pipelines.into_english import is_chinese
from pipelines.repair import repair
from pipelines.translators.protocol import Translator
from records.translation import Draft, Pending, Translated

VERSION: Final = 3


def memory_key(translator: Translator, glossary: Glossary = EMPTY) -> str:
    """Name what a remembered sentence depends on: the model, how sentences are cut, how they are written afterwards, the glossary."""
    versions = (
        f"{translator.model} translate{VERSION} sentences{sentences.VERSION} typography{typography.VERSION} {glossary.digest}".rstrip()
    )
    return sha256(versions.encode()).hexdigest()[:16]


def sentences_of(items: Iterable[Pending]) -> list[str]:
    """List each different sentence of some articles once, in order: what the sentence memory is asked for."""
    return list(dict.fromkeys(source for item in items for _, source in lines(item)))


def translate(
    pending: Sequence[Pending], translator: Translator, memory: Mapping[str, Draft], glossary: Glossary = EMPTY
) -> list[Translated]:
    """Translate articles whole, in their order; `memory` gives the translations of sentences that are known already."""
    sources = sentences_of(pending)
    known = {source: memory[source] for source in sources if source in memory}
    drafts = known | draft([source for source in sources if source not in known], translator, glossary)
    return [assemble(item, drafts, glossary) for item in pending]


def draft(sources: Sequence[str], translator: Translator, glossary: Glossary) -> dict[str, Draft]:
    """Translate sentences of which no memory knows.

    Renderings that the glossary knows to be wrong are replaced. A sentence with errors is translated in other ways, and the way
    with the fewest errors is taken; what remains is flagged.
    """
    fresh = {source: Draft(mend(source, target, glossary)) for source, target in _decode(sources, translator).items()}
    return fresh | repair({source: one for source, one in fresh.items() if not is_chinese(source)}, translator, glossary)


def _speaks(piece: str, is_opaque: bool) -> bool:
    """A decoder would make up something for what has no words of its language."""
    return not is_opaque and any(char.isalpha() for char in piece) and not is_chinese(piece)


def _decode(sources: Sequence[str], translator: Translator) -> dict[str, str]:
    """Translate sentences, each around its opaque spans; the same words between two spans are decoded once."""
    cut = {source: opaque.cut_out(source) for source in sources}
    wanted = dict.fromkeys(piece.strip() for pieces in cut.values() for piece, is_opaque in pieces if _speaks(piece, is_opaque))
    decoded = dict(zip(wanted, translator.translate(list(wanted)), strict=True)) if wanted else {}
    return {source: _compose(pieces, decoded) for source, pieces in cut.items()}


def _compose(pieces: Sequence[tuple[str, bool]], decoded: Mapping[str, str]) -> str:
    """Put the translated pieces and the untouched ones together again, and give the whole its Chinese punctuation."""
    if len(pieces) == 1:
        piece, is_opaque = pieces[0]
        text = decoded[piece.strip()] if _speaks(piece, is_opaque) else piece
    else:
        text = "".join(_keep_edges(piece, decoded[piece.strip()]) if _speaks(piece, is_opaque) else piece for piece, is_opaque in pieces)
    return typography.chinese(" ".join(text.split()))


def _keep_edges(piece: str, target: str) -> str:
    """Keep the space that stood around a piece; a decoder sees and returns it without."""
    left = piece[: len(piece) - len(piece.lstrip())]
    right = piece[len(piece.rstrip()) :]
    return left + target + right

"""Translate whole articles: sentences of all of them decoded together, each block of a translation beside its original.

A translation has as many blocks as its source. Checks judge every sentence and change none; what a translator may not touch
(addresses, e-mails, DOIs, lines without letters) is cut out before and put back as it was.
"""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Final

from pipelines import checks, opaque, sentences, typography
from pipelines.glossary import EMPTY, Glossary, mend
from pipelines.repair import repair
from pipelines.translators.protocol import Translator
from records.limits import REVIEW_SHARE
from records.translation import TITLE, Draft, Pending, Sentence, Translated

VERSION: Final = 2
DOUBTFUL: Final = frozenset(("number", "unit", "negation"))
"""What a person looks at even when another translation has it right: the machine was not sure of a dose."""


def memory_key(translator: Translator, glossary: Glossary = EMPTY) -> str:
    """Name what a remembered sentence depends on: the model, how sentences are cut, how they are written afterwards, the glossary."""
    versions = (
        f"{translator.model} translate{VERSION} sentences{sentences.VERSION} typography{typography.VERSION} {glossary.digest}".rstrip()
    )
    return sha256(versions.encode()).hexdigest()[:16]


def sentences_of(items: Iterable[Pending]) -> list[str]:
    """List each different sentence of some articles once, in order: what the sentence memory is asked for."""
    return list(dict.fromkeys(source for item in items for _, source in _lines(item)))


def translate(
    pending: Sequence[Pending], translator: Translator, memory: Mapping[str, Draft], glossary: Glossary = EMPTY
) -> list[Translated]:
    """Translate articles whole, in their order; `memory` gives the translations of sentences that are known already.

    Renderings that the glossary knows to be wrong are replaced. A sentence with errors is translated in other ways, and the way
    with the fewest errors is taken; what remains is flagged.
    """
    drafts = {source: memory[source] for source in sentences_of(pending) if source in memory}
    decoded = _decode([source for source in sentences_of(pending) if source not in drafts], translator)
    fresh = {source: Draft(mend(source, target, glossary)) for source, target in decoded.items()}
    drafts |= repair(fresh, translator, glossary)
    return [_assemble(item, drafts, glossary) for item in pending]


def decoder_calls(sources: Iterable[str]) -> int:
    """Count the sentences that a decoder would see; lines without letters and bare addresses go past it."""
    return sum(any(_speaks(piece, is_opaque) for piece, is_opaque in opaque.cut_out(source)) for source in sources)


def _lines(item: Pending) -> list[tuple[int, str]]:
    """Give each sentence of an article with the number of its block, without the space around it."""
    blocks = ((TITLE, item.title), *enumerate(item.blocks))
    return [(number, " ".join(piece.split())) for number, block in blocks for piece in sentences.split(block) if piece.strip()]


def _speaks(piece: str, is_opaque: bool) -> bool:
    return not is_opaque and any(char.isalpha() for char in piece)


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


def _assemble(item: Pending, drafts: Mapping[str, Draft], glossary: Glossary) -> Translated:
    """Build the article's translation out of its sentences, with a verdict over all of them."""
    done: list[Sentence] = []
    texts: dict[int, str] = dict.fromkeys((TITLE, *range(len(item.blocks))), "")
    counts: dict[int, int] = {}
    wrong = doubtful = 0
    for block, source in _lines(item):
        draft = drafts[source]
        findings = checks.examine(source, draft.target, glossary)
        wrong += any(finding.severity == "error" for finding in findings)
        doubtful += any(name in DOUBTFUL for name in draft.repaired)
        position = counts.get(block, 0)
        counts[block] = position + 1
        labels = (*(finding.label for finding in findings), *(name + checks.REPAIRED for name in draft.repaired))
        done.append(Sentence(block, position, source, draft.target, labels))
        texts[block] = _append(texts[block], draft.target or source)  # a lost sentence shows its original: text never vanishes in silence
    share = wrong / len(done) if done else 0.0
    return Translated(
        uid=item.uid,
        title=texts.pop(TITLE),
        blocks=tuple(texts.values()),
        status="failed" if share > REVIEW_SHARE else "review" if wrong or doubtful else "ok",
        sentences=tuple(done),
    )


def _append(text: str, sentence: str) -> str:
    """Chinese sentences follow each other without a space, others with one."""
    gap = " " if text and text[-1].isascii() and sentence[:1].isascii() else ""
    return text + gap + sentence

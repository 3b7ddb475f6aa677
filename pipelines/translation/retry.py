"""Translate sentences with errors once more in other ways, and take the way with the fewest.

The ladder: decoded so that it cannot stop after a comma or repeat itself, the next best
translations, the clauses one by one. A translation is only replaced by one with fewer errors; which
checks it had failed stays on record.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from pipelines.translation.backends.base import Translator
from pipelines.translation.checks.finding import Finding
from pipelines.translation.checks.run import check_sentence
from pipelines.translation.glossary import Glossary, replace_bad_renderings
from pipelines.translation.typography import apply_chinese_punctuation
from records.translation import SentenceDraft
from text.protected_spans import PROTECTED_SPAN

VERSION: Final = 1

CLAUSE_WORDS_MIN: Final = 3
"""Fewer words make no clause that can be translated by itself."""
_CLAUSE_BOUNDARY: Final = re.compile(
    r"(?<=[;:—])\s+|(?<!\s)\s++[—–]\s+"
    r"|(?<=,)\s+(?=(?:and|but|or|so|which|who|while|because|although|if"
    r"|when)\b)"
)


def retry_sentences(
    drafts: Mapping[str, SentenceDraft], translator: Translator, glossary: Glossary
) -> dict[str, SentenceDraft]:
    """Give the drafts with every sentence that has errors in its best form.

    All ways are tried for all of them together.

    A sentence with an address in it stays as it is: its pieces were decoded one by one.
    """
    faulty = {
        source: errors
        for source, draft in drafts.items()
        if not PROTECTED_SPAN.search(source) and (errors := _find_errors(source, draft, glossary))
    }
    if not faulty:
        return dict(drafts)
    sources = list(faulty)
    offered = dict(zip(sources, translator.alternatives(sources), strict=True))
    for source, whole in _translate_by_clauses(sources, translator).items():
        offered[source] = [*offered[source], whole]
    best = {
        source: _choose_draft(source, drafts[source], offered[source], glossary)
        for source in sources
    }
    return {**drafts, **best}


def _find_errors(source: str, draft: SentenceDraft, glossary: Glossary) -> list[Finding]:
    return [
        finding
        for finding in check_sentence(source, draft.target, glossary)
        if finding.severity == "error"
    ]


def _choose_draft(
    source: str, draft: SentenceDraft, alternatives: Sequence[str], glossary: Glossary
) -> SentenceDraft:
    """Take the first of the translations with the fewest errors, then the fewest warnings.

    Errors that are gone are named.
    """
    before = _find_errors(source, draft, glossary)
    others = (
        SentenceDraft(
            replace_bad_renderings(
                source, apply_chinese_punctuation(" ".join(text.split())), glossary
            )
        )
        for text in alternatives
        if text.strip()
    )
    candidates = [draft, *others]
    all_findings = [check_sentence(source, candidate.target, glossary) for candidate in candidates]
    ranks = [
        (sum(finding.severity == "error" for finding in findings), len(findings))
        for findings in all_findings
    ]
    chosen = min(range(len(candidates)), key=lambda number: ranks[number])
    if ranks[chosen][0] >= len(before):
        return draft
    remaining = {finding.check for finding in all_findings[chosen]}
    fixed = dict.fromkeys(finding.check for finding in before if finding.check not in remaining)
    return SentenceDraft(candidates[chosen].target, tuple(fixed))


def _translate_by_clauses(sources: Sequence[str], translator: Translator) -> dict[str, str]:
    """Translate the clauses of each sentence that has several, and join them."""
    cut = {source: parts for source in sources if len(parts := split_clauses(source)) > 1}
    wanted = list(dict.fromkeys(part for parts in cut.values() for part in parts))
    done = dict(zip(wanted, translator.translate(wanted), strict=True)) if wanted else {}
    return {source: _join_clauses([done[part] for part in parts]) for source, parts in cut.items()}


def split_clauses(sentence: str) -> list[str]:
    """Cut a sentence where a clause begins.

    The parts joined by spaces are the sentence, but for a dash between them.
    """
    parts: list[str] = []
    for piece in _CLAUSE_BOUNDARY.split(sentence):
        if parts and min(len(parts[-1].split()), len(piece.split())) < CLAUSE_WORDS_MIN:
            parts[-1] = f"{parts[-1]} {piece}"
        else:
            parts.append(piece)
    return parts


def _join_clauses(targets: Sequence[str]) -> str:
    """Put a comma where a clause ended as if it were the sentence."""
    *first, last = targets
    return "".join(f"{target.strip().rstrip('。.,，;；:：')}，" for target in first) + last.strip()

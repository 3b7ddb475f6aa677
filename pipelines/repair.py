"""Translate sentences with errors once more in other ways, and take the way with the fewest.

The ladder: decoded so that it cannot stop after a comma or repeat itself, the next best translations, the clauses one by one.
A translation is only replaced by one with fewer errors; which checks it had failed stays on record.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from pipelines import typography
from pipelines.checks import Finding, examine
from pipelines.glossary import Glossary, mend
from pipelines.opaque import OPAQUE
from pipelines.translators.protocol import Translator
from records.translation import Draft

VERSION: Final = 1

CLAUSE_WORDS: Final = 3
"""Fewer words make no clause that can be translated by itself."""
_BORDER: Final = re.compile(r"(?<=[;:—])\s+|\s+[—–]\s+|(?<=,)\s+(?=(?:and|but|or|so|which|who|while|because|although|if|when)\b)")


def repair(drafts: Mapping[str, Draft], translator: Translator, glossary: Glossary) -> dict[str, Draft]:
    """Give the drafts with every sentence that has errors in its best form; all ways are tried for all of them together.

    A sentence with an address in it stays as it is: its pieces were decoded one by one.
    """
    faulty = {
        source: errors for source, draft in drafts.items() if not OPAQUE.search(source) and (errors := _errors(source, draft, glossary))
    }
    if not faulty:
        return dict(drafts)
    sources = list(faulty)
    offered = dict(zip(sources, translator.alternatives(sources), strict=True))
    for source, whole in _by_clauses(sources, translator).items():
        offered[source] = [*offered[source], whole]
    best = {source: _best(source, drafts[source], offered[source], glossary) for source in sources}
    return {**drafts, **best}


def _errors(source: str, draft: Draft, glossary: Glossary) -> list[Finding]:
    return [finding for finding in examine(source, draft.target, glossary) if finding.severity == "error"]


def _best(source: str, draft: Draft, offered: Sequence[str], glossary: Glossary) -> Draft:
    """Take the first of the translations with the fewest errors, then the fewest warnings; errors that are gone are named."""
    before = _errors(source, draft, glossary)
    others = (Draft(mend(source, typography.chinese(" ".join(text.split())), glossary)) for text in offered if text.strip())
    candidates = [draft, *others]
    found = [examine(source, candidate.target, glossary) for candidate in candidates]
    faults = [(sum(one.severity == "error" for one in findings), len(findings)) for findings in found]
    chosen = min(range(len(candidates)), key=lambda number: faults[number])
    if faults[chosen][0] >= len(before):
        return draft
    left = {finding.check for finding in found[chosen]}
    gone = dict.fromkeys(finding.check for finding in before if finding.check not in left)
    return Draft(candidates[chosen].target, tuple(gone))


def _by_clauses(sources: Sequence[str], translator: Translator) -> dict[str, str]:
    """Translate the clauses of each sentence that has several, and join them."""
    cut = {source: parts for source in sources if len(parts := clauses(source)) > 1}
    wanted = list(dict.fromkeys(part for parts in cut.values() for part in parts))
    done = dict(zip(wanted, translator.translate(wanted), strict=True)) if wanted else {}
    return {source: _join([done[part] for part in parts]) for source, parts in cut.items()}


def clauses(sentence: str) -> list[str]:
    """Cut a sentence where a clause begins; the parts joined by spaces are the sentence, but for a dash between them."""
    parts: list[str] = []
    for piece in _BORDER.split(sentence):
        if parts and min(len(parts[-1].split()), len(piece.split())) < CLAUSE_WORDS:
            parts[-1] = f"{parts[-1]} {piece}"
        else:
            parts.append(piece)
    return parts


def _join(targets: Sequence[str]) -> str:
    """Put a comma where a clause ended as if it were the sentence."""
    *first, last = targets
    return "".join(f"{target.strip().rstrip('。.,，;；:：')}，" for target in first) + last.strip()

"""Last stage: compute the fingerprints by which duplicates of an article are found."""

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pipelines.dedup.cross_language import collect_facts
from pipelines.dedup.winnowing import sample_prints, winnow
from records.record import Record
from text.similarity import mask_numbers, normalize_for_comparison

if TYPE_CHECKING:
    from pipelines.resources.kit import StageContext


VERSION: Final = 3


def fingerprint(record: Record, context: "StageContext") -> Record:
    """Fill `fingerprint`, the hex SHA-256 of the body folded and without white space and
    punctuation, and the shingle hashes by which matches are found.

    A copy stays a copy when it is reflowed, punctuated otherwise or set in the other script. Marks
    between digits stay: 1.5 mg and 15 mg are not the same text. Two texts that share a passage
    share prints.
    """
    return compute_fingerprint(record)


def compute_fingerprint(record: Record) -> Record:
    """Do what the stage does, which needs nothing of the context, for a record out of the store."""
    text = normalize_for_comparison(record.body)
    bare = mask_numbers(text)
    whole = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    return replace(
        record,
        fingerprint=whole,
        shingle_hashes=sample_prints(winnow(bare)),
        facts=collect_facts(record),
        compared_chars=len(bare),
    )

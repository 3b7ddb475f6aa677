"""Last stage of the line: the fingerprint by which exact copies of an article are found."""

import hashlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from records.folding import fold
from records.record import Record

if TYPE_CHECKING:
    from pipelines.kit import Kit

VERSION: Final = 1

_MEANING: Final = "<>=≤≥≠±+×÷%‰°℃−"
"""Marks that change what a sentence says: "<7" is not ">7", 5 % is not 5."""
_SPACE_RUN = re.compile(r"\s+")
_MARK_RUN = re.compile(rf"(?:_|[^\w{_MEANING}])+")


def fingerprint(record: Record, kit: "Kit") -> Record:
    """Fill `fingerprint`, the hex SHA-256 of the body folded and without white space and punctuation.

    A copy stays a copy when it is reflowed, punctuated otherwise or set in the other script. Marks between digits stay:
    1.5 mg and 15 mg are not the same text.
    """
    return replace(record, fingerprint=hashlib.sha256(essence(record.body).encode("utf-8", "replace")).hexdigest())


def essence(body: str) -> str:
    """Leave of a text what makes it that text; a text of nothing but marks keeps them."""
    tight = _SPACE_RUN.sub(lambda run: " " if _within_number(run) else "", fold(body))
    return _MARK_RUN.sub(lambda run: run[0] if _within_number(run) else "", tight) or tight


def _within_number(run: re.Match[str]) -> bool:
    before, after = run.string[run.start() - 1 : run.start()], run.string[run.end() : run.end() + 1]
    return before.isdigit() and after.isdigit()

"""Texts with marks in them, in pieces that a template escapes one by one."""

import re
from dataclasses import dataclass
from typing import Final

from store.search.search import HIT_CLOSE, HIT_OPEN

_MARK: Final = re.compile(f"[{HIT_OPEN}{HIT_CLOSE}]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text; `mark` names what it is marked as, "" for plain text."""

    text: str
    mark: str = ""
    note: str = ""  # what a reader is told of it


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A text in pieces."""

    pieces: tuple[Piece, ...]

    @property
    def text(self) -> str:
        """The text without its marks."""
        return "".join(piece.text for piece in self.pieces)


def split_marks(text: str) -> MarkedText:
    """Split a text of the search at the marks of its hits."""
    pieces, is_hit = [], False
    position = 0
    for match in _MARK.finditer(text):
        if part := text[position : match.start()]:
            pieces.append(Piece(part, "hit" if is_hit else ""))
        is_hit, position = match[0] == HIT_OPEN, match.end()
    if rest := text[position:]:
        pieces.append(Piece(rest))
    return MarkedText(tuple(pieces))


def mark_terms(text: str, notes: dict[str, str]) -> MarkedText:
    """Mark the places of terms, the longest first where several begin; `notes` by term.

    Case aside; a Latin term is found as a whole word. One pass, so that no mark stands in another.
    """
    if not notes:
        return MarkedText((Piece(text),) if text else ())
    low = {term.lower(): note for term, note in notes.items()}
    either = "|".join(map(re.escape, sorted(low, key=len, reverse=True)))
    pattern = re.compile(rf"(?<![A-Za-z0-9])(?:{either})(?![A-Za-z0-9])", re.IGNORECASE)
    pieces, position = [], 0
    for match in pattern.finditer(text):
        if part := text[position : match.start()]:
            pieces.append(Piece(part))
        pieces.append(Piece(match[0], "term", low[match[0].lower()]))
        position = match.end()
    if rest := text[position:]:
        pieces.append(Piece(rest))
    return MarkedText(tuple(pieces))

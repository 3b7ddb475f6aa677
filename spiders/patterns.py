"""Write the regular expression that the addresses of some articles share."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final
from urllib.parse import urlsplit

from spiders.families import PREFIX, family_of

LEAST: Final = 3
"""Addresses that make a pattern; two may be alike by accident."""
_MOST_KINDS: Final = 3
_SHARE: Final = 0.1
"""A form that fewer of the addresses have is no form of its own."""

_PIECE = re.compile(r"[^\W_]+|[\W_]")
_LED = re.compile(r"([A-Za-z]{1,3})\d+")
_HEX = re.compile(r"(?=.*\d)(?=.*[a-f])[0-9a-f]{12,}", re.IGNORECASE)


def pattern_of(urls: Sequence[str]) -> str:
    """Give the rule `links` that matches all or nearly all of the addresses: a family's name, or an expression; "" when they share none.

    Numbers become \\\\d+, hashes [0-9a-f]+, words that differ \\\\w+; what all addresses of one form share stays as it is.
    """
    families = Counter(family_of(url) for url in urls)
    family, count = families.most_common(1)[0] if families else ("", 0)
    if family and count >= (1 - _SHARE) * len(urls):
        return PREFIX + family
    forms: dict[tuple[str, ...], list[list[str]]] = {}
    for url in urls:
        pieces = _pieces(url)
        forms.setdefault(tuple(map(_kind, pieces)), []).append(pieces)
    common = sorted(forms.values(), key=len, reverse=True)[:_MOST_KINDS]
    common = [pieces for pieces in common if len(pieces) >= max(min(LEAST, len(urls)), _SHARE * len(urls))]
    if sum(map(len, common)) < 0.8 * len(urls):
        return _loose(urls)
    return "|".join(dict.fromkeys(_expression(pieces) for pieces in common))


def _pieces(url: str) -> list[str]:
    parts = urlsplit(url)
    return _PIECE.findall(parts.path + (f"?{parts.query}" if parts.query else ""))


def _kind(piece: str) -> str:
    if piece.isdecimal():
        return "number"
    if _HEX.fullmatch(piece):
        return "hash"
    if piece.isalpha():
        return "word"
    return "mixed" if piece.isalnum() else piece


def _expression(rows: Sequence[Sequence[str]]) -> str:
    return "".join(_column(column) for column in zip(*rows, strict=True)) + "$"


def _column(column: tuple[str, ...]) -> str:
    kind = _kind(column[0])
    if kind == "hash":
        return "[0-9a-f]+"
    if kind == "mixed":
        leads = {found[1] if (found := _LED.fullmatch(piece)) else "" for piece in column}
        return f"{leads.pop()}\\d+" if len(leads) == 1 and "" not in leads else "\\w+"
    if kind == "number":
        lengths = {len(piece) for piece in column}
        years = all(len(piece) == 4 and piece.startswith("20") for piece in column)
        return "20\\d\\d" if years else f"\\d{{{lengths.pop()}}}" if len(lengths) == 1 and len(column[0]) in (2, 4, 6, 8) else "\\d+"
    return re.escape(column[0]) if len(set(column)) == 1 else "\\w+"


def _loose(urls: Sequence[str]) -> str:
    """Give the folder that the addresses share and what their names have in common: words joined by hyphens, or anything."""
    folders = Counter(urlsplit(url).path.rpartition("/")[0] for url in urls)
    folder, count = folders.most_common(1)[0]
    if not folder or count < 0.8 * len(urls):
        first = Counter("/".join(urlsplit(url).path.split("/")[:2]) for url in urls).most_common(1)[0]
        if len(first[0]) < 2 or first[1] < 0.8 * len(urls):
            return ""
        return re.escape(first[0]) + "/.+"
    return re.escape(folder) + "/[\\w%.-]+$"

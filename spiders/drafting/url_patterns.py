"""Write the regular expression that the addresses of some articles share."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from crawler.sources.url_families import FAMILY_PREFIX, find_url_family

PATTERN_MIN_URLS: Final = 3
"""Addresses that make a pattern; two may be alike by accident."""
_MAX_FORMS: Final = 3
_FORM_MIN_SHARE: Final = 0.1
"""A form that fewer of the addresses have is no form of its own."""

_LABEL_MAX_WIDTH: Final = 16
"""Columns that the label of a channel may have; what is longer speaks for a title."""
_TITLE_MAX_WIDTH: Final = 80
"""Columns of a title that count: one long advertisement is no list."""

_PIECE = re.compile(r"[^\W_]+|[\W_]")
_SLUG = re.compile(
    r"(?=(?:[A-Za-z0-9]*-){0,24}(?<![A-Za-z0-9])[A-Za-z]{2,}-)"
    r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)+|[^\W_]+|[\W_]"
)
"""The same, a title written in words with hyphens is one piece."""
_SPECIAL = re.compile(r"[\\.^$*+?{}()|\[\]]")
_MONTH: Final = r"(?:0[1-9]|1[0-2])"
_DAY: Final = r"(?:0[1-9]|[12]\d|3[01])"
_DATES: Final = (re.compile(f"20\\d\\d{_MONTH}(?:{_DAY})?"), re.compile(_MONTH + _DAY))
"""A date without and after its year."""
_LETTER_PREFIX = re.compile(r"([A-Za-z]{1,3})\d+")
_HEX = re.compile(r"^(?=.*\d)(?=.*[a-f])[0-9a-f]{12,}", re.IGNORECASE)


def infer_links_pattern(urls: Sequence[str]) -> str:
    """Give the rule `links` that matches all or nearly all of the addresses: a family's name, or an
    expression; "" when they share none.

    Numbers become \\\\d+, hashes [0-9a-f]+, words that differ \\\\w+; what all addresses of one
    form share stays as it is.
    """
    families = Counter(find_url_family(url) for url in urls)
    family, count = families.most_common(1)[0] if families else ("", 0)
    if family and count >= (1 - _FORM_MIN_SHARE) * len(urls):
        return FAMILY_PREFIX + family
    for piece, share in ((_PIECE, 1 - _FORM_MIN_SHARE), (_SLUG, 0.8)):
        forms: dict[tuple[str, ...], list[list[str]]] = {}
        for url in urls:
            pieces = piece.findall(_path_and_query(url))
            forms.setdefault(tuple(map(_piece_kind, pieces)), []).append(pieces)
        common = sorted(forms.values(), key=len, reverse=True)[:_MAX_FORMS]
        common = [
            rows
            for rows in common
            if len(rows) >= max(min(PATTERN_MIN_URLS, len(urls)), _FORM_MIN_SHARE * len(urls))
        ]
        if sum(map(len, common)) >= share * len(urls) and (piece is _SLUG or len(common) == 1):
            return "|".join(dict.fromkeys(_write_expression(rows) for rows in common))
    return _write_loose_pattern(urls)


def find_article_group(links: Iterable[tuple[str, str]]) -> list[str]:
    """Give, of a page's links (address, title), those of the folder whose titles are most like
    those of articles; [] when none is.

    A folder is a path without its last name and the names of the query; many titles count, long
    ones more.
    """
    folders: dict[tuple[str, ...], dict[str, int]] = {}
    for url, title in links:
        parts = urlsplit(url)
        folder = parts.path.rstrip("/").rpartition("/")[0]
        key = (
            parts.netloc,
            parts.path if parts.query else folder,
            *(name for name, _ in parse_qsl(parts.query)),
        )
        titles = folders.setdefault(key, {})
        titles[url] = max(
            titles.get(url, 0), min(_display_width(title), _TITLE_MAX_WIDTH) - _LABEL_MAX_WIDTH
        )
    best = max(folders.values(), key=lambda titles: sum(titles.values()), default={})
    return list(best) if len(best) >= PATTERN_MIN_URLS and sum(best.values()) > 0 else []


def _display_width(text: str) -> int:
    return sum(1 if char < "\u2e80" else 2 for char in text)


def _path_and_query(url: str) -> str:
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _piece_kind(piece: str) -> str:
    if piece.isdecimal():
        return "number"
    if _HEX.fullmatch(piece):
        return "hash"
    if piece.isalpha():
        return "word"
    if "-" in piece and len(piece) > 1:
        return "slug"
    return "mixed" if piece.isalnum() else piece


def _write_expression(rows: Sequence[Sequence[str]]) -> str:
    written = ""
    before: tuple[str, ...] = ("",)  # the number that stands before
    for column in zip(*rows, strict=True):
        written += _write_column(
            column, after_year=all(map(_is_year, before)), in_query="\\?" in written
        )
        before = column if _piece_kind(column[0]) == "number" else before
    return written + "$"


def _write_column(column: tuple[str, ...], *, after_year: bool, in_query: bool) -> str:
    """Write what stands in one place of all addresses; `in_query`: it is part of the query."""
    kind, same = _piece_kind(column[0]), len(set(column)) == 1
    if kind == "hash":
        return "[0-9a-f]+"
    if kind == "mixed" and not (same and len(column) >= PATTERN_MIN_URLS):
        leads = {match[1] if (match := _LETTER_PREFIX.fullmatch(piece)) else "" for piece in column}
        return f"{leads.pop()}\\d+" if len(leads) == 1 and "" not in leads else "\\w+"
    # ?cid=3 is the channel
    if kind == "number" and not (in_query and same and len(column) >= PATTERN_MIN_URLS):
        if all(map(_is_year, column)):
            return "20\\d\\d"
        dated = len({len(piece) for piece in column}) == 1 and all(
            map(_DATES[after_year and len(column[0]) == 4].fullmatch, column)
        )
        return f"\\d{{{len(column[0])}}}" if dated else "\\d+"
    return _escape_literal(column[0]) if same else "[\\w-]+" if kind == "slug" else "\\w+"


def _is_year(piece: str) -> bool:
    return len(piece) == 4 and piece.startswith("20")


def _escape_literal(text: str) -> str:
    """Write a text as it is.

    Re.escape would put a backslash before - and & too, which nobody wants to read.
    """
    return _SPECIAL.sub(r"\\\g<0>", text)


def _write_loose_pattern(urls: Sequence[str]) -> str:
    """Give the folder that the addresses share and what their names have in common: words joined by
    hyphens, or anything.
    """
    folders = Counter(urlsplit(url).path.rstrip("/").rpartition("/")[0] for url in urls)
    folder, count = folders.most_common(1)[0] if folders else ("", 0)
    if not folder or count < 0.8 * len(urls):
        first, count = (
            Counter("/".join(urlsplit(url).path.split("/")[:2]) for url in urls).most_common(1)[0]
            if urls
            else ("", 0)
        )
        return _escape_literal(first) + "/.+" if len(first) > 1 and count >= 0.8 * len(urls) else ""
    asked = "(?:\\?.+)?" if any(urlsplit(url).query for url in urls) else ""
    return f"{_escape_literal(folder)}/[\\w%.-]+/?{asked}$"

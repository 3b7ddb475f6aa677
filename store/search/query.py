"""Read what somebody typed into the search box: words, phrases, words to leave out, filters.

Nothing that is typed is wrong but a filter with a value that it cannot have: `after:` and a word
that is no date. Everything else is words, and what holds no letter and no digit is nothing.
"""

import re
import unicodedata
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, TypeVar, cast

from records.errors import UsageError
from text.chinese.folding import CJK_RANGES, fold_for_search, remove_cjk_separators, separate_cjk

FilterName = Literal["source", "lang", "after", "before", "status", "term", "translation", "copies"]
_Part = TypeVar("_Part", bound=Hashable)
QUERY_CHARS: Final = 1_000  # read of a query; pasted paragraphs work, 100 KB cannot stall it
# Words of a query: each common one walks through half of the index, and nobody types more.
QUERY_TERMS: Final = 16
PHRASE_PIECE_CHARS: Final = 8
"""Characters: so many in a row are hardly ever in two articles by chance."""
TRANSLATION_STATES: Final = ("none", "pending", "ok", "review", "failed")
SEARCH_STATUSES: Final = ("published", "withdrawn", "rejected", "held", "any")
_CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "status": SEARCH_STATUSES,
    "translation": TRANSLATION_STATES,
    "copies": ("no",),
}
_PIECE: Final = re.compile(
    r"(?P<minus>[-−](?=[^\s−-]))?"
    r"(?:(?P<name>source|lang|after|before|status|term|translation|copies):(?=[^\s]))?"
    r'(?:"(?P<phrase>[^"]*)"(?!\S)|(?P<word>\S+))'
)
_QUOTES: Final = str.maketrans("“”„‟「」『』«»", '""""""""""')
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-han[st])?")
_CJK: Final = re.compile(f"[{CJK_RANGES}]")
_DAY: Final = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?")


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition besides the words; `value` is folded, that of a date is the first day it
    means.
    """

    name: FilterName
    value: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What to look for; each word is folded and is searched as a phrase of its characters."""

    words: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Nothing is asked for, so nothing is the answer."""
        return not (self.words or self.without or self.filters)

    def with_words(self, *words: str) -> "Query":
        """Give the same filters with other words."""
        return Query(words, self.without, self.filters)


def parse_query(text: str) -> Query:
    """Read a query; UsageError for a filter with an impossible value.

    Width, case and script do not matter; “ ”, 「 」 and ：, which Chinese keyboards type, are the
    same as " and :. A quote opens a phrase where a word could begin and closes it where one could
    end; elsewhere it is punctuation of a pasted text.
    """
    clean = "".join(
        " " if unicodedata.category(char) in ("Cc", "Cs") else char for char in text[:QUERY_CHARS]
    )
    words: list[str] = []
    without: list[str] = []
    filters: list[Filter] = []
    for piece in _PIECE.finditer(fold_for_search(remove_cjk_separators(clean)).translate(_QUOTES)):
        value = (piece["word"] if piece["phrase"] is None else piece["phrase"]).strip()
        if piece["name"] and value.strip('"'):
            filters.append(
                _make_filter(
                    cast(FilterName, piece["name"]), value.strip('"'), negated=bool(piece["minus"])
                )
            )
        elif any(unicodedata.category(char)[0] in "LN" for char in value):
            (without if piece["minus"] else words).append(value)
    return Query(_limit_terms(words), _limit_terms(without), _limit_terms(filters))


def _limit_terms(parts: list[_Part]) -> tuple[_Part, ...]:
    """Leave out what is said twice, and what is more than SQLite takes."""
    return tuple(list(dict.fromkeys(parts))[:QUERY_TERMS])


def _make_filter(name: FilterName, value: str, *, negated: bool) -> Filter:
    if name in ("after", "before"):
        value = _first_day(name, value)
    elif name in _CHOICES and value not in _CHOICES[name]:
        raise UsageError(
            "{name}:{value} is no {name}; write {name}: and one of {choices}",
            name=name,
            value=value[:40],
            choices=", ".join(_CHOICES[name]),
        )
    elif name == "lang" and not _LANGUAGE.fullmatch(value):
        raise UsageError(
            "lang:{value} is no language; write lang:zh, lang:zh-Hans, lang:zh-Hant or lang:en",
            value=value[:40],
        )
    return Filter(name, value, negated)


def _first_day(name: str, value: str) -> str:
    match = _DAY.fullmatch(value)
    try:
        year, month, day = (int(part or 1) for part in match.groups()) if match else (0, 0, 0)
        return date(year, month, day).isoformat()
    except ValueError:
        raise UsageError(
            "{name}:{value} is no date; write {name}:2026, {name}:2026-11 or {name}:2026-11-20",
            name=name,
            value=value[:40],
        ) from None


def is_pasted_text(word: str) -> bool:
    """Tell a pasted text from a word."""
    return len(word) > 3 * PHRASE_PIECE_CHARS


def split_into_pieces(word: str) -> list[str]:
    """Give what is looked for of a word: all of it, of a long one its beginning, its middle and its
    end.

    A pasted paragraph of hundreds of characters would have SQLite walk through as many lists of
    articles; three pieces tell it as surely.
    """
    if not is_pasted_text(word):
        return [word]
    middle = (len(word) - PHRASE_PIECE_CHARS) // 2
    cuts = (
        (0, PHRASE_PIECE_CHARS),
        (middle, middle + PHRASE_PIECE_CHARS),
        (len(word) - PHRASE_PIECE_CHARS, len(word)),
    )
    return [
        word[_move_to_word_end(word, start) : _move_to_word_end(word, end)] for start, end in cuts
    ]


def _move_to_word_end(word: str, at: int) -> int:
    """Move a cut to the end of the Latin word or number that it would part."""
    while (
        0 < at < len(word)
        and word[at - 1].isalnum()
        and word[at].isalnum()
        and not _CJK.match(word[at - 1])
        and not _CJK.match(word[at])
    ):
        at += 1
    return at


def write_fts_phrase(word: str) -> str:
    """Write a folded word as a phrase of FTS5: its characters side by side, each a word of the
    index.
    """
    quoted = [
        '"' + separate_cjk(piece.replace('"', " ")) + '"'
        for piece in dict.fromkeys(split_into_pieces(word))
    ]
    return quoted[0] if len(quoted) == 1 else f"({' AND '.join(quoted)})"


def write_fts_expression(query: Query) -> str:
    """Write the words as an FTS5 expression: all those wanted, none of those to leave out.

    '' when no word is wanted.
    """
    expression = " AND ".join(map(write_fts_phrase, query.words))
    return (
        f"({expression}) NOT ({write_fts_exclusion(query)})"
        if expression and query.without
        else expression
    )


def write_fts_exclusion(query: Query) -> str:
    """Write the words to leave out as an FTS5 expression: any of them."""
    return " OR ".join(map(write_fts_phrase, query.without))

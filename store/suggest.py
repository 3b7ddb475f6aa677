"""Say why a query finds nothing: which word no article holds, what was perhaps meant."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import accumulate, pairwise
from typing import Final

from records.folding import CJK, alike
from records.limits import NEAR_ARTICLES, NEAR_CHARS
from store.database import Store
from store.query import Query, parse, phrase
from store.search import count

_CJK: Final = re.compile(f"[{CJK}]")
_SHOWN: Final = 3  # suggestions for one word, and words for which there are some
_BEGINNING: Final = 3  # letters of a Latin word that are taken to be right


@dataclass(frozen=True, slots=True)
class Missing:
    """A word that no article holds that passes the filters; `near` are like words with the articles that hold them."""

    word: str
    near: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Advice:
    """What a query that finds nothing could be changed to."""

    missing: tuple[Missing, ...]
    alone: tuple[tuple[str, int], ...]  # the other words, with how many articles hold each
    rest: int  # articles found without the missing words
    unfiltered: int  # articles found without the filters
    sources: tuple[tuple[str, str], ...]  # a source that nobody knows, with a like name or ''


def advise(store: Store, text: str) -> Advice:
    """Look into a query that found nothing."""
    query = parse(text)
    alone = {word: count(store, query.only(word)) for word in query.words}
    missing = [word for word, found in alone.items() if not found]
    kept = [word for word in query.words if alone[word]]
    return Advice(
        missing=tuple(Missing(word, tuple(_near(store, query, word) if place < _SHOWN else ())) for place, word in enumerate(missing)),
        alone=tuple((word, alone[word]) for word in kept),
        rest=count(store, query.only(*kept)) if missing and kept else 0,
        unfiltered=count(store, replace(query, filters=())) if query.filters else 0,
        sources=tuple(_unknown_sources(store, query)),
    )


def _unknown_sources(store: Store, query: Query) -> Iterator[tuple[str, str]]:
    known = [row["name"] for row in store.query("SELECT name FROM sources ORDER BY name")]
    for one in query.filters:
        if one.name == "source" and not count(store, Query(filters=(one,))) and one.value not in known:
            yield one.value, next(iter(get_close_matches(one.value, known, n=1)), "")


def _near(store: Store, query: Query, word: str) -> list[tuple[str, int]]:
    """Give the words nearest to one, of those that find something, the frequent ones first."""
    if not 1 < len(word) <= NEAR_CHARS or " " in word:
        return []
    most = 1 if len(word) <= 5 or _CJK.search(word) else 2
    names = {row["name"]: row["name"] for row in store.query("SELECT DISTINCT name FROM term_names")}
    candidates = [name for name in names if abs(len(name) - len(word)) <= most and _close(word, name, most)]
    candidates += _from_texts(store, word, most)
    found = {name: count(store, query.only(name)) for name in dict.fromkeys(candidates[: 4 * _SHOWN]) if name != word}
    return sorted(((name, number) for name, number in found.items() if number), key=lambda pair: -pair[1])[:_SHOWN]


def _close(word: str, other: str, most: int) -> bool:
    """Two characters of which one differs are two words, not one misspelt; two that are swapped may be."""
    if len(word) == 2 and _CJK.search(word):
        return other == word[::-1]
    return distance(word, other, most) <= most


def _from_texts(store: Store, word: str, most: int) -> list[str]:
    """Look for like words in the newest articles that hold a part of the word."""
    chinese = bool(_CJK.search(word))
    match = _gaps(word) if chinese and len(word) > 2 else "" if chinese or len(word) <= _BEGINNING else f"{phrase(word[:_BEGINNING])} *"
    if not match:
        return []
    rows = store.query(
        "SELECT a.words FROM articles_fts AS f JOIN articles AS a ON a.id = f.rowid WHERE articles_fts MATCH ? "
        "AND a.status = 'published' ORDER BY f.rowid DESC LIMIT ?",
        (match, NEAR_ARTICLES),
    )
    found: Counter[str] = Counter()
    for row in rows:
        words = [alike(each) for each in json.loads(row["words"])]
        found.update(set(_places(words, word)) if chinese else {each for each in set(words) if _close(word, each, most)})
    return [name for name, _ in found.most_common(2 * _SHOWN)]


def _gaps(word: str) -> str:
    """Write an expression for the word with any one of its characters missing or another."""
    parts = [(word[:at], word[at + 1 :]) for at in range(len(word))]
    whole = [f"NEAR({phrase(left)} {phrase(right)}, 1)" if left and right else phrase(left or right) for left, right in parts]
    return " OR ".join(whole)


def _places(words: list[str], word: str) -> Iterator[str]:
    """Find the word with one character changed; the other character is part of a word, not one of its own beside it."""
    text, borders = "".join(words), [0, *accumulate(map(len, words))]
    single = {start for start, end in pairwise(borders) if end - start == 1}
    ends = set(borders)
    for at in range(len(word)):
        pattern = re.escape(word[:at]) + "." + re.escape(word[at + 1 :])
        for found in re.finditer(pattern, text):
            if found.start() in ends and found.end() in ends and found.start() + at not in single:
                yield found[0]


def distance(one: str, other: str, most: int) -> int:
    """Count the characters to insert, delete, change or swap with their neighbour; anything above `most` is `most` + 1."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, char in enumerate(one, 1):
        previous, row = row, [i]
        for j, its in enumerate(other, 1):
            cost = min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (char != its))
            if i > 1 and j > 1 and char == other[j - 2] and one[i - 2] == its:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before = previous
    return row[-1]

"""Say why a query finds nothing: which word no article holds, what was perhaps meant."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import accumulate, pairwise
from typing import Final

from store.db.connection import Store
from store.search.query import Query, parse_query, write_fts_phrase
from store.search.search import count_hits
from text.chinese.folding import CJK_RANGES, fold_for_search

# of a word for which like ones are looked for; a longer one is a pasted sentence
SUGGESTION_CHARS: Final = 20
SUGGESTION_ARTICLES: Final = 50  # looked into for them


_CJK: Final = re.compile(f"[{CJK_RANGES}]")
_MAX_SUGGESTIONS: Final = 3  # suggestions for one word, and words for which there are some
_TRUSTED_LETTERS: Final = 3  # letters of a Latin word that are taken to be right


@dataclass(frozen=True, slots=True)
class MissingWord:
    """A word that no article holds that passes the filters.

    `near` are like words with the articles that hold them.
    """

    word: str
    near: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class SearchAdvice:
    """What a query that finds nothing could be changed to."""

    missing: tuple[MissingWord, ...]
    word_counts: tuple[tuple[str, int], ...]  # the other words, with how many articles hold each
    count_without_missing: int  # articles found without the missing words
    count_without_filters: int  # articles found without the filters
    sources: tuple[tuple[str, str], ...]  # a source that nobody knows, with a like name or ''


def advise_on_query(store: Store, text: str) -> SearchAdvice:
    """Look into a query that found nothing."""
    query = parse_query(text)
    word_counts = {word: count_hits(store, query.with_words(word)) for word in query.words}
    missing = [word for word, count in word_counts.items() if not count]
    kept = [word for word in query.words if word_counts[word]]
    return SearchAdvice(
        missing=tuple(
            MissingWord(
                word,
                tuple(_find_similar_words(store, query, word) if place < _MAX_SUGGESTIONS else ()),
            )
            for place, word in enumerate(missing)
        ),
        word_counts=tuple((word, word_counts[word]) for word in kept),
        count_without_missing=count_hits(store, query.with_words(*kept)) if missing and kept else 0,
        count_without_filters=count_hits(store, replace(query, filters=())) if query.filters else 0,
        sources=tuple(_unknown_sources(store, query)),
    )


def _unknown_sources(store: Store, query: Query) -> Iterator[tuple[str, str]]:
    names = [row["name"] for row in store.query("SELECT name FROM sources ORDER BY name")]
    for query_filter in query.filters:
        if (
            query_filter.name == "source"
            and not count_hits(store, Query(filters=(query_filter,)))
            and query_filter.value not in names
        ):
            yield (
                query_filter.value,
                next(iter(get_close_matches(query_filter.value, names, n=1)), ""),
            )


def _find_similar_words(store: Store, query: Query, word: str) -> list[tuple[str, int]]:
    """Give the words nearest to one, of those that find something, the frequent ones first."""
    if not 1 < len(word) <= SUGGESTION_CHARS or " " in word:
        return []
    most = 1 if len(word) <= 5 or _CJK.search(word) else 2
    names = {
        row["name"]: row["name"] for row in store.query("SELECT DISTINCT name FROM term_names")
    }
    candidates = [
        name
        for name in names
        if abs(len(name) - len(word)) <= most and _is_similar(word, name, most)
    ]
    candidates += _find_in_texts(store, word, most)
    counts = {
        name: count_hits(store, query.with_words(name))
        for name in dict.fromkeys(candidates[: 4 * _MAX_SUGGESTIONS])
        if name != word
    }
    return sorted(
        ((name, number) for name, number in counts.items() if number), key=lambda pair: -pair[1]
    )[:_MAX_SUGGESTIONS]


def _is_similar(word: str, other: str, max_distance: int) -> bool:
    """Two characters of which one differs are two words, not one misspelt.

    Two that are swapped may be.
    """
    if len(word) == 2 and _CJK.search(word):
        return other == word[::-1]
    return measure_edit_distance(word, other, max_distance) <= max_distance


def _find_in_texts(store: Store, word: str, max_distance: int) -> list[str]:
    """Look for like words in the newest articles that hold a part of the word."""
    chinese = bool(_CJK.search(word))
    match = (
        _write_gapped_expression(word)
        if chinese and len(word) > 2
        else (
            ""
            if chinese or len(word) <= _TRUSTED_LETTERS
            else f"{write_fts_phrase(word[:_TRUSTED_LETTERS])} *"
        )
    )
    if not match:
        return []
    rows = store.query(
        "SELECT a.words FROM articles_fts AS f JOIN articles AS a ON a.id = f.rowid WHERE"
        " articles_fts MATCH ? AND a.status = 'published' ORDER BY f.rowid DESC LIMIT ?",
        (match, SUGGESTION_ARTICLES),
    )
    variants: Counter[str] = Counter()
    for row in rows:
        words = [fold_for_search(each) for each in json.loads(row["words"])]
        variants.update(
            set(_find_one_changed(words, word))
            if chinese
            else {each for each in set(words) if _is_similar(word, each, max_distance)}
        )
    return [name for name, _ in variants.most_common(2 * _MAX_SUGGESTIONS)]


def _write_gapped_expression(word: str) -> str:
    """Write an expression for the word with any one of its characters missing or another."""
    parts = [(word[:at], word[at + 1 :]) for at in range(len(word))]
    whole = [
        (
            f"NEAR({write_fts_phrase(left)} {write_fts_phrase(right)}, 1)"
            if left and right
            else write_fts_phrase(left or right)
        )
        for left, right in parts
    ]
    return " OR ".join(whole)


def _find_one_changed(words: list[str], word: str) -> Iterator[str]:
    """Find the word with one character changed.

    The other character is part of a word, not one of its own beside it.
    """
    text, borders = "".join(words), [0, *accumulate(map(len, words))]
    single = {start for start, end in pairwise(borders) if end - start == 1}
    ends = set(borders)
    for at in range(len(word)):
        pattern = re.escape(word[:at]) + "." + re.escape(word[at + 1 :])
        for match in re.finditer(pattern, text):
            if match.start() in ends and match.end() in ends and match.start() + at not in single:
                yield match[0]


def measure_edit_distance(word: str, other: str, max_distance: int) -> int:
    """Count the characters to insert, delete, change or swap with their neighbour.

    Anything above `max_distance` is `max_distance` + 1.
    """
    if abs(len(word) - len(other)) > max_distance:
        return max_distance + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, char in enumerate(word, 1):
        previous, row = row, [i]
        for j, its in enumerate(other, 1):
            cost = min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (char != its))
            if i > 1 and j > 1 and char == other[j - 2] and word[i - 2] == its:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > max_distance:
            return max_distance + 1
        before = previous
    return row[-1]

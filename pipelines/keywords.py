"""Seventh stage of the line: the words that set an article apart from others.

A word's score is how often the article has it, times the logarithm of how rare it is: count x ln((documents + 1) / (articles + 1)).
`documents` and `articles` are counts over a corpus of our own in data/lexicon/counts.tsv, so each score can be reckoned by hand.
"""

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pipelines.segment import words_of
from records.folding import HAN, fold
from records.limits import KEYWORDS
from records.record import Keyword, Record
from records.verdict import UsageError

if TYPE_CHECKING:
    from pipelines.kit import Kit

VERSION: Final = 1

_OFTEN: Final = 2  # times; what an article says once is rarely what it is about
_CHINESE = re.compile(f"(?=.*[{HAN}]).{{2,}}")
_ENGLISH = re.compile(r"[^\W\d_][^\W_]*(?:[-'’][^\W_]+)*")
_LEAST_LETTERS: Final = 3


@dataclass(frozen=True, slots=True)
class Counts:
    """In how many documents of the corpus each word of one language stands."""

    documents: int
    words: Mapping[str, int]


def load_counts(path: Path) -> dict[str, Counts]:
    """Read the table by language; raises OSError, or UsageError with file and line where one is not as it must be."""
    documents: dict[str, int] = {}
    words: dict[str, dict[str, int]] = {}
    with path.open(encoding="utf-8") as file:
        next(file, None)  # the names of the columns
        for number, line in enumerate(file, start=2):
            columns = line.rstrip("\n").split("\t")
            if len(columns) != 3 or not columns[2].isdigit():
                raise UsageError(f"{path}:{number}: needs word, language and a number of documents, separated by tabs")
            word, language, count = columns
            if word:
                words.setdefault(language, {})[word] = int(count)
            else:
                documents[language] = int(count)
    return {language: Counts(documents[language], words.get(language, {})) for language in documents}


def keywords(record: Record, kit: "Kit") -> Record:
    """Fill `keywords`, the best first, at most KEYWORDS; none for languages whose words nobody has counted."""
    counts = kit.counts.get(record.language)
    if counts is None:
        return record
    title = words_of(record.title, record.language, record.script, kit.cut)
    found = Counter(word for word in map(countable, (*title, *record.words)) if word)
    often = {word: count for word, count in found.items() if count >= _OFTEN} or found
    rows = [_weighed(word, count, counts) for word, count in often.items()]
    return replace(record, keywords=tuple(sorted(rows, key=lambda row: (-row.score, row.word))[:KEYWORDS]))


def _weighed(word: str, count: int, counts: Counts) -> Keyword:
    articles = counts.words.get(word, 0)
    return Keyword(word, round(count * math.log((counts.documents + 1) / (articles + 1)), 2), count, articles)


def countable(word: str) -> str:
    """Give the folded form by which a word is counted, "" for punctuation, numbers and words too short to mean much alone."""
    chinese = _CHINESE.fullmatch(word)
    if not chinese and not (len(word) >= _LEAST_LETTERS and _ENGLISH.fullmatch(word)):
        return ""
    return fold(word)

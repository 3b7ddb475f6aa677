"""Seventh stage: find the words that set an article apart from others.

A word's score is how often the article has it, times the logarithm of how rare it is: count x
ln((documents + 1) / (articles + 1)). `documents` and `articles` are counts over a corpus of our own
in data/lexicon/counts.tsv, so each score can be reckoned by hand.
"""

import math
import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pipelines.resources.word_counts import WordCounts
from pipelines.stages.segment import split_words
from records.record import Keyword, Record
from text.chinese.folding import HAN_RANGES, fold_text

if TYPE_CHECKING:
    from pipelines.resources.kit import StageContext


ARTICLE_KEYWORDS: Final = 12  # kept of one article; an editor reads no more


VERSION: Final = 1

_MIN_REPEATS: Final = 2  # times; what an article says once is rarely what it is about
_CHINESE_WORD = re.compile(f"^(?=.*[{HAN_RANGES}]).{{2,}}")
_ENGLISH_WORD = re.compile(r"[^\W\d_][^\W_]*(?:[-'’][^\W_]+)*")
_MIN_ENGLISH_LETTERS: Final = 3


def keywords(record: Record, context: "StageContext") -> Record:
    """Fill `keywords`, the best first, at most ARTICLE_KEYWORDS.

    None for languages whose words nobody has counted.
    """
    counts = context.word_counts.get(record.language)
    if counts is None:
        return record
    title = split_words(record.title, record.language, record.script, context.segmenter)
    occurrences = Counter(word for word in map(normalize_word, (*title, *record.words)) if word)
    repeated = {
        word: count for word, count in occurrences.items() if count >= _MIN_REPEATS
    } or occurrences
    rows = [_score_keyword(word, count, counts) for word, count in repeated.items()]
    return replace(
        record,
        keywords=tuple(sorted(rows, key=lambda row: (-row.score, row.word))[:ARTICLE_KEYWORDS]),
    )


def _score_keyword(word: str, count: int, counts: WordCounts) -> Keyword:
    articles = counts.words.get(word, 0)
    return Keyword(
        word, round(count * math.log((counts.documents + 1) / (articles + 1)), 2), count, articles
    )


def normalize_word(word: str) -> str:
    """Give the folded form by which a word is counted, "" for punctuation, numbers and words too
    short to mean much alone.
    """
    chinese = _CHINESE_WORD.fullmatch(word)
    if not chinese and not (len(word) >= _MIN_ENGLISH_LETTERS and _ENGLISH_WORD.fullmatch(word)):
        return ""
    return fold_text(word)

"""Find the articles that share the characteristic words of one.

A word is characteristic when the article repeats it and few others have it (TF-IDF). Whether
another article holds it is asked of the search index, so script does not matter and a translation
counts; medical terms count under their Chinese names, by which an English article finds Chinese
ones.
"""

import json
import math
import sqlite3
from collections import Counter
from dataclasses import dataclass
from typing import Final

from store.db.connection import Store
from store.search.query import write_fts_phrase
from store.search.search import RANKED_ARTICLES
from text.chinese.folding import fold_for_search

# words of an article, the most frequent, of which it is asked how rare they are: up to 5 ms each
RELATED_WORDS_EXAMINED: Final = 40
RELATED_WORDS: Final = 12  # of them, the most telling, by which it is compared with others
_MIN_SHARED_WORDS: Final = 2
"""Words that two articles must share at least: a single one is chance."""
_ROWS_WITH_WORD: Final = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? LIMIT ?"


@dataclass(frozen=True, slots=True)
class RelatedArticle:
    """An article that shares words with another; `likeness` is the share of those words by
    weight.
    """

    uid: str
    title: str
    url: str
    published: str
    source: str
    likeness: float
    words: tuple[str, ...]  # those shared, the most telling first


def find_related(store: Store, uid: str, limit: int = 10) -> list[RelatedArticle]:
    """Give the published articles most like one, apart from its copies.

    None where its rights allow no text.
    """
    rows = store.query(
        "SELECT a.id, a.cluster, a.words, a.terms FROM articles AS a JOIN rights AS r ON r.uid ="
        " a.uid WHERE a.uid = ? AND r.full_text <> 'none'",
        (uid,),
    )
    if not rows:
        return []
    total = max(2, store.query_number("SELECT count(*) FROM articles"))
    weights: dict[str, float] = {}
    holders: dict[str, list[int]] = {}
    for word, times in _count_telling_words(rows[0]).most_common(RELATED_WORDS_EXAMINED):
        holders_of_word = [
            row[0]
            for row in store.query(_ROWS_WITH_WORD, (write_fts_phrase(word), RANKED_ARTICLES + 1))
        ]
        if 1 < len(holders_of_word) <= min(RANKED_ARTICLES, total / 2):
            weights[word] = (1 + math.log(times)) * math.log(total / len(holders_of_word))
            holders[word] = holders_of_word
    telling = sorted(weights, key=lambda word: -weights[word])[:RELATED_WORDS]
    shared: dict[int, list[str]] = {}
    for word in telling:
        for id in holders[word]:
            shared.setdefault(id, []).append(word)
    shared.pop(rows[0]["id"], None)
    return _rank_related(
        store, shared, weights, sum(weights[word] for word in telling), rows[0]["cluster"], limit
    )


def _count_telling_words(row: sqlite3.Row) -> Counter[str]:
    """Count the words that can tell what an article is about: no single characters, no numbers, no
    short Latin ones.
    """
    words = Counter(fold_for_search(word) for word in json.loads(row["words"]))
    for term in json.loads(row["terms"]):
        name = fold_for_search(str(term["canonical"]))
        words[name] = max(words[name], int(term.get("count", 1)))
    return Counter({word: times for word, times in words.items() if _is_telling(word)})


def _is_telling(word: str) -> bool:
    return word[0].isalpha() and (len(word) > 3 if word.isascii() else len(word) > 1)


def _rank_related(
    store: Store,
    shared: dict[int, list[str]],
    weights: dict[str, float],
    whole: float,
    cluster: str,
    limit: int,
) -> list[RelatedArticle]:
    likeness = {
        id: sum(weights[word] for word in words) / whole
        for id, words in shared.items()
        if len(words) >= _MIN_SHARED_WORDS
    }
    best: list[RelatedArticle] = []
    for id in sorted(likeness, key=lambda id: (-likeness[id], -id)):
        if len(best) >= limit:
            break
        rows = store.query(
            """SELECT a.uid, a.title, a.url, a.published, a.source FROM articles AS a
              JOIN rights AS r ON r.uid = a.uid
            WHERE a.id = ? AND a.status = 'published' AND a.cluster <> ? AND a.is_canonical
              AND r.full_text <> 'none'""",
            (id, cluster),
        )
        best += [
            RelatedArticle(**dict(row), likeness=round(likeness[id], 3), words=tuple(shared[id]))
            for row in rows
        ]
    return best

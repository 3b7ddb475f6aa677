"""Find the articles that share the characteristic words of one.

A word is characteristic when the article repeats it and few others have it (TF-IDF). Whether another article holds it is asked of the
search index, so script does not matter and a translation counts; medical terms count under their Chinese names, by which an English
article finds Chinese ones.
"""

import json
import math
import sqlite3
from collections import Counter
from dataclasses import dataclass
from typing import Final

from records.folding import alike
from records.limits import RANKED, RELATED_LOOKED_AT, RELATED_WORDS
from store.database import Store
from store.query import phrase

_SHARED: Final = 2
"""Words that two articles must share at least: a single one is chance."""
_ROWS: Final = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? LIMIT ?"


@dataclass(frozen=True, slots=True)
class Related:
    """An article that shares words with another; `likeness` is the share of those words by weight."""

    uid: str
    title: str
    url: str
    published: str
    source: str
    likeness: float
    words: tuple[str, ...]  # those shared, the most telling first


def related(store: Store, uid: str, limit: int = 10) -> list[Related]:
    """Give the published articles most like one, apart from its copies; none where its rights allow no text."""
    rows = store.query(
        "SELECT a.id, a.cluster, a.words, a.terms FROM articles AS a JOIN rights AS r ON r.uid = a.uid "
        "WHERE a.uid = ? AND r.full_text <> 'none'",
        (uid,),
    )
    if not rows:
        return []
    total = max(2, store.number("SELECT count(*) FROM articles"))
    weights: dict[str, float] = {}
    holders: dict[str, list[int]] = {}
    for word, times in _words(rows[0]).most_common(RELATED_LOOKED_AT):
        found = [row[0] for row in store.query(_ROWS, (phrase(word), RANKED + 1))]
        if 1 < len(found) <= min(RANKED, total / 2):
            weights[word] = (1 + math.log(times)) * math.log(total / len(found))
            holders[word] = found
    telling = sorted(weights, key=lambda word: -weights[word])[:RELATED_WORDS]
    shared: dict[int, list[str]] = {}
    for word in telling:
        for id in holders[word]:
            shared.setdefault(id, []).append(word)
    shared.pop(rows[0]["id"], None)
    return _best(store, shared, weights, sum(weights[word] for word in telling), rows[0]["cluster"], limit)


def _words(row: sqlite3.Row) -> Counter[str]:
    """Count the words that can tell what an article is about: no single characters, no numbers, no short Latin ones."""
    words = Counter(alike(word) for word in json.loads(row["words"]))
    for term in json.loads(row["terms"]):
        name = alike(str(term["canonical"]))
        words[name] = max(words[name], int(term.get("count", 1)))
    return Counter({word: times for word, times in words.items() if _tells(word)})


def _tells(word: str) -> bool:
    return word[0].isalpha() and (len(word) > 3 if word.isascii() else len(word) > 1)


def _best(store: Store, shared: dict[int, list[str]], weights: dict[str, float], whole: float, cluster: str, limit: int) -> list[Related]:
    likeness = {id: sum(weights[word] for word in words) / whole for id, words in shared.items() if len(words) >= _SHARED}
    best: list[Related] = []
    for id in sorted(likeness, key=lambda id: (-likeness[id], -id)):
        if len(best) >= limit:
            break
        rows = store.query(
            """SELECT a.uid, a.title, a.url, a.published, a.source FROM articles AS a JOIN rights AS r ON r.uid = a.uid
            WHERE a.id = ? AND a.status = 'published' AND a.cluster <> ? AND a.is_canonical AND r.full_text <> 'none'""",
            (id, cluster),
        )
        best += [Related(**dict(row), likeness=round(likeness[id], 3), words=tuple(shared[id])) for row in rows]
    return best

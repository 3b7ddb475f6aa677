"""Fifth stage of the line: cut the body into words."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import chain, filterfalse
from typing import TYPE_CHECKING, Any, Final, Literal

from records.folding import CJK, HAN, simplify
from records.limits import PART_CHARS, PIECE_CHARS
from records.record import Record
from records.words import HALF, located

if TYPE_CHECKING:
    from pipelines.kit import Kit

VERSION: Final = 2

Engine = Literal["rjieba", "jieba"]
Cut = Callable[[str], list[str]]

TERM_FREQUENCY: Final = 100
"""Of every added term, in the dictionary's own unit (60 million in all).

Anything from 20 to 1,000 gives the same share of terms in one piece. What matters is that both engines get one number: their own
suggestions differ for some terms, and then the words differ.
"""

_INSIDE = "\u4e00-\u9fd5a-zA-Z0-9+#&._%-"
"""The characters of which jieba makes words together; at any other one it begins anew, so a text may be parted there."""
_INSIDE_CHARACTER = re.compile(f"[{_INSIDE}]")
_ADDABLE = re.compile(f"(?=.*[\u4e00-\u9fd5])[{_INSIDE}]{{2,}}")  # a purely Latin term would be cut out of longer words
_LATIN = rf"[^\W_{CJK}]+"
# repeats are counted: unbounded ones took 0.5 GB on 10 MB of "1.1.1."
_TOKEN = re.compile(rf"(?P<han>[{HAN}]+)|\d+(?:[.,]\d+){{1,9}}|{_LATIN}(?:['’\-]{_LATIN}){{0,9}}|\S")


def segment(record: Record, kit: "Kit") -> Record:
    """Fill `words`; joined they are the body without its white space, so `located` of records/words.py gives their offsets.

    Traditional text is cut on its simplified copy, which raises word F1 from 0.74 to 0.82, and keeps its own characters. In
    other languages a word is a run of letters and digits; Chinese names in it are cut as Chinese.
    """
    return replace(record, words=tuple(words_of(record.body, record.language, record.script, kit.cut)))


def words_of(text: str, language: str, script: str, cut: Cut) -> Iterator[str]:
    """Give the words of a text one by one, without its white space; never more than a part of it is held cut."""
    if language != "zh":
        return _words(text, cut, chinese=language != "ja")
    parts = pieces(text, PART_CHARS)
    return chain.from_iterable(_own_characters(part, cut) if script == "Hant" else cut(part) for part in parts)


def _own_characters(text: str, cut: Cut) -> Iterator[str]:
    # simplify keeps the length, so the borders are those of the original
    return (text[start:end] for _, start, end in located(text, cut(simplify(text)), same=False))


def _words(text: str, cut: Cut, *, chinese: bool) -> Iterator[str]:
    for token in _TOKEN.finditer(text):
        if token["han"] and chinese:
            yield from _own_characters(token[0], cut)
        elif token["han"]:
            yield from token[0]
        else:
            yield token[0]


def build_cut(terms: Iterable[str], engine: Engine = "rjieba") -> Cut:
    """Give the function that cuts Chinese text into words, without HMM and without white space.

    Both engines are jieba's algorithm over jieba's dictionary and give the same words; rjieba is about twenty times as fast, and
    where its wheel is missing jieba takes its place.
    """
    wanted = [term for term in terms if _ADDABLE.fullmatch(term)]
    raw = _rjieba(wanted) if engine == "rjieba" else _jieba(wanted)
    return lambda text: [*filterfalse(str.isspace, chain.from_iterable(_cut_piece(piece, raw) for piece in pieces(text)))]


def _cut_piece(piece: str, raw: Cut) -> list[str]:
    try:
        return raw(piece)
    except UnicodeEncodeError:  # half a surrogate pair cannot be handed to rjieba; like any odd character it is a word of its own
        words, start = [], 0
        for word in raw(HALF.sub("\ufffd", piece)):
            words.append(piece[start : start + len(word)])
            start += len(word)
        return words


def pieces(text: str, most: int = PIECE_CHARS) -> Iterator[str]:
    """Part a text into pieces of at most so many characters, where jieba begins anew.

    Only a run longer than a piece is parted elsewhere; no sentence is one, and on hostile text the time stays linear.
    """
    start = 0
    while len(text) - start > most:
        end = start + most
        border = next((at for at in range(end, start, -1) if _is_border(text, at)), end)
        yield text[start:border]
        start = border
    yield text[start:]


def _is_border(text: str, at: int) -> bool:
    return not (_INSIDE_CHARACTER.match(text, at - 1) and _INSIDE_CHARACTER.match(text, at))


@lru_cache(maxsize=1)
def _engines() -> Iterator[Any]:
    """Give engines whose dictionaries are their own: the first is the one that rjieba loads when it is imported, 25 MB and 0.15 s."""
    import rjieba

    return chain((rjieba,), iter(rjieba.Jieba, None))


def _rjieba(terms: list[str]) -> Cut:
    try:
        engine = next(_engines())
    except ImportError:
        return _jieba(terms)
    for term in terms:
        if not engine.has_word(term):  # a known word keeps its frequency: jieba would count it twice in the total, rjieba once
            engine.add_word(term, TERM_FREQUENCY, None)
    cut: Callable[[str, bool], list[str]] = engine.cut
    return lambda text: cut(text, False)  # HMM off; by its name it costs more


def _jieba(terms: list[str]) -> Cut:
    import logging
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # invalid escapes in its source, pkg_resources where setuptools is installed
        import jieba

        jieba.setLogLevel(logging.CRITICAL)
        engine = jieba.Tokenizer()
        # its own start would unmarshal jieba.cache from the common temporary folder, where anybody may have put one
        engine.FREQ, _ = engine.gen_pfdict(engine.get_dict_file())
    engine.total = sum(engine.FREQ.values())  # its own total counts B超 twice, as dict.txt lists it: then ties fall otherwise
    engine.initialized = True
    for term in terms:
        if not engine.FREQ.get(term):
            engine.add_word(term, TERM_FREQUENCY)
    return lambda text: engine.lcut(text, HMM=False)

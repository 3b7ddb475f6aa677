"""Word segmenters: rjieba, and jieba with identical output."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import chain, filterfalse
from typing import TYPE_CHECKING, Any, Final, Literal

from text.offsets import LONE_SURROGATE

if TYPE_CHECKING:
    pass

# handed to jieba at once, which is quadratic on some longer runs
SEGMENTER_CHARS: Final = 1_000
# cut into words and searched for terms at once, so that 10 MB without a break take little memory
TEXT_CHUNK_CHARS: Final = 50_000


SegmenterEngine = Literal["rjieba", "jieba"]
WordSegmenter = Callable[[str], list[str]]
TERM_FREQUENCY: Final = 100
"""Of every added term, in the dictionary's own unit (60 million in all).

Anything from 20 to 1,000 gives the same share of terms in one piece. What matters is that both
engines get one number: their own suggestions differ for some terms, and then the words differ.
"""
_WORD_CHARS = "\u4e00-\u9fd5a-zA-Z0-9+#&._%-"
"""The characters of which jieba makes words together.

At any other one it begins anew, so a text may be parted there.
"""
_WORD_CHAR = re.compile(f"[{_WORD_CHARS}]")
# a purely Latin term would be cut out of longer words
_ADDABLE_TERM = re.compile(f"^(?=.*[\u4e00-\u9fd5])[{_WORD_CHARS}]{{2,}}")


def build_segmenter(terms: Iterable[str], engine: SegmenterEngine = "rjieba") -> WordSegmenter:
    """Give the function that cuts Chinese text into words, without HMM and without white space.

    Both engines are jieba's algorithm over jieba's dictionary and give the same words; rjieba is
    about twenty times as fast, and where its wheel is missing jieba takes its place.
    """
    addable = [term for term in terms if _ADDABLE_TERM.fullmatch(term)]
    segment = _build_rjieba(addable) if engine == "rjieba" else _build_jieba(addable)
    return lambda text: [
        *filterfalse(
            str.isspace,
            chain.from_iterable(_segment_piece(piece, segment) for piece in split_pieces(text)),
        )
    ]


def _segment_piece(piece: str, segmenter: WordSegmenter) -> list[str]:
    try:
        return segmenter(piece)
    # half a surrogate pair cannot be handed to rjieba; like any odd character it is a word of its
    # own
    except UnicodeEncodeError:
        words, start = [], 0
        for word in segmenter(LONE_SURROGATE.sub("\ufffd", piece)):
            words.append(piece[start : start + len(word)])
            start += len(word)
        return words


def split_pieces(text: str, max_chars: int = SEGMENTER_CHARS) -> Iterator[str]:
    """Part a text into pieces of at most so many characters, where jieba begins anew.

    Only a run longer than a piece is parted elsewhere; no sentence is one, and on hostile text the
    time stays linear.
    """
    start = 0
    while len(text) - start > max_chars:
        end = start + max_chars
        border = next((at for at in range(end, start, -1) if _is_split_point(text, at)), end)
        yield text[start:border]
        start = border
    yield text[start:]


def _is_split_point(text: str, at: int) -> bool:
    return not (_WORD_CHAR.match(text, at - 1) and _WORD_CHAR.match(text, at))


@lru_cache(maxsize=1)
def _rjieba_engines() -> Iterator[Any]:
    """Give engines whose dictionaries are their own: the first is the one that rjieba loads when it
    is imported, 25 MB and 0.15 s.
    """
    import rjieba

    return chain((rjieba,), iter(rjieba.Jieba, None))


def _build_rjieba(terms: list[str]) -> WordSegmenter:
    try:
        engine = next(_rjieba_engines())
    except ImportError:
        return _build_jieba(terms)
    for term in terms:
        # a known word keeps its frequency: jieba would count it twice in the total, rjieba once
        if not engine.has_word(term):
            engine.add_word(term, TERM_FREQUENCY, None)
    cut: Callable[[str, bool], list[str]] = engine.cut
    return lambda text: cut(text, False)  # HMM off; by its name it costs more


def _build_jieba(terms: list[str]) -> WordSegmenter:
    import logging
    import warnings

    with warnings.catch_warnings():
        # invalid escapes in its source, pkg_resources where setuptools is installed
        warnings.simplefilter("ignore")
        import jieba

        jieba.setLogLevel(logging.CRITICAL)
        engine = jieba.Tokenizer()
        # its own start would unmarshal jieba.cache from the common temporary folder, where anybody
        # may have put one
        engine.FREQ, _ = engine.gen_pfdict(engine.get_dict_file())
    # its own total counts B超 twice, as dict.txt lists it: then ties fall otherwise
    engine.total = sum(engine.FREQ.values())
    engine.initialized = True
    for term in terms:
        if not engine.FREQ.get(term):
            engine.add_word(term, TERM_FREQUENCY)
    return lambda text: engine.lcut(text, HMM=False)

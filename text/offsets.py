"""Find the words of a text in it again: the words alone are kept, their offsets come back
exactly.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")
"""Half a surrogate pair, which JSON can hold and nothing that is written in Rust or to a file can.
"""


class LocatedWord(NamedTuple):
    """A word and its place: character offsets, the end excluded, so that text[start:end] is the
    word.
    """

    word: str
    start: int
    end: int


def locate_words(
    text: str, words: Iterable[str], *, same_spelling: bool = True
) -> Iterator[LocatedWord]:
    """Give each word with its place in the text that was cut into them.

    Between words stands nothing but white space.

    `same=False` says that the words are spelt otherwise at the same length. ValueError where they
    are of another text.
    """
    at = 0
    for word in words:
        while text[at : at + 1].isspace():
            at += 1
        end = at + len(word)
        if end > len(text) or (same_spelling and text[at:end] != word):
            raise ValueError(f"{word[:40]!r} does not stand at character {at} of the text")
        yield LocatedWord(word, at, end)
        at = end

"""Write simplified Chinese in traditional characters, with the quotation marks that go with
them.
"""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from text.chinese.folding import HAN_RANGES
from text.protected_spans import split_protected_spans

_LONE_SURROGATES: Final = re.compile("([\ud800-\udfff]+)")
_DOUBLE_QUOTES: Final = re.compile("“([^“”]*)”")
_SINGLE_QUOTES: Final = re.compile(f"‘([^‘’]*[{HAN_RANGES}][^‘’]*)’")


@lru_cache(maxsize=1)
def _converter() -> Callable[[str], str]:
    from opencc import OpenCC  # loads its dictionaries, so not at import

    convert: Callable[[str], str] = OpenCC("s2t").convert
    return convert


def convert_to_traditional(text: str) -> str:
    """Convert phrase by phrase (头发 頭髮, 发生 發生), addresses and mark-up left as they are.

    Words stay those of the mainland.

    OpenCC's general standard (s2t) is used: the vocabulary of Taiwan or Hong Kong would be another
    translation, of medical terms too.
    """
    return "".join(
        piece if opaque else _convert(piece) for piece, opaque in split_protected_spans(text)
    )


def _convert(text: str) -> str:
    parts = (
        part if _LONE_SURROGATES.match(part) else _converter()(part)
        for part in _LONE_SURROGATES.split(text)
        if part
    )
    return _SINGLE_QUOTES.sub("『\\1』", _DOUBLE_QUOTES.sub("「\\1」", "".join(parts)))

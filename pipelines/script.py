"""Write simplified Chinese in traditional characters, with the quotation marks that go with them."""

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from pipelines.opaque import cut_out
from records.folding import HAN

_HALVES: Final = re.compile("([\ud800-\udfff]+)")
_DOUBLE: Final = re.compile("“([^“”]*)”")
_SINGLE: Final = re.compile(f"‘([^‘’]*[{HAN}][^‘’]*)’")


@lru_cache(maxsize=1)
def _converter() -> Callable[[str], str]:
    from opencc import OpenCC  # loads its dictionaries, so not at import

    convert: Callable[[str], str] = OpenCC("s2t").convert
    return convert


def traditional(text: str) -> str:
    """Convert phrase by phrase (头发 頭髮, 发生 發生), addresses and mark-up left as they are; words stay those of the mainland.

    OpenCC's general standard (s2t) is used: the vocabulary of Taiwan or Hong Kong would be another translation, of medical terms too.
    """
    return "".join(piece if opaque else _convert(piece) for piece, opaque in cut_out(text))


def _convert(text: str) -> str:
    parts = (part if _HALVES.match(part) else _converter()(part) for part in _HALVES.split(text) if part)
    return _SINGLE.sub("『\\1』", _DOUBLE.sub("「\\1」", "".join(parts)))

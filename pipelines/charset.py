"""Turn bytes into text by the encoding they are really in.

A declaration is a claim: it wins only over bytes that are not valid UTF-8, and only when it reads them without a fault while no
other strict reading does better. A GBK page served as utf-8 otherwise gives hundreds of U+FFFD, one served as iso-8859-1 gives Ã¤.
"""

import codecs
import re
from typing import Final

from w3lib.encoding import html_body_declared_encoding, resolve_encoding

REPLACEMENT: Final = "\ufffd"
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_COMMON: Final = frozenset(
    "的一是了不在有人我他这中大来上个国和也子时道说出得可以会为要于学下生到年家能对自之去过后作多里日成部如天心那着医院病药治疗健康新闻记者报网月责编来源"
    "這個國來時說會為學對過後裡醫藥療聞報網責編門間們麼樣還開關現發電實經與進動種"
)
"""Characters so frequent that a reading without them is a wrong one; both scripts."""

_AMONG_LETTERS = re.compile(
    r"(?<=[A-Za-z])[\xa0-\u024f\u2010-\u203a\u20ac](?=[A-Za-z\s,.;:!?]|$)|(?<=\s)[\xa0-\u024f\u2010-\u203a](?=[A-Za-z\s])"
)
_WESTERN: Final = frozenset(("cp1252", "iso8859-1", "latin-1", "ascii", "windows-1252"))
_ASSUMED: Final = ("gb18030", "big5hkscs", "utf-8", "cp1252")
_CLAIM: Final = 0.05
"""How much a declaration weighs: it decides between equals, no more."""

_JUDGED_CHARS: Final = 200_000
"""Enough of a page to judge a reading by."""


def read(body: bytes, declared: str = "") -> tuple[str, str]:
    """Give the text of a body and the name of the encoding it was in; `declared` is what the transport said."""
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(name, "replace"), name
    try:
        return body.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        if _is_cut(body, error):
            return body.decode("utf-8", "ignore"), "utf-8"
    claims = _claims(body, declared)
    readings = [_Reading(body, name, claimed=name not in _ASSUMED) for name in claims]
    best = max(readings, key=lambda reading: reading.score)
    return best.text, best.name


def _is_cut(body: bytes, error: UnicodeDecodeError) -> bool:
    """Say whether the only fault is a last character cut in two, as a body cut at the size limit has."""
    return error.start >= len(body) - 3 and error.end == len(body)


def _claims(body: bytes, declared: str) -> list[str]:
    """List the encodings to try, each once: what header and meta say, then those that need no declaration."""
    said = [resolve_encoding(declared) if declared else None, html_body_declared_encoding(body[:8_192])]
    return list(dict.fromkeys(name for name in (*said, *_ASSUMED) if name and name != "utf-16"))


class _Reading:
    """A body read in one encoding, faults shown as U+FFFD, with how likely that is what its author wrote."""

    def __init__(self, body: bytes, name: str, *, claimed: bool) -> None:
        self.name = name
        self.text = body.decode(name, "replace")
        self.score = _likeliness(self.text, western=name in _WESTERN) + (_CLAIM if claimed else 0.0)


def _likeliness(text: str, *, western: bool) -> float:
    """Score a reading by the characters beyond ASCII: frequent Chinese ones and kana speak for it, odd ones against it.

    A Western reading is likely where accented letters stand among plain ones. U+FFFD, private-use and control characters are odd.
    """
    sample = text[:_JUDGED_CHARS]
    beyond = [char for char in sample if char >= "\x80"]
    if not beyond:
        return 0.0
    odd = sum(1 for char in beyond if char == REPLACEMENT or "\ue000" <= char <= "\uf8ff" or char < "\xa0")
    if western:
        return (0.3 * len(_AMONG_LETTERS.findall(sample)) - odd) / len(beyond)
    han = sum(1 for char in beyond if "\u3400" <= char <= "\u9fff")
    common = sum(1 for char in beyond if char in _COMMON or "\u3041" <= char <= "\u30ff")
    other = sum(1 for char in beyond if "\u0370" <= char <= "\u1fff" or "\uac00" <= char <= "\ud7a3")
    return (0.1 * han + 2.0 * common + 0.4 * other - 2.0 * odd) / len(beyond)

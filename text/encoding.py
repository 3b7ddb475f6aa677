"""Turn bytes into text by the encoding they are really in.

A declaration is a claim: it wins only over bytes that are not valid UTF-8, and only when it reads
them without a fault while no other strict reading does better. A GBK page served as utf-8 otherwise
gives hundreds of U+FFFD, one served as iso-8859-1 gives Ã¤.
"""

import codecs
import re
from typing import Final

from w3lib.encoding import html_body_declared_encoding, resolve_encoding

REPLACEMENT_CHARACTER: Final = "\ufffd"
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_COMMON_CHARS: Final = frozenset(
    "的一是了不在有人我他这中大来上个国和也子时道说出得可以会为要于学下生到年家能对自之去过后作多里"
    "日成部如天心那着医院病药治疗健康新闻记者报网月责编来源"
    "這個國來時說會為學對過後裡醫藥療聞報網責編門間們麼樣還開關現發電實經與進動種"
)
"""Characters so frequent that a reading without them is a wrong one; both scripts."""

_ACCENT_AMONG_LETTERS = re.compile(
    r"(?<=[A-Za-z])[\xa0-\u024f\u2010-\u203a\u20ac](?=[A-Za-z\s,.;:!?]|$)|"
    r"(?<=\s)[\xa0-\u024f\u2010-\u203a](?=[A-Za-z\s])"
)
_WESTERN_ENCODINGS: Final = frozenset(("cp1252", "iso8859-1", "latin-1", "ascii", "windows-1252"))
_ASSUMED_ENCODINGS: Final = ("gb18030", "big5hkscs", "utf-8", "cp1252")
_DECLARATION_WEIGHT: Final = 0.05
"""How much a declaration weighs: it decides between equals, no more."""

_JUDGED_CHARS: Final = 200_000
"""Enough of a page to judge a reading by."""


def decode_body(body: bytes, declared: str = "") -> tuple[str, str]:
    """Give the text of a body and the name of the encoding it was in.

    `declared` is what the transport said.
    """
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(name, "replace"), name
    try:
        return body.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        if _is_truncated(body, error):
            return body.decode("utf-8", "ignore"), "utf-8"
    claims = _list_encodings(body, declared)
    readings = [
        _DecodedBody(body, name, declared=name not in _ASSUMED_ENCODINGS) for name in claims
    ]
    best = max(readings, key=lambda reading: reading.score)
    return best.text, best.name


def _is_truncated(body: bytes, error: UnicodeDecodeError) -> bool:
    """Say whether the only fault is a last character cut in two, as a body cut at the size limit
    has.
    """
    return error.start >= len(body) - 3 and error.end == len(body)


def _list_encodings(body: bytes, declared: str) -> list[str]:
    """List the encodings to try, each once, the declared ones first."""
    named = [
        resolve_encoding(declared) if declared else None,
        html_body_declared_encoding(body[:8_192]),
    ]
    return list(
        dict.fromkeys(name for name in (*named, *_ASSUMED_ENCODINGS) if name and name != "utf-16")
    )


class _DecodedBody:
    """A body read in one encoding, faults shown as U+FFFD, with how likely that is what its author
    wrote.
    """

    def __init__(self, body: bytes, name: str, *, declared: bool) -> None:
        self.name = name
        self.text = body.decode(name, "replace")
        self.score = _score_text(self.text, is_western=name in _WESTERN_ENCODINGS) + (
            _DECLARATION_WEIGHT if declared else 0.0
        )


def _score_text(text: str, *, is_western: bool) -> float:
    """Score a reading by the characters beyond ASCII: frequent Chinese ones and kana speak for it,
    odd ones against it.

    A Western reading is likely where accented letters stand among plain ones. U+FFFD, private-use
    and control characters are odd.
    """
    sample = text[:_JUDGED_CHARS]
    beyond = [char for char in sample if char >= "\x80"]
    if not beyond:
        return 0.0
    odd = sum(
        1
        for char in beyond
        if char == REPLACEMENT_CHARACTER or "\ue000" <= char <= "\uf8ff" or char < "\xa0"
    )
    if is_western:
        return (0.3 * len(_ACCENT_AMONG_LETTERS.findall(sample)) - odd) / len(beyond)
    han = sum(1 for char in beyond if "\u3400" <= char <= "\u9fff")
    common = sum(1 for char in beyond if char in _COMMON_CHARS or "\u3041" <= char <= "\u30ff")
    other = sum(
        1 for char in beyond if "\u0370" <= char <= "\u1fff" or "\uac00" <= char <= "\ud7a3"
    )
    return (0.1 * han + 2.0 * common + 0.4 * other - 2.0 * odd) / len(beyond)

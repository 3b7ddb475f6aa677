"""Turn the bytes of feeds and sitemaps into text by the encoding they are really in.

In this order: byte order mark; UTF-8 if all of it is, or all but a few bytes; the declared encoding
(gb2312 and gbk as gb18030); for Chinese sources gb18030, then Big5; windows-1252. A GBK feed
declared as utf-8 otherwise becomes mojibake with its links and dates intact, so that nothing looks
wrong. Text comes piece by piece: a sitemap of 50 MB as one string may take 200 MB.
"""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from w3lib.encoding import html_body_declared_encoding, resolve_encoding

from text.encoding import decode_body

DECODED_PIECE_BYTES: Final = 65_536
_BOMS: Final = (  # UTF-32 first: its mark begins like that of UTF-16
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE_OPENINGS: Final = (
    (b"<\0\0\0", "utf-32-le"),
    (b"\0\0\0<", "utf-32-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)
"""How XML without a mark begins in wide characters."""

_CHARS_PER_STRAY_BYTE: Final = 10
"""Characters beyond ASCII for each byte that is none, from which a text counts as UTF-8 with
faults: one cut summary spoils no feed.
"""

_CHINESE_ENCODINGS: Final = ("gb18030", "big5hkscs")
_NON_DOCUMENT_CODECS: Final = frozenset(
    ("idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape", "utf-7")
)
"""Python's codecs of text that are no encoding of documents."""


@dataclass(frozen=True, slots=True)
class DocumentEncoding:
    """The encoding of a document: its Python name, the length of its mark, what was wrong about
    it.
    """

    name: str
    mark: int = 0
    faults: tuple[str, ...] = ()


def detect_encoding(body: bytes, charset: str = "", language: str = "") -> DocumentEncoding:
    """Find the encoding of a body; `charset` is what the transport declared."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return DocumentEncoding(name, len(mark))
    for opening, name in _WIDE_OPENINGS:
        if body.startswith(opening):
            return DocumentEncoding(name)
    claims = _read_declarations(body, charset)
    name, fault = _choose_encoding(body, list(claims), language)
    wrong = (
        ()
        if body.isascii()
        else tuple(
            f"{who} says {_display_encoding(claim)}, it is {_display_encoding(name)}"
            for claim, who in claims.items()
            if claim != name
        )
    )
    return DocumentEncoding(name, 0, (*wrong, *([fault] if fault else [])))


def decode_pieces(body: bytes, encoding: DocumentEncoding) -> Iterator[str]:
    """Give the text of a body in pieces; what cannot be read becomes U+FFFD."""
    return _decode_in_pieces(body, encoding.name, "replace", encoding.mark)


def decode_document(body: bytes, charset: str = "", language: str = "") -> str:
    """Give the whole text of a body."""
    return "".join(decode_pieces(body, detect_encoding(body, charset, language)))


def _read_declarations(body: bytes, charset: str) -> dict[str, str]:
    """Give what header and document declare, and which of them does."""
    declarations = (
        (resolve_encoding(charset) if charset else None, "the transport"),
        (html_body_declared_encoding(body[:2_000]), "the document"),
    )
    return {name: who for name, who in reversed(declarations) if name and _is_charset(name)}


def _is_charset(name: str) -> bool:
    """Say whether a name is that of an encoding that a document can be in which declares it."""
    if name in _NON_DOCUMENT_CODECS or name.startswith(("utf-16", "utf-32")):
        return False
    try:
        b"<".decode(name)
    except (LookupError, UnicodeError):  # Python's "hex" is a codec of bytes
        return False
    return True


def _display_encoding(name: str) -> str:
    return name.replace("cp125", "windows-125")


def _choose_encoding(body: bytes, claims: list[str], language: str) -> tuple[str, str]:
    """Give the encoding and, where one had to be guessed or leaves bytes unread, words for it."""
    if _is_valid(body, "utf-8"):
        return "utf-8", ""
    if unread := _count_stray_bytes(body):
        return "utf-8", f"{unread} bytes are not UTF-8"
    for name in reversed(claims):
        if name != "utf-8" and _is_valid(body, name):
            return name, ""
    read = (
        [name for name in _CHINESE_ENCODINGS if _is_valid(body, name)]
        if language.lower().startswith("zh")
        else []
    )
    # most Big5 is some gb18030 too
    if len(read) > 1 and (likelier := decode_body(body[:DECODED_PIECE_BYTES])[1]) in read:
        read = [likelier]
    name = (*read, "cp1252")[0]
    return name, f"its encoding was guessed: {_display_encoding(name)}"


def _decode_in_pieces(body: bytes, name: str, errors: str, start: int = 0) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(name)(errors)
    for at in range(start, len(body), DECODED_PIECE_BYTES):
        if text := decoder.decode(body[at : at + DECODED_PIECE_BYTES]):
            yield text
    # a last character cut in two is no other encoding
    if errors != "strict" and (text := decoder.decode(b"", final=True)):
        yield text


def _is_valid(body: bytes, name: str) -> bool:
    try:
        for _ in _decode_in_pieces(body, name, "strict"):
            pass
    except UnicodeError:
        return False
    return True


def _count_stray_bytes(body: bytes) -> int:
    """Count the faults of a text that is UTF-8 but for a few; 0 when it is something else."""
    unread = beyond = 0
    for text in _decode_in_pieces(body, "utf-8", "replace"):
        unread += text.count("\ufffd")
        beyond += len(text) - len(text.encode("ascii", "ignore"))
    return unread if unread * _CHARS_PER_STRAY_BYTE < beyond else 0

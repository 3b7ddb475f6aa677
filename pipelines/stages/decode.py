"""First stage: turn a page's bytes into text that can be stored."""

import re
from codecs import BOM_UTF8
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pipelines.decoding.mojibake import repair_mojibake
from pipelines.decoding.pinyin_annotations import PinyinRepair, remove_pinyin_annotations
from records.reasons import Reason
from records.record import Record
from records.verdict import Drop, Verdict
from text.encoding import decode_body
from text.symbol_fonts import PRIVATE_USE_SYMBOLS

if TYPE_CHECKING:
    from pipelines.resources.kit import StageContext

VERSION: Final = 1

_BINARY_SIGNATURES: Final = (
    b"%PDF-",
    b"PK\x03\x04",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"\xd0\xcf\x11\xe0",
    b"RIFF",
    b"Rar!",
    b"7z\xbc\xaf",
)
_TEXT_MEDIA_TYPE: Final = re.compile(
    r"^(?:text/|application/(?:xhtml|xml|[\w.-]+\+xml|json|octet-stream|x-httpd|markdown)|$)",
    re.IGNORECASE,
)

_FORBIDDEN_CHARS: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff"
    "\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
"""Control characters, marks that turn the direction of writing, lone surrogates, byte order marks:
no text needs them, SQLite and
XML readers fail on them.
"""

_PRIVATE_USE_CHARS: Final = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
"""Icons of a site's own font. They go last: the repair of byte-shifted runs still needs them."""

_WRITTEN_SYMBOL: Final = re.compile("[\uf041-\uf0fe](?:(?<=[0-9].)|(?=[0-9]))")
"""A character of the Symbol font that a number touches, 25\\uf06dg or \\uf0b338, is no icon."""

_CHUNK_CHARS: Final = 65_536
_PRINTABLE_ASCII: Final = bytes((*range(0x20, 0x7F), *b"\t\n\r"))
"""The characters of ASCII that can be seen, and its white space."""

_MAX_REPLACED_KINDS: Final = 8
_HAN: Final = re.compile("[\u3400-\uffff]")
_LINE_ENDS: Final = ("\x85", "\u2028", "\u2029")


def decode(record: Record, context: "StageContext") -> Record | Verdict:
    """Fill `text` and `encoding`; bytes that are no text are dropped as `not-html`.

    Damage done before the page was saved is undone here, before anything reads the text: UTF-8 once
    read as Western, pinyin in brackets. `damaged` is set when a part of it could not be undone.
    """
    media = record.media.split(";")[0].strip()
    if not _TEXT_MEDIA_TYPE.match(media):
        return Drop("decode", Reason.NOT_HTML, media)
    magic = next((magic for magic in _BINARY_SIGNATURES if record.raw.startswith(magic)), b"")
    if magic or (
        b"\x00\x00\x00\x00" in record.raw[:64]
        and not record.raw.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff"))
    ):
        return Drop("decode", Reason.NOT_HTML, f"binary content: {record.raw[:8]!r}")
    repaired, encoding = _decode_body(record.raw, record, context)
    further = tuple(_decode_body(body, record, context)[0].text for body in record.further)
    return replace(
        record,
        text=repaired.text,
        encoding=encoding,
        damaged=repaired.is_incomplete,
        further_texts=further,
    )


def _decode_body(body: bytes, record: Record, context: "StageContext") -> tuple[PinyinRepair, str]:
    """Decode and repair one body; give the text and the name of its encoding."""
    decoded, encoding = decode_body(body, record.charset)
    utf8_text = (
        body.removeprefix(BOM_UTF8) if encoding == "utf-8" else decoded.encode("utf-8", "replace")
    )
    text = repair_mojibake(decoded, utf8_text)
    unusual_chars = _extract_unusual_chars(
        utf8_text if text is decoded else text.encode("utf-8", "replace")
    )
    # nothing to drop, as on most pages: white space aside, every character can be seen
    if _is_printable(unusual_chars):
        return _repair_pinyin(
            _normalize_line_ends(text, unusual_chars), unusual_chars, context
        ), encoding
    repaired = _repair_pinyin(
        _remove_chars(_FORBIDDEN_CHARS, _normalize_line_ends(text, unusual_chars), unusual_chars),
        unusual_chars,
        context,
    )
    text = repaired.text
    if _PRIVATE_USE_CHARS.search(unusual_chars):
        text = _WRITTEN_SYMBOL.sub(lambda found: found[0].translate(PRIVATE_USE_SYMBOLS), text)
    return replace(repaired, text=_remove_chars(_PRIVATE_USE_CHARS, text, unusual_chars)), encoding


def _extract_unusual_chars(utf8_text: bytes) -> str:
    """Give the characters of a text in UTF-8 that are not plain: they drop out ten times faster
    than each character is looked at.
    """
    return utf8_text.translate(None, _PRINTABLE_ASCII).decode("utf-8", "replace")


def _is_printable(unusual_chars: str) -> bool:
    """Look at a piece at a time: the words of a page of 10 MB take 200 MB."""
    return all(
        "".join(unusual_chars[at : at + _CHUNK_CHARS].split()).isprintable()
        for at in range(0, len(unusual_chars), _CHUNK_CHARS)
    )


def _repair_pinyin(text: str, unusual_chars: str, context: "StageContext") -> PinyinRepair:
    return (
        remove_pinyin_annotations(text, context.boilerplate.pinyin_readings)
        if _HAN.search(unusual_chars)
        else PinyinRepair(text)
    )


def _remove_chars(pattern: re.Pattern[str], text: str, unusual_chars: str) -> str:
    """Drop the unwanted characters of a text, all of which are among its odd ones."""
    chars = set(pattern.findall(unusual_chars))
    if len(chars) > _MAX_REPLACED_KINDS:
        return pattern.sub("", text)
    # one or two, as a rule: a substitution by pattern takes twenty times as long
    for char in chars:
        text = text.replace(char, "")
    return text


def sanitize_text(text: str) -> str:
    """Drop characters that no text needs and that break what stores or reads it.

    Lines end in a plain line feed.
    """
    return _remove_chars(_FORBIDDEN_CHARS, lines := _normalize_line_ends(text, text), lines)


def _normalize_line_ends(text: str, unusual_chars: str) -> str:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    for end in _LINE_ENDS:
        # a search for one character costs a hundredth of a substitution by pattern
        if end in unusual_chars:
            text = text.replace(end, "\n")
    return text

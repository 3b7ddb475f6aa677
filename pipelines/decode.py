"""First stage of the line: turn a page's bytes into text that can be stored."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pipelines import charset, mojibake, pinyin
from records.record import Record
from records.verdict import Drop, Verdict

if TYPE_CHECKING:
    from pipelines.kit import Kit

VERSION: Final = 1

_MAGIC: Final = (
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
_TEXTUAL: Final = re.compile(r"^(?:text/|application/(?:xhtml|xml|[\w.-]+\+xml|json|octet-stream|x-httpd|markdown)|$)", re.IGNORECASE)

_UNWANTED: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
"""Control characters, marks that turn the direction of writing, lone surrogates, byte order marks: no text needs them, SQLite and
XML readers fail on them."""

_PRIVATE: Final = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
"""Icons of a site's own font. They go last: the repair of byte-shifted runs still needs them."""

_PIECE: Final = 65_536
_LINE_ENDS: Final = ("\r\n", "\r", "\x85", "\u2028", "\u2029")


def decode(record: Record, kit: "Kit") -> Record | Verdict:
    """Fill `text` and `encoding`; bytes that are no text are dropped as `not-html`.

    Damage done before the page was saved is undone here, before anything reads the text: UTF-8 once read as Western, pinyin in
    brackets. `damaged` is set when a part of it could not be undone.
    """
    media = record.media.split(";")[0].strip()
    if not _TEXTUAL.match(media):
        return Drop("decode", "not-html", media)
    magic = next((magic for magic in _MAGIC if record.raw.startswith(magic)), b"")
    if magic or (b"\x00\x00\x00\x00" in record.raw[:64] and not record.raw.startswith((b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff"))):
        return Drop("decode", "not-html", f"binary content: {record.raw[:8]!r}")
    repaired, encoding = _read(record.raw, record, kit)
    further = tuple(_read(body, record, kit)[0].text for body in record.further)
    return replace(record, text=repaired.text, encoding=encoding, damaged=repaired.left, further_texts=further)


def _read(body: bytes, record: Record, kit: "Kit") -> tuple[pinyin.Repaired, str]:
    """Decode and repair one body; give the text and the name of its encoding."""
    read, encoding = charset.read(body, record.charset)
    text = mojibake.repair(read)
    if _printable(text):  # nothing to drop, as on most pages: white space aside, every character can be seen
        return pinyin.repair(_lines(text), kit.boilerplate.readings), encoding
    repaired = pinyin.repair(gate(text), kit.boilerplate.readings)
    return replace(repaired, text=_PRIVATE.sub("", repaired.text)), encoding


def _printable(text: str) -> bool:
    """Look at a piece at a time: the words of a page of 10 MB take 200 MB."""
    return all("".join(text[at : at + _PIECE].split()).isprintable() for at in range(0, len(text), _PIECE))


def gate(text: str) -> str:
    """Drop characters that no text needs and that break what stores or reads it; lines end in a plain line feed."""
    return _UNWANTED.sub("", _lines(text))


def _lines(text: str) -> str:
    for end in _LINE_ENDS:
        if end in text:  # a look for one character costs a hundredth of a substitution by pattern
            text = text.replace(end, "\n")
    return text

"""First stage of the line: turn a page's bytes into text that can be stored."""

import re
from codecs import BOM_UTF8
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
_PLAIN: Final = bytes((*range(0x20, 0x7F), *b"\t\n\r"))
"""The characters of ASCII that can be seen, and its white space."""

_KINDS: Final = 8
_HAN: Final = re.compile("[\u3400-\uffff]")
_LINE_ENDS: Final = ("\x85", "\u2028", "\u2029")


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
    written = body.removeprefix(BOM_UTF8) if encoding == "utf-8" else read.encode("utf-8", "replace")
    text = mojibake.repair(read, written)
    odd = _beyond(written if text is read else text.encode("utf-8", "replace"))
    if _printable(odd):  # nothing to drop, as on most pages: white space aside, every character can be seen
        return _repaired(_lines(text, odd), odd, kit), encoding
    repaired = _repaired(_without(_UNWANTED, _lines(text, odd), odd), odd, kit)
    return replace(repaired, text=_without(_PRIVATE, repaired.text, odd)), encoding


def _beyond(written: bytes) -> str:
    """Give the characters of a text in UTF-8 that are not plain: they drop out ten times faster than each character is looked at."""
    return written.translate(None, _PLAIN).decode("utf-8", "replace")


def _printable(odd: str) -> bool:
    """Look at a piece at a time: the words of a page of 10 MB take 200 MB."""
    return all("".join(odd[at : at + _PIECE].split()).isprintable() for at in range(0, len(odd), _PIECE))


def _repaired(text: str, odd: str, kit: "Kit") -> pinyin.Repaired:
    return pinyin.repair(text, kit.boilerplate.readings) if _HAN.search(odd) else pinyin.Repaired(text)


def _without(unwanted: re.Pattern[str], text: str, odd: str) -> str:
    """Drop the unwanted characters of a text, all of which are among its odd ones."""
    found = set(unwanted.findall(odd))
    if len(found) > _KINDS:
        return unwanted.sub("", text)
    for char in found:  # one or two, as a rule: a substitution by pattern takes twenty times as long
        text = text.replace(char, "")
    return text


def gate(text: str) -> str:
    """Drop characters that no text needs and that break what stores or reads it; lines end in a plain line feed."""
    return _without(_UNWANTED, lines := _lines(text, text), lines)


def _lines(text: str, odd: str) -> str:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    for end in _LINE_ENDS:
        if end in odd:  # a look for one character costs a hundredth of a substitution by pattern
            text = text.replace(end, "\n")
    return text

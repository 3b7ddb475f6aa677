"""Make the XML that strangers wrote fit for a parser, piece by piece.

The document type goes, and with it every entity that it defines: no bomb, no foreign file. Comments go, CDATA becomes escaped text.
Named characters of HTML, which XML does not know, are put in by hand, and a bare & or < is escaped: once libxml2 had to recover
from a fault it drops every &lt; that follows, and with it the tags of all articles.
"""

import html
import re
from collections.abc import Iterator
from html.entities import html5
from typing import Final

from records.limits import DOCUMENT_ELEMENTS, TAG_CHARS
from spiders.faults import Faults

_PROLOG, _TEXT, _CDATA, _COMMENT, _DOCTYPE, _SUBSET = range(6)
_OPENINGS: Final = {"<![cdata[": _CDATA, "<!--": _COMMENT, "<!doctype": _DOCTYPE}
_OPENING = re.compile(r"<!\[CDATA\[|<!--|<!DOCTYPE", re.IGNORECASE)
_CLOSING: Final = {
    _CDATA: (re.compile(r"\]\]>"), "CDATA"),
    _COMMENT: (re.compile(r"-->"), "a comment"),
    _DOCTYPE: (re.compile(r"[\[>]"), "the document type"),
    _SUBSET: (re.compile(r"\]\s*>"), "the document type"),
}
"""Where what must be treated apart ends, and what people call it."""

_ROOT = re.compile(r"<(?:\w+:)?(?:rss|rdf|feed|urlset|sitemapindex)[\s>]", re.IGNORECASE)
_FIRST = re.compile(rf"{_OPENING.pattern}|<[A-Za-z_]", re.IGNORECASE)
_INSTRUCTION = re.compile(r"<\?.*?\?>", re.DOTALL)
_ENTRY = re.compile(r"(?=<(?:[\w.-]+:)?(?:item|entry|deleted-entry|url|sitemap)[\s/>])", re.IGNORECASE)
_KNOWN: Final = {"&lt;": "&#60;", "&gt;": "&#62;", "&amp;": "&#38;", "&quot;": "&#34;", "&apos;": "&#39;"}
_BARE = re.compile(r"&(?!#\d{1,8};|#[xX][0-9a-fA-F]{1,7};|[A-Za-z][A-Za-z0-9]{1,30};)")
_LESS = re.compile(r"<(?![A-Za-z_:/!?\x80-\U0010ffff])")
_REFERENCE = re.compile(r"&(?!#(?:34|38|39|60|62);)(?:#\d{1,8}|#[xX][0-9a-fA-F]{1,7}|([A-Za-z][A-Za-z0-9]{1,30}));")
_MARKS: Final = {**{html.unescape(name): number for name, number in _KNOWN.items()}, "\r": "&#13;"}
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE_CHARS: Final = 40
_OPENING_CHARS: Final = 9
_ENDING_CHARS: Final = 100


class Scrubber:
    """One pass over the text of one document; notes what it mended."""

    def __init__(self, faults: Faults) -> None:
        """Start before the root element."""
        self._faults = faults
        self._state = self._back = _PROLOG
        self._text, self._at = "", 0
        self._apart = 0

    def clean(self, pieces: Iterator[str]) -> Iterator[str]:
        """Give the text anew; no piece ends inside a tag, and every entry of a feed or sitemap begins a piece."""
        for piece in pieces:
            kept = clear(piece)
            if len(kept) < len(piece):
                self._faults.note("holds characters that XML forbids")
            self._text, self._at = self._text[self._at :] + kept, 0
            yield from self._steps(last=False)
            if self._apart > DOCUMENT_ELEMENTS:
                self._faults.note(f"holds more than {DOCUMENT_ELEMENTS} comments and the like; the rest is left out")
                return
        yield from self._steps(last=True)

    def _steps(self, *, last: bool) -> Iterator[str]:
        more = True
        while more and self._apart <= DOCUMENT_ELEMENTS:
            if self._state == _PROLOG:
                more = self._prolog(last=last)
            elif self._state == _TEXT:
                text, more = self._plain(last=last)
                yield from (part for part in _ENTRY.split(self._mended(text)) if part)
            else:
                state = self._state
                text, more = self._until(last=last)
                if state == _CDATA and text:
                    yield text.replace("&", "&#38;").replace("<", "&#60;").replace(">", "&#62;")
        if last and self._state in _CLOSING:
            self._faults.note(f"cut off inside {_CLOSING[self._state][1]}")

    def _prolog(self, *, last: bool) -> bool:
        """Skip everything before the root element, such as the warnings of a broken program."""
        found = _FIRST.search(self._text, self._at)
        if found is not None and found[0].lower() not in _OPENINGS:
            found = _ROOT.search(self._text, self._at) or found
        unsure = 0 if last else _OPENING_CHARS
        end = found.start() if found else max(self._at, len(self._text) - unsure)
        if _INSTRUCTION.sub("", self._text[self._at : end]).strip().strip("\ufeff"):
            self._faults.note("text stands before the document")
        self._at = end
        if found is not None and found[0].lower() in _OPENINGS:
            self._enter(found)
        elif found is not None:
            self._state = self._back = _TEXT
        return found is not None

    def _plain(self, *, last: bool) -> tuple[str, bool]:
        """Take text and tags up to what must be treated apart, or as far as no tag or reference is cut in two."""
        opening = _OPENING.search(self._text, self._at)
        if opening is not None:
            text = self._text[self._at : opening.start()]
            self._enter(opening)
            return text, True
        end = len(self._text)
        if not last:
            tag = self._text.rfind("<", self._at)
            reference = self._text.rfind("&", max(self._at, end - _REFERENCE_CHARS))
            if tag >= 0 and end - tag > TAG_CHARS:
                if ">" not in self._text[tag : tag + TAG_CHARS]:
                    self._faults.note(f"a tag of more than {TAG_CHARS} characters was taken for text")
                    self._text = self._text[:tag] + " " + self._text[tag + 1 :]
                tag = -1
            end = next((place for place in (tag, reference) if place >= 0), end)
        text, self._at = self._text[self._at : end], end
        return text, False

    def _enter(self, opening: re.Match[str]) -> None:
        self._state, self._at = _OPENINGS[opening[0].lower()], opening.end()
        self._apart += 1  # a million comments take four seconds

    def _until(self, *, last: bool) -> tuple[str, bool]:
        """Take what stands apart up to its end; without one all but what may be the beginning of the end."""
        found = _CLOSING[self._state][0].search(self._text, self._at)
        end = found.start() if found else len(self._text) if last else max(self._at, len(self._text) - _ENDING_CHARS)
        text, self._at = self._text[self._at : end], found.end() if found else end
        if found is not None:
            self._state = _SUBSET if found[0] == "[" else self._back
        return text, found is not None

    def _mended(self, text: str) -> str:
        """Write text and tags so that every reference in them is one."""
        for name, number in _KNOWN.items():
            text = text.replace(name, number)
        text, bare = _BARE.subn("&#38;", text)
        text, less = _LESS.subn("&#60;", text)
        for mark, count in (("&", bare), ("<", less)):
            if count:
                self._faults.note(f"not well-formed: holds a bare {mark}")
        return _REFERENCE.sub(self._character, text)

    def _character(self, match: re.Match[str]) -> str:
        name = match[1]
        if name is None:
            character = clear(html.unescape(match[0]))
            return _MARKS.get(character, character)
        self._faults.note("not well-formed: holds entities that XML does not know")
        return html5.get(f"{name};") or f"&#38;{name};"


def clear(text: str) -> str:
    """Take out the characters that XML forbids: controls, lone surrogates."""
    return _FORBIDDEN.sub("", text)

"""Make the XML that strangers wrote fit for a parser, piece by piece.

The document type goes, and with it every entity that it defines: no bomb, no foreign file. Comments
go, CDATA becomes escaped text. Named characters of HTML, which XML does not know, are put in by
hand, and a bare & or < is escaped: once libxml2 had to recover from a fault it drops every &lt;
that follows, and with it the tags of all articles.
"""

import html
import re
from collections.abc import Iterator
from html.entities import html5
from typing import Final

from records.limits import DOCUMENT_ELEMENTS, TAG_CHARS
from text.xml.faults import FaultLog

_PROLOG, _TEXT, _CDATA, _COMMENT, _DOCTYPE, _SUBSET = range(6)
_STATE_BY_OPENING: Final = {"<![cdata[": _CDATA, "<!--": _COMMENT, "<!doctype": _DOCTYPE}
_OPENING = re.compile(r"<!\[CDATA\[|<!--|<!DOCTYPE", re.IGNORECASE)
_CLOSINGS: Final = {
    _CDATA: (re.compile(r"\]\]>"), "CDATA"),
    _COMMENT: (re.compile(r"-->"), "a comment"),
    _DOCTYPE: (re.compile(r"[\[>]"), "the document type"),
    _SUBSET: (re.compile(r"\]\s*>"), "the document type"),
}
"""Where what must be treated apart ends, and what people call it."""

_ROOT_TAG = re.compile(r"<(?:\w+:)?(?:rss|rdf|feed|urlset|sitemapindex)[\s>]", re.IGNORECASE)
_FIRST_MARKUP = re.compile(rf"{_OPENING.pattern}|<[A-Za-z_]", re.IGNORECASE)
_ENTRY_TAG = re.compile(
    r"(?=<(?:[\w.-]+:)?(?:item|entry|deleted-entry|url|sitemap)[\s/>])", re.IGNORECASE
)
_XML_ENTITIES: Final = {
    "&lt;": "&#60;",
    "&gt;": "&#62;",
    "&amp;": "&#38;",
    "&quot;": "&#34;",
    "&apos;": "&#39;",
}
_BARE_AMPERSAND = re.compile(r"&(?!#\d{1,8};|#[xX][0-9a-fA-F]{1,7};|[A-Za-z][A-Za-z0-9]{1,30};)")
_BARE_LESS_THAN = re.compile(r"<(?![A-Za-z_:/!?\x80-\U0010ffff])")
_REFERENCE = re.compile(
    r"&(?!#(?:34|38|39|60|62);)(?:#\d{1,8}|#[xX][0-9a-fA-F]{1,7}|([A-Za-z][A-Za-z0-9]{1,30}));"
)
_NUMERIC_REFERENCES: Final = {
    **{html.unescape(name): number for name, number in _XML_ENTITIES.items()},
    "\r": "&#13;",
}
_FORBIDDEN_CHARS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_REFERENCE_CHARS: Final = 40
_OPENING_CHARS: Final = 9
_ENDING_CHARS: Final = 100


class XmlSanitizer:
    """One pass over the text of one document; notes what it mended."""

    def __init__(self, faults: FaultLog) -> None:
        """Start before the root element."""
        self._faults = faults
        self._state = self._outer_state = _PROLOG
        self._text, self._position = "", 0
        self._sections = 0

    def clean(self, pieces: Iterator[str]) -> Iterator[str]:
        """Give the text anew.

        No piece ends inside a tag, and every entry of a feed or sitemap begins a piece.
        """
        for piece in pieces:
            kept = remove_forbidden_chars(piece)
            if len(kept) < len(piece):
                self._faults.note("holds characters that XML forbids")
            self._text, self._position = self._text[self._position :] + kept, 0
            yield from self._sanitize_buffer(last=False)
            if self._sections > DOCUMENT_ELEMENTS:
                self._faults.note(
                    f"holds more than {DOCUMENT_ELEMENTS} comments and the like; the rest is"
                    " left out"
                )
                return
        yield from self._sanitize_buffer(last=True)

    def _sanitize_buffer(self, *, last: bool) -> Iterator[str]:
        more = True
        while more and self._sections <= DOCUMENT_ELEMENTS:
            if self._state == _PROLOG:
                more = self._skip_prolog(last=last)
            elif self._state == _TEXT:
                text, more = self._take_text(last=last)
                yield from (part for part in _ENTRY_TAG.split(self._escape_markup(text)) if part)
            else:
                state = self._state
                text, more = self._take_section(last=last)
                if state == _CDATA and text:
                    yield text.replace("&", "&#38;").replace("<", "&#60;").replace(">", "&#62;")
        if last and self._state in _CLOSINGS:
            self._faults.note(f"cut off inside {_CLOSINGS[self._state][1]}")

    def _skip_prolog(self, *, last: bool) -> bool:
        """Skip everything before the root element, such as the warnings of a broken program."""
        markup = _FIRST_MARKUP.search(self._text, self._position)
        if markup is not None and markup[0].lower() not in _STATE_BY_OPENING:
            markup = _ROOT_TAG.search(self._text, self._position) or markup
        unsure = 0 if last else _OPENING_CHARS
        end = markup.start() if markup else max(self._position, len(self._text) - unsure)
        before = self._text[self._position : end]
        closed = before.rfind("?>") + 2 if "?>" in before else 0  # what opens later has no end
        rest = _remove_instructions(before[:closed]) + before[closed:]
        if rest.strip().strip("\ufeff"):
            self._faults.note("text stands before the document")
        self._position = end
        if markup is not None and markup[0].lower() in _STATE_BY_OPENING:
            self._enter(markup)
        elif markup is not None:
            self._state = self._outer_state = _TEXT
        return markup is not None

    def _take_text(self, *, last: bool) -> tuple[str, bool]:
        """Take text and tags up to what must be treated apart, or as far as no tag or reference is
        cut in two.
        """
        opening = _OPENING.search(self._text, self._position)
        if opening is not None:
            text = self._text[self._position : opening.start()]
            self._enter(opening)
            return text, True
        end = len(self._text)
        if not last:
            tag = self._text.rfind("<", self._position)
            reference = self._text.rfind("&", max(self._position, end - _REFERENCE_CHARS))
            if tag >= 0 and end - tag > TAG_CHARS:
                if ">" not in self._text[tag : tag + TAG_CHARS]:
                    self._faults.note(
                        f"a tag of more than {TAG_CHARS} characters was taken for text"
                    )
                    self._text = self._text[:tag] + " " + self._text[tag + 1 :]
                tag = -1
            end = next((place for place in (tag, reference) if place >= 0), end)
        text, self._position = self._text[self._position : end], end
        return text, False

    def _enter(self, opening: re.Match[str]) -> None:
        self._state, self._position = _STATE_BY_OPENING[opening[0].lower()], opening.end()
        self._sections += 1  # a million comments take four seconds

    def _take_section(self, *, last: bool) -> tuple[str, bool]:
        """Take what stands apart up to its end.

        Without one all but what may be the beginning of the end.
        """
        closing = _CLOSINGS[self._state][0].search(self._text, self._position)
        end = (
            closing.start()
            if closing
            else len(self._text)
            if last
            else max(self._position, len(self._text) - _ENDING_CHARS)
        )
        text, self._position = self._text[self._position : end], closing.end() if closing else end
        if closing is not None:
            self._state = _SUBSET if closing[0] == "[" else self._outer_state
        return text, closing is not None

    def _escape_markup(self, text: str) -> str:
        """Write text and tags so that every reference in them is one."""
        for name, number in _XML_ENTITIES.items():
            text = text.replace(name, number)
        text, bare = _BARE_AMPERSAND.subn("&#38;", text)
        text, less = _BARE_LESS_THAN.subn("&#60;", text)
        for mark, count in (("&", bare), ("<", less)):
            if count:
                self._faults.note(f"not well-formed: holds a bare {mark}")
        return _REFERENCE.sub(self._resolve_reference, text)

    def _resolve_reference(self, match: re.Match[str]) -> str:
        name = match[1]
        if name is None:
            character = remove_forbidden_chars(html.unescape(match[0]))
            return _NUMERIC_REFERENCES.get(character, character)
        self._faults.note("not well-formed: holds entities that XML does not know")
        return html5.get(f"{name};") or f"&#38;{name};"


def remove_forbidden_chars(text: str) -> str:
    """Take out the characters that XML forbids: controls, lone surrogates."""
    return _FORBIDDEN_CHARS.sub("", text)


def _remove_instructions(text: str) -> str:
    """Remove what stands between <? and ?>."""
    kept: list[str] = []
    at = 0
    while (start := text.find("<?", at)) >= 0 and (end := text.find("?>", start + 2)) >= 0:
        kept.append(text[at:start])
        at = end + 2
    return "".join(kept) + text[at:]

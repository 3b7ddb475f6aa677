"""Walk through an XML document of any size, entry by entry, keeping nothing of what is behind.

libxml2 gives up at a fault that closes the root too early, at a text of 10 MB. The walk then opens
the root once more and goes on with the next entry: one broken entry costs no other.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from itertools import chain
from typing import Final

from lxml import etree

from records.announcement import UnreadableEndpoint
from records.limits import DOCUMENT_ELEMENTS, ENTRY_ELEMENTS
from text.xml.elements import Element, get_local_name
from text.xml.faults import FaultLog
from text.xml.sanitizer import XmlSanitizer

_TAG_NAME = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)")
_DEPTH_MAX: Final = 100
"""Levels at which no entry begins but in entries that nobody closed; libxml2 ends at 256."""

_PAGE_ROOTS = frozenset(
    ("html", "head", "body", "div", "script", "p", "meta", "title", "br", "center", "noscript")
)
"""Roots of what is no announcement but a page: of an error, of a script challenge."""


class EntryStream:
    """One pass over one document; `root` is the name of its root element."""

    def __init__(
        self,
        pieces: Iterator[str],
        roots: Mapping[str, frozenset[str]],
        document_kind: str,
        faults: FaultLog,
    ) -> None:
        """Go to the root element, which must be one of `roots`, whose values name the entries.

        Unreadable when it is no `document_kind`.
        """
        self._faults = faults
        self._pieces = XmlSanitizer(faults).clean(pieces)
        self._parser = _make_parser()
        self._broken = False
        self._head = ""  # the tag of the root, to open it once more
        self._names: frozenset[str] = frozenset()
        self._open: list[tuple[int, Element]] = []
        self._depth = self._elements = self._entries_started = self._entry_elements = 0
        events = self._events()
        first = next(events, None)
        if first is None:
            raise UnreadableEndpoint(f"no XML element was found where {document_kind} should be")
        self.root = get_local_name(first[1])
        if self.root not in roots:
            raise UnreadableEndpoint(
                f"{'a web page' if self.root in _PAGE_ROOTS else f'<{self.root}>'} came instead of"
                f" {document_kind}"
            )
        self._names = roots[self.root]
        if self.root in self._names:
            self._head = "<rss>"
        self._event_stream = chain((first,), events)

    def entries(self, other_names: frozenset[str] = frozenset()) -> Iterator[tuple[int, Element]]:
        """Give every entry with its number in the document.

        Nested ones come before those around them.

        Elements outside the entries whose names are in `other_names` come with the number -1.
        """
        for event, element in self._event_stream:
            name = get_local_name(element)
            if event == "start":
                self._entry_elements = self._entry_elements + 1 if self._open else 0
                if name in self._names:
                    self._open.append((self._entries_started, element))
                    self._entries_started += 1
                continue
            if name in self._names:
                yield self._open.pop()
                element.clear(keep_tail=True)  # the tail may not have come yet
            elif not self._open and name in other_names:
                yield -1, element
            self._free_element(element)
            if self._elements > DOCUMENT_ELEMENTS:
                self._faults.note(
                    f"holds more than {DOCUMENT_ELEMENTS} elements; the rest is left out"
                )
                self._pieces = iter(())  # what is open is ended still

    def _free_element(self, element: Element) -> None:
        if not self._open:
            element.clear(keep_tail=True)
            while element.getprevious() is not None:
                del element.getparent()[0]
        elif (
            self._entry_elements > ENTRY_ELEMENTS and (before := element.getprevious()) is not None
        ):
            self._faults.note(
                f"an entry holds more than {ENTRY_ELEMENTS} elements; the rest of it is dropped"
            )
            element.getparent().remove(before)

    def _events(self) -> Iterator[tuple[str, Element]]:
        while piece := next(self._pieces, ""):
            begins = (match := _TAG_NAME.match(piece)) is not None and match[
                1
            ].lower() in self._names
            if not self._head:
                head = piece[: piece.find(">") + 1].replace("/>", ">")
                self._head = head if head.count('"') % 2 == head.count("'") % 2 == 0 else "<rss>"
            elif begins and self._depth > _DEPTH_MAX:
                self._faults.note("not well-formed: elements are not closed")
                yield from self._reopen()
            elif begins and not self._depth:  # the root was closed before its time
                yield from self._reopen()
            elif not self._depth:
                continue  # rubbish behind the root
            before = self._entries_started
            yield from self._feed_parser(piece)
            if begins and self._entries_started == before:  # the parser has given up
                yield from self._reopen()
                yield from self._feed_parser(piece)
        if self._depth:
            self._faults.note("cut off before its end")
        yield from self._close()

    def _feed_parser(self, text: str) -> Iterator[tuple[str, Element]]:
        self._parser.feed(text.encode("utf-8", "replace"))
        for event, element in self._parser.read_events():
            if event == "start":
                self._depth += 1
                self._elements += 1
            else:
                self._depth -= 1
            yield event, element

    def _reopen(self) -> Iterator[tuple[str, Element]]:
        yield from self._close()
        self._parser, self._depth = _make_parser(), 0
        yield from self._feed_parser(self._head)

    def _close(self) -> Iterator[tuple[str, Element]]:
        """Say what was wrong, then end what is still open."""
        if not self._broken and (errors := list(self._parser.feed_error_log)):
            self._broken = True
            self._faults.note(f"not well-formed: {errors[0].message.strip()[:100]}")
        with suppress(etree.XMLSyntaxError):  # nothing at all was in it
            self._parser.close()
        yield from self._parser.read_events()
        yield from (("end", element) for _, element in reversed(self._open))


def _make_parser() -> etree.XMLPullParser:
    return etree.XMLPullParser(
        ("start", "end"),
        recover=True,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )

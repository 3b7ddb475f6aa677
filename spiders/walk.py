"""Walk through an XML document of any size, entry by entry, keeping nothing of what is behind.

libxml2 gives up at a fault that closes the root too early, at 256 levels, at a text of 10 MB. The walk then opens the root once
more and goes on with the next entry: one broken entry costs no other.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import chain

from lxml import etree

from records.limits import ENTRY_ELEMENTS
from spiders.faults import Faults
from spiders.found import Unreadable
from spiders.markup import Element, local
from spiders.scrub import Scrubber

_NAME = re.compile(r"<(?:[\w.-]+:)?([\w.-]+)")
_PAGES = frozenset(("html", "head", "body", "div", "script", "p", "meta", "title", "br", "center", "noscript"))
"""Roots of what is no announcement but a page: of an error, of a script challenge."""


class Walk:
    """One pass over one document; `root` is the name of its root element."""

    def __init__(self, pieces: Iterator[str], roots: Mapping[str, frozenset[str]], faults: Faults) -> None:
        """Go to the root element, which must be one of `roots`, whose values name the entries; Unreadable when it is none."""
        self._faults = faults
        self._pieces = Scrubber(faults).clean(pieces)
        self._parser = _parser()
        self._head = ""  # the tag of the root, to open it once more
        self._ended = False
        self._names: frozenset[str] = frozenset()
        self._open: list[tuple[int, Element]] = []
        self._started = self._inside = 0
        events = self._events()
        first = next(events, None)
        if first is None:
            raise Unreadable("not XML: no element was found")
        self.root = local(first[1])
        if self.root not in roots:
            came = "a web page" if self.root in _PAGES else f"<{self.root or '?'}>"
            raise Unreadable(f"{came} came where {' or '.join(sorted(roots))} should be")
        self._names = roots[self.root]
        if self.root in self._names:
            self._head = "<rss>"
        self._walk = chain((first,), events)

    def entries(self, beside: frozenset[str] = frozenset()) -> Iterator[tuple[int, Element]]:
        """Give every entry with its number in the document; nested ones come before those around them.

        Elements outside the entries whose names are in `beside` come with the number -1.
        """
        for event, element in self._walk:
            name = local(element)
            if event == "start":
                self._inside = self._inside + 1 if self._open else 0
                if name in self._names:
                    self._open.append((self._started, element))
                    self._started += 1
            elif name in self._names:
                yield self._open.pop()
                element.clear(keep_tail=True)  # the tail may not have come yet
            elif not self._open and name in beside:
                yield -1, element
            self._forget(event, element)

    def _forget(self, event: str, element: Element) -> None:
        if event == "end" and not self._open:
            element.clear(keep_tail=True)
            while element.getprevious() is not None:
                del element.getparent()[0]
        elif event == "end" and self._inside > ENTRY_ELEMENTS and (before := element.getprevious()) is not None:
            self._faults.note(f"an entry holds more than {ENTRY_ELEMENTS} elements; the rest of it is dropped")
            element.getparent().remove(before)

    def _events(self) -> Iterator[tuple[str, Element]]:
        for piece in self._pieces:
            begins = (found := _NAME.match(piece)) is not None and found[1].lower() in self._names
            if not self._head:
                self._head = piece[: piece.find(">") + 1]
            if not self._ended:
                before = self._started
                yield from self._feed(piece)
                if not begins or self._started > before:
                    continue
            if begins:  # the parser has given up, or the root was closed
                yield from self._close()
                self._parser, self._ended = _parser(), False
                yield from self._feed(self._head.removesuffix("/>") + ">" if self._head.endswith("/>") else self._head)
                yield from self._feed(piece)
        if not self._ended and self._head:
            self._faults.note("cut off before its end")
        yield from self._close()

    def _feed(self, text: str) -> Iterator[tuple[str, Element]]:
        self._parser.feed(text.encode("utf-8", "replace"))
        for event, element in self._parser.read_events():
            self._ended = event == "end" and element.getparent() is None
            yield event, element

    def _close(self) -> Iterator[tuple[str, Element]]:
        """Say what was wrong, then end what is still open."""
        if errors := list(self._parser.feed_error_log):
            self._faults.note(f"not well-formed: {errors[0].message.strip()[:100]}")
        try:
            self._parser.close()
        except etree.XMLSyntaxError as error:
            if not self._head:
                raise Unreadable(f"not XML: {error}") from error
        yield from self._parser.read_events()
        yield from (("end", element) for _, element in reversed(self._open))


def _parser() -> etree.XMLPullParser:
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

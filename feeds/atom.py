"""The Atom feed of the newest articles, with a tombstone for each withdrawn one."""

from collections.abc import Sequence
from typing import Any, Final

from lxml import etree

from feeds.entry import TAG, Entry, entry, moment, tag
from feeds.escape import fit
from records.article import Article, Change

ATOM: Final = "http://www.w3.org/2005/Atom"
TOMBSTONES: Final = "http://purl.org/atompub/tombstones/1.0"  # RFC 6721
LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"
BEGINNING: Final = "1970-01-01T00:00:00Z"  # `updated` of a feed in which nothing has happened yet; Atom demands a time

Element = Any  # lxml has no types


def atom(articles: Sequence[Article], withdrawn: Sequence[Change]) -> bytes:
    """Write the feed; the same articles give the same bytes, because no clock is read.

    An entry's `updated` is when its visible text last changed, that of the feed is the latest thing that happened in it.
    """
    entries = [entry(article) for article in articles]
    feed = etree.Element(_name("feed"), nsmap={None: ATOM, "at": TOMBSTONES})
    _add(feed, "id", f"{TAG}:feed")
    _add(feed, "title", "健闻 Jianwen")
    _add(feed, "updated", max([*(moment(shown.modified) for shown in entries), *(gone.at for gone in withdrawn), BEGINNING]))
    _add(feed, "link", rel="self", type="application/atom+xml", href="feed.atom")
    _add(feed, "generator", "Jianwen")
    _add(_add(feed, "author"), "name", "Jianwen")
    for gone in withdrawn:
        stone = etree.SubElement(feed, f"{{{TOMBSTONES}}}deleted-entry", ref=tag(gone.uid), when=gone.at)
        etree.SubElement(stone, f"{{{TOMBSTONES}}}comment").text = fit(gone.reason)
    for shown in entries:
        _write(_add(feed, "entry"), shown)
    written: bytes = etree.tostring(feed, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return written


def _write(element: Element, shown: Entry) -> None:
    if shown.language and shown.language != "und":
        element.set(LANGUAGE, shown.language)
    _add(element, "id", shown.id)
    _add(element, "title", shown.title or shown.url)
    _add(element, "updated", moment(shown.modified) or BEGINNING)
    if moment(shown.published):
        _add(element, "published", moment(shown.published))
    if shown.link:
        _add(element, "link", rel="alternate", href=shown.link)
    for name in shown.names:
        _add(_add(element, "author"), "name", name)
    for label, kind in dict.fromkeys((str(term.get("canonical", "")), str(term.get("type", ""))) for term in shown.terms):
        _add(element, "category", term=label, scheme=f"{TAG}:terms/{kind}")
    if shown.rights:
        _add(element, "rights", shown.rights)
    if shown.summary:
        _add(element, "summary", shown.summary)
    if shown.html:
        _add(element, "content", shown.html, type="html")


def _add(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    element = etree.SubElement(parent, _name(name), **attributes)
    element.text = text or None
    return element


def _name(name: str) -> str:
    return f"{{{ATOM}}}{name}"

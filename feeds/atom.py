"""The Atom feed of the newest articles, with a tombstone for each withdrawn one."""

from collections.abc import Sequence
from typing import Any, Final

from lxml import etree

from feeds.entry import TAG_URI_PREFIX, Entry, format_rfc3339, make_entry, make_tag_uri
from feeds.escape import remove_forbidden_chars
from records.article import Article, Change

ATOM_NAMESPACE: Final = "http://www.w3.org/2005/Atom"
TOMBSTONE_NAMESPACE: Final = "http://purl.org/atompub/tombstones/1.0"  # RFC 6721
XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
# `updated` of a feed in which nothing has happened yet; Atom demands a time
EPOCH: Final = "1970-01-01T00:00:00Z"

Element = Any  # lxml has no types


def write_atom(articles: Sequence[Article], withdrawn: Sequence[Change]) -> bytes:
    """Write the feed; the same articles give the same bytes, because no clock is read.

    An entry's `updated` is when its visible text last changed, that of the feed is the latest thing
    that happened in it.
    """
    entries = [make_entry(article) for article in articles]
    feed = etree.Element(
        _qualified_name("feed"), nsmap={None: ATOM_NAMESPACE, "at": TOMBSTONE_NAMESPACE}
    )
    _add_element(feed, "id", f"{TAG_URI_PREFIX}:feed")
    _add_element(feed, "title", "健闻 Jianwen")
    _add_element(
        feed,
        "updated",
        max(
            [
                *(format_rfc3339(entry.article.modified) for entry in entries),
                *(gone.at for gone in withdrawn),
                EPOCH,
            ]
        ),
    )
    _add_element(feed, "link", rel="self", type="application/atom+xml", href="feed.atom")
    _add_element(feed, "generator", "Jianwen")
    _add_element(_add_element(feed, "author"), "name", "Jianwen")
    for gone in withdrawn:
        stone = etree.SubElement(
            feed,
            f"{{{TOMBSTONE_NAMESPACE}}}deleted-entry",
            ref=make_tag_uri(gone.uid),
            when=gone.at,
        )
        etree.SubElement(stone, f"{{{TOMBSTONE_NAMESPACE}}}comment").text = remove_forbidden_chars(
            gone.reason
        )
    for entry in entries:
        _write_entry(_add_element(feed, "entry"), entry)
    written: bytes = etree.tostring(feed, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return written


def _write_entry(element: Element, entry: Entry) -> None:
    article = entry.article
    if article.language and article.language != "und":
        element.set(XML_LANG, article.language)
    _add_element(element, "id", entry.id)
    _add_element(element, "title", article.title or article.url)
    _add_element(element, "updated", format_rfc3339(article.modified) or EPOCH)
    if format_rfc3339(article.published):
        _add_element(element, "published", format_rfc3339(article.published))
    if entry.link:
        _add_element(element, "link", rel="alternate", href=entry.link)
    for name in entry.author_names:
        _add_element(_add_element(element, "author"), "name", name)
    for label, kind in dict.fromkeys((term.canonical, term.type) for term in article.terms):
        _add_element(element, "category", term=label, scheme=f"{TAG_URI_PREFIX}:terms/{kind}")
    if entry.rights:
        _add_element(element, "rights", entry.rights)
    if entry.summary:
        _add_element(element, "summary", entry.summary)
    if entry.html:
        _add_element(element, "content", entry.html, type="html")


def _add_element(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    element = etree.SubElement(parent, _qualified_name(name), **attributes)
    element.text = text or None
    return element


def _qualified_name(name: str) -> str:
    return f"{{{ATOM_NAMESPACE}}}{name}"

"""Look up what the parts of a feed's entry say, whatever namespace they stand in."""

import html
import re
from typing import Final

from lxml import etree

from spiders.discovery.feeds.search_redirects import unwrap_redirect
from text.xml.elements import (
    Element,
    get_inner_text,
    get_local_name,
    make_absolute_url,
    strip_markup,
)

EntryFields = dict[str, list[Element]]

_FOREIGN_NAMESPACES = re.compile(
    r"^(media|itunes)$|/mrss|media-rss|itunes\.com|play-podcasts|podcastindex|purl\.org/"
    r"rss/1\.0/modules/(link|slash|annotate|event)|/thread/"
)
"""Namespaces whose title, description or link is not that of the article: of its picture, its
recording, its comments.
"""

_XML_BASE: Final = "{http://www.w3.org/XML/1998/namespace}base"
_BLOCK_TAG = re.compile(r"<(p|div|br|h\d|ul|ol|table|img|a|section|article)\b", re.IGNORECASE)
_FREE_LICENCE = re.compile(
    r"creativecommons\.org/|\bCC[ -](BY|0|Zero)|\bCC0\b|Creative Commons|public domain",
    re.IGNORECASE,
)
SUMMARY_CHARS: Final = 2_000
_CUT_TAG = re.compile(r"<[^<>]*$")
_LICENCE_CHARS: Final = 300
_PERSON_CHARS: Final = 300
_EMAIL_WITH_NAME = re.compile(r"^[^\s@]++@[^\s(]++\s*\((.+)\)$")


def group_entry_fields(entry: Element) -> EntryFields:
    """Group the children of an entry by name; those of the entry's own namespace come first."""
    own = _namespace(entry)
    fields: EntryFields = {}
    for child in sorted(entry, key=lambda child: _namespace(child) != own):
        if not _FOREIGN_NAMESPACES.search(_namespace(child)):
            fields.setdefault(get_local_name(child), []).append(child)
    return fields


def _namespace(element: Element) -> str:
    """Give an element's namespace, or the prefix that nobody declared."""
    tag: str = element.tag
    return tag[1:].partition("}")[0] if tag.startswith("{") else tag.rpartition(":")[0]


def read_field_texts(parts: EntryFields, *names: str) -> list[str]:
    """Give what the elements of these names say, by the order of the names."""
    return [
        text
        for name in names
        for element in parts.get(name, ())
        if (text := get_inner_text(element))
    ]


def read_first_text(parts: EntryFields, *names: str) -> str:
    """Give the first of them, "" when they say nothing."""
    return next(iter(read_field_texts(parts, *names)), "")


def read_entry_link(entry: Element, parts: EntryFields, base: str) -> tuple[str, str]:
    """Find the article's address and what stands in the place of one.

    It is the link's text in RSS, the alternate in Atom, a guid or id that is an address otherwise.
    What FeedBurner replaced wins: its own redirects have ended.
    """
    links = parts.get("link", [])
    referred = [
        link.get("href") or ""
        for link in links
        if (link.get("rel") or "alternate").lower() == "alternate"
    ]
    written = [
        *read_field_texts(parts, "origlink"),
        *(get_inner_text(link) for link in links if not link.get("href")),
        *referred,
    ]
    for address in written:
        if address and (url := make_absolute_url(base, address)):
            return unwrap_redirect(url), address
    guids = [
        get_inner_text(guid)
        for guid in parts.get("guid", ())
        if (guid.get("isPermaLink") or guid.get("ispermalink")) != "false"
    ]
    guids += read_field_texts(parts, "id")
    # RSS 1.0, CDF
    guids += [
        value
        for name, value in entry.items()
        if name.rpartition("}")[2].lower() in ("about", "href")
    ]
    return next(
        (unwrap_redirect(guid) for guid in guids if make_absolute_url(guid, guid)), ""
    ), next((address for address in written if address), "")


def read_entry_base(entry: Element, base: str) -> str:
    """Give the address that an entry's relative links are meant from."""
    for element in [*reversed(list(entry.iterancestors())), entry]:
        base = make_absolute_url(base, element.get(_XML_BASE) or "") or base
    return base


def read_entry_authors(parts: EntryFields) -> tuple[str, ...]:
    """Give the names of those who wrote it; an address of mail is none."""
    names: list[str] = []
    for element in [*parts.get("creator", ()), *parts.get("author", ())]:
        inside = [get_inner_text(child) for child in element if get_local_name(child) == "name"]
        names += [strip_markup(name) for name in inside or [get_inner_text(element)]]
    named = [
        # RSS: desk@example.org (Name)
        _EMAIL_WITH_NAME.sub(r"\1", name) if len(name) <= _PERSON_CHARS else name
        for name in names
    ]
    return tuple(dict.fromkeys(name for name in named if name and "@" not in name))


def read_entry_outlet(parts: EntryFields) -> str:
    """Give the medium that an entry was taken from: RSS writes its name, Atom its feed."""
    for source in parts.get("source", ()):
        inside = [get_inner_text(child) for child in source if get_local_name(child) == "title"]
        if name := strip_markup(
            inside[0] if inside else "" if len(source) else get_inner_text(source)
        ):
            return name
    return ""


def read_entry_content(parts: EntryFields) -> str:
    """Give the article's HTML where the entry carries it whole."""
    for element in [*parts.get("encoded", ()), *parts.get("content", ())]:
        kind = (element.get("type") or "html").lower()
        if kind == "xhtml":
            return "".join(
                etree.tostring(child, encoding="unicode", method="html") for child in element
            )
        if text := get_inner_text(element):
            return wrap_paragraphs(text) if kind == "text" else text
    return ""


def wrap_paragraphs(text: str) -> str:
    """Give plain text as HTML, a paragraph for each line; HTML stays as it is."""
    return (
        text
        if _BLOCK_TAG.search(text)
        else "".join(f"<p>{html.escape(line)}</p>" for line in text.splitlines() if line.strip())
    )


def build_summary(text: str) -> str:
    """Give the beginning of a description in one line without tags."""
    begun = text[: 4 * SUMMARY_CHARS]
    return strip_markup(begun if begun == text else _CUT_TAG.sub("", begun))[:SUMMARY_CHARS]


def read_entry_licence(parts: EntryFields) -> str:
    """Give the licence as it is written: its address, or the words of a notice that names a free
    one.
    """
    licences = [
        text
        for element in [*parts.get("license", ()), *parts.get("licence", ())]
        if (
            text := get_inner_text(element)
            or next(
                (value for name, value in element.items() if name.endswith(("resource", "href"))),
                "",
            )
        )
    ]
    licences += [
        link.get("href") or ""
        for link in parts.get("link", ())
        if (link.get("rel") or "").lower() == "license"
    ]
    licences += [
        text
        for text in read_field_texts(parts, "rights", "copyright")
        if _FREE_LICENCE.search(text)
    ]
    return next((strip_markup(text)[:_LICENCE_CHARS] for text in licences if text), "")

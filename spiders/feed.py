"""Read feeds: RSS of every version, Atom, JSON Feed."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from lxml import etree

from records.page import Candidate, Hint
from spiders.found import Found, Reading, Unreadable
from spiders.markup import Element, absolute, decode, inner_text, local, parse_xml, plain
from spiders.moments import moment

SUMMARY_CHARS: Final = 2_000
_ROOTS: Final = frozenset(("rss", "rdf", "feed", "channel", "item", "entry"))
_ITEMS: Final = frozenset(("item", "entry"))
_XML_BASE: Final = "{http://www.w3.org/XML/1998/namespace}base"
_REDIRECTORS = re.compile(r"^(www\.)?google\.[a-z.]+$")
_MARKUP = re.compile(r"<(p|div|br|h\d|ul|ol|table|img|a|section|article)\b", re.IGNORECASE)


def read_feed(body: bytes, base: str, reading: Reading, charset: str = "") -> Found:
    """Give the articles that a feed announces; Unreadable when it is no feed."""
    text = decode(body, charset, reading.language)
    if text.lstrip()[:1] in ("{", "["):
        return Found(tuple(_read_json(text, base, reading)))
    return Found(tuple(read_tree(parse_xml(text), base, reading)))


def read_tree(root: Element, base: str, reading: Reading) -> list[Candidate]:
    """Give the articles of a parsed feed; items may stand anywhere, in any namespace."""
    if local(root) not in _ROOTS:
        raise Unreadable(f"not a feed: its root element is <{local(root) or '?'}>")
    found = [candidate for item in root.iter() if local(item) in _ITEMS for candidate in _item(item, base, reading)]
    withdrawn = [
        Candidate(url, withdrawn=True, evidence=base)  # RFC 6721
        for entry in root.iter()
        if local(entry) == "deleted-entry" and (url := absolute(base, entry.get("ref") or ""))
    ]
    return found + withdrawn


def _item(item: Element, base: str, reading: Reading) -> Iterator[Candidate]:
    parts: dict[str, list[Element]] = {}
    for child in item:
        parts.setdefault(local(child), []).append(child)
    url = unwrapped(_link(parts, _base(item, base)))
    if not url:
        return
    content = _content(parts)
    summary = _first(parts, "description", "summary") or content
    yield Candidate(
        url,
        Hint(
            title=plain(_first(parts, "title")),
            published=moment(_first(parts, "pubdate", "published", "date", "issued", "created"), reading.zone),
            modified=moment(_first(parts, "updated", "modified", "lastbuilddate"), reading.zone),
            summary=plain(summary[: 4 * SUMMARY_CHARS])[:SUMMARY_CHARS],
            outlet=plain(_first(parts, "source")),
            authors=_authors(parts),
            language=_first(parts, "language"),
        ),
        text=(content or _first(parts, "description", "summary")) if reading.full_text else "",
        evidence=base,
    )


def _first(parts: dict[str, list[Element]], *names: str) -> str:
    return next((text for name in names for element in parts.get(name, ()) if (text := inner_text(element))), "")


def _base(item: Element, base: str) -> str:
    for element in [*reversed(list(item.iterancestors())), item]:
        base = absolute(base, element.get(_XML_BASE) or "") or base
    return base


def _link(parts: dict[str, list[Element]], base: str) -> str:
    """Find the article's address: the text of RSS, the alternate of Atom, a guid that is one."""
    links = parts.get("link", [])
    written = [inner_text(link) for link in links if not link.get("href")]
    referred = [link.get("href") for link in links if link.get("href") and (link.get("rel") or "alternate") == "alternate"]
    guids = [inner_text(guid) for guid in parts.get("guid", ()) if (guid.get("ispermalink") or guid.get("isPermaLink")) != "false"]
    guids += [inner_text(name) for name in parts.get("id", ())]
    for link in (*written, *referred):
        if link and (url := absolute(base, link)):
            return url
    return next((guid for guid in guids if absolute(guid, guid)), "")


def unwrapped(url: str) -> str:
    """Give the address inside a search engine's redirect (Google Alerts wraps all its links)."""
    parts = urlsplit(url)
    if parts.path == "/url" and _REDIRECTORS.match(parts.hostname or ""):
        asked = parse_qs(parts.query)
        return next((target for name in ("url", "q") for target in asked.get(name, ()) if absolute(target, target)), url)
    return url


def _authors(parts: dict[str, list[Element]]) -> tuple[str, ...]:
    names: list[str] = []
    for element in [*parts.get("creator", ()), *parts.get("author", ())]:
        inside = [inner_text(child) for child in element if local(child) == "name"]
        names += [plain(name) for name in (inside or [inner_text(element)])]
    named = [re.sub(r"^\S+@\S+\s*\((.+)\)$", r"\1", name) for name in names]  # RSS: desk@example.org (Name)
    return tuple(dict.fromkeys(name for name in named if name and "@" not in name))


def _content(parts: dict[str, list[Element]]) -> str:
    for name in ("encoded", "content"):
        for element in parts.get(name, ()):
            kind = (element.get("type") or "html").lower()
            if kind == "xhtml":
                return "".join(etree.tostring(child, encoding="unicode", method="html") for child in element)
            text = inner_text(element)
            if text:
                return _paragraphs(text) if kind == "text" else text
    return ""


def _paragraphs(text: str) -> str:
    return text if _MARKUP.search(text) else "".join(f"<p>{html.escape(line)}</p>" for line in text.splitlines() if line.strip())


def _read_json(text: str, base: str, reading: Reading) -> list[Candidate]:
    try:
        value = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise Unreadable(f"not JSON: {error}") from error
    items = value.get("items") if isinstance(value, dict) else None
    if not isinstance(items, list):
        raise Unreadable("not a JSON Feed: no list of items")
    return [candidate for item in items if isinstance(item, dict) for candidate in _json_item(item, base, reading)]


def _json_item(item: dict[str, Any], base: str, reading: Reading) -> Iterator[Candidate]:
    def said(*names: str) -> str:
        return next((value for name in names if isinstance(value := item.get(name), str) and value), "")

    url = absolute(base, said("url", "external_url")) if said("url", "external_url") else absolute(said("id"), said("id"))
    if not url:
        return
    people = item.get("authors") if isinstance(item.get("authors"), list) else [item.get("author")]
    names = (person.get("name") for person in people or () if isinstance(person, dict))
    yield Candidate(
        url,
        Hint(
            title=plain(said("title")),
            published=moment(said("date_published"), reading.zone),
            modified=moment(said("date_modified"), reading.zone),
            summary=plain(said("summary"))[:SUMMARY_CHARS],
            authors=tuple(name for name in names if isinstance(name, str) and name),
            language=said("language"),
        ),
        text=(said("content_html") or _paragraphs(said("content_text"))) if reading.full_text else "",
        evidence=base,
    )

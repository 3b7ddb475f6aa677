"""Look at a site and draft its source file: which ways it announces its articles, how they read."""

import re
from collections.abc import Generator, Sequence
from contextlib import suppress
from typing import Final
from urllib.parse import urljoin, urlsplit

from crawler.visit import Answer, Plan
from pipelines import charset as charsets
from pipelines import tree
from records.page import Candidate
from records.verdict import UsageError
from spiders import findings
from spiders.draft import Draft, name_of
from spiders.found import Reading, Unreadable
from spiders.patterns import pattern_of
from spiders.sampling import Read, sample
from spiders.sitemap import read_sitemap

USUAL_FEEDS: Final = ("/rss.xml", "/feed", "/feed.xml", "/atom.xml", "/rss")
_FEEDS_TRIED: Final = 4
_AUTHORITY = re.compile(r"\.gov(\.|$)|\.int$|\.edu(\.|$)|(^|\.)who\.")
_XML: Final = (b"<?xml", b"<rss", b"<feed", b"<rdf", b"<urlset", b"<sitemapindex", b"\x1f\x8b")
_JSON_FEED = re.compile(rb"jsonfeed\.org\\?/version")
_SITEMAP_LINE = re.compile(rb"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


def prospect(url: str, now: str, read: Read, saved: Answer | None = None, name: str = "") -> Plan[Draft]:
    """Visit a site and draft its source file; with `saved`, the answer of `url` as it was kept, nothing is asked for.

    UsageError when the address answers with nothing that a source could be made of.
    """
    answer = saved if saved is not None else (yield url)
    if answer.verdict is not None:
        raise UsageError(f"{url}: {answer.trouble}")
    url = answer.url or url  # where redirects led to
    parts = urlsplit(url)
    draft = Draft(name or name_of(url), f"{parts.scheme}://{parts.netloc}/")
    reading = Reading(now, "", "+08:00")
    if _AUTHORITY.search(parts.hostname or ""):
        draft.kind = "authority"
    candidates = yield from _announced(draft, url, answer, reading, ask=saved is None)
    if not candidates:
        candidates = yield from _page(draft, url, answer, reading, ask=saved is None)
    if not candidates:
        raise UsageError(f"{url}: neither feed, sitemap, list of links nor JSON list was found there; try the address of a channel or feed")
    if not draft.title:
        draft.title = draft.name
        draft.unsure.append("title: how do readers call the source?")
    draft.language = draft.language or _language([candidate.hint.title for candidate in candidates])
    if saved is None:
        yield from sample(draft, candidates, read, now)
    if not draft.licence:
        draft.unsure.append("rights: no licence was found; read the site's terms, ask for permission where they forbid use")
    return draft


def _language(titles: Sequence[str]) -> str:
    text = "".join(titles)
    han = sum("\u4e00" <= char <= "\u9fff" for char in text)
    return "zh" if han > len(text) / 4 else "en" if text.isascii() and text else ""


# what the address itself is


def _announced(draft: Draft, url: str, answer: Answer, reading: Reading, *, ask: bool) -> Generator[str, Answer, list[Candidate]]:
    """Take an address that is a document for machines; JSON without a list is asked for once more, as some services want it."""
    for again in (ask, False):
        try:
            return (yield from _document(draft, url, answer, reading, ask=ask))
        except Unreadable as error:
            if not again or not error.passing:
                raise UsageError(f"{url}: {error}") from error
            answer = yield url
            if answer.verdict is not None:
                raise UsageError(f"{url}: {answer.trouble}") from error
    return []


def _document(draft: Draft, url: str, answer: Answer, reading: Reading, *, ask: bool) -> Generator[str, Answer, list[Candidate]]:
    head = answer.body[:2_000].lstrip().lower().removeprefix(b"\xef\xbb\xbf")
    if head.startswith(_XML):
        with suppress(Unreadable):
            if candidates := findings.feed(draft, url, answer, reading):
                return candidates
        return (yield from _sitemap(draft, url, answer, reading, ask=ask))
    if b"<html" in head or b"<!doctype" in head or b"<body" in head:
        return []
    if _JSON_FEED.search(answer.body):
        with suppress(Unreadable):
            return findings.feed(draft, url, answer, reading)
    return findings.json_list(draft, url, answer, reading)


def _sitemap(draft: Draft, url: str, answer: Answer, reading: Reading, *, ask: bool) -> Generator[str, Answer, list[Candidate]]:
    """Take a sitemap; of an index look into its first one, which is the newest."""
    found = findings.sitemap(draft, url, answer, reading)
    for child in found.children[:1] if ask else ():
        inner = yield child
        if inner.verdict is not None:
            draft.unsure.append(f"{child}: {inner.trouble}")
            continue
        with suppress(Unreadable):
            found = read_sitemap(inner.body, inner.url, reading, inner.charset)
            draft.links = draft.links or pattern_of([candidate.url for candidate in found.candidates])
    return list(found.candidates) or [Candidate(child) for child in found.children]


# a page that people read


def _page(draft: Draft, url: str, answer: Answer, reading: Reading, *, ask: bool) -> Generator[str, Answer, list[Candidate]]:
    answer = answer.as_page()
    if answer.verdict is not None:
        raise UsageError(f"{url}: {answer.trouble}")
    text, _ = charsets.read(answer.body, answer.charset)
    root = tree.parse(text.replace("\0", ""))
    findings.about(draft, root, text)
    candidates = findings.listing(draft, url, answer, reading)
    if ask:
        candidates += yield from _feeds(draft, url, root, reading)
    if not candidates:
        candidates += findings.hidden(draft, url, answer, reading, root, text)
    if ask and not candidates:
        candidates += yield from _sitemaps(draft, url, reading)
    return candidates


def _feeds(draft: Draft, url: str, root: tree.Element, reading: Reading) -> Generator[str, Answer, list[Candidate]]:
    named = [
        urljoin(url, node.get("href"))
        for node in root.iter("link")
        if "alternate" in (node.get("rel") or "").lower() and re.search(r"rss|atom|feed\+json", node.get("type") or "") and node.get("href")
    ]
    tried = list(dict.fromkeys(named))[:_FEEDS_TRIED] or [urljoin(url, path) for path in USUAL_FEEDS]
    best: list[Candidate] = []
    for address in tried:
        answer = yield address
        if answer.verdict is not None:
            if named:
                draft.unsure.append(f"the page names the feed {address}: {answer.trouble}")
            continue
        with suppress(Unreadable):
            best += findings.feed(draft, address, answer, reading)
        if best and not named:
            break
    return best


def _sitemaps(draft: Draft, url: str, reading: Reading) -> Generator[str, Answer, list[Candidate]]:
    answer = yield urljoin(url, "/robots.txt")
    named = [line.decode("utf-8", "replace") for line in _SITEMAP_LINE.findall(answer.body)] if answer.verdict is None else []
    for address in list(dict.fromkeys([*named, urljoin(url, "/sitemap.xml")]))[:_FEEDS_TRIED]:
        answer = yield address
        if answer.verdict is None:
            with suppress(Unreadable):
                if candidates := (yield from _sitemap(draft, address, answer, reading, ask=True)):
                    return candidates
    return []

"""Look at a site and draft its source file: which ways it announces its articles, how they read."""

import re
from collections.abc import Callable, Generator, Sequence
from contextlib import suppress
from typing import Final
from urllib.parse import urljoin, urlsplit

from crawler.visit import Answer, Plan
from pipelines import charset as charsets
from pipelines import tree
from records.page import Candidate, Page
from records.record import Record
from records.verdict import UsageError, Verdict
from spiders import findings
from spiders.draft import Draft, name_of
from spiders.feed import read_feed
from spiders.found import Reading, Unreadable
from spiders.patterns import pattern_of
from spiders.sitemap import read_sitemap

USUAL_FEEDS: Final = ("/rss.xml", "/feed", "/feed.xml", "/atom.xml", "/rss")
SAMPLES: Final = 2  # articles that are read
_FEEDS_TRIED: Final = 4
_FULL_CHARS: Final = 600  # of an entry's text, above which a feed carries the whole article
_GOOD_CHARS: Final = 150  # of an article's text, under which the general extractor has found none
_AUTHORITY = re.compile(r"\.gov(\.|$)|\.int$|\.edu(\.|$)|(^|\.)who\.")
_SITEMAP_LINE = re.compile(rb"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)

Read = Callable[[Page], Record | Verdict]
"""Runs a page through the line."""


def prospect(url: str, now: str, read: Read, saved: Answer | None = None, name: str = "") -> Plan[Draft]:
    """Visit a site and draft its source file; with `saved`, the answer of `url` as it was kept, nothing is asked for.

    UsageError when the address answers with nothing that a source could be made of.
    """
    answer = saved if saved is not None else (yield url)
    if answer.verdict is not None:
        raise UsageError(f"{url}: {answer.trouble}")
    parts = urlsplit(url)
    draft = Draft(name or name_of(url), f"{parts.scheme}://{parts.netloc}/")
    reading = Reading(now, "", "+08:00")
    if _AUTHORITY.search(parts.hostname or ""):
        draft.kind = "authority"
    candidates = _document(draft, url, answer, reading)
    if not candidates:
        candidates = yield from _page(draft, url, answer, reading, ask=saved is None)
    if not candidates:
        raise UsageError(f"{url}: neither feed, sitemap, list of links nor JSON list was found there; try the address of a channel or feed")
    if not draft.title:
        draft.title = draft.name
        draft.unsure.append("title: how do readers call the source?")
    draft.language = draft.language or _language([candidate.hint.title for candidate in candidates])
    if saved is None:
        yield from _samples(draft, candidates, read)
    if not draft.licence:
        draft.unsure.append("rights: no licence was found; read the site's terms, ask for permission where they forbid use")
    return draft


def _language(titles: Sequence[str]) -> str:
    text = "".join(titles)
    han = sum("\u4e00" <= char <= "\u9fff" for char in text)
    return "zh" if han > len(text) / 4 else "en" if text.isascii() and text else ""


# what the address itself is


def _document(draft: Draft, url: str, answer: Answer, reading: Reading) -> list[Candidate]:
    """Take an address that is a feed, a sitemap or a JSON list itself."""
    head = answer.body[:2_000].lstrip().lower()
    if head.removeprefix(b"\xef\xbb\xbf").startswith((b"<?xml", b"<rss", b"<feed", b"<rdf", b"<urlset", b"<sitemapindex", b"\x1f\x8b")):
        with suppress(Unreadable):
            found = read_feed(answer.body, url, reading, answer.charset)
            if found.entries:
                return findings.feed(draft, url, found)
        found = read_sitemap(answer.body, url, reading, answer.charset)
        draft.sitemaps.append(url)
        draft.seen.append(f"{url}: a sitemap of {len(found.candidates) or len(found.children)} entries")
        draft.links = pattern_of([candidate.url for candidate in found.candidates])
        if found.children:
            draft.unsure.append("an index of sitemaps may cover the whole site: give links, the form of an article's address")
        return list(found.candidates) or [Candidate(child) for child in found.children]
    if b"jsonfeed.org/version" in head:
        with suppress(Unreadable):
            return findings.feed(draft, url, read_feed(answer.body, url, reading, answer.charset))
    if b"<html" in head or b"<!doctype" in head or b"<body" in head:
        return []
    return findings.json_list(draft, url, answer, reading)


# a page that people read


def _page(draft: Draft, url: str, answer: Answer, reading: Reading, *, ask: bool) -> Generator[str, Answer, list[Candidate]]:
    text, _ = charsets.read(answer.body, answer.charset)
    root = tree.parse(text.replace("\0", ""))
    findings.about(draft, root, text)
    candidates: list[Candidate] = []
    if ask:
        candidates += yield from _feeds(draft, url, root, reading)
    candidates += findings.listing(draft, url, answer, reading)
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
            found = read_feed(answer.body, answer.url, reading, answer.charset)
            if found.candidates:
                best += findings.feed(draft, address, found)
                full = read_feed(answer.body, answer.url, Reading(reading.now, zone=reading.zone, full_text=True), answer.charset)
                draft.full_text_feeds = bool(full.candidates) and all(len(one.text) >= _FULL_CHARS for one in full.candidates)
                if not named:
                    break
    return best


def _sitemaps(draft: Draft, url: str, reading: Reading) -> Generator[str, Answer, list[Candidate]]:
    answer = yield urljoin(url, "/robots.txt")
    named = [line.decode("utf-8", "replace") for line in _SITEMAP_LINE.findall(answer.body)] if answer.verdict is None else []
    for address in list(dict.fromkeys([*named, urljoin(url, "/sitemap.xml")]))[:_FEEDS_TRIED]:
        answer = yield address
        if answer.verdict is None:
            with suppress(Unreadable):
                if read_sitemap(answer.body, answer.url, reading, answer.charset).entries:
                    return _document(draft, address, answer, reading)
    return []


# articles


def _samples(draft: Draft, candidates: Sequence[Candidate], read: Read) -> Generator[str, Answer, None]:
    """Read some of the articles as the line would without any rule."""
    for candidate in candidates[:SAMPLES]:
        if candidate.text:
            continue
        answer = yield candidate.url
        if answer.verdict is not None:
            draft.unsure.append(f"{candidate.url}: {answer.trouble}")
            continue
        page = Page(candidate.url, "", answer.body, "", media=answer.media or "text/html", charset=answer.charset, hint=candidate.hint)
        record = read(page)
        if not isinstance(record, Record):
            draft.unsure.append(f"{candidate.url}: {record.stage}: {record.reason} {record.detail}".rstrip())
        elif len(record.body) < _GOOD_CHARS:
            draft.unsure.append(f"{candidate.url}: only {len(record.body)} characters of text; body may need a selector")
        else:
            fact = ", ".join(part for part in (record.published[:16], record.outlet, record.editor) if part)
            draft.seen.append(f"{candidate.url}: “{record.title[:40]}”, {len(record.body)} characters{f' ({fact})' if fact else ''}")

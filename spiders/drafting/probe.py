"""Look at a site and draft its source file: which ways it announces its articles, how they read."""

import re
from collections.abc import Generator, Sequence
from contextlib import suppress
from typing import Final
from urllib.parse import urljoin, urlsplit

from crawler.fetch.visitor import FetchPlan, FetchResult
from records.announcement import ReadOptions, UnreadableEndpoint
from records.clock import CHINA_OFFSET
from records.errors import UsageError
from records.page import AnnouncedArticle
from spiders.discovery.sitemaps.sitemap import read_sitemap
from spiders.drafting.draft import SourceDraft, suggest_source_name
from spiders.drafting.observations import (
    add_embedded_list,
    add_feed,
    add_json_list,
    add_listing,
    add_site_facts,
    add_sitemap,
)
from spiders.drafting.sample_articles import RefineWithRules, sample_articles
from spiders.drafting.url_patterns import infer_links_pattern
from text.encoding import decode_body
from text.html.parse import Element, parse_html

COMMON_FEED_PATHS: Final = ("/rss.xml", "/feed", "/feed.xml", "/atom.xml", "/rss")
_MAX_FEEDS_TRIED: Final = 4
_AUTHORITY_HOST = re.compile(r"\.gov(\.|$)|\.int$|\.edu(\.|$)|(^|\.)who\.")
_XML_OPENINGS: Final = (
    b"<?xml",
    b"<rss",
    b"<feed",
    b"<rdf",
    b"<urlset",
    b"<sitemapindex",
    b"\x1f\x8b",
)
_JSON_FEED = re.compile(rb"jsonfeed\.org\\?/version")
_SITEMAP_LINE = re.compile(rb"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)


def probe_site(
    url: str, now: str, refine: RefineWithRules, saved: FetchResult | None = None, name: str = ""
) -> FetchPlan[SourceDraft]:
    """Visit a site and draft its source file.

    With `saved`, the answer of `url` as it was kept, nothing is asked for.

    UsageError when the address answers with nothing that a source could be made of.
    """
    answer = saved if saved is not None else (yield url)
    if answer.verdict is not None:
        raise UsageError(f"{url}: {answer.failure}")
    url = answer.url or url  # where redirects led to
    parts = urlsplit(url)
    draft = SourceDraft(name or suggest_source_name(url), f"{parts.scheme}://{parts.netloc}/")
    reading = ReadOptions(now, "", CHINA_OFFSET)
    if _AUTHORITY_HOST.search(parts.hostname or ""):
        draft.kind = "authority"
    candidates = yield from _probe_endpoint(draft, url, answer, reading, may_fetch=saved is None)
    if not candidates:
        candidates = yield from _probe_page(draft, url, answer, reading, may_fetch=saved is None)
    if not candidates:
        raise UsageError(
            f"{url}: neither feed, sitemap, list of links nor JSON list was found there; try the"
            " address of a channel or feed"
        )
    if not draft.title:
        draft.title = draft.name
        draft.unsure.append("title: how do readers call the source?")
    draft.language = draft.language or _guess_language(
        [candidate.hint.title for candidate in candidates]
    )
    if saved is None:
        yield from sample_articles(draft, candidates, refine, now)
    if not draft.licence:
        draft.unsure.append(
            "rights: no licence was found; read the site's terms, ask for permission where they"
            " forbid use"
        )
    return draft


def _guess_language(titles: Sequence[str]) -> str:
    text = "".join(titles)
    han = sum("\u4e00" <= char <= "\u9fff" for char in text)
    return "zh" if han > len(text) / 4 else "en" if text.isascii() and text else ""


# what the address itself is


def _probe_endpoint(
    draft: SourceDraft, url: str, answer: FetchResult, options: ReadOptions, *, may_fetch: bool
) -> Generator[str, FetchResult, list[AnnouncedArticle]]:
    """Take an address that is a document for machines.

    JSON without a list is asked for once more, as some services want it.
    """
    for again in (may_fetch, False):
        try:
            return (yield from _probe_document(draft, url, answer, options, may_fetch=may_fetch))
        except UnreadableEndpoint as error:
            if not again or not error.transient:
                raise UsageError(f"{url}: {error}") from error
            answer = yield url
            if answer.verdict is not None:
                raise UsageError(f"{url}: {answer.failure}") from error
    return []


def _probe_document(
    draft: SourceDraft, url: str, answer: FetchResult, options: ReadOptions, *, may_fetch: bool
) -> Generator[str, FetchResult, list[AnnouncedArticle]]:
    head = answer.body[:2_000].lstrip().lower().removeprefix(b"\xef\xbb\xbf")
    if head.startswith(_XML_OPENINGS):
        with suppress(UnreadableEndpoint):
            if candidates := add_feed(draft, url, answer, options):
                return candidates
        return (yield from _probe_sitemap(draft, url, answer, options, may_fetch=may_fetch))
    if b"<html" in head or b"<!doctype" in head or b"<body" in head:
        return []
    if _JSON_FEED.search(answer.body):
        with suppress(UnreadableEndpoint):
            return add_feed(draft, url, answer, options)
    return add_json_list(draft, url, answer, options)


def _probe_sitemap(
    draft: SourceDraft, url: str, answer: FetchResult, options: ReadOptions, *, may_fetch: bool
) -> Generator[str, FetchResult, list[AnnouncedArticle]]:
    """Take a sitemap; of an index look into its first one, which is the newest."""
    sitemap = add_sitemap(draft, url, answer, options)
    for child in sitemap.children[:1] if may_fetch else ():
        inner = yield child
        if inner.verdict is not None:
            draft.unsure.append(f"{child}: {inner.failure}")
            continue
        with suppress(UnreadableEndpoint):
            sitemap = read_sitemap(inner.body, inner.url, options, inner.charset)
            draft.links = draft.links or infer_links_pattern(
                [candidate.url for candidate in sitemap.candidates]
            )
    return list(sitemap.candidates) or [AnnouncedArticle(child) for child in sitemap.children]


# a page that people read


def _probe_page(
    draft: SourceDraft, url: str, answer: FetchResult, options: ReadOptions, *, may_fetch: bool
) -> Generator[str, FetchResult, list[AnnouncedArticle]]:
    answer = answer.as_page()
    if answer.verdict is not None:
        raise UsageError(f"{url}: {answer.failure}")
    text, _ = decode_body(answer.body, answer.charset)
    root = parse_html(text.replace("\0", ""))
    add_site_facts(draft, root, text)
    candidates = add_listing(draft, url, answer, options)
    if may_fetch:
        candidates += yield from _probe_feeds(draft, url, root, options)
    if not candidates:
        candidates += add_embedded_list(draft, url, answer, options, root, text)
    if may_fetch and not candidates:
        candidates += yield from _probe_sitemaps(draft, url, options)
    return candidates


def _probe_feeds(
    draft: SourceDraft, url: str, root: Element, options: ReadOptions
) -> Generator[str, FetchResult, list[AnnouncedArticle]]:
    named = [
        urljoin(url, node.get("href"))
        for node in root.iter("link")
        if "alternate" in (node.get("rel") or "").lower()
        and re.search(r"rss|atom|feed\+json", node.get("type") or "")
        and node.get("href")
    ]
    tried = list(dict.fromkeys(named))[:_MAX_FEEDS_TRIED] or [
        urljoin(url, path) for path in COMMON_FEED_PATHS
    ]
    best: list[AnnouncedArticle] = []
    for address in tried:
        answer = yield address
        if answer.verdict is not None:
            if named:
                draft.unsure.append(f"the page names the feed {address}: {answer.failure}")
            continue
        with suppress(UnreadableEndpoint):
            best += add_feed(draft, address, answer, options)
        if best and not named:
            break
    return best


def _probe_sitemaps(
    draft: SourceDraft, url: str, options: ReadOptions
) -> Generator[str, FetchResult, list[AnnouncedArticle]]:
    answer = yield urljoin(url, "/robots.txt")
    named = (
        [line.decode("utf-8", "replace") for line in _SITEMAP_LINE.findall(answer.body)]
        if answer.verdict is None
        else []
    )
    for address in list(dict.fromkeys([*named, urljoin(url, "/sitemap.xml")]))[:_MAX_FEEDS_TRIED]:
        answer = yield address
        if answer.verdict is None:
            with suppress(UnreadableEndpoint):
                if candidates := (
                    yield from _probe_sitemap(draft, address, answer, options, may_fetch=True)
                ):
                    return candidates
    return []

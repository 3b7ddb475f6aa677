"""Read listing pages: the links on them that are articles, each with the title and the date of its
row.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import urlsplit

from crawler.sources.url_families import find_url_family, resolve_links_pattern
from records.announcement import Announcement, ReadOptions, SkippedEntry, UnreadableEndpoint
from records.limits import LINKS_EXAMINED, LINKS_PER_PAGE, LISTING_TAGS
from records.page import AnnouncedArticle, Hint
from records.reasons import SkipReason
from records.urls import get_site
from spiders.discovery.listings.article_links import looks_like_article, resolve_link
from spiders.discovery.listings.rows import ListingRows, is_link_title
from spiders.discovery.pagination import read_paging
from text.encoding import decode_body
from text.html.css import select_elements
from text.html.parse import Element, parse_html
from text.xml.elements import make_absolute_url, strip_markup

HOST_MIN_ARTICLES = 3
"""Articles by which another host of the same publisher shows that it belongs to the list: fewer are
advertisements.
"""
_FAMILY_SHARE = 0.5
_ROW_LEVELS = 6
_DEAD_TITLE_LETTERS = 8
"""A link that does nothing and is as long as a title was one."""


@dataclass(frozen=True, slots=True)
class ListingRule:
    """What a source says about its listings.

    Without `links` and `rows` the page itself must tell its articles.
    """

    links: str = ""  # regular expression of the articles' addresses, or "family:NAME"
    rows: str = ""  # CSS of the rows: only links inside them count
    home: str = ""
    listings: tuple[str, ...] = ()


@dataclass(slots=True)
class _ListingLinks:
    """The links of a page that may lead somewhere."""

    anchors: list[tuple[Element, str, str]]  # with address and text
    rows: dict[Element, Element]  # link -> the row that the rule names
    script_links: list[str]  # texts of links that only run a script
    faults: list[str] = field(default_factory=list)


def read_listing(
    body: bytes, base: str, rule: ListingRule, options: ReadOptions, charset: str = ""
) -> Announcement:
    """Give the articles of a listing page in their order, each once.

    `links` of the rule decides first: what it matches counts, on whatever host. With `rows` alone
    each row has one article. Without either the page decides: one of the known families of
    addresses if most of its articles are of it, else the form of their paths. Raises
    UnreadableEndpoint for a page that would take more time or memory to parse than any is worth.
    """
    text, _ = decode_body(body, charset)
    if (tags := text.count("<")) > LISTING_TAGS:
        raise UnreadableEndpoint(f"the page has {tags:,} tags; the most is {LISTING_TAGS:,}")
    root = parse_html(text.replace("\0", ""))
    page = _collect_links(root, base, rule)
    is_article = _build_article_filter(page, base, rule)
    channels = {_strip_scheme(url) for url in (base, rule.home, *rule.listings) if url}
    articles: dict[str, list[Element]] = {}
    urls: dict[str, str] = {}
    for node, url, _ in page.anchors:
        key = _strip_scheme(url)
        if key in channels or not is_article(url):
            continue
        if key not in articles and len(articles) >= LINKS_PER_PAGE:
            page.faults.append(
                f"the page has more than {LINKS_PER_PAGE} articles; the others are left out"
            )
            break
        articles.setdefault(key, []).append(node)
        urls.setdefault(key, url)
    rows = ListingRows(articles, page.rows)
    candidates = tuple(
        AnnouncedArticle(
            url,
            Hint(
                title=rows.find_title(key, options),
                published=rows.find_date(key, url, options, base),
            ),
            evidence=base,
        )
        for key, url in urls.items()
    )
    paging = read_paging(root, base)
    skipped = _list_skipped(page, articles, rows, base)
    return Announcement(candidates, skipped, tuple(page.faults), next=paging.next, last=paging.last)


def _strip_scheme(url: str) -> str:
    """Name an address as the list means it: pages link to one article by http and https."""
    return url.partition("://")[2].removesuffix("/")


def _collect_links(root: Element, base: str, rule: ListingRule) -> _ListingLinks:
    base_url = (
        next(
            (
                make_absolute_url(base, node.get("href"))
                for node in root.iter("base")
                if (node.get("href") or "").strip()
            ),
            "",
        )
        or base
    )
    page = _ListingLinks([], {}, [])
    places = select_elements(root, rule.rows) if rule.rows else [root]
    if not places:
        page.faults.append(f"rows = {rule.rows!r} finds nothing")
    looked = 0
    for place in places:
        for node in islice(place.iter("a"), LINKS_EXAMINED - looked):
            looked += 1
            href = (node.get("href") or "").strip()
            if node in page.rows or not href or href.startswith("#"):
                continue
            if rule.rows:
                page.rows[node] = place
            label = strip_markup("".join(node.itertext()) or node.get("title") or "")
            if url := resolve_link(base_url, href):
                page.anchors.append((node, url, label))
            elif href.lower().startswith("javascript:"):
                page.script_links.append(label)
    if looked >= LINKS_EXAMINED:
        page.faults.append(
            f"the page has more than {LINKS_EXAMINED} links; the others were not looked at"
        )
    return page


def _build_article_filter(
    page: _ListingLinks, base: str, rule: ListingRule
) -> Callable[[str], bool]:
    """Give what tells the address of an article."""
    if rule.links:
        pattern = re.compile(resolve_links_pattern(rule.links))
        return lambda url: bool(pattern.search(url))
    if rule.rows:
        return _find_longest_links(page, base).__contains__
    return _guess_article_urls(page, base).__contains__


def _find_longest_links(page: _ListingLinks, base: str) -> set[str]:
    """Give for each row the address that its longest link leads to, channels left out."""
    best: dict[Element, tuple[int, str]] = {}
    for node, url, label in page.anchors:
        if is_link_title(label) and not _is_parent_folder(url, base):
            row = page.rows[node]
            best[row] = max(best.get(row, (0, "")), (len(label), url), key=lambda one: one[0])
    return {url for _, url in best.values()}


def _guess_article_urls(page: _ListingLinks, base: str) -> set[str]:
    """Give the addresses that look like articles of the listing's own publisher."""
    site = get_site(base)
    titled = {
        url for _, url, label in page.anchors if is_link_title(label) and get_site(url) == site
    }
    likely = {url for url in titled if looks_like_article(url)}
    family, count = (
        Counter(find_url_family(url) for url in likely).most_common(1)[0] if likely else ("", 0)
    )
    if family and count > 1 and count >= _FAMILY_SHARE * len(likely):
        return {url for url in likely if find_url_family(url) == family}
    hosts = Counter(urlsplit(url).netloc for url in likely)
    own = urlsplit(base).netloc
    return {
        url
        for url in likely
        if (host := urlsplit(url).netloc) == own or hosts[host] >= HOST_MIN_ARTICLES
    }


def _is_parent_folder(url: str, base: str) -> bool:
    """Say whether an address is a folder that the listing lies in."""
    return url.endswith("/") and _strip_scheme(base).startswith(_strip_scheme(url))


def _list_skipped(
    page: _ListingLinks, articles: dict[str, list[Element]], rows: ListingRows, base: str
) -> tuple[SkippedEntry, ...]:
    """Say what a person may miss among the articles: links that look like one, links in their rows,
    links that run a script.
    """
    lists, site = rows.find_lists(), get_site(base)
    reasons: dict[str, SkipReason] = {}
    for node, url, label in page.anchors:
        if _strip_scheme(url) in articles or url in reasons or not any(map(str.isalpha, label)):
            continue
        own = get_site(url) == site
        listed = any(around in lists for around in islice(node.iterancestors(), _ROW_LEVELS))
        if is_link_title(label) and (looks_like_article(url) if own else listed):
            reasons[url] = SkipReason.NOT_IN_LINKS
        elif listed:
            reasons[url] = SkipReason.CHANNEL_PAGE
    dead = dict.fromkeys(
        label
        for label in page.script_links
        if is_link_title(label) and sum(map(str.isalpha, label)) >= _DEAD_TITLE_LETTERS
    )
    return (
        *(SkippedEntry(reason, url) for url, reason in reasons.items()),
        *(SkippedEntry(SkipReason.BAD_LINK, label) for label in dead),
    )

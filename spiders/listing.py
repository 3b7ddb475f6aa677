"""Read listing pages: the links on them that are articles, each with the title and the date of its row."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import urlsplit

from pipelines import charset as charsets
from pipelines import selectors, tree
from records.address import site_of
from records.limits import LINKS_LOOKED_AT, LINKS_PER_PAGE
from records.page import Candidate, Hint
from spiders import families
from spiders.found import BAD_LINK, CHANNEL, OTHER_ADDRESS, Found, Reading, Skipped
from spiders.links import join, looks_like_article
from spiders.markup import absolute, plain
from spiders.pagination import read_pages
from spiders.rows import Rows, is_title

SEVERAL = 3
"""Articles by which another host of the same publisher shows that it belongs to the list: fewer are advertisements."""
_FAMILY_SHARE = 0.5
_ROW_LEVELS = 6
_ROW_LETTERS = 8
"""A link that does nothing and is as long as a title was one."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What a source says about its listings; without `links` and `rows` the page itself must tell its articles."""

    links: str = ""  # regular expression of the articles' addresses, or "family:NAME"
    rows: str = ""  # CSS of the rows: only links inside them count
    home: str = ""
    listings: tuple[str, ...] = ()


@dataclass(slots=True)
class _Page:
    """The links of a page that may lead somewhere."""

    anchors: list[tuple[tree.Element, str, str]]  # with address and text
    given: dict[tree.Element, tree.Element]  # link -> the row that the rule names
    dead: list[str]  # texts of links that only run a script
    faults: list[str] = field(default_factory=list)


def read_listing(body: bytes, base: str, rule: Rule, reading: Reading, charset: str = "") -> Found:
    """Give the articles of a listing page in their order, each once.

    `links` of the rule decides first: what it matches counts, on whatever host. With `rows` alone each row has one article. Without
    either the page decides: one of the known families of addresses if most of its articles are of it, else the form of their paths.
    """
    text, _ = charsets.read(body, charset)
    root = tree.parse(text.replace("\0", ""))
    page = _links(root, base, rule)
    wanted = _wanted(page, base, rule)
    channels = {_key(url) for url in (base, rule.home, *rule.listings) if url}
    articles: dict[str, list[tree.Element]] = {}
    urls: dict[str, str] = {}
    for node, url, _ in page.anchors:
        key = _key(url)
        if key in channels or not wanted(url):
            continue
        if key not in articles and len(articles) >= LINKS_PER_PAGE:
            page.faults.append(f"the page has more than {LINKS_PER_PAGE} articles; the others are left out")
            break
        articles.setdefault(key, []).append(node)
        urls.setdefault(key, url)
    rows = Rows(articles, page.given)
    candidates = tuple(
        Candidate(url, Hint(title=rows.title(key, reading), published=rows.date(key, url, reading, base)), evidence=base)
        for key, url in urls.items()
    )
    paging = read_pages(root, base)
    skipped = _skipped(page, articles, rows, base)
    return Found(candidates, skipped, tuple(page.faults), next=paging.next, last=paging.last)


def _key(url: str) -> str:
    """Name an address as the list means it: pages link to one article by http and https."""
    return url.partition("://")[2].removesuffix("/")


def _links(root: tree.Element, base: str, rule: Rule) -> _Page:
    found = next((absolute(base, node.get("href")) for node in root.iter("base") if (node.get("href") or "").strip()), "") or base
    page = _Page([], {}, [])
    places = selectors.matches(root, rule.rows) if rule.rows else [root]
    if not places:
        page.faults.append(f"rows = {rule.rows!r} finds nothing")
    looked = 0
    for place in places:
        for node in islice(place.iter("a"), LINKS_LOOKED_AT - looked):
            looked += 1
            href = (node.get("href") or "").strip()
            if node in page.given or not href or href.startswith("#"):
                continue
            if rule.rows:
                page.given[node] = place
            label = plain("".join(node.itertext()) or node.get("title") or "")
            if url := join(found, href):
                page.anchors.append((node, url, label))
            elif href.lower().startswith("javascript:"):
                page.dead.append(label)
    if looked >= LINKS_LOOKED_AT:
        page.faults.append(f"the page has more than {LINKS_LOOKED_AT} links; the others were not looked at")
    return page


def _wanted(page: _Page, base: str, rule: Rule) -> Callable[[str], bool]:
    """Give what tells the address of an article."""
    if rule.links:
        pattern = re.compile(families.pattern(rule.links))
        return lambda url: bool(pattern.search(url))
    if rule.rows:
        return _longest(page, base).__contains__
    return _unruled(page, base).__contains__


def _longest(page: _Page, base: str) -> set[str]:
    """Give for each row the address that its longest link leads to, channels left out."""
    best: dict[tree.Element, tuple[int, str]] = {}
    for node, url, label in page.anchors:
        if is_title(label) and not _is_above(url, base):
            row = page.given[node]
            best[row] = max(best.get(row, (0, "")), (len(label), url), key=lambda one: one[0])
    return {url for _, url in best.values()}


def _unruled(page: _Page, base: str) -> set[str]:
    """Give the addresses that look like articles of the listing's own publisher."""
    site = site_of(base)
    titled = {url for _, url, label in page.anchors if is_title(label) and site_of(url) == site}
    likely = {url for url in titled if looks_like_article(url)}
    family, count = Counter(families.family_of(url) for url in likely).most_common(1)[0] if likely else ("", 0)
    if family and count > 1 and count >= _FAMILY_SHARE * len(likely):
        return {url for url in likely if families.family_of(url) == family}
    hosts = Counter(urlsplit(url).netloc for url in likely)
    own = urlsplit(base).netloc
    return {url for url in likely if (host := urlsplit(url).netloc) == own or hosts[host] >= SEVERAL}


def _is_above(url: str, base: str) -> bool:
    """Say whether an address is a folder that the listing lies in."""
    return url.endswith("/") and _key(base).startswith(_key(url))


def _skipped(page: _Page, articles: dict[str, list[tree.Element]], rows: Rows, base: str) -> tuple[Skipped, ...]:
    """Say what a person may miss among the articles: links that look like one, links in their rows, links that run a script."""
    lists, site = rows.lists(), site_of(base)
    reasons: dict[str, str] = {}
    for node, url, label in page.anchors:
        if _key(url) in articles or url in reasons or not any(map(str.isalpha, label)):
            continue
        own = site_of(url) == site
        listed = any(around in lists for around in islice(node.iterancestors(), _ROW_LEVELS))
        if is_title(label) and (looks_like_article(url) if own else listed):
            reasons[url] = OTHER_ADDRESS
        elif listed:
            reasons[url] = CHANNEL
    dead = dict.fromkeys(label for label in page.dead if is_title(label) and sum(map(str.isalpha, label)) >= _ROW_LETTERS)
    return (*(Skipped(reason, url) for url, reason in reasons.items()), *(Skipped(BAD_LINK, label) for label in dead))

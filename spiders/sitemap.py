"""Read sitemaps: lists of pages, indexes of further sitemaps, news sitemaps, plain text, gzipped or not."""

from collections.abc import Iterator

from crawler.unpack import GZIP, Packed, gunzip
from records.limits import SITEMAP_BYTES, SITEMAPS_PER_INDEX
from records.page import Candidate, Hint
from spiders.feed import read_tree
from spiders.found import Found, Reading, Unreadable
from spiders.markup import Element, absolute, decode, inner_text, local, parse_xml, plain
from spiders.moments import moment


def read_sitemap(body: bytes, base: str, reading: Reading, charset: str = "") -> Found:
    """Read a sitemap of any kind; Unreadable when it is none. Of an index only the newest SITEMAPS_PER_INDEX count."""
    if body.startswith(GZIP):
        try:
            body = gunzip(body, SITEMAP_BYTES)
        except Packed as packed:
            raise Unreadable(packed.verdict.detail) from packed
    text = decode(body, charset, reading.language)
    if "<" not in text[:1_000]:
        return Found(_lines(text, base))
    root = parse_xml(text)
    if local(root) == "sitemapindex":
        return Found(children=_children(root, base, reading.zone))
    if local(root) in ("rss", "feed", "rdf"):
        return Found(tuple(read_tree(root, base, reading)))
    if local(root) != "urlset":
        raise Unreadable(f"not a sitemap: its root element is <{local(root) or '?'}>")
    places = [candidate for place in root.iter() if local(place) == "url" for candidate in _place(place, base, reading)]
    places.sort(key=lambda place: max(place.hint.modified, place.hint.published), reverse=True)
    return Found(tuple(places))


def _lines(text: str, base: str) -> tuple[Candidate, ...]:
    found = [url for line in text.splitlines() if line.strip().lower().startswith("http") and (url := absolute(base, line))]
    if text.strip() and not found:
        raise Unreadable("not a sitemap: no line is an address")
    return tuple(Candidate(url, evidence=base) for url in found)


def _children(root: Element, base: str, zone: str) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for entry in root.iter():
        if local(entry) == "sitemap":
            parts = {local(child): inner_text(child) for child in entry}
            url = absolute(base, parts.get("loc") or (entry.text or "").strip())  # some forget <loc>
            if url and url != base:
                found[url] = moment(parts.get("lastmod", ""), zone)
    return tuple(sorted(found, key=lambda url: found[url], reverse=True)[:SITEMAPS_PER_INDEX])


def _place(place: Element, base: str, reading: Reading) -> Iterator[Candidate]:
    parts: dict[str, str] = {}
    news: dict[str, str] = {}
    for child in place.iter():
        known = news if _inside_news(child, place) else parts
        known.setdefault(local(child), inner_text(child))
    url = absolute(base, parts["loc"]) if parts.get("loc") else ""
    if url:
        yield Candidate(
            url,
            Hint(
                title=plain(news.get("title", "")),
                published=moment(news.get("publication_date", ""), reading.zone),
                modified=moment(parts.get("lastmod", ""), reading.zone),
                outlet=plain(news.get("name", "")),
                language=news.get("language", "")[:2],
            ),
            evidence=base,
        )


def _inside_news(child: Element, place: Element) -> bool:
    return any(local(ancestor) == "news" for ancestor in child.iterancestors() if ancestor is not place)

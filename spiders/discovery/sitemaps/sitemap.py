"""Read sitemaps: lists of pages, indexes of further sitemaps, news sitemaps, plain text, gzipped or
not.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

from records.announcement import Announcement, ReadOptions, SkippedEntry, UnreadableEndpoint
from records.limits import ANNOUNCED_MAX, SITEMAP_BYTES, URL_CHARS
from records.page import AnnouncedArticle, Hint
from records.reasons import SkipReason
from spiders.discovery.entries import EntryCollector, skip_entry_without_link
from spiders.discovery.feeds.rss_atom import FEED_ROOTS, gunzip_body, read_feed_entries
from spiders.discovery.sitemaps.hreflang import choose_language_pages, find_language_alternate
from text.xml.elements import (
    Element,
    get_inner_text,
    get_local_name,
    make_absolute_url,
    strip_markup,
)
from text.xml.encoding import decode_pieces, detect_encoding
from text.xml.faults import FaultLog
from text.xml.stream import EntryStream

SITEMAP_DEPTH: Final = 3  # index within index


SITEMAPS_PER_INDEX: Final = 50  # the newest; old months of an archive do not change
_ENTRY_TAGS: Final = frozenset(("url", "sitemap"))
_SITEMAP_ROOTS: Final[Mapping[str, frozenset[str]]] = {
    "urlset": _ENTRY_TAGS,
    "sitemapindex": _ENTRY_TAGS,
    **FEED_ROOTS,
}
_MEDIA_NAMESPACES: Final = ("image", "video", "mobile", "pagemap")
"""What the namespaces of pictures and films in a sitemap are called; their <loc> is no page."""


def read_sitemap(body: bytes, base: str, options: ReadOptions, charset: str = "") -> Announcement:
    """Read a sitemap of any kind; Unreadable when it is none.

    Of an index only the newest SITEMAPS_PER_INDEX count.
    """
    body = gunzip_body(body, SITEMAP_BYTES)
    encoding = detect_encoding(body, charset, options.language)
    faults = FaultLog(*encoding.faults)
    text = decode_pieces(body, encoding)
    begin = next((piece for piece in text if piece.strip("\ufeff\0 \t\r\n")), "")
    if not begin:
        raise UnreadableEndpoint("the answer is empty", transient=True)
    if "<" not in begin[:1_000]:
        return _read_text_sitemap(chain((begin,), text), base, EntryCollector(options, faults))
    walk = EntryStream(chain((begin,), text), _SITEMAP_ROOTS, "a sitemap", faults)
    if walk.root in FEED_ROOTS:
        return read_feed_entries(walk, base, options, faults)
    return _read_xml_sitemap(walk, base, options, faults)


def _read_text_sitemap(pieces: Iterable[str], base: str, collector: EntryCollector) -> Announcement:
    for number, line in enumerate(_iter_lines(pieces)):
        url = make_absolute_url(line, line)
        if not collector.add(
            AnnouncedArticle(url, evidence=base) if url else skip_entry_without_link(line, ""),
            number,
        ):
            break
    announcement = collector.build_announcement()
    if not announcement.candidates:
        raise UnreadableEndpoint("not a sitemap: no line is an address")
    return announcement


def _iter_lines(pieces: Iterable[str]) -> Iterator[str]:
    held = ""
    for piece in chain(pieces, ("\n",)):
        *lines, held = (held[-URL_CHARS:] + piece).replace("\r", "\n").split("\n")
        yield from (row for line in lines if (row := line.strip("\ufeff\0 \t")))


@dataclass(frozen=True, slots=True)
class _SitemapEntry:
    """What a sitemap says of one page or sitemap."""

    written: str
    url: str
    hint: Hint
    page: str | None  # the same page in the source's language


def _read_xml_sitemap(
    walk: EntryStream, base: str, options: ReadOptions, faults: FaultLog
) -> Announcement:
    gathering = EntryCollector(options, faults)
    pages: dict[str, str] = {}
    children: dict[str, str] = {base: ""}
    for number, element in walk.entries():
        place = _read_entry(element, base, options, gathering)
        entry: AnnouncedArticle | SkippedEntry = AnnouncedArticle(
            place.url, place.hint, evidence=base
        )
        if not place.url:
            entry = skip_entry_without_link(place.written, "")
        elif get_local_name(element) == "sitemap" or walk.root == "sitemapindex":
            if len(children) > ANNOUNCED_MAX:
                break
            if place.url not in children:
                children[place.url] = place.hint.modified
                continue
            entry = SkippedEntry(SkipReason.REPEATED_LINK, place.url)
        elif place.page is not None:
            pages[place.url] = place.page
        if not gathering.add(entry, number):
            break
    del children[base]  # an index that names itself
    newest = sorted(children, key=lambda url: children[url], reverse=True)[:SITEMAPS_PER_INDEX]
    if len(newest) < len(children):
        faults.note(f"names {len(children)} sitemaps; the {len(newest)} newest are read")
    announcement = choose_language_pages(gathering.build_announcement(), pages)
    dated = sorted(
        announcement.candidates,
        key=lambda place: max(place.hint.modified, place.hint.published),
        reverse=True,
    )
    return replace(announcement, candidates=tuple(dated), children=tuple(newest))


def _read_entry(
    element: Element, base: str, options: ReadOptions, collector: EntryCollector
) -> _SitemapEntry:
    values: dict[str, str] = {}
    news: dict[str, str] = {}
    alternates: list[tuple[str, str]] = []
    for child in element:
        name = get_local_name(child)
        if name == "news":
            for inner in child.iter():
                news.setdefault(get_local_name(inner), get_inner_text(inner))
        elif name == "link" and (lang := child.get("hreflang")) and (href := child.get("href")):
            alternates.append((lang, href))
        elif name in ("loc", "lastmod") and not any(
            other in child.tag for other in _MEDIA_NAMESPACES
        ):
            values.setdefault(name, get_inner_text(child))
    written = values.get("loc") or (element.text or "").strip()  # some forget <loc>
    url = make_absolute_url(base, written) if written else ""
    hint = Hint(
        title=strip_markup(news.get("title", "")),
        published=collector.read_date(news.get("publication_date", "")),
        modified=collector.read_date(values.get("lastmod", "")),
        outlet=strip_markup(news.get("name", "")),
        language=news.get("language", "")[:2],
    )
    page = (
        find_language_alternate(alternates, url, options.language)
        if alternates and options.language
        else None
    )
    return _SitemapEntry(written, url, hint, make_absolute_url(base, page) if page else page)

"""Read sitemaps: lists of pages, indexes of further sitemaps, news sitemaps, plain text, gzipped or not."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

from records.limits import ANNOUNCED_MOST, SITEMAP_BYTES, SITEMAPS_PER_INDEX, URL_CHARS
from records.page import Candidate, Hint
from spiders import feed
from spiders.alternates import choose, in_language
from spiders.encoding import detect, pieces
from spiders.faults import Faults
from spiders.found import REPEATED, Found, Reading, Skipped, Unreadable
from spiders.gathering import Gathering, linkless
from spiders.markup import Element, absolute, inner_text, local, plain
from spiders.walk import Walk

_PLACES: Final = frozenset(("url", "sitemap"))
_ROOTS: Final[Mapping[str, frozenset[str]]] = {"urlset": _PLACES, "sitemapindex": _PLACES, **feed.ROOTS}
_OTHERS: Final = ("image", "video", "mobile", "pagemap")
"""What the namespaces of pictures and films in a sitemap are called; their <loc> is no page."""


def read_sitemap(body: bytes, base: str, reading: Reading, charset: str = "") -> Found:
    """Read a sitemap of any kind; Unreadable when it is none. Of an index only the newest SITEMAPS_PER_INDEX count."""
    body = feed.unpacked(body, SITEMAP_BYTES)
    encoding = detect(body, charset, reading.language)
    faults = Faults(*encoding.faults)
    text = pieces(body, encoding)
    begin = next((piece for piece in text if piece.strip("\ufeff\0 \t\r\n")), "")
    if not begin:
        raise Unreadable("the answer is empty", passing=True)
    if "<" not in begin[:1_000]:
        return _lines(chain((begin,), text), base, Gathering(reading, faults))
    walk = Walk(chain((begin,), text), _ROOTS, "a sitemap", faults)
    if walk.root in feed.ROOTS:
        return feed.read_walk(walk, base, reading, faults)
    return _places(walk, base, reading, faults)


def _lines(pieces: Iterable[str], base: str, gathering: Gathering) -> Found:
    for number, line in enumerate(_rows(pieces)):
        url = absolute(line, line)
        if not gathering.add(Candidate(url, evidence=base) if url else linkless(line, ""), number):
            break
    found = gathering.found()
    if not found.candidates:
        raise Unreadable("not a sitemap: no line is an address")
    return found


def _rows(pieces: Iterable[str]) -> Iterator[str]:
    held = ""
    for piece in chain(pieces, ("\n",)):
        *lines, held = (held[-URL_CHARS:] + piece).replace("\r", "\n").split("\n")
        yield from (row for line in lines if (row := line.strip("\ufeff\0 \t")))


@dataclass(frozen=True, slots=True)
class _Place:
    """What a sitemap says of one page or sitemap."""

    written: str
    url: str
    hint: Hint
    page: str | None  # the same page in the source's language


def _places(walk: Walk, base: str, reading: Reading, faults: Faults) -> Found:
    gathering = Gathering(reading, faults)
    pages: dict[str, str] = {}
    children: dict[str, str] = {base: ""}
    for number, element in walk.entries():
        place = _place(element, base, reading, gathering)
        entry: Candidate | Skipped = Candidate(place.url, place.hint, evidence=base)
        if not place.url:
            entry = linkless(place.written, "")
        elif local(element) == "sitemap" or walk.root == "sitemapindex":
            if len(children) > ANNOUNCED_MOST:
                break
            if place.url not in children:
                children[place.url] = place.hint.modified
                continue
            entry = Skipped(REPEATED, place.url)
        elif place.page is not None:
            pages[place.url] = place.page
        if not gathering.add(entry, number):
            break
    del children[base]  # an index that names itself
    newest = sorted(children, key=lambda url: children[url], reverse=True)[:SITEMAPS_PER_INDEX]
    if len(newest) < len(children):
        faults.note(f"names {len(children)} sitemaps; the {len(newest)} newest are read")
    found = choose(gathering.found(), pages)
    dated = sorted(found.candidates, key=lambda place: max(place.hint.modified, place.hint.published), reverse=True)
    return replace(found, candidates=tuple(dated), children=tuple(newest))


def _place(element: Element, base: str, reading: Reading, gathering: Gathering) -> _Place:
    said: dict[str, str] = {}
    news: dict[str, str] = {}
    alternates: list[tuple[str, str]] = []
    for child in element:
        name = local(child)
        if name == "news":
            for inner in child.iter():
                news.setdefault(local(inner), inner_text(inner))
        elif name == "link" and (lang := child.get("hreflang")) and (href := child.get("href")):
            alternates.append((lang, href))
        elif name in ("loc", "lastmod") and not any(other in child.tag for other in _OTHERS):
            said.setdefault(name, inner_text(child))
    written = said.get("loc") or (element.text or "").strip()  # some forget <loc>
    url = absolute(base, written) if written else ""
    hint = Hint(
        title=plain(news.get("title", "")),
        published=gathering.date(news.get("publication_date", "")),
        modified=gathering.date(said.get("lastmod", "")),
        outlet=plain(news.get("name", "")),
        language=news.get("language", "")[:2],
    )
    page = in_language(alternates, url, reading.language) if alternates and reading.language else None
    return _Place(written, url, hint, absolute(base, page) if page else page)

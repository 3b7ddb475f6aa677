"""Read feeds: RSS of every version, Atom, JSON Feed."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import chain
from typing import Final

from records.limits import FEED_BYTES
from records.packing import GZIP, Packed, gunzip
from records.page import Candidate, Hint
from spiders.encoding import detect, pieces
from spiders.faults import Faults
from spiders.found import Found, Reading, Skipped, Unreadable
from spiders.gathering import Gathering, linkless
from spiders.jsonfeed import read_json
from spiders.markup import Element, absolute, inner_text, local, plain
from spiders.parts import authors, base_of, content, first, licence, link, outlet, parts_of, summary, texts
from spiders.walk import Walk

ENTRIES: Final = frozenset(("item", "entry", "deleted-entry"))
ROOTS: Final[Mapping[str, frozenset[str]]] = dict.fromkeys(("rss", "rdf", "feed", "channel", "item", "entry"), ENTRIES)
_BESIDE: Final = frozenset(("link", "license", "licence", "rights", "copyright", "ttl", "updateperiod", "updatefrequency"))
_WISHES: Final = ("ttl", "updateperiod", "updatefrequency")
_PERIODS: Final = {"hourly": 3_600, "daily": 86_400, "weekly": 7 * 86_400, "monthly": 30 * 86_400, "yearly": 365 * 86_400}
_CHANNELS: Final = frozenset(("channel", "feed", "rdf", "rss"))


def read_feed(body: bytes, base: str, reading: Reading, charset: str = "") -> Found:
    """Give the articles that a feed announces; Unreadable when it is no feed."""
    body = unpacked(body, FEED_BYTES)
    encoding = detect(body, charset, reading.language)
    faults = Faults(*encoding.faults)
    text = pieces(body, encoding)
    begin = next((piece for piece in text if piece.strip("\ufeff\0 \t\r\n")), "")
    if not begin:
        raise Unreadable("the answer is empty", passing=True)
    if begin.lstrip("\ufeff\0 \t\r\n")[:1] in ("{", "["):
        return read_json("".join(chain((begin,), text)), base, reading, faults)
    return read_walk(Walk(chain((begin,), text), ROOTS, "a feed", faults), base, reading, faults)


def unpacked(body: bytes, most: int) -> bytes:
    """Give a body that may be a gzip file as it is meant; Unreadable when it is damaged or grows beyond `most`."""
    if not body.startswith(GZIP):
        return body
    try:
        return gunzip(body, most)
    except Packed as packed:
        raise Unreadable(packed.verdict.detail) from packed


def read_walk(walk: Walk, base: str, reading: Reading, faults: Faults) -> Found:
    """Give the articles of a feed; entries may stand anywhere, in any namespace."""
    gathering = Gathering(reading, faults)
    homes, terms, wishes = [base], "", dict[str, str]()
    for number, element in walk.entries(_BESIDE):
        around = element.getparent()  # none where a broken tag stood
        if number < 0 and around is not None and local(around) in _CHANNELS:
            terms = terms or licence({local(element): [element]})
            if local(element) in _WISHES:
                wishes.setdefault(local(element), inner_text(element))
            if local(element) == "link" and (element.get("rel") or "alternate") in ("alternate", "self"):
                homes.append(absolute(base, element.get("href") or inner_text(element)))
        elif number >= 0 and not gathering.add(_entry(element, base, reading, gathering), number):
            break
    return replace(gathering.found(homes, terms), ttl=_ttl(wishes))


def _ttl(wishes: Mapping[str, str]) -> int:
    """Give the seconds between two looks that a feed asks for: its ttl in minutes, or a period divided by how often it is updated in it."""
    if (minutes := wishes.get("ttl", "")).isdecimal():
        return 60 * int(minutes[:6])
    often = wishes.get("updatefrequency", "1")
    return _PERIODS.get(wishes.get("updateperiod", "").lower(), 0) // max(1, int(often[:6]) if often.isdecimal() else 1)


def _entry(entry: Element, base: str, reading: Reading, gathering: Gathering) -> Candidate | Skipped:
    if local(entry) == "deleted-entry":  # RFC 6721
        url, written = absolute(base, entry.get("ref") or ""), entry.get("ref") or ""
        return Candidate(url, withdrawn=True, evidence=base) if url else linkless(written, "")
    parts = parts_of(entry)
    title = plain(first(parts, "title"))
    url, written = link(entry, parts, base_of(entry, base))
    if not url:
        return linkless(written, title)
    whole = content(parts)
    return Candidate(
        url,
        Hint(
            title=title,
            published=gathering.date(*texts(parts, "pubdate", "published", "date", "issued", "created")),
            modified=gathering.date(*texts(parts, "updated", "modified", "lastbuilddate")),
            summary=summary(first(parts, "description", "summary") or whole),
            outlet=outlet(parts),
            authors=authors(parts),
            language=first(parts, "language"),
            licence=licence(parts),
        ),
        text=(whole or first(parts, "description", "summary")) if reading.full_text else "",
        evidence=base,
    )

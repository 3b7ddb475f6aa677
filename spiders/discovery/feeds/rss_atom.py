"""Read feeds: RSS of every version, Atom, JSON Feed."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import chain
from typing import Final

from records.announcement import Announcement, ReadOptions, SkippedEntry, UnreadableEndpoint
from records.clock import DAY_SECONDS, HOUR_SECONDS, WEEK_SECONDS
from records.limits import FEED_BYTES
from records.packing import GZIP_MAGIC, ContentEncodingError, gunzip
from records.page import AnnouncedArticle, Hint
from spiders.discovery.entries import EntryCollector, skip_entry_without_link
from spiders.discovery.feeds.entry_fields import (
    build_summary,
    group_entry_fields,
    read_entry_authors,
    read_entry_base,
    read_entry_content,
    read_entry_licence,
    read_entry_link,
    read_entry_outlet,
    read_field_texts,
    read_first_text,
)
from spiders.discovery.feeds.jsonfeed import read_json_feed
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

FEED_ENTRY_TAGS: Final = frozenset(("item", "entry", "deleted-entry"))
FEED_ROOTS: Final[Mapping[str, frozenset[str]]] = dict.fromkeys(
    ("rss", "rdf", "feed", "channel", "item", "entry"), FEED_ENTRY_TAGS
)
_CHANNEL_FIELDS: Final = frozenset(
    ("link", "license", "licence", "rights", "copyright", "ttl", "updateperiod", "updatefrequency")
)
_TTL_FIELDS: Final = ("ttl", "updateperiod", "updatefrequency")
_PERIOD_SECONDS: Final = {
    "hourly": HOUR_SECONDS,
    "daily": DAY_SECONDS,
    "weekly": WEEK_SECONDS,
    "monthly": 30 * DAY_SECONDS,
    "yearly": 365 * DAY_SECONDS,
}
_CHANNEL_TAGS: Final = frozenset(("channel", "feed", "rdf", "rss"))


def read_feed(body: bytes, base: str, options: ReadOptions, charset: str = "") -> Announcement:
    """Give the articles that a feed announces; Unreadable when it is no feed."""
    body = gunzip_body(body, FEED_BYTES)
    encoding = detect_encoding(body, charset, options.language)
    faults = FaultLog(*encoding.faults)
    text = decode_pieces(body, encoding)
    begin = next((piece for piece in text if piece.strip("\ufeff\0 \t\r\n")), "")
    if not begin:
        raise UnreadableEndpoint("the answer is empty", transient=True)
    if begin.lstrip("\ufeff\0 \t\r\n")[:1] in ("{", "["):
        return read_json_feed("".join(chain((begin,), text)), base, options, faults)
    return read_feed_entries(
        EntryStream(chain((begin,), text), FEED_ROOTS, "a feed", faults), base, options, faults
    )


def gunzip_body(body: bytes, max_bytes: int) -> bytes:
    """Give a body that may be a gzip file as it is meant.

    Unreadable when it is damaged or grows beyond `max_bytes`.
    """
    if not body.startswith(GZIP_MAGIC):
        return body
    try:
        return gunzip(body, max_bytes)
    except ContentEncodingError as packed:
        raise UnreadableEndpoint(packed.verdict.detail) from packed


def read_feed_entries(
    walk: EntryStream, base: str, options: ReadOptions, faults: FaultLog
) -> Announcement:
    """Give the articles of a feed; entries may stand anywhere, in any namespace."""
    gathering = EntryCollector(options, faults)
    homes, terms, wishes = [base], "", dict[str, str]()
    for number, element in walk.entries(_CHANNEL_FIELDS):
        around = element.getparent()  # none where a broken tag stood
        if number < 0 and around is not None and get_local_name(around) in _CHANNEL_TAGS:
            terms = terms or read_entry_licence({get_local_name(element): [element]})
            if get_local_name(element) in _TTL_FIELDS:
                wishes.setdefault(get_local_name(element), get_inner_text(element))
            if get_local_name(element) == "link" and (element.get("rel") or "alternate") in (
                "alternate",
                "self",
            ):
                homes.append(
                    make_absolute_url(base, element.get("href") or get_inner_text(element))
                )
        elif number >= 0 and not gathering.add(
            _read_entry(element, base, options, gathering), number
        ):
            break
    return replace(gathering.build_announcement(homes, terms), ttl=_compute_ttl(wishes))


def _compute_ttl(fields: Mapping[str, str]) -> int:
    """Give the polling interval that a feed asks for, in seconds."""
    if (minutes := fields.get("ttl", "")).isdecimal():
        return 60 * int(minutes[:6])
    often = fields.get("updatefrequency", "1")
    return _PERIOD_SECONDS.get(fields.get("updateperiod", "").lower(), 0) // max(
        1, int(often[:6]) if often.isdecimal() else 1
    )


def _read_entry(
    entry: Element, base: str, options: ReadOptions, collector: EntryCollector
) -> AnnouncedArticle | SkippedEntry:
    if get_local_name(entry) == "deleted-entry":  # RFC 6721
        url, written = make_absolute_url(base, entry.get("ref") or ""), entry.get("ref") or ""
        return (
            AnnouncedArticle(url, withdrawn=True, evidence=base)
            if url
            else skip_entry_without_link(written, "")
        )
    parts = group_entry_fields(entry)
    title = strip_markup(read_first_text(parts, "title"))
    url, written = read_entry_link(entry, parts, read_entry_base(entry, base))
    if not url:
        return skip_entry_without_link(written, title)
    whole = read_entry_content(parts)
    return AnnouncedArticle(
        url,
        Hint(
            title=title,
            published=collector.read_date(
                *read_field_texts(parts, "pubdate", "published", "date", "issued", "created")
            ),
            modified=collector.read_date(
                *read_field_texts(parts, "updated", "modified", "lastbuilddate")
            ),
            summary=build_summary(read_first_text(parts, "description", "summary") or whole),
            outlet=read_entry_outlet(parts),
            authors=read_entry_authors(parts),
            language=read_first_text(parts, "language"),
            licence=read_entry_licence(parts),
        ),
        text=(whole or read_first_text(parts, "description", "summary"))
        if options.full_text
        else "",
        evidence=base,
        entry_id=read_first_text(parts, "guid", "id"),
    )

"""Sort the entries of one document into candidates and what is skipped, each with its reason."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from records.announcement import Announcement, ReadOptions, SkippedEntry
from records.limits import ANNOUNCED_MAX
from records.page import AnnouncedArticle
from records.reasons import SkipReason
from records.urls import mark_entry, normalize_url
from text.dates.feeds import find_date_error, parse_feed_date
from text.xml.elements import make_absolute_url
from text.xml.faults import FaultLog

_INDEX_PAGE = re.compile(r"/(?:index|default)\.\w{2,5}$|/$", re.IGNORECASE)
_LABEL_CHARS: Final = 200


class EntryCollector:
    """The entries of one document, in its order, no more than ANNOUNCED_MOST."""

    def __init__(self, options: ReadOptions, faults: FaultLog) -> None:
        """Begin with none."""
        self._options, self._faults = options, faults
        self._entries: list[tuple[int, AnnouncedArticle | SkippedEntry]] = []

    def add(self, entry: AnnouncedArticle | SkippedEntry, number: int = 0) -> bool:
        """Take an entry with its number in the document; say whether there is room for it."""
        if len(self._entries) >= ANNOUNCED_MAX:
            self._faults.note(f"holds more than {ANNOUNCED_MAX} entries; the rest is left out")
            return False
        self._entries.append((number, entry))
        return True

    def read_date(self, *texts: str) -> str:
        """Give the first of several dates that can be read and can be true, "" when there is
        none.
        """
        read = [
            stamp
            for text in texts
            if text and (stamp := parse_feed_date(text, self._options.zone, self._options.now))
        ]
        for stamp in read:
            if not (fault := find_date_error(stamp, self._options.now)):
                return stamp
            self._faults.note(f"{{n}} × a date {fault}; dropped")
        if not read and any(texts):
            self._faults.note("{n} × a date that cannot be read")
        return ""

    def build_announcement(self, channels: Iterable[str] = (), licence: str = "") -> Announcement:
        """Give what the document announces.

        `channels` are the addresses of its own channel, `licence` that of all its entries.
        """
        homes = {_host_and_folder(url) for url in channels if url}
        kept: dict[tuple[str, bool], AnnouncedArticle] = {}
        skipped: list[SkippedEntry] = []
        entries = [entry for _, entry in sorted(self._entries, key=lambda numbered: numbered[0])]
        for entry in _separate_entries(entries):
            if isinstance(entry, SkippedEntry):
                skipped.append(entry)
                continue
            key = _canonical_or_empty(entry.url), entry.withdrawn
            reason = (
                SkipReason.BAD_LINK
                if not key[0]
                else (
                    SkipReason.REPEATED_LINK
                    if key in kept
                    else SkipReason.CHANNEL_PAGE
                    if homes and "#" not in key[0] and _is_channel_page(key[0], homes)
                    else None
                )
            )
            if reason:
                skipped.append(SkippedEntry(reason, entry.url[:_LABEL_CHARS]))
            else:
                kept[key] = (
                    entry
                    if entry.hint.licence or not licence
                    else replace(entry, hint=replace(entry.hint, licence=licence))
                )
        return Announcement(tuple(kept.values()), tuple(skipped), self._faults.words)


def _separate_entries(
    entries: list[AnnouncedArticle | SkippedEntry],
) -> list[AnnouncedArticle | SkippedEntry]:
    """Give entries that share one link, and bring texts of their own under ids of their own, an
    address each; the others stay as they are.
    """
    sharing: defaultdict[str, list[AnnouncedArticle]] = defaultdict(list)
    for entry in entries:
        if isinstance(entry, AnnouncedArticle) and entry.text and entry.entry_id:
            sharing[_canonical_or_empty(entry.url)].append(entry)
    own = {
        id(entry)
        for address, group in sharing.items()
        if address
        and len({entry.entry_id for entry in group}) > 1
        and len({entry.text for entry in group}) > 1
        for entry in group
    }
    return [
        replace(entry, url=mark_entry(entry.url, entry.entry_id))
        if isinstance(entry, AnnouncedArticle) and id(entry) in own
        else entry
        for entry in entries
    ]


def skip_entry_without_link(link: str, title: str) -> SkippedEntry:
    """Say what becomes of an entry without a web address.

    `link` is what stands in the place of one.
    """
    return (
        SkippedEntry(SkipReason.BAD_LINK, link[:_LABEL_CHARS])
        if link
        else SkippedEntry(SkipReason.NO_LINK, title[:_LABEL_CHARS])
    )


def _canonical_or_empty(url: str) -> str:
    try:
        return normalize_url(url)
    except ValueError:
        return ""


def _host_and_folder(url: str) -> tuple[str, str]:
    """Give host and folder of a page; an index page is its folder."""
    parts = urlsplit(make_absolute_url(url, url))
    return (parts.hostname or "").removeprefix("www."), _INDEX_PAGE.sub("", parts.path) + (
        "?" + parts.query if parts.query else ""
    )


def _is_channel_page(url: str, homes: set[tuple[str, str]]) -> bool:
    """Say whether an address is a channel's own page, or the index of a folder that it lies in.

    Sites move: the index page of the same folder on another host is the channel too.
    """
    host, path = _host_and_folder(url)
    if (host, path) in homes:
        return True
    if not _INDEX_PAGE.search(urlsplit(url).path) or urlsplit(url).query:
        return False
    return any(
        (host == home and (folder + "/").startswith(path + "/")) or (path and path == folder)
        for home, folder in homes
    )

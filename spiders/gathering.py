"""Sort the entries of one document into candidates and what is skipped, each with its reason."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Final
from urllib.parse import urlsplit

from records.address import canonical
from records.limits import ANNOUNCED_MOST
from records.page import Candidate
from spiders.faults import Faults
from spiders.found import BAD_LINK, CHANNEL, NO_LINK, REPEATED, Found, Reading, Skipped
from spiders.markup import absolute
from spiders.moments import moment, sound

_INDEX = re.compile(r"/(?:index|default)\.\w{2,5}$|/$", re.IGNORECASE)
_WHAT_CHARS: Final = 200


class Gathering:
    """The entries of one document, in its order, no more than ANNOUNCED_MOST."""

    def __init__(self, reading: Reading, faults: Faults) -> None:
        """Begin with none."""
        self._reading, self._faults = reading, faults
        self._entries: list[tuple[int, Candidate | Skipped]] = []

    def add(self, entry: Candidate | Skipped, number: int = 0) -> bool:
        """Take an entry with its number in the document; say whether there is room for it."""
        if len(self._entries) >= ANNOUNCED_MOST:
            self._faults.note(f"holds more than {ANNOUNCED_MOST} entries; the rest is left out")
            return False
        self._entries.append((number, entry))
        return True

    def date(self, *texts: str) -> str:
        """Give the first of several dates that can be read and can be true, "" when there is none."""
        read = [stamp for text in texts if text and (stamp := moment(text, self._reading.zone))]
        for stamp in read:
            if not (fault := sound(stamp, self._reading.now)):
                return stamp
            self._faults.note(f"{{n}} × a date {fault}; dropped")
        if not read and any(texts):
            self._faults.note("{n} × a date that cannot be read")
        return ""

    def found(self, channels: Iterable[str] = (), licence: str = "") -> Found:
        """Give what the document announces; `channels` are the addresses of its own channel, `licence` that of all its entries."""
        homes = {_place(url) for url in channels if url}
        kept: dict[tuple[str, bool], Candidate] = {}
        skipped: list[Skipped] = []
        for _, entry in sorted(self._entries, key=lambda numbered: numbered[0]):
            if isinstance(entry, Skipped):
                skipped.append(entry)
                continue
            key = _address(entry.url), entry.withdrawn
            reason = BAD_LINK if not key[0] else REPEATED if key in kept else CHANNEL if homes and _is_channel(key[0], homes) else ""
            if reason:
                skipped.append(Skipped(reason, entry.url[:_WHAT_CHARS]))
            else:
                kept[key] = entry if entry.hint.licence or not licence else replace(entry, hint=replace(entry.hint, licence=licence))
        return Found(tuple(kept.values()), tuple(skipped), self._faults.words)


def linkless(written: str, title: str) -> Skipped:
    """Say what becomes of an entry without a web address; `written` is what stands in the place of one."""
    return Skipped(BAD_LINK, written[:_WHAT_CHARS]) if written else Skipped(NO_LINK, title[:_WHAT_CHARS])


def _address(url: str) -> str:
    try:
        return canonical(url)
    except ValueError:
        return ""


def _place(url: str) -> tuple[str, str]:
    """Give host and folder of a page; an index page is its folder."""
    parts = urlsplit(absolute(url, url))
    return (parts.hostname or "").removeprefix("www."), _INDEX.sub("", parts.path) + ("?" + parts.query if parts.query else "")


def _is_channel(url: str, homes: set[tuple[str, str]]) -> bool:
    """Say whether an address is a channel's own page, or the index of a folder that it lies in.

    Sites move: the index page of the same folder on another host is the channel too.
    """
    host, path = _place(url)
    if (host, path) in homes:
        return True
    if not _INDEX.search(urlsplit(url).path) or urlsplit(url).query:
        return False
    return any((host == home and (folder + "/").startswith(path + "/")) or (path and path == folder) for home, folder in homes)

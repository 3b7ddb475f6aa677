"""What a document that announces articles holds: the one type that every way of discovery gives."""

from collections import Counter
from dataclasses import dataclass

from records.clock import CHINA_OFFSET
from records.page import AnnouncedArticle
from records.reasons import SkipReason


class UnreadableEndpoint(ValueError):
    """A document that should announce articles and cannot be read; the message says why.

    `passing` says that the same request may well be answered properly a moment later (an empty
    answer, a bare object).
    """

    def __init__(self, message: str, *, transient: bool = False) -> None:
        """Say what is wrong."""
        super().__init__(message)
        self.transient = transient


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How a source wants its announcements read."""

    now: str = ""  # UTC, ISO 8601: what "3 hours ago" and a date without a year count from
    language: str = ""
    zone: str = CHINA_OFFSET  # of times that name none
    full_text: bool = False  # the content is the whole article


@dataclass(frozen=True, slots=True)
class SkippedEntry:
    """Something among the announcements that becomes no candidate."""

    reason: SkipReason
    label: str  # its address or title, for people


@dataclass(frozen=True, slots=True)
class Announcement:
    """What one document announces: every entry in it is a candidate or skipped with its reason."""

    candidates: tuple[AnnouncedArticle, ...] = ()
    skipped: tuple[SkippedEntry, ...] = ()
    faults: tuple[str, ...] = ()  # what was broken in it and recovered, in words
    # addresses of further documents: the sitemaps of an index, the newest first
    children: tuple[str, ...] = ()
    next: str = ""  # address of the following page of the same list, where the document names it
    ttl: int = 0  # seconds for which the document wants to be left alone; 0: not said
    # number of the last page of the same list, where the document tells it (a script call,
    # usually); 0: not said
    last: int = 0

    @property
    def entries(self) -> int:
        """Count the entries of the document, whatever became of them."""
        return len(self.candidates) + len(self.skipped)

    @property
    def reasons(self) -> Counter[SkipReason]:
        """Count what was skipped by its reason."""
        return Counter(entry.reason for entry in self.skipped)

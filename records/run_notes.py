"""What a reader of a run should know of a source beside its counters: a kind with its values.

The sentence is made where a note is shown or stored; what decides looks at the kind.
"""

from dataclasses import dataclass
from enum import Enum

from records.message import Message


class NoteKind(Enum):
    """What a note says, with the places for its values."""

    ENDPOINT_DAMAGED = "{url}: {problem}"
    HOST_FILE_UNREADABLE = "{url} cannot be read, so {instead}: {problem}"
    NO_BACKFILL = "cannot be backfilled: it has neither archive nor pages"
    LAX_CERTIFICATES = 'certificates are not verified (tls = "lax")'
    POSSIBLE_GAP = (
        "possible gap: the oldest of {entries} entries ({oldest}) is newer than the last visit"
        " ({visited}): {url}"
    )
    CLAIMS_REFUSED = "{number} claims on addresses of others refused ({owners}): {claims}"
    WITHDRAWN = "{number} articles withdrawn: their pages answer 404 or 410"
    OVER_BUDGET = "{problem}"
    PAGE_UNREADABLE = "{url}: page {number} cannot be read: {problem}"
    TOO_MANY_PAGES = "{url}: has more than {most} pages; the others are left out"


@dataclass(frozen=True, slots=True)
class RunNote:
    """One note about a source in a run."""

    kind: NoteKind
    values: tuple[tuple[str, str | int], ...] = ()

    @classmethod
    def make(cls, kind: NoteKind, **values: str | int) -> "RunNote":
        """Make a note; `values` fill the places of its kind."""
        return cls(kind, tuple(values.items()))

    @property
    def message(self) -> Message:
        """The note as one sentence."""
        return Message(self.kind.value, **dict(self.values))

    def __str__(self) -> str:
        return self.message

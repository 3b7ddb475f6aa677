"""What may be asked of a run of the crawler."""

from collections.abc import Callable
from dataclasses import dataclass

from records.limits import PAGES_PER_RUN
from store.database import Store


@dataclass(frozen=True, slots=True)
class Options:
    """How a run differs from the usual."""

    recheck: bool = False  # ask for every stored article again
    pages: int = PAGES_PER_RUN  # articles of one source
    backfill: int = 0  # days of the past to look for, where a source has an archive or pages
    workers: int = 1  # processes that refine pages
    dry: bool = False  # only ask what is announced: no article is fetched
    until: float = 0.0  # moment of the monotonic clock at which the harvest must be over; 0: it takes what it takes
    alone: bool = False  # the caller holds the lock: leases of killed runs are nobody's
    anyway: bool = False  # ask sources, too, whose next look is still to come
    against: Store | None = None  # of a dry run: the store whose articles count as known
    told: Callable[[str, str], object] | None = None  # hears the source and the kind of every outcome

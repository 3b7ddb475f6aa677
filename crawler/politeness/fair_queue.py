"""Hand out waiting requests so that no host keeps the others from their turn.

Scrapy counts what waits for a host in the same pot as what is under way. Thirty requests that wait
for one slow host, or for its robots.txt, filled the pot, and every other host stood still
(measured: see tests/hostile/test_slow.py). Here a host gets as many places as it has connections,
and HOST_AHEAD more. And no page is fetched while READ_AHEAD others wait to be read: they would only
fill memory, and a trap is seen by what was read.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

from scrapy import Request
from scrapy.pqueues import DownloaderAwarePriorityQueue, DownloaderInterface

from crawler.settings import CONNECTIONS_PER_ALLOWED_HOST

# requests of one host that wait for their turn in the downloader; all others wait where they block
# nobody
HOST_QUEUE_LENGTH: Final = 2
# pages fetched and not yet refined: four workers are never idle, and a slow one costs no memory
UNREFINED_PAGES: Final = 24


class _HostSlots(DownloaderInterface):
    """What the downloader holds of each host, from the moment it was handed out."""

    def stats(self, possible_slots: Iterable[str]) -> list[tuple[int, str]]:
        """Give how many requests each host has, of those with a place left."""
        held = Counter(map(self.get_slot_key, self.downloader.active))
        return [
            (held[slot], slot) for slot in possible_slots if held[slot] < self._count_slots(slot)
        ]

    def _count_slots(self, slot: str) -> int:
        known: Any = self.downloader.per_slot_settings.get(slot, {})
        return int(known.get("concurrency", CONNECTIONS_PER_ALLOWED_HOST)) + HOST_QUEUE_LENGTH


class FairQueue(DownloaderAwarePriorityQueue):
    """Scrapy's queue, which gives None while every host that waits has all its places taken."""

    # Scrapy hands on what it was given
    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        """Begin with nothing waiting."""
        super().__init__(*args, **kwargs)
        self._downloader_interface = _HostSlots(self.crawler)

    def pop(self) -> Request | None:
        """Give the next request, None when none may go now."""
        reading: Any = self.crawler.engine.scraper.slot
        return super().pop() if self.pqueues and reading.itemproc_size < UNREFINED_PAGES else None

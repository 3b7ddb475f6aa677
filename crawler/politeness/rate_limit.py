"""How fast a host is asked: delay and connections."""

from collections.abc import Set
from dataclasses import dataclass
from typing import Final

from crawler.download.public_addresses import is_allowed_url
from crawler.settings import CONNECTIONS_PER_ALLOWED_HOST

CONNECTIONS_PER_PUBLIC_HOST: Final = 2  # per scheme, host and port
PUBLIC_HOST_DELAY: Final = 1.0  # seconds between two requests to one public host


@dataclass(frozen=True, slots=True)
class RateLimit:
    """How fast one host is asked."""

    delay: float
    concurrency: int

    def with_overrides(self, delay: float | None, concurrency: int | None) -> "RateLimit":
        """Give the pace with what a source wishes.

        Where two sources share a host the slower wish holds.
        """
        return RateLimit(self.delay if delay is None else delay, concurrency or self.concurrency)

    def combine_slower(self, other: "RateLimit") -> "RateLimit":
        """Give the slower of both."""
        return RateLimit(max(self.delay, other.delay), min(self.concurrency, other.concurrency))


def get_default_rate_limit(url: str, allow_hosts: Set[str]) -> RateLimit:
    """Give the pace of a host for which no source wishes another."""
    return (
        RateLimit(0.0, CONNECTIONS_PER_ALLOWED_HOST)
        if is_allowed_url(url, allow_hosts)
        else RateLimit(PUBLIC_HOST_DELAY, CONNECTIONS_PER_PUBLIC_HOST)
    )

"""Read robots.txt as RFC 9309 wants it."""

from dataclasses import dataclass
from typing import Any, Final

from records.limits import CRAWL_DELAY_MOST, ROBOTS_BYTES
from records.verdict import Drop, Retry, Verdict

AGENT: Final = "Jianwen"
"""The product token that rules are looked up by."""
TOO_MANY: Final = 429


@dataclass(frozen=True, slots=True)
class Robots:
    """What a host asks of crawlers; without rules everything is allowed, with `closed` nothing is."""

    rules: Any = None  # protego's
    closed: Verdict | None = None

    def refusal(self, url: str) -> Verdict | None:
        """Say why a page must not be fetched, None when it may be."""
        if self.closed is not None:
            return self.closed
        if self.rules is None or self.rules.can_fetch(url, AGENT):
            return None
        return Drop("fetch", "robots", "robots.txt forbids it")

    @property
    def delay(self) -> float:
        """Crawl-delay in seconds, at most CRAWL_DELAY_MOST."""
        asked = self.rules.crawl_delay(AGENT) if self.rules is not None else None
        return min(max(float(asked or 0.0), 0.0), CRAWL_DELAY_MOST)


def read_robots(status: int, body: bytes, *, after: float = 0.0) -> Robots:
    """Read the answer to a request for robots.txt.

    2xx holds the rules, of which the first ROBOTS_BYTES count; 4xx means that there are none; 5xx, and a host that is too busy,
    mean stay away.
    """
    if 200 <= status < 300:
        from protego import Protego

        text = body[:ROBOTS_BYTES].removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace").replace("\0", "")
        return Robots(Protego.parse(text))
    if 400 <= status < 500 and status != TOO_MANY:
        return Robots()
    return unreachable(f"robots.txt answered {status}", after=after)


def unreachable(detail: str, *, after: float = 0.0) -> Robots:
    """Stay away from a host whose robots.txt cannot be had."""
    return Robots(closed=Retry("fetch", "robots-unreachable", detail, after))

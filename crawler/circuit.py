"""Decide which hosts are left alone, in this run and by what earlier runs were told.

A host is closed for CHALLENGE_SECONDS by a test for browsers in place of robots.txt or of an announcement, or in place of
CHALLENGES pages of one run; for as long as it asks by Retry-After; for a short while when it is down. The first two outlive the
run. When the time of a challenge is over the host is on trial: it is asked one thing at a time, one more test closes it again,
and the first proper answer ends the matter.
"""

import math
from collections import Counter
from typing import Final

from records.limits import CHALLENGE_SECONDS, CHALLENGES
from records.verdict import Retry
from store.database import Store
from store.hosts import LONGEST, Closed, close_host, remembered_hosts, reopen
from store.times import later, seconds_between

CHALLENGED: Final = "challenged"
PAUSED: Final = "host-paused"
DOWN: Final = "host-down"
KEPT: Final = frozenset((CHALLENGED, PAUSED))
"""What the host itself said; that it is down is only what we make of it."""


class Circuit:
    """The hosts of one run; without a store nothing is known before it and nothing kept after it."""

    def __init__(self, store: Store | None = None, known: Store | None = None) -> None:
        """Read what earlier runs were told, from `known` where that is another store than the one that is written."""
        self._store, before = store, known or store
        self._closed: dict[str, Closed] = remembered_hosts(before) if before is not None else {}
        self._challenges: Counter[str] = Counter()

    def closed(self, host: str, now: str) -> Closed | None:
        """Give why a host is left alone, None when it is not; a time beyond every wait was written by a clock that ran ahead."""
        one = self._closed.get(host)
        return one if one is not None and now < one.until <= later(now, LONGEST) else None

    def refusal(self, host: str, now: str) -> Retry | None:
        """Give the verdict on whatever would be asked of a closed host, None when it may be asked."""
        one = self.closed(host, now)
        return None if one is None else Retry("fetch", one.reason, one.detail, seconds_between(now, one.until))

    def challenged(self, host: str, now: str) -> str:
        """Say in words that a host is closed by a test for browsers, "" when it is not."""
        one = self.closed(host, now)
        return one.detail if one is not None and one.reason == CHALLENGED else ""

    def suspects(self, host: str) -> bool:
        """Say whether a host has tested us before: then it is asked one thing at a time."""
        return self._challenges[host] > 0 or self._reason(host) == CHALLENGED

    def close(self, host: str, seconds: float, reason: str, detail: str, now: str) -> None:
        """Leave a host alone for some time; the longest wish holds."""
        until = later(now, math.ceil(seconds))
        before = self.closed(host, now)
        if before is not None and before.until >= until:
            return
        one = Closed(host, until, reason, detail, now)
        self._closed[host] = one
        if self._store is not None and reason in KEPT:
            close_host(self._store, host, until, reason, detail, now)

    def challenge(self, host: str, what: str, now: str, *, at_once: bool) -> None:
        """Note a test for browsers; close the host when it was the last one that is borne with."""
        if self.closed(host, now) is not None:
            return  # it was on its way when the host was closed
        trial = self._reason(host) == CHALLENGED
        self._challenges[host] += 1
        if at_once or trial or self._challenges[host] >= CHALLENGES:
            until = later(now, CHALLENGE_SECONDS)[:16].replace("T", " ")
            self.close(host, CHALLENGE_SECONDS, CHALLENGED, f"{host} answered {what}; nothing is asked there until {until} UTC", now)

    def answered(self, host: str, now: str) -> None:
        """Note a proper answer: a trial is over."""
        if self._reason(host) == CHALLENGED and self.closed(host, now) is None:
            del self._closed[host]
            if self._store is not None:
                reopen(self._store, host)

    def _reason(self, host: str) -> str:
        one = self._closed.get(host)
        return one.reason if one is not None else ""

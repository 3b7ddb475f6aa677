"""Decide which hosts are left alone, in this run and by what earlier runs were told.

A host is closed for CHALLENGE_SECONDS by a test for browsers in place of robots.txt or of an
announcement, or in place of CHALLENGES pages of one run; for as long as it asks by Retry-After; for
a short while when it is down. The first two outlive the run. When the time of a challenge is over
the host is on trial: it is asked one thing at a time, one more test closes it again, and the first
proper answer ends the matter.
"""

import math
from collections import Counter
from typing import Final

from records.reasons import Reason, VerdictReason
from records.verdict import Retry
from store.db.connection import Store
from store.db.times import add_seconds, seconds_between
from store.ledger.hosts import (
    CHALLENGE_SECONDS,
    LONGEST_PAUSE,
    HostPause,
    end_host_pause,
    list_host_pauses,
    pause_host,
)

# pages of one host answered so in one run, after which it is; one alone may be an odd page
CHALLENGED_PAGES: Final = 3
PERSISTENT_REASONS: Final = frozenset((Reason.CHALLENGED, Reason.HOST_PAUSED))
"""What the host itself said; that it is down is only what we make of it."""


class CircuitBreaker:
    """The hosts of one run; without a store nothing is known before it and nothing kept after
    it.
    """

    def __init__(self, store: Store | None = None, previous_store: Store | None = None) -> None:
        """Read what earlier runs were told, from `previous_store` where that is another store than
        the one that is written.
        """
        self._store, before = store, previous_store or store
        self._closed: dict[str, HostPause] = list_host_pauses(before) if before is not None else {}
        self._challenges: Counter[str] = Counter()

    def find_closure(self, host: str, now: str) -> HostPause | None:
        """Give why a host is left alone, None when it is not.

        A time beyond every wait was written by a clock that ran ahead.
        """
        pause = self._closed.get(host)
        return (
            pause
            if pause is not None and now < pause.until <= add_seconds(now, LONGEST_PAUSE)
            else None
        )

    def find_refusal(self, host: str, now: str) -> Retry | None:
        """Give the verdict on any request to a closed host, None when it is open."""
        pause = self.find_closure(host, now)
        return (
            None
            if pause is None
            else Retry(
                "fetch", pause.reason, pause.detail, seconds_between(now, pause.until), pause.cause
            )
        )

    def describe_challenge(self, host: str, now: str) -> str:
        """Say in words that a host is closed by a test for browsers, "" when it is not."""
        pause = self.find_closure(host, now)
        return pause.detail if pause is not None and pause.reason == Reason.CHALLENGED else ""

    def is_suspect(self, host: str) -> bool:
        """Say whether a host has tested us before: then it is asked one thing at a time."""
        return self._challenges[host] > 0 or self._closing_reason(host) == Reason.CHALLENGED

    def close_host(
        self,
        host: str,
        seconds: float,
        reason: Reason,
        detail: str,
        now: str,
        *,
        cause: VerdictReason | None = None,
    ) -> None:
        """Leave a host alone for some seconds; the longest pause holds."""
        until = add_seconds(now, math.ceil(seconds))
        before = self.find_closure(host, now)
        if before is not None and before.until >= until:
            return
        pause = HostPause(host, until, reason, detail, now, cause)
        self._closed[host] = pause
        if self._store is not None and reason in PERSISTENT_REASONS:
            pause_host(self._store, host, until, reason, detail, now)

    def record_challenge(self, host: str, description: str, now: str, *, at_once: bool) -> None:
        """Note a test for browsers; close the host when it was the last one that is borne with."""
        if self.find_closure(host, now) is not None:
            return  # it was on its way when the host was closed
        trial = self._closing_reason(host) == Reason.CHALLENGED
        self._challenges[host] += 1
        if at_once or trial or self._challenges[host] >= CHALLENGED_PAGES:
            until = add_seconds(now, CHALLENGE_SECONDS)[:16].replace("T", " ")
            self.close_host(
                host,
                CHALLENGE_SECONDS,
                Reason.CHALLENGED,
                f"{host} answered {description}; nothing is asked there until {until} UTC",
                now,
            )

    def record_success(self, host: str, now: str) -> None:
        """Note a proper answer: a trial is over."""
        if self._closing_reason(host) == Reason.CHALLENGED and self.find_closure(host, now) is None:
            del self._closed[host]
            if self._store is not None:
                end_host_pause(self._store, host)

    def _closing_reason(self, host: str) -> VerdictReason | None:
        pause = self._closed.get(host)
        return pause.reason if pause is not None else None

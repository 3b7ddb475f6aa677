"""What hosts want of crawlers, remembered from one run to the next: to be left alone, their
robots.txt and the like.
"""

from dataclasses import dataclass
from typing import Final

from records.clock import DAY_SECONDS
from records.limits import RETRY_AFTER_MAX
from records.reasons import VerdictReason, parse_reason
from store.db.connection import Store
from store.db.times import add_seconds

# A host that tests browsers is left alone until the next daily run: its operators think in days.
CHALLENGE_SECONDS: Final = DAY_SECONDS * 9 // 10
# a wish is rounded up to whole seconds, and never cut short
LONGEST_PAUSE: Final = max(CHALLENGE_SECONDS, RETRY_AFTER_MAX) + 60
"""Seconds for which a host is left alone at most.

A later end was written by a clock that ran ahead.
"""


@dataclass(frozen=True, slots=True)
class HostPause:
    """A host that is left alone until a moment.

    After it, it is on trial until it has answered properly.
    """

    host: str  # scheme, host and port
    until: str  # UTC, ISO 8601
    reason: VerdictReason  # challenged, host-paused; host-down within a run alone
    detail: str
    at: str
    cause: VerdictReason | None = None  # of host-down: what failed last; not stored


def pause_host(
    store: Store, host: str, until: str, reason: VerdictReason, detail: str, now: str
) -> None:
    """Leave a host alone; where it is left alone longer already, that holds.

    Pauses that are over are forgotten.
    """
    with store.transaction() as connection:
        connection.execute(
            "DELETE FROM hosts WHERE (reason <> 'challenged' AND until <= ?) OR until > ?",
            (now, add_seconds(now, LONGEST_PAUSE)),
        )
        connection.execute(
            """INSERT INTO hosts (host, until, reason, detail, at) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (host) DO UPDATE SET until = excluded.until, reason = excluded.reason,
            detail = excluded.detail, at = excluded.at
            WHERE excluded.until > hosts.until""",
            (host, until, reason, detail, now),
        )


def list_paused_hosts(store: Store, now: str) -> dict[str, HostPause]:
    """Give the hosts that are to be left alone now."""
    return {host: pause for host, pause in list_host_pauses(store).items() if pause.until > now}


def list_host_pauses(store: Store) -> dict[str, HostPause]:
    """Give all of them, those too whose time is over and who have not answered since."""
    return {
        row["host"]: HostPause(**{**dict(row), "reason": parse_reason(row["reason"])})
        for row in store.query("SELECT host, until, reason, detail, at FROM hosts")
    }


@dataclass(frozen=True, slots=True)
class HostFile:
    """A host's file for crawlers as it last answered, well or with "there is none"."""

    status: int
    body: bytes
    etag: str
    last_modified: str
    fetched: str  # or confirmed to be unchanged, UTC


def store_host_file(store: Store, host: str, name: str, file: HostFile) -> None:
    """Keep what a file answered, in place of what it answered before."""
    with store.transaction() as connection:
        connection.execute(
            "INSERT OR REPLACE INTO host_files (host, name, status, body, etag, last_modified,"
            " fetched) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (host, name, file.status, file.body, file.etag, file.last_modified, file.fetched),
        )


def read_host_files(store: Store, host: str) -> dict[str, HostFile]:
    """Give the kept files of a host by their names."""
    rows = store.query(
        "SELECT name, status, body, etag, last_modified, fetched FROM host_files WHERE host = ?",
        (host,),
    )
    return {row["name"]: HostFile(*tuple(row)[1:]) for row in rows}


def end_host_pause(store: Store, host: str) -> bool:
    """Forget that a host was closed; False when it was not."""
    with store.transaction() as connection:
        return connection.execute("DELETE FROM hosts WHERE host = ?", (host,)).rowcount > 0

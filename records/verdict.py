"""Why a page became no article: verdicts are about a page, errors about the machine.

A verdict is a value, kept in the ledger with its stage and reason:

* Drop        the page is not an article we keep (not HTML, no text, refused by robots); not asked
  for again until it changes
* Retry       the page may be better later (time-out, 503, unfinished body)
* Quarantine  the page may be an article but no stage could read it (crash, damage); kept whole
  for replay
"""

from dataclasses import dataclass
from typing import Final

from records.reasons import VerdictReason

DETAIL_CHARS: Final = 500  # of an error message kept in a verdict


@dataclass(frozen=True, slots=True)
class Drop:
    """The page is not an article that we keep."""

    stage: str
    reason: VerdictReason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Retry:
    """The page may be better later.

    `after` is the earliest wait in seconds, 0 when the ledger decides; `cause` the reason behind
    this one, where it says more (a host is down: because its name is not found).
    """

    stage: str
    reason: VerdictReason
    detail: str = ""
    after: float = 0.0
    cause: VerdictReason | None = None


@dataclass(frozen=True, slots=True)
class Quarantine:
    """No stage could read a page that may be an article; the page is kept for replay."""

    stage: str
    reason: VerdictReason
    detail: str = ""


Verdict = Drop | Retry | Quarantine

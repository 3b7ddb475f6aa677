"""What the line says when it does not go on: verdicts about a page, errors about the machine.

A verdict is a value, kept in the ledger with its stage and reason:

* Drop        the page is not an article we keep (not HTML, no text, refused by robots); not asked for again until it changes
* Retry       the page may be better later (time-out, 503, unfinished body)
* Quarantine  the page may be an article but the line could not read it (crash, damage); kept whole for replay

An error ends a command with one line and an exit code:

* JianwenError           exit 3
  * UsageError           exit 2   unknown source, unreadable file, wrong option
    * SourceError        exit 2   a source file that cannot be used: file, line, what to write
  * StoreError           exit 3   the store cannot be opened or written: permission, disk full, newer version
    * ArchiveError       exit 3   a kept answer cannot be read: segment missing or damaged
  * ModelError           exit 2   a translation package that is missing, damaged or unsafe
    * PinError           exit 2   a package that is not the one demanded or recorded
  * LockedError          exit 75  another run holds the lock
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Drop:
    """The page is not an article that we keep."""

    stage: str
    reason: str  # a short stable slug: not-html, no-text, robots, too-short …
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Retry:
    """The page may be better later; `after` is the earliest wait in seconds, 0 when the ledger decides."""

    stage: str
    reason: str
    detail: str = ""
    after: float = 0.0


@dataclass(frozen=True, slots=True)
class Quarantine:
    """The line could not read a page that may be an article; the page is kept for replay."""

    stage: str
    reason: str
    detail: str = ""


Verdict = Drop | Retry | Quarantine


class JianwenError(Exception):
    """Root of the errors that end a command with one clear line."""

    exit_code = 3


class UsageError(JianwenError):
    """What was asked for cannot be done as asked."""

    exit_code = 2


class SourceError(UsageError):
    """A source file cannot be used; the message names file and line."""


class ModelError(UsageError):
    """A translation package is missing, damaged or unsafe."""


class PinError(ModelError):
    """A translation package is not the one that was demanded or recorded."""


class StoreError(JianwenError):
    """The store cannot be opened, read or written."""


class ArchiveError(StoreError):
    """An answer cannot be read from the archive; the message names segment and place."""


class LockedError(JianwenError):
    """Another run holds the lock."""

    exit_code = 75

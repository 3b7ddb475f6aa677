"""Errors that end a command with one line and an exit code.

* JianwenError           exit 3
  * UsageError           exit 2   unknown source, unreadable file, wrong option
    * SourceError        exit 2   a source file that cannot be used: file, line, what to write
  * StoreError           exit 3   the store cannot be opened or written: permission, disk full,
    newer version
    * ArchiveError       exit 3   a kept answer cannot be read: segment missing or damaged
  * ModelError           exit 2   a translation package that is missing, damaged or unsafe
    * PinError           exit 2   a package that is not the one demanded or recorded
  * LockedError          exit 75  another run holds the lock
"""

from records.message import Message


class JianwenError(Exception):
    """Root of the errors that end a command with one clear line.

    Its text may have `{places}` for values; then it is a message, which the catalogue translates.
    """

    exit_code = 3

    def __init__(self, text: str, /, **values: object) -> None:
        self.message = Message(text, **values)
        super().__init__(str(self.message))


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

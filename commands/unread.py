"""An input that could not become a page."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unread:
    """What it was and why; it is reported and counted, and the others go on."""

    name: str  # file, or line of standard input
    reason: str

"""Keep what a reader mends in one document."""

from collections import Counter


class FaultLog:
    """The faults of one document, each once, in the order in which they were met."""

    def __init__(self, *faults: str) -> None:
        """Begin with those that are known."""
        self._counts = Counter(faults)

    def note(self, fault: str) -> None:
        """Note a fault; one with {n} in it will tell how often it was noted."""
        self._counts[fault] += 1

    @property
    def words(self) -> tuple[str, ...]:
        """Give the faults for people."""
        return tuple(fault.replace("{n}", str(count)) for fault, count in self._counts.items())

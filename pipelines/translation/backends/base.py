"""What every translator offers."""

from collections.abc import Sequence
from typing import Protocol


class Translator(Protocol):
    """Turns sentences into sentences, one for one, in the same order.

    It sees no article and keeps no state between calls.
    """

    @property
    def name(self) -> str:
        """What editors see: the package with its version."""
        ...

    @property
    def model(self) -> str:
        """What the sentence memory goes by: changes whenever the same sentence could come out
        differently.
        """
        ...

    @property
    def languages(self) -> frozenset[str]:
        """The languages it reads, as ISO 639-1 codes; none when there is nothing to translate
        with.
        """
        ...

    def translate(self, sentences: Sequence[str]) -> list[str]:
        """Translate each sentence by itself."""
        ...

    def alternatives(self, sentences: Sequence[str]) -> list[list[str]]:
        """Give other translations of each sentence, the likeliest first.

        None where it has no other.
        """
        ...

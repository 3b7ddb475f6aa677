"""What a quality check says about a sentence and its translation."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that looks wrong: an error harms the reader, a warning asks for a look."""

    check: str
    severity: Literal["error", "warning"]
    reason: str  # in Chinese, for the editor

    @property
    def label(self) -> str:
        """How the store writes it: the check's name, with "!" behind it for an error."""
        return self.check + ("!" if self.severity == "error" else "")

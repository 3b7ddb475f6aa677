"""Where a Jianwen installation keeps its things, read from the environment that the caller
passes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parent.parent
"""The checkout: `data/` lies here whatever the current directory is."""


@dataclass(frozen=True, slots=True)
class Paths:
    """The folders of one installation and the non-public hosts it may fetch from."""

    path: Path  # store, models, lock: JIANWEN_HOME, default ./var
    sources: Path  # folder of TOML files: JIANWEN_SOURCES, default data/sources of the checkout
    allow_hosts: frozenset[str]  # "host:port", lower case: JIANWEN_ALLOW_HOSTS
    packages: Path | None = None  # of translation, where they are not in `path`: JIANWEN_MODELS

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "Paths":
        """Read the variables of the contract; empty ones count as unset."""
        hosts = (
            host.strip().lower() for host in environment.get("JIANWEN_ALLOW_HOSTS", "").split(",")
        )
        return cls(
            path=Path(environment.get("JIANWEN_HOME") or "var").absolute(),
            sources=Path(
                environment.get("JIANWEN_SOURCES") or PROJECT_ROOT / "data" / "sources"
            ).absolute(),
            allow_hosts=frozenset(host for host in hosts if host),
            packages=(
                Path(environment["JIANWEN_MODELS"]).absolute()
                if environment.get("JIANWEN_MODELS")
                else None
            ),
        )

    @property
    def store(self) -> Path:
        """The SQLite file."""
        return self.path / "jianwen.db"

    @property
    def archive(self) -> Path:
        """The answers of all hosts as they came, in WARC segments.

        The store points into it and expects it beside itself.
        """
        return self.path / "warc"

    @property
    def backups(self) -> Path:
        """Copies of the store, those made before a migration and stores that a restore replaced
        among them.
        """
        return self.path / "backups"

    @property
    def models(self) -> Path:
        """Installed translation packages."""
        return self.packages or self.path / "models"

    @property
    def glossaries(self) -> tuple[Path, Path]:
        """Folders of glossaries: ours, then the operator's own, whose lines go before."""
        return PROJECT_ROOT / "data" / "glossary", self.path / "glossary"

    @property
    def lock(self) -> Path:
        """The file whose lock makes one run at a time."""
        return self.path / "jianwen.lock"

"""The pages that extractors are compared on, with what a correct one must give."""

import gzip
import json
import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "corpus" / "extraction"
SETS = ("gne_zh", "magic_zh", "sh_en")


@dataclass(frozen=True, slots=True)
class Page:
    """One page with its truth; an empty truth was not annotated."""

    name: str
    set: str
    url: str
    html: str
    text: str
    optional: tuple[str, ...]
    title: str
    date: str
    authors: tuple[str, ...]
    outlet: str

    @property
    def chinese(self) -> bool:
        """Whether it is written in Chinese: what some peers must be told."""
        return self.set.endswith("_zh")


def load(folder: Path = CORPUS) -> list[Page]:
    """Read the pages of a folder:

    NAME.html.gz with NAME.json beside it; none where the folder is missing.
    """
    return [
        _page(truth)
        for truth in sorted(folder.glob("*.json"))
        if truth.with_suffix(".html.gz").exists()
    ]


def _page(truth: Path) -> Page:
    said = json.loads(truth.read_text("utf-8"))
    authors = said.get("author") or []
    return Page(
        name=truth.stem,
        set=said["set"],
        url=said.get("url") or "",
        html=gzip.decompress(truth.with_suffix(".html.gz").read_bytes()).decode("utf-8"),
        text=said["text"],
        optional=tuple(said.get("optional") or ()),
        title=said.get("title") or "",
        date=said.get("date") or "",
        authors=tuple(authors if isinstance(authors, list) else re.findall(r"[^ ,、，]+", authors)),
        outlet=said.get("source") or "",
    )

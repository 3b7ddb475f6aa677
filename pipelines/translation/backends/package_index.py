"""Read an index of translation packages, as Argos Translate publishes it: a JSON list of what there
is to fetch.
"""

import json
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin

from pipelines.translation.backends.packages import LANGUAGE_CODE, PACKAGE_VERSION, parse_version
from records.errors import ModelError

OFFICIAL_INDEX_URL: Final = (
    "https://raw.githubusercontent.com/argosopentech/argospm-index/main/index.json"
)
"""Where Argos Translate itself looks."""
_PAIRS_SHOWN: Final = 12  # pairs named in a message


@dataclass(frozen=True, slots=True)
class PackageOffer:
    """A package that can be fetched."""

    source: str
    target: str
    version: str
    links: tuple[str, ...]  # all to the same file

    @property
    def name(self) -> str:
        """What to call the file: nothing of the index but the checked codes and version goes into
        it.
        """
        return f"translate-{self.source}_{self.target}-{self.version}.argosmodel"


def find_newest_offer(index: bytes, url: str, source: str, target: str) -> PackageOffer:
    """Choose the newest package from one language to another.

    ModelError when there is none, or the index is none.

    Links may be relative to the address of the index, so that a mirror is a folder.
    """
    try:
        entries = json.loads(index)
    except (ValueError, RecursionError) as error:
        raise ModelError(f"{url} is no index of translation packages: not JSON") from error
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ModelError(f"{url} is no index of translation packages: not a list of packages")
    offers = [
        _parse_offer(entry, url)
        for entry in entries
        if (entry.get("from_code"), entry.get("to_code")) == (source, target)
    ]
    offers = [offer for offer in offers if offer.links and PACKAGE_VERSION.fullmatch(offer.version)]
    if not offers:
        raise ModelError(
            f"{url} offers no package from {source} to {target};"
            f" {_describe_other_pairs(entries, source, target)}"
        )
    return max(offers, key=lambda offer: parse_version(offer.version))


def _parse_offer(entry: dict[str, object], url: str) -> PackageOffer:
    links = entry.get("links")
    usable = (
        [link for link in links if isinstance(link, str)]
        if isinstance(links, list) and entry.get("type", "translate") == "translate"
        else []
    )
    return PackageOffer(
        str(entry["from_code"]),
        str(entry["to_code"]),
        str(entry.get("package_version", "")),
        tuple(_absolute_links(usable, url)),
    )


def _absolute_links(links: list[str], url: str) -> list[str]:
    """Give the links that lead over the web; the official index has named others, too (ipfs:)."""
    absolute = []
    for link in links:
        try:
            absolute.append(urljoin(url, link))
        except ValueError:
            continue
    return [link for link in absolute if link.startswith(("http://", "https://"))]


def _describe_other_pairs(entries: list[dict[str, object]], source: str, target: str) -> str:
    pairs = sorted({(str(entry.get("from_code")), str(entry.get("to_code"))) for entry in entries})
    clean = [pair for pair in pairs if all(map(LANGUAGE_CODE.fullmatch, pair))]
    near = [
        f"{from_code} {to_code}"
        for from_code, to_code in clean
        if from_code == source or to_code == target
    ]
    return (
        f"it has {', '.join(near[:_PAIRS_SHOWN])}"[:300]
        if near
        else f"it has none from {source} and none to {target}"
    )

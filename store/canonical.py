"""Decide which of several copies is the original, the canonical article, why."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from records.folding import fold
from store.times import later

Reason = Literal["named", "dated", "earlier", "longer", "first"]
"""Why the canonical article stands before its copy: the first of these in which they differ.

named: a copy names its outlet as the source; dated: it says a day that can be true, the copy does not; earlier: it was published
earlier; longer: it is longer; first: the store had it first.
"""

_REASONS: Final[tuple[Reason, ...]] = ("named", "dated", "earlier", "longer", "first", "first")
_EXCERPT: Final = 4
"""An article is no copy of one that is this many times shorter: a digest is more than the notes in it."""
_NAMES: Final = re.compile(r"[\w]{3,}")
_OLDEST: Final = "1990"
_DAY_SECONDS: Final = 86_400


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article among its copies."""

    uid: str
    text: str  # its fingerprint
    extent: int
    source: str
    source_title: str
    outlet: str
    published: str
    fetched: str
    added: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article stands: its canonical article, itself where it is that."""

    canonical: str
    share: float = 1.0
    reason: Reason | Literal[""] = ""


_Key = tuple[bool, bool, str, int, str, str]
Shares = Callable[[str], Mapping[str, float]]
"""Gives for a text the texts that are copies of it, each with the share of the wording. Asked for few: a group of two hundred
reprints is forty thousand pairs."""
Issues = Mapping[str, Collection[str]]
"""Text -> the texts that are other issues of its series."""


def arrange(candidates: Collection[Candidate], shares: Shares, issues: Issues) -> dict[str, Place]:
    """Give each article its place.

    They are asked in the order of what speaks for an original. Each is a copy of the first canonical article that it is alike to,
    else it is canonical itself: so every copy is really like its canonical article, and a chain of small changes ends. Two issues of
    a series never come under one canonical article, also not under one that leaves out all their figures.
    """
    named = _named(candidates, shares)
    order = sorted((_key(one, one.uid in named), one) for one in candidates)
    chosen: list[_Group] = []
    places: dict[str, Place] = {}
    for key, one in order:
        group = next((group for group in chosen if group.takes(one, issues.get(one.text, ()))), None)
        if group is None:
            chosen.append(_Group(key, one, {**shares(one.text), one.text: 1.0}, {one.text}))
            places[one.uid] = Place(one.uid)
        else:
            group.texts.add(one.text)
            places[one.uid] = Place(group.first.uid, group.near[one.text], _reason(group.key, key))
    return places


@dataclass(frozen=True, slots=True)
class _Group:
    key: _Key
    first: Candidate
    near: Mapping[str, float]
    texts: set[str]

    def takes(self, one: Candidate, issues: Collection[str]) -> bool:
        return one.text in self.near and self.first.extent * _EXCERPT >= one.extent and self.texts.isdisjoint(issues)


def _key(one: Candidate, named: bool) -> _Key:
    day = dated(one.published, one.fetched)
    return (not named, not day, day, -one.extent, one.added, one.uid)


def dated(published: str, fetched: str) -> str:
    """Give the time of a publication that can be compared, "" when it cannot be true: in the future, or before there was a web.

    A day without a time counts as its end, since nobody knows when in it.
    """
    if published[:4] < _OLDEST or (fetched and published > later(fetched, _DAY_SECONDS)):
        return ""
    return published if len(published) > len("2026-01-01") else f"{published}T24"


def _reason(canonical: _Key, copy: _Key) -> Reason:
    return next(reason for reason, one, other in zip(_REASONS, canonical, copy, strict=True) if one != other)


def _named(candidates: Collection[Candidate], shares: Shares) -> set[str]:
    """Find the articles whose outlet another source's copy of them names, while they do not name that one in turn."""
    speakers: dict[str, set[tuple[str, str, frozenset[str]]]] = {}
    for one in candidates:
        for name in names(one.outlet):
            speakers.setdefault(name, set()).add((one.text, one.source, names(one.source_title)))
    named = set()
    for one in candidates:
        said = names(one.outlet)
        heard = {speaker for name in names(one.source_title) for speaker in speakers.get(name, ())}
        texts = {text for text, source, its in heard if source != one.source and not said & its}
        if texts and (one.text in texts or not texts.isdisjoint(shares(one.text))):
            named.add(one.uid)
    return named


@lru_cache(maxsize=1_024)
def names(outlet: str) -> frozenset[str]:
    """Give the names in the name of an outlet: 人民网 and 人民健康网 in 人民网-人民健康网; those under three characters are no names."""
    return frozenset(_NAMES.findall(fold(outlet)))

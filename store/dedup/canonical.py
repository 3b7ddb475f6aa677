"""Decide which of several copies is the original, the canonical article, why."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from records.clock import DAY_SECONDS
from store.db.times import add_seconds
from text.chinese.folding import fold_text

CanonicalReason = Literal["named", "dated", "earlier", "longer", "first"]
"""Why the canonical article stands before its copy: the first of these in which they differ.

named: a copy names its outlet as the source; first: an earlier run stored it; dated: it says a day
that can be true, the copy does not; earlier: it was published earlier; longer: it is longer; first:
the store had it first. What a page says of its own date decides only among articles of one run:
whoever copies an article that we have could say any day.
"""

_REASONS: Final[tuple[CanonicalReason, ...]] = (
    "named",
    "first",
    "dated",
    "earlier",
    "longer",
    "first",
    "first",
)
_EXCERPT_RATIO: Final = 4
"""An article is no copy of one that is this many times shorter: a digest is more than the notes in
it.
"""
_NAMES: Final = re.compile(r"[\w]{3,}")
_OLDEST_YEAR: Final = "1990"


@dataclass(frozen=True, slots=True)
class ClusterCandidate:
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
    seen: str = ""  # start of the run that stored it


@dataclass(frozen=True, slots=True)
class ClusterPlace:
    """Where an article stands: its canonical article, itself where it is that."""

    canonical: str
    share: float = 1.0
    reason: CanonicalReason | Literal[""] = ""


_SortKey = tuple[bool, str, bool, str, int, str, str]
FindShares = Callable[[str], Mapping[str, float]]
"""Gives for a text the texts that are copies of it, each with the share of the wording.

Asked for few: a group of two hundred
reprints is forty thousand pairs.
"""
SeriesIssues = Mapping[str, Collection[str]]
"""Text -> the texts that are other issues of its series."""


def choose_canonical(
    candidates: Collection[ClusterCandidate], find_shares: FindShares, issues: SeriesIssues
) -> dict[str, ClusterPlace]:
    """Give each article its place.

    They are tried in the order of what speaks for an original. Each is a copy of the first
    canonical article that it is alike to, else it is canonical itself: so every copy is really like
    its canonical article, and a chain of small changes ends. Two issues of a series never come
    under one canonical article, also not under one that leaves out all their figures.
    """
    named = _find_named_originals(candidates, find_shares)
    order = sorted(
        (_sort_key(candidate, candidate.uid in named), candidate) for candidate in candidates
    )
    chosen: list[_Group] = []
    places: dict[str, ClusterPlace] = {}
    for key, candidate in order:
        group = next(
            (group for group in chosen if group.accepts(candidate, issues.get(candidate.text, ()))),
            None,
        )
        if group is None:
            chosen.append(
                _Group(
                    key,
                    candidate,
                    {**find_shares(candidate.text), candidate.text: 1.0},
                    {candidate.text},
                )
            )
            places[candidate.uid] = ClusterPlace(candidate.uid)
        else:
            group.texts.add(candidate.text)
            places[candidate.uid] = ClusterPlace(
                group.first.uid, group.near[candidate.text], _find_reason(group.key, key)
            )
    return places


@dataclass(frozen=True, slots=True)
class _Group:
    key: _SortKey
    first: ClusterCandidate
    near: Mapping[str, float]
    texts: set[str]

    def accepts(self, candidate: ClusterCandidate, issues: Collection[str]) -> bool:
        return (
            candidate.text in self.near
            and self.first.extent * _EXCERPT_RATIO >= candidate.extent
            and self.texts.isdisjoint(issues)
        )


def _sort_key(candidate: ClusterCandidate, named: bool) -> _SortKey:
    day = read_credible_date(candidate.published, candidate.fetched)
    return (
        not named,
        candidate.seen,
        not day,
        day,
        -candidate.extent,
        candidate.added,
        candidate.uid,
    )


def read_credible_date(published: str, fetched: str) -> str:
    """Give the time of a publication that can be compared, "" when it cannot be true: in the
    future, or before there was a web.

    A day without a time counts as its end, since nobody knows when in it.
    """
    if published[:4] < _OLDEST_YEAR or (fetched and published > add_seconds(fetched, DAY_SECONDS)):
        return ""
    return published if len(published) > len("2026-01-01") else f"{published}T24"


def _find_reason(canonical: _SortKey, copy: _SortKey) -> CanonicalReason:
    return next(
        reason
        for reason, candidate, other in zip(_REASONS, canonical, copy, strict=True)
        if candidate != other
    )


def _find_named_originals(
    candidates: Collection[ClusterCandidate], find_shares: FindShares
) -> set[str]:
    """Find the articles whose outlet another source's copy of them names, while they do not name
    that one in turn.
    """
    speakers: dict[str, set[tuple[str, str, frozenset[str]]]] = {}
    for candidate in candidates:
        for name in split_outlet_names(candidate.outlet):
            speakers.setdefault(name, set()).add(
                (candidate.text, candidate.source, split_outlet_names(candidate.source_title))
            )
    named = set()
    for candidate in candidates:
        outlets = split_outlet_names(candidate.outlet)
        copies = {
            speaker
            for name in split_outlet_names(candidate.source_title)
            for speaker in speakers.get(name, ())
        }
        texts = {
            text for text, source, its in copies if source != candidate.source and not outlets & its
        }
        if texts and (candidate.text in texts or not texts.isdisjoint(find_shares(candidate.text))):
            named.add(candidate.uid)
    return named


@lru_cache(maxsize=1_024)
def split_outlet_names(outlet: str) -> frozenset[str]:
    """Give the names in the name of an outlet: 人民网 and 人民健康网 in 人民网-人民健康网.

    Those under three characters are no names.
    """
    return frozenset(_NAMES.findall(fold_text(outlet)))

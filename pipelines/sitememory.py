"""Tell the lines that a site repeats on its pages from those of an article.

A line that recurs is not boilerplate for that alone: bulletins of a series share their sentences, encyclopedias their headings.
It goes when the page agrees, by the element that it stands in or by its place before or after the article's own sentences.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from pipelines import prose
from pipelines.blocks import Block
from pipelines.tags import HEADINGS
from records import limits
from records.record import Recurring, Removed

RULE: Final = "site-memory"
_MOST: Final = 0.5
"""Of the weight of the sentences; where more recurs, the page is itself a copy of another one."""

_ARTICLE: Final = 0.35
"""An element with this much of the weight of the sentences is the article, whatever recurs in it."""

_TEXTS: Final = HEADINGS | {"p", "li", "ul", "ol", "dl", "dd", "dt", "table", "tbody", "thead", "tr", "td", "th", "blockquote", "pre"}
"""Elements that authors use for text; that one has a name of its own says nothing."""

_HEADING_CHARS: Final = 40
_LISTED: Final = frozenset(("li", "tr", "td", "th", "dd", "dt"))
_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(r"[\d〇二三四五六七八九十]")
_ENDED = re.compile(r"[。.!?…;；！？][\"'”’」』）)\]]*$")
_LEADS = re.compile(r"[:：]$")


class Traces:
    """The traces of a page's lines: numbers by which equal lines of two pages are known."""

    def __init__(self, folds: Mapping[str, str], title: str) -> None:
        """Take each line with its folded text, in their order, and the folded title."""
        self.lines = {line: trace(f"{len(line)} {folded}") for line, folded in folds.items()}
        # a line but for its numbers: where that recurs and the line does not, the page is one of a series
        self.shapes = {line: trace(_masked(folded)) for line, folded in folds.items() if _DIGITS.search(folded)}
        self.title = trace(f"title {_masked(title)}") if title else 0

    def learnt(self) -> tuple[int, ...]:
        """Give those that the memory learns, each once."""
        half = limits.SITE_TRACES // 2
        found = list(dict.fromkeys(each for line in self.lines for each in self._of(line)))
        some = found if len(found) <= 2 * half else found[:half] + found[-half:]
        return tuple(dict.fromkeys([*some, self.title] if self.title else some))

    def _of(self, line: str) -> Iterator[int]:
        yield self.lines[line]
        if line in self.shapes:
            yield self.shapes[line]

    def of_series(self, site: Mapping[int, Recurring]) -> bool:
        """Say whether the page is an issue of a series: its title or a line of its own recurs but for the numbers."""
        own = (shape for line, shape in self.shapes.items() if self.lines[line] not in site)
        return self.title in site or any(shape in site for shape in own)


def trace(text: str) -> int:
    """Give the number of a text; it fits a column of SQLite."""
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big", signed=True)


def _masked(text: str) -> str:
    return "shape " + _DIGITS.sub("0", text)


def part(
    lines: Sequence[str], paths: Mapping[str, str], weights: Mapping[str, float], traces: Traces, site: Mapping[int, Recurring]
) -> tuple[list[str], list[Removed]]:
    """Split lines into those of the article and those that the site repeats.

    Nothing goes where too little would be left: then another page has the same article.
    """
    known = [site.get(traces.lines.get(line, 0)) for line in lines]
    if not any(known):
        return list(lines), []
    hefts = [weights[line] if line in weights else prose.weight(Block(line)) for line in lines]  # rules may have cut a line's ending
    own = [number for number, seen in enumerate(known) if seen is None and hefts[number]]
    if not own:
        return list(lines), []
    names = _article_names(lines, paths, known, hefts)
    page = _Page(own[0], own[-1], names, traces.of_series(site))
    headings = _headings(lines, paths, known, hefts, page)
    goes = [
        seen is not None and number not in headings and page.gives_up(number, lines[number], paths, seen)
        for number, seen in enumerate(known)
    ]
    for number in range(len(lines) - 2, -1, -1):  # a heading stays with what it stands above
        if goes[number] and not goes[number + 1] and _leads(lines[number], paths) and not page.furniture(lines[number], paths):
            goes[number] = False
    kept = [line for line, gone in zip(lines, goes, strict=True) if not gone]
    lost = sum(weight for weight, gone in zip(hefts, goes, strict=True) if gone)
    if lost > _MOST * sum(hefts) or len(re.sub(r"\W", "", "".join(kept))) < limits.MEANINGFUL_CHARS:
        return list(lines), []
    return kept, [Removed(lines[number], RULE, seen.pages) for number, seen in enumerate(known) if seen is not None and goes[number]]


class _Page:
    """What a page says about its article: where it begins and ends, in which elements it stands."""

    def __init__(self, first: int, last: int, names: frozenset[str], series: bool) -> None:
        self.first, self.last, self.names, self.series = first, last, names, series

    def gives_up(self, number: int, line: str, paths: Mapping[str, str], seen: Recurring) -> bool:
        """Say whether a recurring line goes.

        From an element of its own always. Otherwise from before or after the article's own sentences alone: words at once; what
        holds a number, ends a sentence or is an item of a list only when it stands everywhere and the page is no issue of a series.
        """
        if self.furniture(line, paths):
            return True
        if self.first < number < self.last:
            return False
        listed = paths.get(line, "").rpartition(" ")[2].partition(".")[0] in _LISTED
        if listed or _NUMBER.search(line) or _ENDED.search(line):
            return seen.everywhere and not self.series
        return True

    def furniture(self, line: str, paths: Mapping[str, str]) -> bool:
        """Say whether a line stands in an element that holds nothing of the article."""
        return any(name not in self.names for name in _roofs(paths.get(line, "")))


def _roofs(path: str) -> list[str]:
    """Give the elements of a path that have a name and are made for layout, not for text."""
    return [name for name in path.split() if "." in name and name.partition(".")[0] not in _TEXTS]


def _article_names(
    lines: Sequence[str], paths: Mapping[str, str], known: Sequence[Recurring | None], weights: Sequence[float]
) -> frozenset[str]:
    """Give the elements that the article stands in: with a sentence of its own, mostly lines of its own, or much of the weight."""
    inside: dict[str, list[int]] = {}
    for number, line in enumerate(lines):
        for name in _roofs(paths.get(line, "")):
            inside.setdefault(name, []).append(number)
    whole = sum(weights)

    def is_article(numbers: list[int]) -> bool:
        own = [number for number in numbers if known[number] is None]
        much = sum(weights[number] for number in numbers) >= _ARTICLE * whole
        return much or 2 * len(own) >= len(numbers) or any(weights[number] for number in own)

    return frozenset(name for name, numbers in inside.items() if is_article(numbers))


def _headings(
    lines: Sequence[str], paths: Mapping[str, str], known: Sequence[Recurring | None], hefts: Sequence[float], page: _Page
) -> frozenset[int]:
    """Give the recurring lines that are headings of sections: several of one kind, each above a sentence of the article."""
    alike: dict[str, list[int]] = {}
    for number in range(max(0, page.first - 1), page.last):
        above = known[number] is not None and known[number + 1] is None and hefts[number + 1]
        if above and len(lines[number]) <= _HEADING_CHARS and not _ENDED.search(lines[number]):
            alike.setdefault(paths.get(lines[number], ""), []).append(number)
    return frozenset(number for some in alike.values() if len({lines[one] for one in some}) > 1 for number in some)


def _leads(line: str, paths: Mapping[str, str]) -> bool:
    return bool(_LEADS.search(line)) or paths.get(line, "").rpartition(" ")[2].partition(".")[0] in HEADINGS

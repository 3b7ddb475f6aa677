"""Tell the lines that a site repeats on its pages from those of an article.

A line that recurs is not boilerplate for that alone: bulletins of a series share their sentences,
encyclopedias their headings. It goes when the page agrees, by the element that it stands in or by
its place before or after the article's own sentences.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from pipelines.cleaning.line_filter import FilteredLines
from pipelines.extraction.sentence_score import score_as_sentence
from records.record import RecurringLine, RemovedBlock
from text.html.blocks import Block
from text.html.elements import HEADING_TAGS

BODY_CHARS_MIN: Final = 12  # a body shorter than this is no article
# learnt of one page, half from its head and half from its tail: navigation stands there
SITE_LINES_LEARNED: Final = 200
SITE_MEMORY_RULE: Final = "site-memory"
_MAX_REMOVED_SHARE: Final = 0.5
"""Of the weight of the sentences; where more recurs, the page is itself a copy of another one."""

_ARTICLE_SCORE_SHARE: Final = 0.35
"""An element with this much of the weight of the sentences is the article, whatever recurs in it.
"""

_TEXT_ELEMENTS: Final = HEADING_TAGS | {
    "p",
    "li",
    "ul",
    "ol",
    "dl",
    "dd",
    "dt",
    "table",
    "tbody",
    "thead",
    "tr",
    "td",
    "th",
    "blockquote",
    "pre",
}
"""Elements that authors use for text; that one has a name of its own says nothing."""

_HEADING_CHARS: Final = 40
_LIST_ELEMENTS: Final = frozenset(("li", "tr", "td", "th", "dd", "dt"))
_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(r"[\d〇二三四五六七八九十]")
_SENTENCE_END = re.compile(r"[。.!?…;；！？][\"'”’」』）)\]]*$")
_TRAILING_COLON = re.compile(r"[:：]$")


class LineTraces:
    """The traces of a page's lines: numbers by which equal lines of two pages are known."""

    def __init__(self, folded_lines: Mapping[str, str], title: str) -> None:
        """Take each line with its folded text, in their order, and the folded title."""
        self.lines = {
            line: hash_text(f"{len(line)} {folded}") for line, folded in folded_lines.items()
        }
        # a line but for its numbers: where that recurs and the line does not, the page is one of a
        # series
        self.shapes = {
            line: hash_text(_mask_numbers(folded))
            for line, folded in folded_lines.items()
            if _DIGITS.search(folded)
        }
        self.title = hash_text(f"title {_mask_numbers(title)}") if title else 0

    def select_for_memory(self) -> tuple[int, ...]:
        """Give those that the memory learns, each once."""
        half = SITE_LINES_LEARNED // 2
        traces = list(
            dict.fromkeys(each for line in self.lines for each in self._list_line_traces(line))
        )
        selected = traces if len(traces) <= 2 * half else traces[:half] + traces[-half:]
        return tuple(dict.fromkeys([*selected, self.title] if self.title else selected))

    def _list_line_traces(self, line: str) -> Iterator[int]:
        yield self.lines[line]
        if line in self.shapes:
            yield self.shapes[line]

    def is_series_issue(self, site_memory: Mapping[int, RecurringLine]) -> bool:
        """Say whether the page is an issue of a series: its title or a line of its own recurs but
        for the numbers.
        """
        own = (shape for line, shape in self.shapes.items() if self.lines[line] not in site_memory)
        return self.title in site_memory or any(shape in site_memory for shape in own)


def hash_text(text: str) -> int:
    """Give the number of a text; it fits a column of SQLite."""
    return int.from_bytes(
        hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big", signed=True
    )


def _mask_numbers(text: str) -> str:
    return "shape " + _DIGITS.sub("0", text)


def split_repeated_lines(
    lines: Sequence[str],
    paths: Mapping[str, str],
    sentence_scores: Mapping[str, float],
    traces: LineTraces,
    site_memory: Mapping[int, RecurringLine],
) -> FilteredLines:
    """Split lines into those of the article and those that the site repeats.

    Nothing goes where too little would be left: then another page has the same article.
    """
    recurring = [site_memory.get(traces.lines.get(line, 0)) for line in lines]
    if not any(recurring):
        return FilteredLines(list(lines), [])
    scores = [
        sentence_scores[line] if line in sentence_scores else score_as_sentence(Block(line))
        for line in lines
    ]  # rules may have cut a line's ending
    own_numbers = [
        number for number, memory in enumerate(recurring) if memory is None and scores[number]
    ]
    if not own_numbers:
        return FilteredLines(list(lines), [])
    article_elements = _find_article_elements(lines, paths, recurring, scores)
    bounds = _ArticleBounds(
        own_numbers[0], own_numbers[-1], article_elements, traces.is_series_issue(site_memory)
    )
    headings = _find_section_headings(lines, paths, recurring, scores, bounds)
    is_removed = [
        memory is not None
        and number not in headings
        and bounds.should_remove(number, lines[number], paths, memory)
        for number, memory in enumerate(recurring)
    ]
    _keep_headings(is_removed, lines, paths, bounds)
    kept = [line for line, removed in zip(lines, is_removed, strict=True) if not removed]
    removed_score = sum(
        weight for weight, removed in zip(scores, is_removed, strict=True) if removed
    )
    if (
        removed_score > _MAX_REMOVED_SHARE * sum(scores)
        or len(re.sub(r"\W", "", "".join(kept))) < BODY_CHARS_MIN
    ):
        return FilteredLines(list(lines), [])
    removed = [
        RemovedBlock(lines[number], SITE_MEMORY_RULE, memory.pages)
        for number, memory in enumerate(recurring)
        if memory is not None and is_removed[number]
    ]
    return FilteredLines(kept, removed)


def _keep_headings(
    is_removed: list[bool],
    lines: Sequence[str],
    paths: Mapping[str, str],
    bounds: "_ArticleBounds",
) -> None:
    """Keep, in place, a line that introduces one that is kept."""
    for number in range(len(lines) - 2, -1, -1):
        if (
            is_removed[number]
            and not is_removed[number + 1]
            and _introduces_next_line(lines[number], paths)
            and not bounds.is_outside_article(lines[number], paths)
        ):
            is_removed[number] = False


class _ArticleBounds:
    """What a page says about its article: where it begins and ends, in which elements it stands."""

    def __init__(
        self, first: int, last: int, article_elements: frozenset[str], in_series: bool
    ) -> None:
        self.first, self.last, self.article_elements, self.in_series = (
            first,
            last,
            article_elements,
            in_series,
        )

    def should_remove(
        self, number: int, line: str, paths: Mapping[str, str], recurring: RecurringLine
    ) -> bool:
        """Say whether a recurring line goes.

        From an element of its own always. Otherwise from before or after the article's own
        sentences alone: words at once; what holds a number, ends a sentence or is an item of a list
        only when it stands everywhere and the page is no issue of a series.
        """
        if self.is_outside_article(line, paths):
            return True
        if self.first < number < self.last:
            return False
        listed = paths.get(line, "").rpartition(" ")[2].partition(".")[0] in _LIST_ELEMENTS
        if listed or _NUMBER.search(line) or _SENTENCE_END.search(line):
            return recurring.everywhere and not self.in_series
        return True

    def is_outside_article(self, line: str, paths: Mapping[str, str]) -> bool:
        """Say whether a line stands in an element that holds nothing of the article."""
        return any(
            name not in self.article_elements for name in _list_layout_elements(paths.get(line, ""))
        )


def _list_layout_elements(path: str) -> list[str]:
    """Give the elements of a path that have a name and are made for layout, not for text."""
    return [
        name
        for name in path.split()
        if "." in name and name.partition(".")[0] not in _TEXT_ELEMENTS
    ]


def _find_article_elements(
    lines: Sequence[str],
    paths: Mapping[str, str],
    recurring: Sequence[RecurringLine | None],
    sentence_scores: Sequence[float],
) -> frozenset[str]:
    """Give the elements that the article stands in: with a sentence of its own, mostly lines of its
    own, or much of the weight.
    """
    inside: dict[str, list[int]] = {}
    for number, line in enumerate(lines):
        for name in _list_layout_elements(paths.get(line, "")):
            inside.setdefault(name, []).append(number)
    whole = sum(sentence_scores)

    def is_article(numbers: list[int]) -> bool:
        own = [number for number in numbers if recurring[number] is None]
        much = sum(sentence_scores[number] for number in numbers) >= _ARTICLE_SCORE_SHARE * whole
        return (
            much or 2 * len(own) >= len(numbers) or any(sentence_scores[number] for number in own)
        )

    return frozenset(name for name, numbers in inside.items() if is_article(numbers))


def _find_section_headings(
    lines: Sequence[str],
    paths: Mapping[str, str],
    recurring: Sequence[RecurringLine | None],
    sentence_scores: Sequence[float],
    bounds: _ArticleBounds,
) -> frozenset[int]:
    """Give the recurring lines that are headings of sections: several of one kind, each above a
    sentence of the article.
    """
    alike: dict[str, list[int]] = {}
    for number in range(max(0, bounds.first - 1), bounds.last):
        above = (
            recurring[number] is not None
            and recurring[number + 1] is None
            and sentence_scores[number + 1]
        )
        if (
            above
            and len(lines[number]) <= _HEADING_CHARS
            and not _SENTENCE_END.search(lines[number])
        ):
            alike.setdefault(paths.get(lines[number], ""), []).append(number)
    return frozenset(
        number
        for some in alike.values()
        if len({lines[one] for one in some}) > 1
        for number in some
    )


def _introduces_next_line(line: str, paths: Mapping[str, str]) -> bool:
    return (
        bool(_TRAILING_COLON.search(line))
        or paths.get(line, "").rpartition(" ")[2].partition(".")[0] in HEADING_TAGS
    )

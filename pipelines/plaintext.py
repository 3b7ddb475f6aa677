"""Read a web page that was saved as plain text: find its title, its date line and its body among navigation and teasers."""

import re
from dataclasses import dataclass
from typing import Final

from pipelines import byline, dates, metadata, prose, titles
from pipelines.blocks import Block
from pipelines.metadata import Fields
from pipelines.whitespace import squeeze

_BULLET = re.compile(r"^\s*(?:[•●▪■◆○·*]|[-–]\s|\d{1,2}[.、)]\s?)\s*\S")
_MARK = re.compile(r"^\s*[•●▪*]\s*")
_ENDED = re.compile(r"[。！？!?.…；;：:”’\"」』]\s*$|[。！？.!?][)）]\s*$")
_LABELLED = re.compile(r"(?:发布|發布|发表|更新)?(?:时间|時間|日期|于)\s*[:：]?|来源|來源|Published|Posted|Updated", re.IGNORECASE)
_TAGS = re.compile(r"^(?:标签|標籤|关键[词字]|Tags?)\s*[:：]\s*(?P<tags>.*)$", re.IGNORECASE)
_DATE_LINE: Final = 90
_TITLE_CHARS: Final = 120
_GAP: Final = 4
"""Lines in a row that are neither sentences nor items: here one region of a page ends."""


@dataclass(slots=True)
class _Line:
    text: str
    weight: float  # as prose.weight, 0 for what is no sentence
    item: bool  # of a list


def read(text: str, zone: str) -> tuple[Fields, tuple[str, ...]]:
    """Give what a plain-text page says about its article, and the article's blocks."""
    lines = [_line(raw) for raw in text.split("\n") if raw.strip()]
    if not lines:
        return Fields(), ()
    dated = _date_line(lines)
    first, last = _region(lines, dated)
    title = _title(lines, dated if dated >= 0 else first)
    shown = [line.text for line in lines]
    moment = dates.find(shown[dated]) if dated >= 0 else None
    head = shown[max(0, dated) : first + 1] if dated >= 0 else []
    body = tuple(_MARK.sub("", line.text) for line in lines[first : last + 1])
    fields = Fields(
        title=titles.without_prefix(shown[title]) if title >= 0 else "",
        published=moment.iso(zone or moment.zone or (dates.CHINA if metadata.is_chinese(text) else dates.UNKNOWN)) if moment else "",
        outlet=byline.outlet(head),
        authors=byline.english(shown[max(0, title) : first + 1]),
        editor=byline.editors(shown[first:]),
        section=_section(shown[: max(0, title)]),
        tags=_tags(shown[last:]),
    )
    return fields, body


def _line(raw: str) -> _Line:
    text = squeeze(raw)
    item = bool(_BULLET.match(raw))
    ended = bool(_ENDED.search(text))
    weight = prose.weight(Block(text)) if ended or len(text) > 2 * _TITLE_CHARS else 0.0
    return _Line(text, weight, item)


def _date_line(lines: list[_Line]) -> int:
    """Give the number of the line that dates the article: short, a date, and little but labels and counts beside it; -1 if none."""
    for number, line in enumerate(lines):
        if len(line.text) > _DATE_LINE:
            continue
        moment = dates.find(line.text)
        if moment is None:
            continue
        beside = line.text[: moment.start] + line.text[moment.end :]
        if _LABELLED.search(line.text) or (len(beside) <= 20 and not line.weight):
            return number
    return -1


def _region(lines: list[_Line], dated: int) -> tuple[int, int]:
    """Give the first and last line of the article's body.

    After a date line: all up to the last sentence before a gap. Without one: the stretch between gaps with the most sentences.
    """
    best = (0.0, 0, len(lines) - 1)
    start = dated + 1
    total, first, last, quiet = 0.0, -1, -1, 0
    for number in range(start, len(lines)):
        line = lines[number]
        if line.weight or (line.item and first >= 0):
            if first < 0:
                first, total = number, 0.0
            total, last, quiet = total + line.weight, number, 0
            continue
        quiet += 1
        if quiet >= _GAP and first >= 0:
            best = max(best, (total, first, last), key=lambda region: region[0])
            if dated >= 0 and total > prose.SURE:
                break
            first = -1
    if first >= 0:
        best = max(best, (total, first, last), key=lambda region: region[0])
    _, first, last = best
    if dated >= 0 and first - dated <= _GAP:
        first = dated + 1
    return min(first, len(lines) - 1), last


def _title(lines: list[_Line], before: int) -> int:
    """Give the number of the title's line: the nearest one above that is long enough, no crumb trail and no sentence; -1 if none."""
    for number in range(before - 1, max(-1, before - 5), -1):
        text = lines[number].text
        if len(text) > _TITLE_CHARS or prose.tokens(text) < 4 or metadata.CRUMB.match(text) or text.startswith(("http", "|")):
            continue
        return number
    return -1


def _section(above: list[str]) -> str:
    for text in reversed(above):
        if len(text) <= _TITLE_CHARS and metadata.CRUMB.match(text):
            return metadata.trail(text)
    return ""


def _tags(below: list[str]) -> tuple[str, ...]:
    for number, text in enumerate(below):
        found = _TAGS.match(text)
        if found:
            written = found["tags"] or (below[number + 1] if number + 1 < len(below) else "")
            return tuple(tag for tag in re.split(r"[,，、;；\s]+", written) if tag)[:20]
    return ()

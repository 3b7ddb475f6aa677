"""Read a web page that was saved as plain text: find its title, its date line and its body among
navigation and teasers.
"""

import re
from dataclasses import dataclass
from typing import Final

from pipelines.extraction.main_content import ExtractedArticle, MainContent
from pipelines.extraction.sentence_score import SURE_SENTENCE_SCORE, count_tokens, score_as_sentence
from pipelines.metadata.byline import find_editors, find_outlet_label
from pipelines.metadata.english_authors import find_english_byline
from pipelines.metadata.fields import BREADCRUMB, ArticleFields, parse_breadcrumb
from pipelines.metadata.title import strip_title_prefix
from records.clock import CHINA_OFFSET, UNKNOWN_OFFSET
from text.chinese.detect import is_mostly_chinese
from text.dates.absolute import find_first_date
from text.html.blocks import Block
from text.whitespace import collapse_whitespace

_BULLET = re.compile(r"^\s*(?:[•●▪■◆○·*]|[-–]\s|\d{1,2}[.、)]\s?)\s*\S")
_BULLET_MARK = re.compile(r"^\s*[•●▪*]\s*")
_SENTENCE_END = re.compile(r"[。！？!?.…；;：:”’\"」』]\s*$|[。！？.!?][)）]\s*$")
_DATE_LABEL = re.compile(
    r"(?:发布|發布|发表|更新)?(?:时间|時間|日期|于)\s*[:：]?|来源|來源|Published|Posted|Updated",
    re.IGNORECASE,
)
_TAGS_LABEL = re.compile(r"^(?:标签|標籤|关键[词字]|Tags?)\s*[:：]\s*(?P<tags>.*)$", re.IGNORECASE)
_DATE_LINE_CHARS: Final = 90
_TITLE_CHARS: Final = 120
_GAP_LINES: Final = 4
"""Lines in a row that are neither sentences nor items: here one region of a page ends."""


@dataclass(slots=True)
class _Line:
    text: str
    weight: float  # its sentence score, 0 for what is no sentence
    item: bool  # of a list


def read_plain_text(text: str, zone: str) -> ExtractedArticle:
    """Read the article of a page that was saved as plain text.

    `zone` is the UTC offset of times without one, "" when the source has none.
    """
    lines = [_parse_line(raw) for raw in text.split("\n") if raw.strip()]
    if not lines:
        return ExtractedArticle(ArticleFields(), MainContent(()))
    date_index = _find_date_line(lines)
    first, last = _find_body(lines, date_index)
    title = _find_title_line(lines, date_index if date_index >= 0 else first)
    texts = [line.text for line in lines]
    date = find_first_date(texts[date_index]) if date_index >= 0 else None
    head = texts[max(0, date_index) : first + 1] if date_index >= 0 else []
    body = tuple(_BULLET_MARK.sub("", line.text) for line in lines[first : last + 1])
    fields = ArticleFields(
        title=strip_title_prefix(texts[title]) if title >= 0 else "",
        published=date.to_iso(
            zone or date.zone or (CHINA_OFFSET if is_mostly_chinese(text) else UNKNOWN_OFFSET)
        )
        if date
        else "",
        outlet=find_outlet_label(head),
        authors=find_english_byline(texts[max(0, title) : first + 1]),
        editor=find_editors(texts[first:]),
        section=_read_section(texts[: max(0, title)]),
        tags=_read_tags(texts[last:]),
    )
    return ExtractedArticle(fields, MainContent(body))


def _parse_line(raw: str) -> _Line:
    text = collapse_whitespace(raw)
    item = bool(_BULLET.match(raw))
    ended = bool(_SENTENCE_END.search(text))
    weight = score_as_sentence(Block(text)) if ended or len(text) > 2 * _TITLE_CHARS else 0.0
    return _Line(text, weight, item)


def _find_date_line(lines: list[_Line]) -> int:
    """Give the number of the line that dates the article: short, a date, and little but labels and
    counts beside it; -1 if none.
    """
    for number, line in enumerate(lines):
        if len(line.text) > _DATE_LINE_CHARS:
            continue
        date = find_first_date(line.text)
        if date is None:
            continue
        beside = line.text[: date.start] + line.text[date.end :]
        if _DATE_LABEL.search(line.text) or (len(beside) <= 20 and not line.weight):
            return number
    return -1


def _find_body(lines: list[_Line], date_line: int) -> tuple[int, int]:
    """Give the first and last line of the article's body.

    After a date line: all up to the last sentence before a gap. Without one: the stretch between
    gaps with the most sentences.
    """
    best = (0.0, 0, len(lines) - 1)
    start = date_line + 1
    total, first, last, quiet = 0.0, -1, -1, 0
    for number in range(start, len(lines)):
        line = lines[number]
        if line.weight or (line.item and first >= 0):
            if first < 0:
                first, total = number, 0.0
            total, last, quiet = total + line.weight, number, 0
            continue
        quiet += 1
        if quiet >= _GAP_LINES and first >= 0:
            best = max(best, (total, first, last), key=lambda region: region[0])
            if date_line >= 0 and total > SURE_SENTENCE_SCORE:
                break
            first = -1
    if first >= 0:
        best = max(best, (total, first, last), key=lambda region: region[0])
    _, first, last = best
    if date_line >= 0 and first - date_line <= _GAP_LINES:
        first = date_line + 1
    return min(first, len(lines) - 1), last


def _find_title_line(lines: list[_Line], before_line: int) -> int:
    """Give the number of the title's line: the nearest one above that is long enough, no crumb
    trail and no sentence; -1 if none.
    """
    for number in range(before_line - 1, max(-1, before_line - 5), -1):
        text = lines[number].text
        if (
            len(text) > _TITLE_CHARS
            or count_tokens(text) < 4
            or BREADCRUMB.match(text)
            or text.startswith(("http", "|"))
        ):
            continue
        return number
    return -1


def _read_section(lines_above: list[str]) -> str:
    for text in reversed(lines_above):
        if len(text) <= _TITLE_CHARS and BREADCRUMB.match(text):
            return parse_breadcrumb(text)
    return ""


def _read_tags(lines_below: list[str]) -> tuple[str, ...]:
    for number, text in enumerate(lines_below):
        match = _TAGS_LABEL.match(text)
        if match:
            tags = match["tags"] or (
                lines_below[number + 1] if number + 1 < len(lines_below) else ""
            )
            return tuple(tag for tag in re.split(r"[,，、;；\s]+", tags) if tag)[:20]
    return ()

"""Read a web page that was saved as plain text: find its title, its date line and its body among
navigation and teasers.
"""

import re
from dataclasses import dataclass
from typing import Final

from pipelines.extraction.main_content import ExtractedArticle, MainContent
from pipelines.extraction.sentence_score import SURE_SENTENCE_SCORE, count_tokens, score_as_sentence
from pipelines.metadata.byline import find_byline_authors, find_editors, find_outlet_label
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
_HEAD_LABEL = re.compile(
    r"(?:来源|來源|作者|记者|記者|编辑|編輯|责编|责任编辑|供稿|撰文|通讯员|Source|Author|By)"
    r"(?:\s*[:：]|\s+(?=[A-Z]))\s*[^。.!！?？]{1,60}$"
)
_SURE_FURNITURE = re.compile(
    r"^(?:(?:首页|网站首页|主页|Home|Skip to (?:main )?content)$"
    r"|(?:您|你)?(?:现在|当前|目前)?的?(?:所在)?位置\s*[:：]|(?:首页|主页|Home)\s*[>＞»›|]"
    r"|(?:[^>＞»›。|]{1,14}[>＞»›]){2}[^>＞»›。]{0,60}$"
    r"|(?:[^|。，,]{1,14}\|){8})",
    re.IGNORECASE,
)
_PAGE_END = re.compile(
    r"^(?:[«‹]?\s*(?:[上下]一[篇页]|返回顶部|友情链接|网站地图|关于我们|联系我们|快捷导航|版权所有"
    r"|网友评论|发表评论|分享到|相关(?:阅读|新闻|文章)|Copyright\b|©|All rights reserved"
    r"|Privacy policy"
    r"|Terms of (?:use|service)|Share this|Related (?:stories|articles))|.{0,40}ICP[备证])",
    re.IGNORECASE,
)
_BESIDE_DATE: Final = 20
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
    if not has_page_furniture(text):
        return _read_authored_text(lines, zone, is_mostly_chinese(text))
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


def has_page_furniture(text: str) -> bool:
    """Say whether a text proves that it was a web page: a trail of crumbs, a menu's first word, a
    wheel of links, or two lines of what stands at a page's end.
    """
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    weak = sum(len(line) <= _TITLE_CHARS and bool(_PAGE_END.match(line)) for line in lines)
    return weak >= 2 or any(map(_SURE_FURNITURE.match, lines))


def _read_authored_text(lines: list[_Line], zone: str, is_chinese: bool) -> ExtractedArticle:
    """Read what a person wrote: the first line is the title, labels may follow, all else stays."""
    texts = [line.text for line in lines]
    labels = 0
    while labels + 2 < len(lines) and _is_label_line(lines[labels + 1]):
        labels += 1
    head = texts[1 : labels + 1]
    dated = next((text for text in head if find_first_date(text)), "")
    date = find_first_date(dated) if dated else None
    offset = zone or (CHINA_OFFSET if is_chinese else UNKNOWN_OFFSET)
    body = texts[labels + 1 :] if any(line.weight for line in lines[1:]) else texts
    fields = ArticleFields(
        title=texts[0] if len(texts) > 1 and any(map(str.isalnum, texts[0])) else "",
        published=date.to_iso(zone or date.zone or offset) if date else "",
        outlet=find_outlet_label(head),
        authors=find_byline_authors(head) or find_english_byline(head),
        editor=find_editors(texts[1:]),
        tags=_read_tags(texts[1:]),
    )
    return ExtractedArticle(fields, MainContent(tuple(_BULLET_MARK.sub("", text) for text in body)))


def _is_label_line(line: _Line) -> bool:
    """Say whether a line below the title is a date, or begins with a label of the head."""
    if len(line.text) > _DATE_LINE_CHARS or line.item:
        return False
    date = find_first_date(line.text)
    if date is None:
        return bool(_HEAD_LABEL.match(line.text))
    beside = line.text[: date.start] + line.text[date.end :]
    return bool(_DATE_LABEL.search(line.text)) or (len(beside) <= _BESIDE_DATE and not line.weight)


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
        if _DATE_LABEL.search(line.text) or (len(beside) <= _BESIDE_DATE and not line.weight):
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

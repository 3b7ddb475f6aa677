"""Choose the date of publication among all dates that a page shows and states.

Evidence in this order: labelled before unlabelled, visible before stated for machines (on Chinese
pages, whose structured data is often that of a copy), published before updated. A date in a
sentence counts last.
"""

import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Final
from urllib.parse import urlsplit

from pipelines.metadata.parsed_page import BLOCKS_AFTER_TITLE, ParsedPage
from pipelines.metadata.structured_data import DATE_META_NAMES
from records.clock import CHINA_OFFSET, UNKNOWN_OFFSET
from text.dates.absolute import (
    ParsedDate,
    find_first_date,
    is_after_fetch,
    iterate_dates,
    may_contain_date,
    read_stated_date,
)
from text.dates.relative import find_relative_date_in_line, find_yearless_date_in_line
from text.html.blocks import Block
from text.html.marked_elements import find_date_elements
from text.html.parse import Element

_MAX_LINE_CHARS: Final = 200
_MAX_UNLABELLED_CHARS: Final = 120
_LABEL_CHARS: Final = 24
"""Characters before a date in which its label stands."""
_PUBLISHED_LABEL: Final = re.compile(
    r"(?:发布|發布|发表|發表|刊登|刊发|刊發|上线|上網|上网|出版|时间|時間|日期|发文|發佈|首发|"
    r"publi|posted|first|created|date)"
    r"[^\d]{0,12}$",
    re.IGNORECASE,
)
_UPDATED_LABEL: Final = re.compile(
    r"(?:更新|修改|修订|编辑于|最后|updated?|modified|edited|revised)[^\d]{0,16}$", re.IGNORECASE
)
_OTHER_LABEL: Final = re.compile(
    r"(?:活动|活動|会议|會議|考试|考試|截止|截至|报名|報名|有效|施行|实施|實施|生效|成文|出生|开庭|"
    r"拍摄|访问|当前|今天是|现在是|注册|加入|举办|培训|招聘"
    r"|开始|結束|结束|预约|演出|直播|开放|讲座|停诊|开诊|門診|门诊|到期|发证|核准|签发|印发"
    r"|expir\w*|events?|deadline|born|accessed|reviewed|copyright"
    r"|since|closes?|starts?|joined|webinar"
    r"|received|accepted)[^\d]{0,14}$",
    re.IGNORECASE,
)
_SENTENCE: Final = re.compile(r"[，。！？；]|[a-z]{2}\.\s+[A-Z]|\w[,;] \w+ \w+ \w+ \w+ \w+")
_URL_DATE: Final = re.compile(
    r"(?<!\d)(20\d\d)[-/_]?(0[1-9]|1[0-2])[-/_]?(0[1-9]|[12]\d|3[01])(?!\d)"
)
_SCRIPT_DATE: Final = re.compile(
    r"(?:[\"'](?:pub_?(?:lish(?:ed)?)?_?(?:time|date|at)|ptime|create_?time|date_?published)"
    r"[\"']\s*:"
    r"|\bvar\s+(?:ct|publish_?time|pub_?(?:time|date))\s*=)\s*[\"']?(?P<date>[^\"',;}<]{8,32})",
    re.IGNORECASE,
)
_DAY_FIRST_LOCALE: Final = re.compile(
    r"en[-_](?:GB|AU|NZ|IE|IN|ZA|SG|HK)|(?:fr|es|it|pt|de|nl)\b", re.I
)
_DAY_FIRST_HOST: Final = re.compile(r"\.(?:uk|au|nz|ie|in|za|sg|hk|mo|my)$")


def choose_publication_date(page: ParsedPage) -> str:
    """Give the date of publication as ISO 8601, to the minute where the page knows it; "" when it
    says none.
    """
    day_first = _guess_day_first(page)
    shown = _ShownDates(page, day_first)
    stated = [*_iterate_stated_dates(page, day_first)]
    visible = [*shown.labelled, *shown.plain]
    if page.is_chinese:
        dates = [*visible, *stated]
    else:
        dates = [*_find_contradicting_dates(shown, stated), *stated, *visible]
    dates = dates or shown.list_labelled_below(page)
    dates = [each for each in dates if not is_after_fetch(each, page.fetched)]
    if not dates:
        dates = _find_script_date(page)
    url_date = find_first_date(_URL_DATE.sub(r" \1-\2-\3 ", urlsplit(page.url).path))
    if url_date and not is_after_fetch(url_date, page.fetched):
        dates.append(url_date)
    offset = page.utc_offset or (CHINA_OFFSET if page.is_chinese else UNKNOWN_OFFSET)
    if not any(each.time for each in dates):
        dates += _find_incomplete_dates(page, dates, offset)
    dates += [
        each for each in (*shown.updated, *shown.loose) if not is_after_fetch(each, page.fetched)
    ]
    return _write_date(page, dates, offset)


def _write_date(page: ParsedPage, dates: list[ParsedDate], offset: str) -> str:
    if not dates:
        return ""
    first = dates[0].to_iso(offset)[: len("2026-01-05")]
    chosen = next(
        (each for each in dates if each.time and each.to_iso(offset).startswith(first)), dates[0]
    )
    return chosen.to_iso(offset if page.is_chinese else chosen.zone or offset)


class _ShownDates:
    """The dates that a page shows to its readers, by what they are said to be."""

    def __init__(self, page: ParsedPage, day_first: bool | None) -> None:
        self.labelled: list[ParsedDate] = []
        self.plain: list[ParsedDate] = []
        self.updated: list[ParsedDate] = []
        self.loose: list[ParsedDate] = []
        self._day_first = day_first
        for before, block in pairwise([Block(""), *page.blocks_near_title]):
            self._read_line(before, block, self.labelled, self.plain, self.loose)

    def list_labelled_below(self, page: ParsedPage) -> list[ParsedDate]:
        """List the dates with a label below the head of the article; only they count there."""
        labelled: list[ParsedDate] = []
        others: list[ParsedDate] = []
        for before, block in pairwise(page.blocks_from_title[BLOCKS_AFTER_TITLE - 1 :]):
            self._read_line(before, block, labelled, others, others)
        return labelled

    def _read_line(
        self,
        before: Block,
        block: Block,
        labelled: list[ParsedDate],
        plain: list[ParsedDate],
        loose: list[ParsedDate],
    ) -> None:
        if len(block.text) >= _MAX_LINE_CHARS or not may_contain_date(block.text):
            return
        text = " ".join(block.parts)
        lead = (
            before.text if len(before.text) <= _LABEL_CHARS and ends_as_label(before.text) else ""
        )
        is_loose = len(text) > _MAX_UNLABELLED_CHARS or bool(_SENTENCE.search(text))
        position = 0
        for each in iterate_dates(text, day_first=self._day_first):
            label = (lead + text[position : each.start])[-_LABEL_CHARS:]
            position = each.end
            if _OTHER_LABEL.search(label):
                continue
            if _UPDATED_LABEL.search(label):
                self.updated.append(each)
            elif _PUBLISHED_LABEL.search(label):
                labelled.append(each)
            else:
                (loose if is_loose else plain).append(each)


def ends_as_label(text: str) -> bool:
    """Say whether a text announces what follows it (发布时间：)."""
    return text.rstrip().endswith((":", "："))


def _find_contradicting_dates(shown: _ShownDates, stated: list[ParsedDate]) -> Iterator[ParsedDate]:
    """Give the dates shown that contradict what is stated for machines: labelled ones of another
    day, and earlier ones (a page that was saved again states the later day).

    A day more or less is another zone.
    """
    if not stated:
        return
    day = date.fromisoformat(stated[0].day)
    for each in (*shown.labelled, *shown.plain[:1]):
        distance = (day - date.fromisoformat(each.day)).days
        if distance > 1 or (distance < -1 and each in shown.labelled):
            yield each


def _guess_day_first(page: ParsedPage) -> bool | None:
    """Say whether 05/01/2026 is 5 January here; None when nothing tells."""
    locale = page.structured_data.metas.get("og:locale") or page.root.get("lang") or ""
    host = urlsplit(page.url).hostname or ""
    if _DAY_FIRST_LOCALE.match(locale) or _DAY_FIRST_HOST.search(host):
        return True
    return None if page.is_chinese else False


def _iterate_stated_dates(page: ParsedPage, day_first: bool | None) -> Iterator[ParsedDate]:
    """Give the dates of JSON-LD and of meta elements; where they know no minute, those of elements
    that are marked as the date, too.
    """
    metas, article = page.structured_data.metas, page.structured_data.article
    has_time = False
    for text in (
        *(article.get(key) for key in ("datePublished", "pubDate", "dateCreated")),
        *(metas.get(name) for name in DATE_META_NAMES),
    ):
        if text and (moment := read_stated_date(str(text), day_first=day_first)):
            has_time = has_time or bool(moment.time)
            yield moment
    if not has_time:
        for text in _list_marked_dates(page.root):
            if moment := read_stated_date(text, day_first=day_first):
                yield moment


def _list_marked_dates(root: Element) -> list[str]:
    """List the dates of elements that are marked as that of publication, then the first time."""
    marked = [node.get("datetime") or node.get("content") for node in find_date_elements(root)]
    times = [
        node for node in root.iter("time", "abbr") if node.get("datetime") or node.get("title")
    ]
    published = [
        node.get("datetime") or node.get("title")
        for node in times
        if "pubdate" in node.attrib or "published" in (node.get("class") or "")
    ]
    first = [node.get("datetime") for node in times if node.tag == "time"]
    return [text for text in (*marked[:1], *published[:1], *first[:1]) if text]


def _find_script_date(page: ParsedPage) -> list[ParsedDate]:
    """Find the date in a script that holds the title, too, as pages built by scripts keep it."""
    title = page.blocks[page.title_index].text if page.blocks else ""
    if not title:
        return []
    end = 0
    while (start := page.html.find("<script", end)) >= 0:
        end = page.html.find("</script", start)
        script = page.html[start:end] if end >= 0 else ""
        match = _SCRIPT_DATE.search(script) if title in script else None
        moment = read_stated_date(match["date"]) if match else None
        if moment and not is_after_fetch(moment, page.fetched):
            return [moment]
        if end < 0:
            break
    return []


def _find_incomplete_dates(
    page: ParsedPage, dates: list[ParsedDate], offset: str
) -> Iterator[ParsedDate]:
    """Find 昨天 08:30, 2 hours ago or 01-05 08:30 below the title.

    The first two are counted back from the time of the fetch; the year is that of the dates known,
    else that of the fetch.
    """
    last_day = dates[0].day if dates else page.fetched[: len("2026-01-05")]
    for block in page.blocks_from_title[1:BLOCKS_AFTER_TITLE]:
        if len(block.text) < _MAX_LINE_CHARS:
            line = " ".join(block.parts)
            if moment := (
                find_relative_date_in_line(line, page.fetched, offset)
                or find_yearless_date_in_line(line, last_day, offset)
            ):
                yield moment

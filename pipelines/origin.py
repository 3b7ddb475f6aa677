"""Tell where an article comes from: its outlet, and who is named as its author outside the text."""

import re
from collections.abc import Iterator
from typing import Final

from pipelines import byline, dates, people
from pipelines.blocks import Block
from pipelines.machine import AUTHOR_NAMES, OUTLET_NAMES, SITE_NAMES, Machine
from pipelines.whitespace import squeeze

_LINE_CHARS: Final = 200
_DATE_LINE_CHARS: Final = 120
_NAME_CHARS: Final = 20
_BY = re.compile(r"^[Bb][Yy]:?\s+(?=[A-Z])")
_SENTENCE = re.compile(r"[，。！？；]")
_CALLED = re.compile(r"source|author|media|account|origin", re.IGNORECASE)
_LABEL = re.compile(
    r"(?:(?:作者|记者|記者|撰文|采写|撰稿)\s*[:：|｜丨]|(?<![\u4e00-\u9fff])文\s*[:：/／|｜丨])\s*"
    r"(?P<names>[^\s:：]{2,30}(?:\s[\u4e00-\u9fff]{2,3}(?=\s|$))*)"
)
_PERSON = re.compile(
    r"[\u4e00-\u9fff]{0,6}(?:记者|記者|通讯员|作者|编辑|責編|责编|审核|校对|摄影|撰文|采写)\s*[:：/／|｜]|[文图圖摄]\s*[/／:：]"
)
"""A label that announces a person, where an outlet's name may stand."""
_SECTIONS: Final = frozenset(
    (
        *("新闻", "要闻", "资讯", "国内", "国际", "社会", "财经", "健康", "头条", "正文", "时政", "娱乐", "体育", "科技", "综合", "热点"),
        *("行业", "动态", "养生", "专题"),
    )
)
"""Names of sections, which stand where an outlet's name may."""


def outlet(said: Machine, near: list[Block], after: list[str], chinese: bool) -> tuple[str, tuple[str, ...]]:
    """Give the outlet, and the people whose names stand where an outlet's may.

    A label (来源：) near the title wins, then on Chinese pages a name beside the date, then what the page tells machines, then a
    label below the article, then the site's own name.
    """
    labelled = byline.outlet([" ".join(block.parts) for block in near if len(block.text) < _LINE_CHARS])
    if labelled:
        return labelled, ()
    beside = list(_beside(near)) if chinese else []
    who = tuple(name for name in beside if people.is_person(name))
    if len(beside) > 1 and who and all(re.fullmatch(r"[\u4e00-\u9fff]{2,4}", name) and not people.is_outlet(name) for name in beside):
        who, beside = tuple(beside), []  # several short names in a row, one of them surely a person's: all are authors
    named = next((name for name in beside if name not in who), "")
    by = said.first(AUTHOR_NAMES)
    claimed = by if chinese and by and "@" not in by and not people.is_person(by) else ""
    below = byline.outlet([line for line in after if len(line) < _LINE_CHARS // 2])
    return named or said.first(OUTLET_NAMES) or below or claimed or _site(said), who


def _site(said: Machine) -> str:
    publisher = said.article.get("publisher")
    name = str(publisher.get("name") or "") if isinstance(publisher, dict) else ""
    return squeeze(name) or said.first(SITE_NAMES)


def _beside(near: list[Block]) -> Iterator[str]:
    """Give the names on the line of the date, then those of elements that are called source or author."""
    for block in near:
        text = " ".join(block.parts)
        moment = dates.find(text) if len(text) < _DATE_LINE_CHARS and not _SENTENCE.search(text) else None
        if moment:
            yield from _names(_pieces(text[: moment.start])[-2:] + _pieces(text[moment.end :])[:3])
    for block in near:
        label = f"{block.element.get('class') or ''} {block.element.get('id') or ''}" if block.element is not None else ""
        if len(block.text) <= _NAME_CHARS and _CALLED.search(label):
            yield from _names([block.text])


def _names(pieces: list[str]) -> list[str]:
    return [name for name in byline.beside_date(pieces) if name not in _SECTIONS and not _PERSON.match(name)]


def _pieces(text: str) -> list[str]:
    return [piece for piece in re.split(r"[\s|｜]+", text) if piece]


def authors(said: Machine, near: list[Block], chinese: bool) -> tuple[str, ...]:
    """Give the authors whom a label near the title names; on other than Chinese pages whom the page tells machines, or "By X"."""
    shown = [" ".join(block.parts) for block in near]
    if not chinese:
        return stated(said, chinese) or byline.english(shown)
    for line in shown:
        found = _LABEL.search(line) if len(line) < _DATE_LINE_CHARS else None
        who = people.names(found["names"]) if found else byline.labelled(line)
        if who:
            return who
    return ()


def stated(said: Machine, chinese: bool) -> tuple[str, ...]:
    """Give the people whom the page names to machines as its authors."""
    by = said.first(AUTHOR_NAMES)
    if chinese:
        return (by,) if people.is_person(by) else ()
    written = said.article.get("author")
    each = written if isinstance(written, list) else [written]
    called = [squeeze(str((one.get("name") if isinstance(one, dict) else one) or "")) for one in each]
    found = [name for each in called if people.is_person(name := _BY.sub("", each))]
    found = found or [name for name in re.split(r"\s*,\s*|\s+and\s+", _BY.sub("", by)) if people.is_person(name)]
    return tuple(dict.fromkeys(found))

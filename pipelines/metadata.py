"""Read what a page says about its article: title, moment, outlet, authors, editor, section, tags.

Chinese pages say it for readers, in a line near the title; English ones for machines. What nothing says stays empty: an invented
author is worse than none.
"""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin, urlsplit

from pipelines import byline, dates, origin, titles
from pipelines.blocks import Block
from pipelines.machine import DATE_NAMES, TITLE_NAMES, Machine
from pipelines.tree import Element
from pipelines.whitespace import squeeze
from records.address import canonical, site_of, twin
from records.licence import strictest
from records.record import Record

_BEFORE: Final = 4
_AFTER: Final = 9
"""How many lines above and below the title may speak of it."""

_LINE_CHARS: Final = 200
_DATE_LABEL = re.compile(
    r"(?:发布|发表|更新|發布|發表)(?:时间|日期|時間|于)?\s*[:：]?\s*\d{4}|(?:时间|日期|時間)\s*[:：]\s*\d{4}|published|posted",
    re.IGNORECASE,
)
_HAN = re.compile("[\u4e00-\u9fff]+")
_ADDRESS_DAY = re.compile(r"(?<!\d)(20\d\d)[-/_]?(0[1-9]|1[0-2])[-/_]?(0[1-9]|[12]\d|3[01])(?!\d)")
CRUMB = re.compile(r"^(?:您?(?:现在|当前)?的?(?:所在)?位置\s*[:：是]*)?\s*(?:[^>＞»›/]{1,16}\s*[>＞»›]\s*){1,5}[^>＞»›]{0,60}$")


@dataclass(frozen=True, slots=True)
class Fields:
    """What a page says about its article."""

    title: str = ""
    published: str = ""
    outlet: str = ""
    authors: tuple[str, ...] = ()
    editor: str = ""
    section: str = ""
    tags: tuple[str, ...] = ()
    licence: str = ""
    address: str = ""  # the one that the page gives as its own, where that is another of the same site
    people: tuple[str, ...] = ()  # who stand where an author may, without a label: they count when the text names nobody


def read(root: Element, said: Machine, lines: list[Block], start: int, record: Record, zone: str) -> Fields:
    """Put together what the page says; `lines` are its blocks, `start` that of the title, `zone` the one of times that name none."""
    near = lines[max(0, start - _BEFORE) : start] + lines[start + 1 : start + _AFTER]
    chinese = is_chinese("".join(block.text for block in lines[start : start + 40]))
    outlet, people_near = origin.outlet(said, near, [block.text for block in lines[start:]], chinese)
    return Fields(
        title=_title(root, said, lines, start),
        published=_published(root, said, near, lines[start:], record, zone, chinese),
        outlet=outlet,
        authors=origin.authors(said, near, chinese),
        editor=byline.editors(block.text for block in lines[start:]),
        section=_section(said, lines[: start + 1]),
        tags=_tags(said),
        licence=strictest(said.licences),
        address=_address(said.address, record.url),
        people=people_near or origin.stated(said, chinese),
    )


def is_chinese(text: str) -> bool:
    """Say whether a text is mostly Chinese characters."""
    if text.isascii():
        return False
    han = sum(map(len, _HAN.findall(text)))
    return han > 0.2 * sum(map(len, text.split())) and han > 0


def _title(root: Element, said: Machine, lines: list[Block], start: int) -> str:
    headings = [text for node in root.iter("h1") if (text := squeeze("".join(node.itertext())))]
    if lines:
        headings.append(lines[start].text)
    headline = said.article.get("headline") or said.article.get("title") or ""
    named = [said.metas[name] for name in TITLE_NAMES if said.metas.get(name)]
    return titles.choose(headings, titles.page_title(root), [*named, squeeze(str(headline))] if headline else named)


def _published(root: Element, said: Machine, near: list[Block], below: list[Block], record: Record, zone: str, chinese: bool) -> str:
    """Choose among the dates: those shown near the title first on Chinese pages, those stated for machines first on others.

    One with its minute wins. Without any: a labelled date below the article, then the day in the page's address.
    """
    written = [said.metas[name] for name in DATE_NAMES if said.metas.get(name)]
    written += [str(said.article[key]) for key in ("datePublished", "pubDate", "dateCreated") if said.article.get(key)]
    written += [node.get("datetime") for node in root.iter("time") if node.get("datetime")][:1]
    shown = [" ".join(block.parts) for block in near if len(block.text) < _LINE_CHARS]
    later = [
        block.text for block in below if len(block.text) < _LINE_CHARS and dates.may_stand_in(block.text) and _DATE_LABEL.search(block.text)
    ]
    order = [*shown, *written] if chinese else [*written, *shown]
    order += [*later, _ADDRESS_DAY.sub(r" \1-\2-\3 ", urlsplit(record.url).path)]
    moments = [moment for text in order if (moment := dates.find(text)) and not dates.too_late(moment, record.fetched)]
    chosen = next((moment for moment in moments if moment.time), None) or next(iter(moments), None)
    if chosen is None:
        return ""
    if chinese:
        return chosen.iso(zone or dates.CHINA)
    return chosen.iso(chosen.zone or zone or dates.UNKNOWN)


def _address(stated: str, url: str) -> str:
    try:
        own, found = canonical(url), canonical(urljoin(url, stated))
    except ValueError:  # a document has no web address, and pages write broken ones
        return ""
    return found if found not in (own, twin(own)) and site_of(found) == site_of(own) else ""


def _section(said: Machine, above: list[Block]) -> str:
    stated = said.metas.get("article:section") or said.article.get("articleSection")
    if isinstance(stated, str) and stated:
        return squeeze(stated)
    for block in reversed(above[-6:]):
        text = " ".join(block.parts)
        if len(text) <= 120 and CRUMB.match(text):
            return trail(text)
    return ""


def trail(text: str) -> str:
    """Give the sections that a crumb trail names (主页 > 财经 > 证券 >), without the front page and the article itself."""
    steps = [piece.strip() for piece in re.split(r"[>＞»›]", re.sub(r"^.*?位置\s*[:：是]*", "", text))]
    return " > ".join(step for step in steps if step and len(step) <= 12 and step not in ("正文", "首页", "主页", "Home", "新闻正文"))


def _tags(said: Machine) -> tuple[str, ...]:
    if said.tags:
        return said.tags
    written = said.metas.get("keywords") or said.metas.get("news_keywords") or ""
    found = [tag.strip() for tag in re.split(r"[,，;；|、]", written)]
    return tuple(dict.fromkeys(tag for tag in found if 1 < len(tag) <= 30))[:20]

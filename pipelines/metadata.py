"""Read what a page says about its article: title, moment, outlet, authors, editor, section, tags.

Chinese pages say it for readers, in a line near the title; English ones for machines. What nothing says stays empty: an invented
author is worse than none.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pipelines import byline, dates, people, titles
from pipelines.tree import Block, Element, squeeze

_TITLE_NAMES: Final = ("og:title", "articletitle", "title", "twitter:title", "headline", "dc.title")
_DATE_NAMES: Final = (
    "article:published_time", "og:published_time", "weibo:article:create_at", "bytedance:published_time", "publishdate", "pubdate",
    "publish_date", "publishtime", "datepublished", "date", "dc.date", "dc.date.issued", "parsely-pub-date", "sailthru.date",
    "article.published", "og:release_date", "firstpublished", "createdate", "dateupdate", "article_date_original", "datetime", "dcterms.created",
)  # fmt: skip
_OUTLET_NAMES: Final = ("contentsource", "source", "mediaid", "og:article:source", "dc.source", "article:source")
_AUTHOR_NAMES: Final = (
    "author",
    "article:author",
    "byl",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "weibo:article:author",
    "og:article:author",
)
_SITE_NAMES: Final = ("og:site_name", "application-name", "sitename")
_BEFORE: Final = 4
_AFTER: Final = 9
"""How many lines above and below the title may speak of it."""

CRUMB = re.compile(r"^(?:您?(?:现在|当前)?的?(?:所在)?位置\s*[:：是]*)?\s*(?:[^>＞»›/]{1,16}\s*[>＞»›]\s*){1,5}[^>＞»›]{0,60}$")
_ARTICLE_TYPES = re.compile(r"Article|BlogPosting|Report|WebPage", re.IGNORECASE)


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


@dataclass(frozen=True, slots=True)
class Machine:
    """What a page says to machines: meta elements by lower-case name, and its JSON-LD article."""

    metas: Mapping[str, str] = field(default_factory=dict)
    article: Mapping[str, Any] = field(default_factory=dict)
    tags: tuple[str, ...] = ()

    def first(self, wanted: tuple[str, ...]) -> str:
        """Give the first of the wanted meta values that is not empty."""
        return next((self.metas[name] for name in wanted if self.metas.get(name)), "")


def machine(root: Element) -> Machine:
    """Read the meta elements and the JSON-LD of a page, before its scripts are taken out."""
    metas: dict[str, str] = {}
    tags: list[str] = []
    for node in root.iter("meta"):
        name = re.sub(r"\s", "", node.get("property") or node.get("name") or node.get("itemprop") or "").lower()
        content = squeeze(node.get("content") or "")
        if name and content:
            metas.setdefault(name, content)
            if name == "article:tag":
                tags.append(content)
    return Machine(metas, _ld_article(root), tuple(dict.fromkeys(tags)))


def _ld_article(root: Element) -> Mapping[str, Any]:
    best: Mapping[str, Any] = {}
    for node in root.iter("script"):
        if "ld+json" not in (node.get("type") or ""):
            continue
        try:
            data = json.loads(node.text or "", strict=False)
        except ValueError:  # pages write broken JSON; the other sources of metadata remain
            continue
        for item in _ld_items(data, 0):
            kind = str(item.get("@type", ""))
            if (_ARTICLE_TYPES.search(kind) or "pubDate" in item or "datePublished" in item) and len(item) > len(best):
                best = item
    return best


def _ld_items(data: object, level: int) -> Iterator[Mapping[str, Any]]:
    if level > 3:
        return
    if isinstance(data, list):
        for each in data:
            yield from _ld_items(each, level + 1)
    elif isinstance(data, dict):
        yield data
        yield from _ld_items(data.get("@graph"), level + 1)


def read(root: Element, said: Machine, lines: list[Block], start: int, fetched: str, zone: str) -> Fields:
    """Put together what the page says; `lines` are its blocks, `start` that of the title, `zone` the one of times that name none."""
    near = lines[max(0, start - _BEFORE) : start] + lines[start + 1 : start + _AFTER]
    chinese = is_chinese("".join(block.text for block in lines[start : start + 40]))
    outlet, people_near = _outlet(said, near, [block.text for block in lines[start:]], chinese)
    return Fields(
        title=_title(root, said, lines, start),
        published=_published(root, said, near, fetched, zone, chinese),
        outlet=outlet,
        authors=_authors(said, near, chinese) or people_near,
        editor=byline.editors(block.text for block in lines[start:]),
        section=_section(said, lines[: start + 1]),
        tags=_tags(said),
    )


def is_chinese(text: str) -> bool:
    """Say whether a text is mostly Chinese characters."""
    han = len(re.findall(r"[\u4e00-\u9fff]", text))
    return han > 0.2 * len(re.sub(r"\s", "", text)) and han > 0


def _title(root: Element, said: Machine, lines: list[Block], start: int) -> str:
    headings = [text for node in root.iter("h1") if (text := squeeze("".join(node.itertext())))]
    if lines:
        headings.append(lines[start].text)
    headline = said.article.get("headline") or said.article.get("title") or ""
    named = [said.metas[name] for name in _TITLE_NAMES if said.metas.get(name)]
    return titles.choose(headings, titles.page_title(root), [*named, squeeze(str(headline))] if headline else named)


def _published(root: Element, said: Machine, near: list[Block], fetched: str, zone: str, chinese: bool) -> str:
    written = [said.metas[name] for name in _DATE_NAMES if said.metas.get(name)]
    written += [str(said.article[key]) for key in ("datePublished", "pubDate", "dateCreated") if said.article.get(key)]
    written += [node.get("datetime") for node in root.iter("time") if node.get("datetime")][:1]
    stated = [moment for text in written if (moment := dates.find(text)) and not dates.too_late(moment, fetched)]
    shown = [
        moment
        for block in near
        if len(block.text) < 200 and (moment := dates.find(" ".join(block.parts))) and not dates.too_late(moment, fetched)
    ]
    order = [*shown, *stated] if chinese else [*stated, *shown]
    chosen = next((moment for moment in order if moment.time), None) or next(iter(order), None)
    if chosen is None:
        return ""
    return chosen.iso(zone if chinese or not chosen.zone else chosen.zone)


def _outlet(said: Machine, near: list[Block], after: list[str], chinese: bool) -> tuple[str, tuple[str, ...]]:
    """Give the outlet, and the people whose names stand where an outlet's may."""
    labelled = byline.outlet([" ".join(block.parts) for block in near if len(block.text) < 200])
    if labelled:
        return labelled, ()
    found: tuple[str, ...] = ()
    if chinese:
        for name in _beside(near):
            if people.is_person(name):
                found = (*found, name)
            else:
                return name, found
    named = said.first(_OUTLET_NAMES) or byline.outlet([line for line in after if len(line) < 80])
    by = said.first(_AUTHOR_NAMES)
    if not named and chinese and by and "@" not in by and not people.is_person(by):
        named = by
    publisher = said.article.get("publisher")
    site = str(publisher.get("name") or "") if isinstance(publisher, dict) else ""
    return named or site or said.first(_SITE_NAMES), found


def _beside(near: list[Block]) -> Iterator[str]:
    """Give the names on the line of the date, then those of elements that are called source or author."""
    for block in near:
        text = " ".join(block.parts)
        moment = dates.find(text) if len(text) < 120 else None
        if moment:
            yield from byline.beside_date(_pieces(text[: moment.start])[-2:] + _pieces(text[moment.end :])[:2])
    for block in near:
        label = f"{block.element.get('class') or ''} {block.element.get('id') or ''}" if block.element is not None else ""
        if len(block.text) <= 20 and re.search(r"source|author|media|account|origin", label, re.IGNORECASE):
            yield from byline.beside_date([block.text])


def _pieces(text: str) -> list[str]:
    return [piece for piece in re.split(r"[\s|｜]+", text) if piece]


def _authors(said: Machine, near: list[Block], chinese: bool) -> tuple[str, ...]:
    shown = [" ".join(block.parts) for block in near]
    if chinese:
        for line in shown:
            found = (
                re.search(r"(?:作者|记者|記者)\s*[:：]\s*(?P<names>[^\s:：]{2,30}(?:\s[\u4e00-\u9fff]{2,3})*)", line)
                if len(line) < 120
                else None
            )
            if found and (who := people.names(found["names"])):
                return who
        by = said.first(_AUTHOR_NAMES)
        return (by,) if people.is_person(by) else ()
    stated = _ld_people(said.article.get("author")) or tuple(
        name for name in re.split(r"\s*,\s*|\s+and\s+", said.first(_AUTHOR_NAMES)) if people.is_person(name)
    )
    return stated or byline.english(shown)


def _ld_people(value: object) -> tuple[str, ...]:
    each = value if isinstance(value, list) else [value]
    called = [str(one.get("name") or "") if isinstance(one, dict) else str(one or "") for one in each]
    return tuple(dict.fromkeys(squeeze(name) for name in called if people.is_person(squeeze(name))))


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

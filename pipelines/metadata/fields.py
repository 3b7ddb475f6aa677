"""Read what a page says about its article: title, moment, outlet, authors, editor, section, tags.

Chinese pages say it for readers, in a line near the title; English ones for machines. What nothing
says stays empty: an invented author is worse than none.
"""

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin, urlsplit

from pipelines.metadata.byline import find_editors
from pipelines.metadata.publisher import find_outlet, find_page_authors, read_structured_authors
from pipelines.metadata.structured_data import DATE_META_NAMES, TITLE_META_NAMES, StructuredData
from pipelines.metadata.title import choose_title, read_page_title
from records.clock import CHINA_OFFSET, UNKNOWN_OFFSET
from records.licence import find_strictest_licence
from records.record import Record
from records.urls import get_site, normalize_url, swap_scheme
from text.chinese.detect import is_mostly_chinese
from text.dates.absolute import ParsedDate, find_first_date, is_after_fetch, may_contain_date
from text.dates.relative import find_relative_date_in_line
from text.html.blocks import Block
from text.html.parse import Element
from text.whitespace import collapse_whitespace

_LINES_BEFORE_TITLE: Final = 4
_LINES_AFTER_TITLE: Final = 9
"""How many lines above and below the title may speak of it."""

_MAX_LINE_CHARS: Final = 200
_DATE_LABEL = re.compile(
    (
        r"(?:发布|发表|更新|發布|發表)(?:时间|日期|時間|于)?\s*[:：]?\s*\d{4}|(?:时间|日期|時間)\s*[:：]\s*\d{4}|published"
        r"|posted"
    ),
    re.IGNORECASE,
)
_URL_DATE = re.compile(r"(?<!\d)(20\d\d)[-/_]?(0[1-9]|1[0-2])[-/_]?(0[1-9]|[12]\d|3[01])(?!\d)")
BREADCRUMB = re.compile(
    r"^(?:您?(?:现在|当前)?的?(?:所在)?位置\s*[:：是]*)?\s*(?:[^>＞»›/]{1,16}\s*[>＞»›]\s*){1,5}[^>＞»›]{0,60}$"
)


@dataclass(frozen=True, slots=True)
class ArticleFields:
    """What a page says about its article."""

    title: str = ""
    published: str = ""
    outlet: str = ""
    authors: tuple[str, ...] = ()
    editor: str = ""
    section: str = ""
    tags: tuple[str, ...] = ()
    licence: str = ""
    # the one that the page gives as its own, where that is another of the same site
    address: str = ""
    # who stand where an author may, without a label: they count when the text names nobody
    people: tuple[str, ...] = ()


def read_article_fields(
    root: Element,
    structured_data: StructuredData,
    blocks: list[Block],
    title_index: int,
    record: Record,
    zone: str,
) -> ArticleFields:
    """Put together what the page says.

    `blocks` are its blocks, `title_index` that of the title, `zone` the one of times that name
    none.
    """
    near = (
        blocks[max(0, title_index - _LINES_BEFORE_TITLE) : title_index]
        + blocks[title_index + 1 : title_index + _LINES_AFTER_TITLE]
    )
    chinese = is_mostly_chinese(
        "".join(block.text for block in blocks[title_index : title_index + 40])
    )
    outlet, people_near = find_outlet(
        structured_data, near, [block.text for block in blocks[title_index:]], chinese
    )
    return ArticleFields(
        title=_read_title(root, structured_data, blocks, title_index),
        published=_choose_date(
            root, structured_data, near, blocks[title_index:], record, zone, chinese
        ),
        outlet=outlet,
        authors=find_page_authors(structured_data, near, chinese),
        editor=find_editors(block.text for block in blocks[title_index:]),
        section=_read_section(structured_data, blocks[: title_index + 1]),
        tags=_read_tags(structured_data),
        licence=find_strictest_licence(structured_data.licences),
        address=_resolve_canonical_url(structured_data.address, record.url),
        people=people_near or read_structured_authors(structured_data, chinese),
    )


def _read_title(
    root: Element, structured_data: StructuredData, blocks: list[Block], title_index: int
) -> str:
    headings = [
        text for node in root.iter("h1") if (text := collapse_whitespace("".join(node.itertext())))
    ]
    if blocks:
        headings.append(blocks[title_index].text)
    headline = structured_data.article.get("headline") or structured_data.article.get("title") or ""
    named = [
        structured_data.metas[name] for name in TITLE_META_NAMES if structured_data.metas.get(name)
    ]
    return choose_title(
        headings,
        read_page_title(root),
        [*named, collapse_whitespace(str(headline))] if headline else named,
    )


def _choose_date(
    root: Element,
    structured_data: StructuredData,
    near_title: list[Block],
    below_title: list[Block],
    record: Record,
    zone: str,
    chinese: bool,
) -> str:
    """Choose among the dates: those shown near the title first on Chinese pages, those stated for
    machines first on others.

    One with its minute wins. Without any: a labelled date below the article, then the day in the
    page's address, then a date below the title that counts back from the moment of the fetch.
    """
    written = [
        structured_data.metas[name] for name in DATE_META_NAMES if structured_data.metas.get(name)
    ]
    written += [
        str(structured_data.article[key])
        for key in ("datePublished", "pubDate", "dateCreated")
        if structured_data.article.get(key)
    ]
    written += [node.get("datetime") for node in root.iter("time") if node.get("datetime")][:1]
    shown = [" ".join(block.parts) for block in near_title if len(block.text) < _MAX_LINE_CHARS]
    later = [
        block.text
        for block in below_title
        if len(block.text) < _MAX_LINE_CHARS
        and may_contain_date(block.text)
        and _DATE_LABEL.search(block.text)
    ]
    order = [*shown, *written] if chinese else [*written, *shown]
    order += [*later, _URL_DATE.sub(r" \1-\2-\3 ", urlsplit(record.url).path)]
    moments = [
        moment
        for text in order
        if (moment := find_first_date(text)) and not is_after_fetch(moment, record.fetched)
    ]
    own_zone = zone or (CHINA_OFFSET if chinese else UNKNOWN_OFFSET)
    chosen = (
        next((moment for moment in moments if moment.time), None)
        or next(iter(moments), None)
        or _find_relative_date(below_title, record.fetched, own_zone)
    )
    if chosen is None:
        return ""
    return chosen.to_iso(own_zone if chinese else chosen.zone or own_zone)


def _find_relative_date(below_title: list[Block], fetched: str, zone: str) -> ParsedDate | None:
    """Find 昨天 08:30 or 2 hours ago below the title, counted back from the moment of the fetch."""
    lines = (
        " ".join(block.parts)
        for block in below_title[1:_LINES_AFTER_TITLE]
        if len(block.text) < _MAX_LINE_CHARS
    )
    dates = (find_relative_date_in_line(line, fetched, zone) for line in lines)
    return next((moment for moment in dates if moment), None)


def _resolve_canonical_url(stated_url: str, page_url: str) -> str:
    try:
        own, found = normalize_url(page_url), normalize_url(urljoin(page_url, stated_url))
    except ValueError:  # a document has no web address, and pages write broken ones
        return ""
    return (
        found if found not in (own, swap_scheme(own)) and get_site(found) == get_site(own) else ""
    )


def _read_section(structured_data: StructuredData, above_title: list[Block]) -> str:
    stated = structured_data.metas.get("article:section") or structured_data.article.get(
        "articleSection"
    )
    if isinstance(stated, str) and stated:
        return collapse_whitespace(stated)
    for block in reversed(above_title[-6:]):
        text = " ".join(block.parts)
        if len(text) <= 120 and BREADCRUMB.match(text):
            return parse_breadcrumb(text)
    return ""


def parse_breadcrumb(text: str) -> str:
    """Give the sections that a crumb trail names (主页 > 财经 > 证券 >), without the front page and the
    article itself.
    """
    steps = [
        piece.strip() for piece in re.split(r"[>＞»›]", re.sub(r"^.*?位置\s*[:：是]*", "", text))
    ]
    return " > ".join(
        step
        for step in steps
        if step and len(step) <= 12 and step not in ("正文", "首页", "主页", "Home", "新闻正文")
    )


def _read_tags(structured_data: StructuredData) -> tuple[str, ...]:
    if structured_data.tags:
        return structured_data.tags
    written = (
        structured_data.metas.get("keywords") or structured_data.metas.get("news_keywords") or ""
    )
    found = [tag.strip() for tag in re.split(r"[,，;；|、]", written)]
    return tuple(dict.fromkeys(tag for tag in found if 1 < len(tag) <= 30))[:20]

"""Find the outlet of an article, and the authors that its page names outside the text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from pipelines.metadata.byline import (
    find_names_beside_date,
    find_outlet_label,
    parse_author_line,
)
from pipelines.metadata.english_authors import find_english_authors, list_json_ld_names
from pipelines.metadata.parsed_page import ParsedPage
from pipelines.metadata.person_names import is_outlet_name, is_person_name, split_names
from pipelines.metadata.structured_data import (
    AUTHOR_META_NAMES,
    OUTLET_META_NAMES,
    SITE_META_NAMES,
    StructuredData,
)
from text.dates.absolute import find_first_date
from text.html.blocks import Block
from text.whitespace import collapse_whitespace

_LINE_CHARS: Final = 200
_DATE_LINE_CHARS: Final = 120
_NAME_CHARS: Final = 20
_SENTENCE = re.compile(r"[，。！？；]")
_SOURCE_ELEMENT_NAMES = re.compile(r"source|author|media|account|origin", re.IGNORECASE)
_AUTHOR_LABEL = re.compile(
    r"(?:(?:作者|记者|記者|撰文|采写|撰稿)\s*[:：|｜丨]|(?<![\u4e00-\u9fff])文\s*[:：/／|｜丨])\s*"
    r"(?P<names>[^\s:：]{2,30}(?:\s[\u4e00-\u9fff]{2,3}(?=\s|$))*)"
)
_PERSON_LABEL = re.compile(
    r"[\u4e00-\u9fff]{0,6}(?:记者|記者|通讯员|作者|编辑|責編|责编|审核|校对|摄影|撰文|采写)\s*[:：/／|｜]|[文图圖摄]\s*[/／:：]"
)
"""A label that announces a person, where an outlet's name may stand."""
_SECTION_NAMES: Final = frozenset(
    (
        *(
            "新闻",
            "要闻",
            "资讯",
            "国内",
            "国际",
            "社会",
            "财经",
            "健康",
            "头条",
            "正文",
            "时政",
            "娱乐",
            "体育",
            "科技",
            "综合",
            "热点",
        ),
        *("行业", "动态", "养生", "专题"),
    )
)
"""Names of sections, which stand where an outlet's name may."""


@dataclass(frozen=True, slots=True)
class PageOutlet:
    """The outlet of a page, and the people whose names stand where an outlet's may."""

    name: str
    people: tuple[str, ...] = ()


def find_outlet(page: ParsedPage) -> PageOutlet:
    """Find the outlet of an article.

    A label (来源：) near the title wins, then on Chinese pages a name beside the date, then
    structured data, then a label below the article, then the site's own name.
    """
    near_title, structured_data = page.blocks_near_title, page.structured_data
    labelled = find_outlet_label(
        [" ".join(block.parts) for block in near_title if len(block.text) < _LINE_CHARS]
    )
    if labelled:
        return PageOutlet(labelled)
    names = list(_find_names_near_date(near_title)) if page.is_chinese else []
    people = tuple(name for name in names if is_person_name(name))
    if (
        len(names) > 1
        and people
        and all(
            re.fullmatch(r"[\u4e00-\u9fff]{2,4}", name) and not is_outlet_name(name)
            for name in names
        )
    ):
        # several short names in a row, one of them surely a person's: all are authors
        people, names = tuple(names), []
    beside_date = next((name for name in names if name not in people), "")
    below = find_outlet_label(
        [block.text for block in page.blocks_from_title if len(block.text) < _LINE_CHARS // 2]
    )
    name = (
        beside_date
        or structured_data.first_meta(OUTLET_META_NAMES)
        or below
        or _read_outlet_as_author(page)
        or _read_site_name(structured_data)
    )
    return PageOutlet(name, people)


def _read_outlet_as_author(page: ParsedPage) -> str:
    """Read the outlet that a Chinese page states as its author; "" when that is a person."""
    author = page.structured_data.first_meta(AUTHOR_META_NAMES)
    return author if page.is_chinese and "@" not in author and not is_person_name(author) else ""


def _read_site_name(structured_data: StructuredData) -> str:
    publisher = structured_data.article.get("publisher")
    name = str(publisher.get("name") or "") if isinstance(publisher, dict) else ""
    return collapse_whitespace(name) or structured_data.first_meta(SITE_META_NAMES)


def _find_names_near_date(near_title: list[Block]) -> Iterator[str]:
    """Give the names on the line of the date, then those of elements that are called source or
    author.
    """
    for block in near_title:
        text = " ".join(block.parts)
        date = (
            find_first_date(text)
            if len(text) < _DATE_LINE_CHARS and not _SENTENCE.search(text)
            else None
        )
        if date:
            yield from _filter_outlet_names(
                _split_line(text[: date.start])[-2:] + _split_line(text[date.end :])[:3]
            )
    for block in near_title:
        label = (
            f"{block.element.get('class') or ''} {block.element.get('id') or ''}"
            if block.element is not None
            else ""
        )
        if len(block.text) <= _NAME_CHARS and _SOURCE_ELEMENT_NAMES.search(label):
            yield from _filter_outlet_names([block.text])


def _filter_outlet_names(pieces: list[str]) -> list[str]:
    return [
        name
        for name in find_names_beside_date(pieces)
        if name not in _SECTION_NAMES and not _PERSON_LABEL.match(name)
    ]


def _split_line(text: str) -> list[str]:
    return [piece for piece in re.split(r"[\s|｜]+", text) if piece]


def find_page_authors(page: ParsedPage) -> tuple[str, ...]:
    """Give the authors whom a label near the title names.

    On other than Chinese pages those in structured data, or those of a line "By X".
    """
    lines = [" ".join(block.parts) for block in page.blocks_near_title]
    if not page.is_chinese:
        return find_english_authors(page)
    for line in lines:
        label = _AUTHOR_LABEL.search(line) if len(line) < _DATE_LINE_CHARS else None
        authors = split_names(label["names"]) if label else parse_author_line(line)
        if authors:
            return authors
    return ()


def read_structured_authors(page: ParsedPage) -> tuple[str, ...]:
    """Give the people whom the structured data of a Chinese page names as authors."""
    if not page.is_chinese:
        return ()
    stated = list_json_ld_names(page.structured_data.article.get("author"))
    stated = stated or (page.structured_data.first_meta(AUTHOR_META_NAMES),)
    return tuple(name for name in stated if is_person_name(name))

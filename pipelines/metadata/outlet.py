"""Find the outlet of an article, and the authors that its page names outside the text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from pipelines.metadata.byline import (
    find_author_labels,
    find_names_beside_date,
    find_outlet_label,
    split_slash_pair,
)
from pipelines.metadata.english_authors import find_english_authors, list_json_ld_names
from pipelines.metadata.outlet_names import name_outlet
from pipelines.metadata.parsed_page import ParsedPage
from pipelines.metadata.person_names import is_outlet_name, is_person_name
from pipelines.metadata.structured_data import (
    AUTHOR_META_NAMES,
    OUTLET_META_NAMES,
    SITE_META_NAMES,
    StructuredData,
)
from text.dates.absolute import ParsedDate, find_first_date
from text.html.blocks import Block
from text.whitespace import collapse_whitespace

_LINE_CHARS: Final = 200
_DATE_LINE_CHARS: Final = 120
_NAME_CHARS: Final = 20
_SENTENCE = re.compile(r"[，。！？；]")
_SOURCE_ELEMENT_NAMES = re.compile(r"source|author|media|account|origin", re.IGNORECASE)
_PERSON_LABEL = re.compile(
    r"[\u4e00-\u9fff]{0,6}(?:记者|記者|通讯员|作者|编辑|責編|责编|审核|校对|摄影|撰文|采写)\s*[:："
    r"/／|｜]|[文图圖摄]\s*[/／:：]"
)
"""A label that announces a person, where an outlet's name may stand."""
_NO_OUTLET: Final = re.compile(
    r"[:：=\"{}<>#]|//|^www\.|我来说|我有话|社区|相关新闻|排行|手机看|[(（]$"
)
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


def find_outlet(page: ParsedPage, authors: Sequence[str] = ()) -> PageOutlet:
    """Find the outlet of an article; `authors` are those whom its page labels.

    A label (来源：) near the title wins, then on Chinese pages a name beside the date, then
    structured data, then a label below the article, then the site's own name.
    """
    near_title, structured_data = page.blocks_near_title, page.structured_data
    labelled = find_outlet_label(
        [" ".join(block.parts) for block in near_title if len(block.text) < _LINE_CHARS]
    )
    if labelled:
        return PageOutlet(labelled)
    named = {*authors, structured_data.first_meta(AUTHOR_META_NAMES)}
    near_date = _find_names_near_date(near_title) if page.is_chinese else ()
    names = [name for name in dict.fromkeys(near_date) if name not in named or is_outlet_name(name)]
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
    name = (
        beside_date
        or name_outlet(structured_data.first_meta(OUTLET_META_NAMES))
        or _find_label_below(page)
        or _read_outlet_as_author(page)
        or _read_site_name(structured_data)
    )
    return PageOutlet(name, people)


def _find_label_below(page: ParsedPage) -> str:
    short = (block for block in page.blocks_from_title if len(block.text) < _LINE_CHARS // 2)
    return find_outlet_label(" ".join(block.parts) or block.text for block in short)


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
    dated = [_find_line_date(block) for block in near_title]
    for block, date in zip(near_title, dated, strict=True):
        text = " ".join(block.parts)
        if date:
            yield from _filter_outlet_names(
                _split_line(text[: date.start])[-2:] + _split_line(text[date.end :])[:3]
            )
    for number, block in enumerate(near_title):
        label = (
            f"{block.element.get('class') or ''} {block.element.get('id') or ''}"
            if block.element is not None
            else ""
        )
        if len(block.text) <= _NAME_CHARS:
            if _SOURCE_ELEMENT_NAMES.search(label):
                yield from _filter_outlet_names(list(block.parts))
            elif not block.is_link and any(dated[max(0, number - 1) : number + 2]):
                yield from _filter_lone_outlet(block.text)


def _find_line_date(block: Block) -> ParsedDate | None:
    text = " ".join(block.parts)
    is_line = len(text) < _DATE_LINE_CHARS and not _SENTENCE.search(text)
    return find_first_date(text) if is_line else None


def _filter_lone_outlet(text: str) -> list[str]:
    """Give an outlet's name that stands alone beside the line of the date, or beside a person's."""
    outlet = split_slash_pair(text)[1] or text
    return _filter_outlet_names([outlet]) if is_outlet_name(outlet) else []


def _filter_outlet_names(pieces: list[str]) -> list[str]:
    return [
        name
        for name in find_names_beside_date(pieces)
        if name not in _SECTION_NAMES
        and not _PERSON_LABEL.match(name)
        and not _NO_OUTLET.search(name)
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
        authors = find_author_labels(line) if len(line) < _DATE_LINE_CHARS else ()
        if authors := authors or split_slash_pair(line)[0]:
            return authors
    return ()


def read_structured_authors(page: ParsedPage) -> tuple[str, ...]:
    """Give the people whom the structured data of a Chinese page names as authors."""
    if not page.is_chinese:
        return ()
    stated = list_json_ld_names(page.structured_data.article.get("author"))
    stated = stated or (page.structured_data.first_meta(AUTHOR_META_NAMES),)
    return tuple(name for name in stated if is_person_name(name))

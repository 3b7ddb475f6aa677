"""Tell where an article comes from: its outlet, and who is named as its author outside the text."""

import re
from collections.abc import Iterator
from typing import Final

from pipelines.metadata.byline import (
    find_english_authors,
    find_names_beside_date,
    find_outlet_label,
    parse_author_line,
)
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
_BY_PREFIX = re.compile(r"^[Bb][Yy]:?\s+(?=[A-Z])")
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


def find_outlet(
    structured_data: StructuredData,
    near_title: list[Block],
    following_lines: list[str],
    chinese: bool,
) -> tuple[str, tuple[str, ...]]:
    """Give the outlet, and the people whose names stand where an outlet's may.

    A label (来源：) near the title wins, then on Chinese pages a name beside the date, then what the
    page tells machines, then a label below the article, then the site's own name.
    """
    labelled = find_outlet_label(
        [" ".join(block.parts) for block in near_title if len(block.text) < _LINE_CHARS]
    )
    if labelled:
        return labelled, ()
    beside = list(_find_names_near_date(near_title)) if chinese else []
    who = tuple(name for name in beside if is_person_name(name))
    if (
        len(beside) > 1
        and who
        and all(
            re.fullmatch(r"[\u4e00-\u9fff]{2,4}", name) and not is_outlet_name(name)
            for name in beside
        )
    ):
        # several short names in a row, one of them surely a person's: all are authors
        who, beside = tuple(beside), []
    named = next((name for name in beside if name not in who), "")
    by = structured_data.first_meta(AUTHOR_META_NAMES)
    claimed = by if chinese and by and "@" not in by and not is_person_name(by) else ""
    below = find_outlet_label([line for line in following_lines if len(line) < _LINE_CHARS // 2])
    return named or structured_data.first_meta(
        OUTLET_META_NAMES
    ) or below or claimed or _read_site_name(structured_data), who


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
        moment = (
            find_first_date(text)
            if len(text) < _DATE_LINE_CHARS and not _SENTENCE.search(text)
            else None
        )
        if moment:
            yield from _filter_outlet_names(
                _split_line(text[: moment.start])[-2:] + _split_line(text[moment.end :])[:3]
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


def find_page_authors(
    structured_data: StructuredData, near_title: list[Block], chinese: bool
) -> tuple[str, ...]:
    """Give the authors whom a label near the title names.

    On other than Chinese pages whom the page tells machines, or "By X".
    """
    shown = [" ".join(block.parts) for block in near_title]
    if not chinese:
        return read_structured_authors(structured_data, chinese) or find_english_authors(shown)
    for line in shown:
        found = _AUTHOR_LABEL.search(line) if len(line) < _DATE_LINE_CHARS else None
        who = split_names(found["names"]) if found else parse_author_line(line)
        if who:
            return who
    return ()


def read_structured_authors(structured_data: StructuredData, chinese: bool) -> tuple[str, ...]:
    """Give the people whom the page names to machines as its authors."""
    by = structured_data.first_meta(AUTHOR_META_NAMES)
    if chinese:
        return (by,) if is_person_name(by) else ()
    written = structured_data.article.get("author")
    each = written if isinstance(written, list) else [written]
    called = [
        collapse_whitespace(str((one.get("name") if isinstance(one, dict) else one) or ""))
        for one in each
    ]
    found = [name for each in called if is_person_name(name := _BY_PREFIX.sub("", each))]
    found = found or [
        name
        for name in re.split(r"\s*,\s*|\s+and\s+", _BY_PREFIX.sub("", by))
        if is_person_name(name)
    ]
    return tuple(dict.fromkeys(found))

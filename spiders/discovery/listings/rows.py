"""Find the row of a list that a link stands in, and read its title and date."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from records.announcement import ReadOptions
from spiders.discovery.listings.row_dates import (
    choose_row_date,
    is_machine_date,
    is_row_date,
    strip_glued_date,
)
from text.html.elements import BLOCK_TAGS, HEADING_TAGS, INVISIBLE_TAGS
from text.html.parse import Element
from text.whitespace import collapse_whitespace
from text.xml.elements import strip_markup

MAX_TITLE_CHARS: Final = 200
_ELLIPSES: Final = ("…", "...", "..", "．．．")
_MAX_ROW_TEXTS: Final = 200
"""Texts of one row that are read; a row that holds more is a page."""

_MAX_ROW_LEVELS: Final = 6
_ROW_TAGS: Final = frozenset(("li", "tr", "article"))
_LIST_TAGS: Final = frozenset(("ul", "ol", "table", "tbody", "body", "html", "main"))
_TITLE_CLASS = re.compile(r"(?:^|[-_\s])(?:title|tit|headline)(?:$|[-_\s\d])", re.IGNORECASE)
_NOT_A_TITLE = re.compile(
    r"(?:阅读|查看|点击|浏览)?(?:全文|原文|详情|详细|更多|全部)|首页|主页|更多|下载|返回(?:首页|"
    r"顶部)?|上一[页篇]|下一[页篇]|尾页|末页|"
    r"分享|评论|登录|注册|"
    r"(?:read|view|see|learn)\s+(?:more|all|full story)|more|home|next|previous|back to"
    r" top|download|share|comments?|continue reading",
    re.IGNORECASE,
)
_TITLE_TRIM: Final = " \u3000>»›→[]【】()（）.·•-"

SEVERAL_ARTICLES: Final = ""
"""Stands for an element that holds several articles."""


def is_link_title(text: str) -> bool:
    """Say whether a link's text can be a title: it has letters, and is not what every list says."""
    bare = text.strip(_TITLE_TRIM)
    return any(char.isalpha() for char in bare) and not _NOT_A_TITLE.fullmatch(bare)


def read_link_title(anchor: Element, options: ReadOptions) -> str:
    """Give the title that a link shows, without the date glued to it.

    "" for one that was cut or is no title.
    """
    shown, title = (
        _read_shown_title(anchor, options),
        strip_glued_date(strip_markup(anchor.get("title") or "")),
    )
    if (
        not shown
        or shown.endswith(_ELLIPSES)
        or (len(title) > len(shown) and title.startswith(shown))
    ):
        shown = title
    return "" if shown.endswith(_ELLIPSES) or not is_link_title(shown) else shown[:MAX_TITLE_CHARS]


def _read_shown_title(anchor: Element, options: ReadOptions) -> str:
    source = next(
        (
            node
            for node in anchor.iterdescendants()
            if node.tag in HEADING_TAGS or _TITLE_CLASS.search(node.get("class") or "")
        ),
        anchor,
    )
    pieces = [text for text in source.itertext() if text.strip()]
    if len(pieces) > 1:
        pieces = [text for text in pieces if not is_row_date(collapse_whitespace(text), options)]
    between = (
        " "
        if any(node.tag in BLOCK_TAGS or node.tag == "br" for node in source.iterdescendants())
        else ""
    )
    return strip_glued_date(strip_markup(collapse_whitespace(between.join(pieces))))


class ListingRows:
    """The rows of the articles on a page: how far around each link nothing belongs to another
    article.
    """

    def __init__(
        self, articles: Mapping[str, Sequence[Element]], given: Mapping[Element, Element]
    ) -> None:
        """Take the links of each article and the row of each link."""
        self._articles, self._given = articles, given
        self._owners: dict[Element, str] = {}
        for key, anchors in articles.items():
            for anchor in anchors:
                self._assign_owner(anchor, key)

    def _assign_owner(self, anchor: Element, key: str) -> None:
        for around in (anchor, *anchor.iterancestors()):
            known = self._owners.get(around)
            if known in (key, SEVERAL_ARTICLES):
                return  # so is all around it
            self._owners[around] = key if known is None else SEVERAL_ARTICLES
            if known is not None:
                key = SEVERAL_ARTICLES

    def find_row(self, anchor: Element) -> Element:
        """Give the element that is the row of an article's link."""
        if anchor in self._given:
            return self._given[anchor]
        row = anchor
        for around in islice(anchor.iterancestors(), _MAX_ROW_LEVELS):
            if around.tag in _LIST_TAGS or self._owners.get(around) == SEVERAL_ARTICLES:
                break
            row = around
            if row.tag in _ROW_TAGS:
                break
        return row

    def find_lists(self) -> set[Element]:
        """Give the elements that hold several articles as their rows."""
        around = (self.find_row(anchors[0]).getparent() for anchors in self._articles.values())
        return {
            parent for parent in around if parent is not None and parent.tag not in ("body", "html")
        }

    def find_title(self, key: str, options: ReadOptions) -> str:
        """Give the title of an article: that of its first link which has one, else the heading of
        its row.
        """
        anchors = self._articles[key]
        if title := next(
            (text for anchor in anchors if (text := read_link_title(anchor, options))), ""
        ):
            return title
        headings = (
            node
            for node in self.find_row(anchors[0]).iter()
            if node.tag in HEADING_TAGS and not any(True for _ in node.iter("a"))
        )
        return next(
            (
                text
                for node in headings
                if is_link_title(text := strip_markup("".join(node.itertext())))
                and not text.endswith(_ELLIPSES)
            ),
            "",
        )[:MAX_TITLE_CHARS]

    def find_date(self, key: str, url: str, options: ReadOptions, listing: str) -> str:
        """Give the date of an article by its row, by what stands between it and the next row, by
        its address.
        """
        anchors = set(self._articles[key])
        row = self.find_row(self._articles[key][0])
        texts = [
            (collapse_whitespace(text), inside)
            for text, inside in islice(_iter_texts(row, anchors, row in anchors), _MAX_ROW_TEXTS)
        ]
        outside = [text for text, inside in texts if text and not inside]
        stated = (
            value
            for node in islice(row.iter(), _MAX_ROW_TEXTS)
            for name, value in node.items()
            if is_machine_date(name, value)
        )
        inside = [
            *(text for text, within in texts if text and within),
            *(anchor.get("title") or "" for anchor in anchors),
        ]
        row_date = choose_row_date(outside, inside, stated, "", options, listing)
        if not row_date and row.tag not in _ROW_TAGS:
            row_date = choose_row_date(self._texts_beside(row), (), (), "", options, listing)
        return row_date or choose_row_date((), (), (), url, options)

    def _texts_beside(self, row: Element) -> list[str]:
        """Give the texts that stand after a row, up to the next.

        Those before it where the list begins with them.
        """
        for preceding in (False, True):
            texts: list[str] = []
            for node in islice(row.itersiblings(preceding=preceding), 3):
                if node in self._owners:
                    break
                texts += [
                    collapse_whitespace(text)
                    for text, _ in islice(_iter_texts(node, set(), False), 10)
                ]
            if any(texts) and not (preceding is False and self._begins_with_dates(row)):
                return [text for text in texts if text]
        return []

    def _begins_with_dates(self, row: Element) -> bool:
        first = next((node for node in row.getparent() if node in self._owners), row)
        before = first.getprevious()
        return before is not None and any(
            char.isdigit() for char in "".join(before.itertext())[:40]
        )


def _iter_texts(node: Element, anchors: set[Element], inside: bool) -> Iterator[tuple[str, bool]]:
    """Give the texts of an element, each with whether it stands inside one of the links."""
    if node.text:
        yield node.text, inside
    for child in node:
        if isinstance(child.tag, str) and child.tag not in INVISIBLE_TAGS:
            yield from _iter_texts(child, anchors, inside or child in anchors)
        if child.tail:
            yield child.tail, inside

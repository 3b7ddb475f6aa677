"""Choose an article's title among what the page offers: headings, <title>, metadata."""

import re
from typing import Final

from text.html.blocks import Block
from text.html.elements import HEADING_TAGS
from text.html.parse import Element
from text.whitespace import collapse_whitespace

_TITLE_PREFIX = re.compile(
    r"^_?(?:今日|最新|国内|本日)*(?:热点|最新|实时|财经|国内|国际|要闻|头条|今日)+(?:新闻|消息|"
    r"要闻|资讯|动态|头条)\s*[:：]\s*"
    r"|^(?:Opinion|Analysis|Perspective|Editorial)\s*\|\s*"
)
"""What is set before a title for search engines: 热点新闻: , _今日最新实时新闻: , Opinion|.
"""

_SITE_SEPARATOR = re.compile(r"\s*(?:[_|｜»›]|--+|\s[-–—·•]\s|—{1,2}|-(?=[^-\d\s][^-]{1,20}$))\s*")
_MIN_TITLE_CHARS: Final = 4
_MAX_LENGTH_RATIO: Final = 4
"""A block that shows a title is no longer than so many times the title: it may be cut to half of
it, marks are not counted.
"""
_MAX_TITLE_CHARS: Final = 500
"""Characters of a title that are looked at; nobody writes longer ones."""


_ASCII_PUNCTUATION: Final = {code: None for code in range(128) if not chr(code).isalnum()}
_NON_ALPHANUMERIC = re.compile(r"[\W_]+")


def fold_to_alphanumeric(text: str) -> str:
    """Leave only letters and digits, lower case: two spellings of one title compare equal."""
    return (
        text.translate(_ASCII_PUNCTUATION).lower()
        if text.isascii()
        else _NON_ALPHANUMERIC.sub("", text).casefold()
    )


def read_page_title(root: Element) -> str:
    """Give the text of <title>."""
    first = next(root.iter("title"), None)
    return collapse_whitespace("".join(() if first is None else first.itertext()))[
        :_MAX_TITLE_CHARS
    ]


def find_title_block(blocks: list[Block], stated_titles: list[str]) -> int:
    """Give the number of the block that shows the title: the longest one that an announced title
    holds, a heading first.
    """
    folded_titles = [text for each in stated_titles if (text := fold_to_alphanumeric(each))]
    best_rank, best_index = (0, False), 0
    longest = _MAX_LENGTH_RATIO * max(map(len, stated_titles), default=0)
    for number, block in enumerate(blocks):
        # a paragraph; folding every one of a page would take as long as reading it
        if len(block.text) > longest:
            continue
        text = fold_to_alphanumeric(block.text)
        rank = len(text), block.tag in HEADING_TAGS
        if (
            len(text) >= _MIN_TITLE_CHARS
            and rank > best_rank
            and any(text in other or _continues_title(text, other) for other in folded_titles)
        ):
            best_rank, best_index = rank, number
    return best_index


def _continues_title(text: str, stated_title: str) -> bool:
    """Say whether a block shows a title that was announced cut short.

    A paragraph that begins with its title is not one.
    """
    return 2 * _MIN_TITLE_CHARS <= len(stated_title) <= len(text) <= 2 * len(
        stated_title
    ) and text.startswith(stated_title)


def strip_site_name(title: str) -> str:
    """Strip the site's and section's names from the end of a <title>.

    A title that is all one piece stays.
    """
    pieces = _SITE_SEPARATOR.split(title)
    head = title
    while len(pieces) > 1 and len(fold_to_alphanumeric(pieces[-1])) <= max(
        12, len(fold_to_alphanumeric("".join(pieces[:-1])))
    ):
        head = (
            head[: head.rindex(pieces[-1])].rstrip(" \t_|｜»›-–—·•")
            if pieces[-1]
            else head.rstrip(" _|｜»›-–—·•")
        )
        pieces = _SITE_SEPARATOR.split(head)
    return head or title


def strip_title_prefix(title: str) -> str:
    """Strip a search engine prefix such as 热点新闻: from the front."""
    return _TITLE_PREFIX.sub("", title)


def choose_title(headings: list[str], page_title: str, metadata_titles: list[str]) -> str:
    """Choose the title.

    `headings` are h1 and other headings in reading order, `page_title` is the <title>,
    `metadata_titles` what the metadata call the title. A heading that begins the <title> or a named
    title is the title as the reader sees it: never cut at a quotation mark, as metadata are. Else
    the first named title, else the <title> without its site.
    """
    folded_titles = [
        fold_to_alphanumeric(text)
        for text in (page_title, *metadata_titles)
        if fold_to_alphanumeric(text)
    ]
    shown = [
        text
        for text in headings
        if _MIN_TITLE_CHARS <= len(fold_to_alphanumeric(text)) <= _MAX_TITLE_CHARS
        and any(_is_same_title(fold_to_alphanumeric(text), other) for other in folded_titles)
    ]
    if shown:
        return strip_title_prefix(max(shown, key=lambda text: len(fold_to_alphanumeric(text))))
    for text in (*metadata_titles, strip_site_name(page_title)):
        if fold_to_alphanumeric(text):
            return strip_title_prefix(text)
    return strip_title_prefix(headings[0]) if headings else ""


def _is_same_title(heading: str, stated_title: str) -> bool:
    """Say whether a heading and an announced title are the same words, one of them perhaps longer
    at its end.
    """
    short, long = sorted((heading, stated_title), key=len)
    return long.startswith(short) and (
        len(short) >= 2 * _MIN_TITLE_CHARS or 2 * len(short) >= len(long)
    )

"""Choose an article's title among what the page offers: headings, <title>, metadata."""

import re
from typing import Final

from pipelines.blocks import Block
from pipelines.tags import HEADINGS
from pipelines.tree import Element
from pipelines.whitespace import squeeze

_PREFIX = re.compile(
    r"^_?(?:今日|最新|国内|本日)*(?:热点|最新|实时|财经|国内|国际|要闻|头条|今日)+(?:新闻|消息|要闻|资讯|动态|头条)\s*[:：]\s*"
    r"|^(?:Opinion|Analysis|Perspective|Editorial)\s*\|\s*"
)
"""What search engine optimisers and newspapers set before a title: 热点新闻: , _今日最新实时新闻: , Opinion|."""

_TAIL = re.compile(r"\s*(?:[_|｜»›]|--+|\s[-–—·•]\s|—{1,2}|-(?=[^-\d\s][^-]{1,20}$))\s*")
_SHORT: Final = 4
_ROOM: Final = 4
"""A block that shows a title is no longer than so many times the title: it may be cut to half of it, marks are not counted."""
_LONGEST: Final = 500
"""Characters of a title that are looked at; nobody writes longer ones."""


_MARKS: Final = {code: None for code in range(128) if not chr(code).isalnum()}
_NO_LETTERS = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """Leave only letters and digits, lower case: two spellings of one title compare equal."""
    return text.translate(_MARKS).lower() if text.isascii() else _NO_LETTERS.sub("", text).casefold()


def page_title(root: Element) -> str:
    """Give the text of <title>."""
    first = next(root.iter("title"), None)
    return squeeze("".join(() if first is None else first.itertext()))[:_LONGEST]


def position(read: list[Block], announced: list[str]) -> int:
    """Give the number of the block that shows the title: the longest one that an announced title holds, a heading first."""
    wanted = [text for each in announced if (text := fold(each))]
    best, found = (0, False), 0
    longest = _ROOM * max(map(len, announced), default=0)
    for number, block in enumerate(read):
        if len(block.text) > longest:  # a paragraph; folding every one of a page would take as long as reading it
            continue
        text = fold(block.text)
        rank = len(text), block.tag in HEADINGS
        if len(text) >= _SHORT and rank > best and any(text in other or _goes_on(text, other) for other in wanted):
            best, found = rank, number
    return found


def _goes_on(text: str, announced: str) -> bool:
    """Say whether a block shows a title that was announced cut short; a paragraph that begins with its title is not one."""
    return 2 * _SHORT <= len(announced) <= len(text) <= 2 * len(announced) and text.startswith(announced)


def without_site(title: str) -> str:
    """Strip the site's and section's names from the end of a <title>; a title that is all one piece stays."""
    pieces = _TAIL.split(title)
    head = title
    while len(pieces) > 1 and len(fold(pieces[-1])) <= max(12, len(fold("".join(pieces[:-1])))):
        head = head[: head.rindex(pieces[-1])].rstrip(" \t_|｜»›-–—·•") if pieces[-1] else head.rstrip(" _|｜»›-–—·•")
        pieces = _TAIL.split(head)
    return head or title


def without_prefix(title: str) -> str:
    """Strip a search engine prefix such as 热点新闻: from the front."""
    return _PREFIX.sub("", title)


def choose(headings: list[str], announced: str, named: list[str]) -> str:
    """Choose the title.

    `headings` are h1 and other headings in reading order, `announced` is the <title>, `named` what the metadata call the title.
    A heading that begins the <title> or a named title is the title as the reader sees it: never cut at a quotation mark, as
    metadata are. Else the first named title, else the <title> without its site.
    """
    wanted = [fold(text) for text in (announced, *named) if fold(text)]
    shown = [text for text in headings if _SHORT <= len(fold(text)) <= _LONGEST and any(_same(fold(text), other) for other in wanted)]
    if shown:
        return without_prefix(max(shown, key=lambda text: len(fold(text))))
    for text in (*named, without_site(announced)):
        if fold(text):
            return without_prefix(text)
    return without_prefix(headings[0]) if headings else ""


def _same(heading: str, other: str) -> bool:
    """Say whether a heading and an announced title are the same words, one of them perhaps longer at its end."""
    short, long = sorted((heading, other), key=len)
    return long.startswith(short) and (len(short) >= 2 * _SHORT or 2 * len(short) >= len(long))

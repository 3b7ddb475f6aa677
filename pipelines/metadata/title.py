"""Choose an article's title among what the page offers: headings, <title>, metadata."""

import re
from typing import Final

from pipelines.metadata.person_names import is_outlet_name
from text.html.blocks import Block
from text.html.elements import HEADING_TAGS
from text.html.parse import Element
from text.whitespace import collapse_whitespace

_TITLE_PREFIX = re.compile(
    r"^_?(?:今日|最新|国内|本日){0,4}(?:热点|最新|实时|财经|国内|国际|要闻|头条|今日){1,6}"
    r"(?:新闻|消息|要闻|资讯|动态|头条)\s*[:：]\s*"
    r"|^(?:Opinion|Analysis|Perspective|Editorial)\s*\|\s*"
)
"""What is set before a title for search engines: 热点新闻: , _今日最新实时新闻: , Opinion|.
"""

_SEPARATOR_MARK: Final = r"[_|｜»›]|--+|—{1,2}|-(?=[^-\d\s][^-]{1,20}$)"
_SITE_SEPARATOR = re.compile(
    rf"(?:(?<!\s)\s++(?:{_SEPARATOR_MARK}|[-–—·•]\s)|{_SEPARATOR_MARK})\s*"
)
_PAGE_NUMBER = re.compile(
    r"(?:(?<!\s)\s++)?"
    r"(?:[（(\[【]\s*(?:第\s*)?(?:[2-9]|[1-4]\d)\s*+(?:页\s*+)?(?:/\s*\d{1,2}\s*)?[)）\]】]"
    r"|(?:[-_|–—,，]\s*)?(?:第\s*\d{1,2}\s*页|page\s+\d{1,2}(?:\s+of\s+\d{1,2})?))$",
    re.IGNORECASE,
)
_SITE_ENDING: Final = re.compile(
    r"(?:网|網|网站|在线|频道|首页|日报|晚报|晨报|时报|时报|电视台|电台|门户|官网|新闻中心)$"
)
"""Last words of what sites call themselves."""

_MAX_SITE_CHARS: Final = 16
_MAX_SECTION_CHARS: Final = 6
_MIN_SHOWN_CHARS: Final = 6
_MAX_SHOWN_CHARS: Final = 80
_LINES_BELOW_TITLE: Final = 3
_PARTICULARS: Final = re.compile(r"(?:19|20)\d\d[-年/.]|来源|來源|发布|發布|作者|\d[:：]\d\d")
_TITLE_NAME: Final = re.compile(
    r"(?:^|[\s_-])(?:\w*title|tit|bt|biaoti|headline)(?:$|[\s_\d-])", re.I
)
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
    letters = set("".join(folded_titles))
    for number, block in enumerate(blocks):
        # folding every block of a page would take as long as reading it: paragraphs are too long
        # for a title, what is shorter than the best one or begins otherwise is none
        if not best_rank[0] <= len(block.text) <= longest:
            continue
        first = block.text[0].casefold()[0]
        if first.isalnum() and first not in letters:
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


def find_unannounced_title(blocks: list[Block]) -> str:
    """Find the title of a page whose <title> names only a section: the first heading, or line that
    is called a title, with a date or a source below it; "" when there is none.
    """
    for number, block in enumerate(blocks):
        below = blocks[number + 1 : number + 1 + _LINES_BELOW_TITLE]
        if (
            _MIN_SHOWN_CHARS <= len(block.text) <= _MAX_SHOWN_CHARS
            and not block.is_link
            and (block.tag in HEADING_TAGS or _is_called_title(block))
            and any(_PARTICULARS.search(each.text) for each in below)
        ):
            return block.text
    return ""


def _is_called_title(block: Block) -> bool:
    element = block.element
    return element is not None and bool(
        _TITLE_NAME.search(f"{element.get('class') or ''} {element.get('id') or ''}")
    )


def is_section_name(title: str) -> bool:
    """Say whether a <title> without its site is too short to be more than the name of a section."""
    return len(fold_to_alphanumeric(title)) <= _MAX_SECTION_CHARS and not (
        title and title.isascii()
    )


def split_page_title(title: str) -> list[str]:
    """Split a <title> into the pieces between its separators: title, section, site in any order."""
    return [piece for piece in _SITE_SEPARATOR.split(title) if fold_to_alphanumeric(piece)]


def strip_page_number(title: str) -> str:
    """Strip the number of a page of an article from the end: (2), （第3页）, - Page 2."""
    return _PAGE_NUMBER.sub("", title) or title


def choose_title(
    headings: list[str], page_title: str, metadata_titles: list[str], site_name: str = ""
) -> str:
    """Choose the title.

    `headings` are h1 and other headings in reading order, `page_title` is the <title>,
    `metadata_titles` what the metadata call the title, `site_name` the site as it names itself. A
    heading that is an announced title, or its longest piece, is the title as the reader sees it:
    never cut at a quotation mark, as metadata are. Else a heading that begins one, else what
    <title> and metadata share, the first named title, the <title> without its site.
    """
    stated = [text for text in metadata_titles if not _names_site(text, site_name)]
    title = _choose_shown_title(headings, page_title, stated, site_name) or next(
        (
            text
            for text in (
                *_list_shared_pieces(page_title, stated),
                *stated,
                _strip_site(page_title, site_name),
                *headings[:1],
            )
            if fold_to_alphanumeric(text)
        ),
        "",
    )
    return strip_page_number(strip_title_prefix(title).strip("¶#🔗 "))


def _choose_shown_title(
    headings: list[str], page_title: str, stated: list[str], site_name: str
) -> str:
    bare = _strip_site(page_title, site_name)
    pieces = split_page_title(page_title)
    longest = max(
        (piece for piece in pieces if not _names_site(piece, site_name)),
        key=lambda piece: len(fold_to_alphanumeric(piece)),
        default="",
    )
    folds = {
        text: fold
        for text in headings
        if _MIN_TITLE_CHARS <= len(fold := fold_to_alphanumeric(text)) <= _MAX_TITLE_CHARS
    }
    for exact in ((bare, *stated), (longest,)):
        wanted = {fold_to_alphanumeric(text) for text in exact}
        if shown := [text for text, fold in folds.items() if fold in wanted]:
            return max(shown, key=lambda text: len(folds[text]))
    announced = [fold for text in (page_title, *stated) if (fold := fold_to_alphanumeric(text))]
    shown = [
        text
        for text, fold in folds.items()
        if any(_is_same_title(fold, each) or _follows_site(fold, each) for each in announced)
    ]
    title = max(shown, key=lambda text: len(folds[text]), default="")
    return bare if title and _ends_with_site(title, bare, page_title, site_name) else title


def _follows_site(heading: str, page_title: str) -> bool:
    """Say whether a <title> is a site's name with the heading behind it, no mark between."""
    front = page_title.removesuffix(heading)
    return len(heading) >= 2 * _MIN_TITLE_CHARS and front != page_title and is_outlet_name(front)


def _ends_with_site(title: str, bare: str, page_title: str, site_name: str) -> bool:
    """Say whether a line shows the site's name behind the title, as the <title> has it."""
    pieces = split_page_title(page_title)
    rest = fold_to_alphanumeric(title).removeprefix(fold_to_alphanumeric(bare))
    if not rest or len(pieces) < 2:
        return False
    if fold_to_alphanumeric(title) == fold_to_alphanumeric(page_title) and "_" in title:
        return True
    last = pieces[-1]
    names_site = len(pieces) > 2 or _names_site(last, site_name)
    return names_site and fold_to_alphanumeric(title).endswith(fold_to_alphanumeric(last))


def _strip_site(page_title: str, site_name: str) -> str:
    """Strip the site's name from the front of a <title>, else from its end."""
    first, *rest = split_page_title(page_title) or [page_title]
    if rest and _names_site(first, site_name) and not _names_site(rest[-1], site_name):
        return strip_site_name(page_title[page_title.index(rest[0], len(first)) :])
    return strip_site_name(page_title)


def _names_site(text: str, site_name: str) -> bool:
    """Say whether a text is a site's name: as it names itself, or by its words."""
    fold = fold_to_alphanumeric(text)
    if not fold or fold == fold_to_alphanumeric(site_name):
        return bool(fold)
    bare = text.strip("《》 ")
    return len(fold) <= _MAX_SITE_CHARS and (
        _SITE_ENDING.search(bare) is not None or (not bare.isascii() and is_outlet_name(bare))
    )


def _list_shared_pieces(page_title: str, stated: list[str]) -> list[str]:
    """List the pieces of the <title> that are pieces of a stated title, too; not what both share
    as a whole.
    """
    own = {fold_to_alphanumeric(piece): piece for piece in split_page_title(page_title)}
    for text in stated:
        pieces = [fold_to_alphanumeric(piece) for piece in split_page_title(text)]
        shared = [own[fold] for fold in pieces if fold in own and len(fold) >= 2 * _MIN_TITLE_CHARS]
        if shared and len(pieces) > 1 and len(own) > 1:
            return [max(shared, key=len)]
    return []


def _is_same_title(heading: str, stated_title: str) -> bool:
    """Say whether a heading and an announced title are the same words, one of them perhaps longer
    at its end.
    """
    short, long = sorted((heading, stated_title), key=len)
    return long.startswith(short) and (
        len(short) >= 2 * _MIN_TITLE_CHARS or 2 * len(short) >= len(long)
    )

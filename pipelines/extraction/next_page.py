"""Find the next page of an article that is split over several, and join its pages."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html import unescape
from itertools import islice
from typing import Final
from urllib.parse import parse_qsl, urljoin, urlsplit

from pipelines.extraction.main_content import ExtractedArticle, MainContent
from pipelines.extraction.size_guard import check_page_size
from pipelines.metadata.byline import find_editors
from pipelines.metadata.title import fold_to_alphanumeric
from records.limits import URL_CHARS
from text.encoding import decode_body
from text.html.parse import Element, parse_html

_LINK_DECORATION = re.compile(r"[\s>»›→＞\[\]【】()（）|]+")
_NEXT_PAGE_WORDS: Final = frozenset(
    ("下一页", "下页", "下一頁", "下頁", "后一页", "next", "nextpage")
)
_NEXT_PAGE_MARKS: Final = ("页", "頁")
"""One of these, or "next", stands in each of the words and in each of the names by which a link
leads on.
"""
_LINK_TAG = re.compile(r"<(?:a|link)\s", re.IGNORECASE)
_HREF = re.compile(
    r"""<\w{1,9}\s.{0,1000}?\bhref\s{0,20}=\s{0,20}"""
    r"""(?:"([^"]{0,2000})"|'([^']{0,2000})'|([^\s>"']{1,2000}))""",
    re.IGNORECASE | re.DOTALL,
)
_MAX_LINK_CHARS: Final = 1_000
"""Characters between the beginning of a link and the mark in it."""
_BASE_SEARCH_CHARS: Final = 20_000
"""Characters in which a page says its <base>."""
_MAX_MARKS: Final = 500
"""Marks looked at before a page is parsed all the same."""
_NEXT_PAGE_NAMES = re.compile(r"(?:page[-_]?next|next(?:[-_]?page)?)", re.IGNORECASE)
_PAGE_PARAMETERS: Final = frozenset(
    ("page", "p", "pn", "pageno", "page_no", "paged", "pg", "currpage", "curpage", "pageindex")
)
_NUMBERED_NAME = re.compile(r"^(?P<first>.+?)[-_](?P<number>\d{1,2})")
_NUMBERED_FOLDER = re.compile(r"^(?P<first>.+?)(?:/page)?/(?P<number>\d{1,2})")
_ARTICLE_NAME = re.compile(r"\d{5}|(?<!\w)(?:\w+-){3,}\w+|[0-9a-f]{16}")
"""What the name of an article holds and the number of a page does not."""


def may_have_next_page(body: bytes, url: str, first_url: str = "") -> bool:
    """Say whether a page may hold a link to a following one, without parsing it: one with such an
    address that says so somewhere.

    True of none of 85 development pages, which have none; False of one that has, only where it
    writes 下一页 in character references or with spaces.
    """
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        # of the addresses, and of these few words, good enough
        text = body.decode("gb18030", "replace")
    plain = body.lower().decode("latin-1")  # one search instead of three, and in half the memory
    return any(
        _may_link_to_next_page(text, mark, url, first_url) for mark in _NEXT_PAGE_MARKS
    ) or _may_link_to_next_page(plain, "next", url.lower(), first_url.lower())


def _may_link_to_next_page(text: str, mark: str, url: str, first_url: str) -> bool:
    places = list(islice(_find_occurrences(text, mark), _MAX_MARKS))
    base = (
        _read_href(text, max(text.find(tag, 0, _BASE_SEARCH_CHARS) for tag in ("<base", "<BASE")))
        if places
        else ""
    )
    return len(places) == _MAX_MARKS or any(
        _resolve_next_page(
            _read_href(text, _find_link_before(text, at)), url, base, first_url, in_words=True
        )
        for at in places
    )


def _find_occurrences(text: str, mark: str) -> Iterator[int]:
    at = text.find(mark)
    while at >= 0:
        yield at
        at = text.find(mark, at + 1)


def _find_link_before(text: str, at: int) -> int:
    """Find where the last link before a place begins; -1 where none does."""
    reach = max(0, at - _MAX_LINK_CHARS)
    start = max(text.rfind(tag, reach, at) for tag in ("<a", "<A", "<link", "<LINK"))
    if start < 0 or _LINK_TAG.match(text, start):
        return start
    # an <article> or <aside> lay in between
    return max((tag.start() for tag in _LINK_TAG.finditer(text, reach, start)), default=-1)


def _read_href(text: str, start: int) -> str:
    match = _HREF.match(text, start) if start >= 0 else None
    return unescape(next(filter(None, match.groups()), "")) if match else ""


def find_next_page_of_body(body: bytes, url: str, first_url: str, charset: str) -> str:
    """Give the URL of the page after this one, as `find_next_page_url` does of its text.

    A page that is too large to be extracted has none.
    """
    text, _ = decode_body(body, charset)
    return "" if check_page_size(text) is not None else find_next_page_url(text, url, first_url)


def find_next_page_url(html: str, url: str, first_url: str = "") -> str:
    """Give the URL of the page after this one, "" when there is none.

    `first_url` is the URL of the article's first page, where `url` is that of a later one.

    It is named by a link (下一页, rel=next, id=next), lies beside the page it follows and bears its
    name with the next number: content_1.htm, content_1_2.htm; c.html, c_2.html; ?page=2; title/2/.
    The next article (下一篇) does not. Names alone leave open whether a_104_3 goes on with a_104_2
    or is another article; that the first page was a_104 decides it.
    """
    root = parse_html(html.replace("\0", ""))
    base = next((str(node.get("href")) for node in root.iter("base") if node.get("href")), "")
    for href, in_words in _find_next_page_links(root):
        if target := _resolve_next_page(href, url, base, first_url, in_words=in_words):
            return target
    return ""


def _resolve_next_page(href: str, url: str, base: str, first_url: str, *, in_words: bool) -> str:
    """Give the address to which a link leads, "" unless that is the page after this one."""
    try:
        target = str(urljoin(urljoin(url, base), href)).partition("#")[0]
        leads = target not in (url, first_url) and _is_next_page(
            url, target, _get_file_stem(first_url), in_words=in_words
        )
    except ValueError:  # a broken host
        return ""
    return target if leads else ""


def _find_next_page_links(root: Element) -> Iterator[tuple[str, bool]]:
    """Give the links that may lead on, each with whether it says so in words."""
    for node in root.iter("a", "link"):
        href = (node.get("href") or "").strip()
        if (
            not href
            or href[0] == "#"
            or ":" in href.partition("/")[0].removeprefix("http:").removeprefix("https:")
        ):
            continue
        in_words = (
            node.tag == "a"
            and _LINK_DECORATION.sub("", "".join(node.itertext())).casefold() in _NEXT_PAGE_WORDS
        )
        names = (node.get("rel") or "", node.get("id") or "", node.get("class") or "")
        if in_words or any(_NEXT_PAGE_NAMES.fullmatch(name) for name in " ".join(names).split()):
            yield href, in_words


def _get_file_stem(url: str) -> str:
    return urlsplit(url).path.rpartition("/")[2].partition(".")[0]


def _is_next_page(url: str, target: str, first_stem: str, *, in_words: bool) -> bool:
    """Say whether an address is that of the page after this one of the same article."""
    here, there = urlsplit(url), urlsplit(target)
    if (
        len(target) > URL_CHARS
        or here.netloc != there.netloc
        or there.scheme not in ("http", "https")
    ):
        return False
    if here.path == there.path:
        return _is_next_by_query(here.query, there.query)
    folder, _, name = here.path.rpartition("/")
    other, _, follower = there.path.rpartition("/")
    if folder == other and name and follower:
        (stem, _, kind), (longer, _, same) = name.partition("."), follower.partition(".")
        return kind == same and _is_next_by_name(
            stem,
            longer,
            first_stem,
            sure=in_words or bool(_ARTICLE_NAME.search(stem) or _ARTICLE_NAME.search(folder)),
        )
    return _is_next_by_folder(here.path.strip("/"), there.path.strip("/"))


def _is_next_by_query(current: str, following: str) -> bool:
    before, after = dict(parse_qsl(current)), dict(parse_qsl(following))
    changed = [key for key in {*before, *after} if before.get(key) != after.get(key)]
    if len(changed) != 1 or changed[0].lower() not in _PAGE_PARAMETERS:
        return False
    number, now = after.get(changed[0], ""), before.get(changed[0], "1")
    return (
        number.isdecimal()
        and now.isdecimal()
        and len(number + now) < 6
        and int(number) == int(now) + 1
    )


def _is_next_by_name(stem: str, next_stem: str, first_stem: str, *, sure: bool) -> bool:
    """Compare names: the first page's is extended by 2 (or 1 where they count from 0), a later
    one's number grows by one.
    """
    follower = _NUMBERED_NAME.fullmatch(next_stem)
    if not follower or not sure:
        return False
    if follower["first"] == stem:
        return int(follower["number"]) in (1, 2)
    current = _NUMBERED_NAME.fullmatch(stem)
    return (
        current is not None
        and _is_next_number(current, follower)
        and (current["first"] in ("c", first_stem) or bool(_ARTICLE_NAME.search(current["first"])))
    )


def _is_next_by_folder(current: str, following: str) -> bool:
    """Compare folders: title/, title/2/, title/page/3/."""
    now, after = _NUMBERED_FOLDER.fullmatch(current), _NUMBERED_FOLDER.fullmatch(following)
    if not after or not _ARTICLE_NAME.search(after["first"].rpartition("/")[2]):
        return False
    return (
        int(after["number"]) == 2
        if after["first"] == current
        else now is not None and _is_next_number(now, after)
    )


def _is_next_number(current: re.Match[str], following: re.Match[str]) -> bool:
    return (
        current["first"] == following["first"]
        and int(following["number"]) == int(current["number"]) + 1
    )


def join_pages(pages: Sequence[ExtractedArticle]) -> ExtractedArticle:
    """Give the fields of the first page with the blocks and images of all, in their order.

    What stands on every page (title, byline, a notice) counts once. The editor, who is often named
    on the last page alone, comes from whichever page names one.
    """
    first, further = pages[0], pages[1:]
    if not further:
        return first
    blocks = list(zip(first.content.blocks, first.content.paths, strict=True))
    seen = {fold_to_alphanumeric(text) for text in (*first.content.blocks, first.fields.title)}
    for page in further:
        new_blocks = [
            (text, path)
            for text, path in zip(page.content.blocks, page.content.paths, strict=True)
            if fold_to_alphanumeric(text) not in seen
        ]
        seen.update(fold_to_alphanumeric(text) for text, _ in new_blocks)
        blocks += new_blocks
    images = {image.url: image for page in pages for image in page.content.images}
    editors = (page.fields.editor or find_editors(page.content.blocks) for page in pages)
    texts, paths = zip(*blocks, strict=True) if blocks else ((), ())
    return ExtractedArticle(
        replace(first.fields, editor=next(filter(None, editors), "")),
        MainContent(texts, tuple(images.values()), paths),
        tuple(text for page in pages for text in page.struck),
    )

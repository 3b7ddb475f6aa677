"""Find the following page of an article that is split over several."""

import re
from collections.abc import Iterator
from html import unescape
from itertools import islice
from typing import Final
from urllib.parse import parse_qsl, urljoin, urlsplit

from pipelines import tree
from records import limits

_AROUND = re.compile(r"[\s>»›→＞\[\]【】()（）|]+")
_WORDS: Final = frozenset(("下一页", "下页", "下一頁", "下頁", "后一页", "next", "nextpage"))
_MARKS: Final = ("页", "頁")
"""One of these, or "next", stands in each of the words and in each of the names by which a link leads on."""
_TAG = re.compile(r"<(?:a|link)\s", re.IGNORECASE)
_HREF = re.compile(r"""<\w+\s.{0,1000}?\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""", re.IGNORECASE | re.DOTALL)
_REACH: Final = 1_000
"""Characters between the beginning of a link and the mark in it."""
_HEAD: Final = 20_000
"""Characters in which a page says its <base>."""
_MOST: Final = 2_000
"""Marks looked at before a page is parsed all the same."""
_NAMES = re.compile(r"(?:page[-_]?next|next(?:[-_]?page)?)", re.IGNORECASE)
_PARAMETERS: Final = frozenset(("page", "p", "pn", "pageno", "page_no", "paged", "pg", "currpage", "curpage", "pageindex"))
_NUMBERED = re.compile(r"(?P<first>.+?)[-_](?P<number>\d{1,2})")
_FOLDER = re.compile(r"(?P<first>.+?)(?:/page)?/(?P<number>\d{1,2})")
_OWN = re.compile(r"\d{5}|(?<!\w)(?:\w+-){3,}\w+|[0-9a-f]{16}")
"""What the name of an article holds and the number of a page does not."""


def may_go_on(body: bytes, url: str, first: str = "") -> bool:
    """Say whether a page may hold a link to a following one, without parsing it: one with such an address that says so somewhere.

    True of none of 85 development pages, which have none; False of one that has, only where it writes 下一页 in character references
    or with spaces.
    """
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        text = body.decode("gb18030", "replace")  # of the addresses, and of these few words, good enough
    plain = body.lower().decode("latin-1")  # one search instead of three, and in half the memory
    return any(_may_lead_on(text, mark, url, first) for mark in _MARKS) or _may_lead_on(plain, "next", url.lower(), first.lower())


def _may_lead_on(text: str, mark: str, url: str, first: str) -> bool:
    places = list(islice(_places(text, mark), _MOST))
    base = _href(text, max(text.find(tag, 0, _HEAD) for tag in ("<base", "<BASE"))) if places else ""
    return len(places) == _MOST or any(_target(_href(text, _link_before(text, at)), url, base, first, in_words=True) for at in places)


def _places(text: str, mark: str) -> Iterator[int]:
    at = text.find(mark)
    while at >= 0:
        yield at
        at = text.find(mark, at + 1)


def _link_before(text: str, at: int) -> int:
    """Find where the last link before a place begins; -1 where none does."""
    reach = max(0, at - _REACH)
    start = max(text.rfind(tag, reach, at) for tag in ("<a", "<A", "<link", "<LINK"))
    if start < 0 or _TAG.match(text, start):
        return start
    return max((tag.start() for tag in _TAG.finditer(text, reach, start)), default=-1)  # an <article> or <aside> lay in between


def _href(text: str, start: int) -> str:
    found = _HREF.match(text, start) if start >= 0 else None
    return unescape(next(filter(None, found.groups()), "")) if found else ""


def next_page(text: str, url: str, first: str = "") -> str:
    """Give its address, "" when there is none; `first` is the address of the article's first page, where `url` is a later one.

    It is named by a link (下一页, rel=next, id=next), lies beside the page it follows and bears its name with the next number:
    content_1.htm, content_1_2.htm; c.html, c_2.html; ?page=2; title/2/. The next article (下一篇) does not. Names alone leave open
    whether a_104_3 goes on with a_104_2 or is another article; that the first page was a_104 decides it.
    """
    root = tree.parse(text.replace("\0", ""))
    base = next((str(node.get("href")) for node in root.iter("base") if node.get("href")), "")
    for href, in_words in _links(root):
        if target := _target(href, url, base, first, in_words=in_words):
            return target
    return ""


def _target(href: str, url: str, base: str, first: str, *, in_words: bool) -> str:
    """Give the address to which a link leads, "" unless that is the page after this one."""
    try:
        target = str(urljoin(urljoin(url, base), href)).partition("#")[0]
        leads = target not in (url, first) and _follows(url, target, _stem(first), in_words=in_words)
    except ValueError:  # a broken host
        return ""
    return target if leads else ""


def _links(root: tree.Element) -> Iterator[tuple[str, bool]]:
    """Give the links that may lead on, each with whether it says so in words."""
    for node in root.iter("a", "link"):
        href = (node.get("href") or "").strip()
        if not href or href[0] == "#" or ":" in href.partition("/")[0].removeprefix("http:").removeprefix("https:"):
            continue
        said = node.tag == "a" and _AROUND.sub("", "".join(node.itertext())).casefold() in _WORDS
        names = (node.get("rel") or "", node.get("id") or "", node.get("class") or "")
        if said or any(_NAMES.fullmatch(name) for name in " ".join(names).split()):
            yield href, said


def _stem(url: str) -> str:
    return urlsplit(url).path.rpartition("/")[2].partition(".")[0]


def _follows(url: str, target: str, first: str, *, in_words: bool) -> bool:
    """Say whether an address is that of the page after this one of the same article."""
    here, there = urlsplit(url), urlsplit(target)
    if len(target) > limits.URL_CHARS or here.netloc != there.netloc or there.scheme not in ("http", "https"):
        return False
    if here.path == there.path:
        return _by_query(here.query, there.query)
    folder, _, name = here.path.rpartition("/")
    other, _, follower = there.path.rpartition("/")
    if folder == other and name and follower:
        (stem, _, kind), (longer, _, same) = name.partition("."), follower.partition(".")
        return kind == same and _by_name(stem, longer, first, sure=in_words or bool(_OWN.search(stem) or _OWN.search(folder)))
    return _by_folder(here.path.strip("/"), there.path.strip("/"))


def _by_query(here: str, there: str) -> bool:
    before, after = dict(parse_qsl(here)), dict(parse_qsl(there))
    changed = [key for key in {*before, *after} if before.get(key) != after.get(key)]
    if len(changed) != 1 or changed[0].lower() not in _PARAMETERS:
        return False
    number, now = after.get(changed[0], ""), before.get(changed[0], "1")
    return number.isdecimal() and now.isdecimal() and len(number + now) < 6 and int(number) == int(now) + 1


def _by_name(stem: str, longer: str, first: str, *, sure: bool) -> bool:
    """Compare names: the first page's is extended by 2 (or 1 where they count from 0), a later one's number grows by one."""
    follower = _NUMBERED.fullmatch(longer)
    if not follower or not sure:
        return False
    if follower["first"] == stem:
        return int(follower["number"]) in (1, 2)
    now = _NUMBERED.fullmatch(stem)
    return now is not None and _grown(now, follower) and (now["first"] in ("c", first) or bool(_OWN.search(now["first"])))


def _by_folder(here: str, there: str) -> bool:
    """Compare folders: title/, title/2/, title/page/3/."""
    now, after = _FOLDER.fullmatch(here), _FOLDER.fullmatch(there)
    if not after or not _OWN.search(after["first"].rpartition("/")[2]):
        return False
    return int(after["number"]) == 2 if after["first"] == here else now is not None and _grown(now, after)


def _grown(now: re.Match[str], after: re.Match[str]) -> bool:
    return now["first"] == after["first"] and int(after["number"]) == int(now["number"]) + 1

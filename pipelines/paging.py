"""Find the following page of an article that is split over several."""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import parse_qsl, urljoin, urlsplit

from pipelines import tree
from records import limits

_AROUND = re.compile(r"[\s>»›→＞\[\]【】()（）|]+")
_WORDS: Final = frozenset(("下一页", "下页", "下一頁", "下頁", "后一页", "next", "nextpage"))
_SAID: Final = {
    mark.encode(code): tuple(word.encode(code) for word in _WORDS if word.endswith(mark))
    for mark in "页頁"
    for code in ("utf-8", "gb18030")
}
"""The words by their last character, as bytes: one search instead of three."""
_BEFORE = re.compile(rb"<(?:a|link)\s|>(?:&#?\w{1,10};|[^\w&])*\Z")
"""What stands before the "next" of a link: its tag, or the marks with which its text begins."""
_REACH: Final = 2_000
"""Bytes of a tag before the "next" in it."""
_NAMES = re.compile(r"(?:page[-_]?next|next(?:[-_]?page)?)", re.IGNORECASE)
_PARAMETERS: Final = frozenset(("page", "p", "pn", "pageno", "page_no", "paged", "pg", "currpage", "curpage", "pageindex"))
_NUMBERED = re.compile(r"(?P<first>.+?)[-_](?P<number>\d{1,2})")
_FOLDER = re.compile(r"(?P<first>.+?)(?:/page)?/(?P<number>\d{1,2})")
_OWN = re.compile(r"\d{5}|(?<!\w)(?:\w+-){3,}\w+|[0-9a-f]{16}")
"""What the name of an article holds and the number of a page does not."""


def may_go_on(body: bytes) -> bool:
    """Say whether a page may hold a link to a following one, without parsing it.

    True of one in five that have none; False of one that has, only where it writes 下一页 in character references or with spaces.
    """
    if any(body.endswith(words, 0, at + len(mark)) for mark, words in _SAID.items() for at in _places(body, mark)):
        return True
    written = body.lower()
    for at in _places(written, b"next"):
        before = max(written.rfind(mark, max(0, at - _REACH), at) for mark in (b"<", b">"))
        if before >= 0 and _BEFORE.match(written, before, at):
            return True
    return False


def _places(body: bytes, mark: bytes) -> Iterator[int]:
    at = body.find(mark)
    while at >= 0:
        yield at
        at = body.find(mark, at + 1)


def next_page(text: str, url: str, first: str = "") -> str:
    """Give its address, "" when there is none; `first` is the address of the article's first page, where `url` is a later one.

    It is named by a link (下一页, rel=next, id=next), lies beside the page it follows and bears its name with the next number:
    content_1.htm, content_1_2.htm; c.html, c_2.html; ?page=2; title/2/. The next article (下一篇) does not. Names alone leave open
    whether a_104_3 goes on with a_104_2 or is another article; that the first page was a_104 decides it.
    """
    root = tree.parse(text.replace("\0", ""))
    base = next((str(node.get("href")) for node in root.iter("base") if node.get("href")), "")
    for href, in_words in _links(root):
        try:
            target = str(urljoin(urljoin(url, base), href)).partition("#")[0]
            if target not in (url, first) and _follows(url, target, _stem(first), in_words=in_words):
                return target
        except ValueError:  # a broken host
            continue
    return ""


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

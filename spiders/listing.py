"""Read listing pages: the links on them that are articles."""

import re
from functools import partial
from typing import Final
from urllib.parse import urlsplit

from pipelines import charset as charsets
from pipelines import tree
from records.limits import LINKS_PER_PAGE
from records.page import Candidate, Hint
from spiders.found import Found, Reading
from spiders.markup import absolute, plain
from spiders.moments import day_in

ROW_CHARS: Final = 200
"""A row of a list is short; more text around a link belongs to other links too."""
_CUT: Final = ("…", "...", "..")
_ARTICLE: Final = re.compile(r"\d{4,}|[0-9a-f]{12,}|(\w+-){3,}\w+")
"""What the path of an article holds and that of a channel does not: a date, a number, a hash, or a title in words."""


def read_listing(body: bytes, base: str, links: str, reading: Reading, charset: str = "") -> Found:
    """Give the links whose absolute address matches the regular expression `links`, in their order, each once.

    Without `links` those of the listing's own host count whose path looks like that of an article. Title and day come from the
    link and the row around it; a title that the list cut short is no title.
    """
    text, _ = charsets.read(body, charset)
    root = tree.parse(text.replace("\0", ""))
    wanted = re.compile(links).search if links else partial(_looks_like_article, urlsplit(base).netloc)
    foundation = next((absolute(base, node.get("href") or "") for node in root.iter("base") if node.get("href")), "") or base
    found: dict[str, Hint] = {}
    for anchor in root.iter("a"):
        url = absolute(foundation, anchor.get("href") or "").partition("#")[0]
        if not url or url == base or not wanted(url):
            continue
        title = plain(anchor.get("title") or " ".join(anchor.itertext()))
        hint = Hint(title="" if title.endswith(_CUT) else title[:ROW_CHARS], published=_day(anchor))
        if url not in found or not found[url].title:  # a picture's link often stands before the title's
            found[url] = hint
        if len(found) >= LINKS_PER_PAGE:
            break
    return Found(tuple(Candidate(url, hint, evidence=base) for url, hint in found.items()))


def _looks_like_article(host: str, url: str) -> bool:
    parts = urlsplit(url)
    return parts.netloc == host and bool(_ARTICLE.search(parts.path))


def _day(anchor: tree.Element) -> str:
    """Find the day in the link's own row: its text, then the nearest elements around it."""
    for element in (anchor, *list(anchor.iterancestors())[:3]):
        if element.tag in ("body", "html", "ul", "ol", "table", "tbody"):
            return ""
        text = " ".join(element.itertext())
        if len(text) > ROW_CHARS:
            return ""
        if day := day_in(text):
            return day
    return ""


def turn(listing: str, pages: str, number: int) -> str:
    """Give the address of a further page of a listing: the template with {n}, joined to the first page's address."""
    return absolute(listing, pages.replace("{n}", str(number)))

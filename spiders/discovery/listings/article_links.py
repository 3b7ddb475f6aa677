"""Tell by its address whether a link of a listing leads to an article."""

import re
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from crawler.sources.url_families import find_url_family
from records.limits import URL_CHARS
from text.xml.elements import make_absolute_url

_HOST_IN_PATH = re.compile(
    r"(?:/?|https?://[^/?#]+//)(?P<rest>www\.[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:[:/].*)?)", re.IGNORECASE
)
"""A host where a path belongs: www.host/a.html without its scheme, or https://host//www.host/a.html
after somebody's repair.
"""

_ASSETS = re.compile(
    r"\.(?:js|css|jpe?g|png|gif|svg|webp|ico|mp[34]|m3u8|apk|exe|zip|rar|xml|rss|json)$",
    re.IGNORECASE,
)
_CHANNEL_STEM = re.compile(
    r"(?:index|default|list|node|home|main|page|column|channel|more|search)[-_]?\d*", re.IGNORECASE
)
_NON_ARTICLE_FOLDERS = re.compile(
    r"/(?:author|authors|user|users|u|tag|tags|topic|topics|category|search|login|"
    r"register|comments?|profile|member|space|special|ajax)/",
    re.IGNORECASE,
)
"""Folders that hold pages of people and collections, whatever numbers stand in them."""

_WORD_SLUG = re.compile(r"(?<!\w)(?:\w+-){3,}\w+")
_LONG_NUMBER = re.compile(r"\d{4}")
_HASH = re.compile(r"(?=[a-f]{0,11}\d)[0-9a-f]{12,}", re.IGNORECASE)
_DATED = re.compile(r"/20\d\d[-/_]?(?:0?[1-9]|1[0-2])(?!\d{3})|/20\d{6}|/\d{4}/|_\d{4}/")
_ONLY_A_DATE = re.compile(r"20\d\d(?:[-_]?\d\d){0,2}|\d{1,2}")
_SCRIPT_PATH = re.compile(r"\.(?:php|aspx?|jsp|do)$|^/?$", re.IGNORECASE)
_ID_PARAMETERS: Final = frozenset(
    (
        "id",
        "aid",
        "p",
        "nid",
        "artid",
        "articleid",
        "article_id",
        "newsid",
        "news_id",
        "contentid",
        "docid",
        "infoid",
    )
)


def resolve_link(base: str, href: str) -> str:
    """Give a link of a page as an absolute address without its fragment, "" when it is none."""
    if len(href) > URL_CHARS:
        return ""
    if written := _HOST_IN_PATH.fullmatch(href.strip()):
        href = f"{base.partition('://')[0]}://{written['rest']}"
    return make_absolute_url(base, href).partition("#")[0]


def looks_like_article(url: str) -> bool:
    """Say whether an address is that of an article by its form: a family, a title in words, a
    number or hash of its own.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    path = parts.path
    if _ASSETS.search(path) or _NON_ARTICLE_FOLDERS.search(path):
        return False
    if find_url_family(url):
        return True
    folder, _, name = path.rstrip("/").rpartition("/")
    stem = name.partition(".")[0]
    if _SCRIPT_PATH.search(path) and any(
        key.lower() in _ID_PARAMETERS and len(value) > 2 and value.isdecimal()
        for key, value in parse_qsl(parts.query)
    ):
        return True
    if _CHANNEL_STEM.fullmatch(stem) or ("." not in name and _ONLY_A_DATE.fullmatch(stem)):
        return False
    if (
        _WORD_SLUG.search(stem)
        or _LONG_NUMBER.search(stem)
        or _HASH.search(stem)
        or _HASH.search(folder)
    ):
        return True
    return bool(_DATED.search(folder + "/")) and (
        any(char.isdigit() for char in stem) or stem.count("-") > 1
    )

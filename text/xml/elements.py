"""Read what stands in the elements of feeds and sitemaps: names, text, addresses."""

import html
import re
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urljoin

Element = Any
"""An lxml element; lxml carries no types."""

_INLINE: Final = "a|abbr|b|bdi|big|code|em|font|i|mark|s|small|span|strong|sub|sup|u|wbr"
_INLINE_TAG = re.compile(rf"</?(?:{_INLINE})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z!][^<>]*>")
_SPACE = re.compile(r"\s+")


def get_local_name(element: Element) -> str:
    """Give an element's name without its namespace, in lower case; "" for what is no element."""
    tag = element.tag
    return _strip_prefix(tag) if isinstance(tag, str) else ""


@lru_cache(maxsize=1_024)
def _strip_prefix(tag: str) -> str:
    # a prefix that nobody declared is still there
    return tag.rpartition("}")[2].rpartition(":")[2].lower()


def get_inner_text(element: Element) -> str:
    """Give all text inside an element."""
    return "".join(element.itertext()).strip()


def strip_markup(text: str) -> str:
    """Give a title or summary as one line without tags.

    Feeds escape them once, twice or not at all.
    """
    text = _INLINE_TAG.sub("", html.unescape(text)) if "<" in text or "&" in text else text
    return _SPACE.sub(" ", html.unescape(_TAG.sub(" ", text))).strip()


def make_absolute_url(base_url: str, link: str) -> str:
    """Give a link as an absolute http(s) address, "" when it is none."""
    try:
        url = urljoin(base_url, _SPACE.sub("", link))
    except ValueError:
        return ""
    return url if url.lower().startswith(("http://", "https://")) else ""

"""Read what stands in the elements of feeds and sitemaps: names, text, addresses."""

import html
import re
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urljoin

Element = Any
"""An lxml element; lxml carries no types."""

_INLINE: Final = "a|abbr|b|bdi|big|code|em|font|i|mark|s|small|span|strong|sub|sup|u|wbr"
_WITHIN_WORDS = re.compile(rf"</?(?:{_INLINE})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z!][^<>]*>")
_SPACE = re.compile(r"\s+")


def local(element: Element) -> str:
    """Give an element's name without its namespace, in lower case; "" for what is no element."""
    tag = element.tag
    return _local(tag) if isinstance(tag, str) else ""


@lru_cache(maxsize=1_024)
def _local(tag: str) -> str:
    return tag.rpartition("}")[2].rpartition(":")[2].lower()  # a prefix that nobody declared is still there


def inner_text(element: Element) -> str:
    """Give all text inside an element."""
    return "".join(element.itertext()).strip()


def plain(text: str) -> str:
    """Give a title or summary as one line without tags; feeds escape them once, twice or not at all."""
    text = _WITHIN_WORDS.sub("", html.unescape(text)) if "<" in text or "&" in text else text
    return _SPACE.sub(" ", html.unescape(_TAG.sub(" ", text))).strip()


def absolute(base: str, link: str) -> str:
    """Give a link as an absolute http(s) address, "" when it is none."""
    try:
        url = urljoin(base, _SPACE.sub("", link))
    except ValueError:
        return ""
    return url if url.lower().startswith(("http://", "https://")) else ""

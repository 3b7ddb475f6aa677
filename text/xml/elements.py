"""Read what stands in the elements of feeds and sitemaps: names, text, addresses."""

import html
import re
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urljoin

from text.html.formulas import lower_text
from text.html.notation import render_superscript

Element = Any
"""An lxml element; lxml carries no types."""

_INLINE: Final = "a|abbr|b|bdi|big|code|em|font|i|mark|s|small|span|strong|sub|sup|u|wbr"
_INLINE_TAG = re.compile(rf"</?(?:{_INLINE})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_SUPERSCRIPT = re.compile(r"<sup(?:\s[^<>]*)?>([^<>]{1,12})</sup>", re.IGNORECASE)
_SUBSCRIPT = re.compile(r"<sub(?:\s[^<>]*)?>([^<>]{1,12})</sub>", re.IGNORECASE)
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
    if "<" in text or "&" in text:
        text = html.unescape(text)
        if "<su" in text.lower():
            text = _SUBSCRIPT.sub(lambda found: lower_text(found[1].strip()), text)
            text = _SUPERSCRIPT.sub(_write_superscript, text)
        text = _INLINE_TAG.sub("", text)
    return _SPACE.sub(" ", html.unescape(_TAG.sub(" ", text))).strip()


def _write_superscript(match: re.Match[str]) -> str:
    before, after = match.string[: match.start()][-16:], match.string[match.end() :][:16]
    return render_superscript(before, match[1].strip(), after, linked=False)


def make_absolute_url(base_url: str, link: str) -> str:
    """Give a link as an absolute http(s) address, "" when it is none."""
    try:
        url = urljoin(base_url, _SPACE.sub("", link))
    except ValueError:
        return ""
    return url if url.lower().startswith(("http://", "https://")) else ""

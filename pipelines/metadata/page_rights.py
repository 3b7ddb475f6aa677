"""Read what a page says about the licence of its article.

Only what is marked as the article's licence counts: a link with rel=license, the licence of the
JSON-LD article. A footer that names the licence of a theme, or the licence of one photograph, says
nothing about the text.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from text.html.parse import Element

_PICTURE_CLASS: Final = re.compile(
    r"\b(?:caption|credits?|photo|image|img|picture|thumb|figure)", re.IGNORECASE
)
_PICTURE_ANCESTORS: Final = 3
"""How many elements around a link tell that it belongs to a picture."""


def read_page_licences(root: Element, json_ld_article: Mapping[str, Any]) -> tuple[str, ...]:
    """Give what is written as the article's licence, addresses and words.

    `json_ld_article` is its JSON-LD.
    """
    marked = [
        node
        for node in root.iter("link", "a", "area")
        if "license" in (node.get("rel") or "").lower()
    ]
    links = [
        text
        for node in marked
        if not _is_picture_licence(node)
        for text in (node.get("href") or "", " ".join(node.itertext()))
    ]
    return tuple(
        text
        for text in (*links, *_read_licence_texts(json_ld_article.get("license")))
        if text.strip()
    )


def _is_picture_licence(link: Element) -> bool:
    for number, element in enumerate(link.iterancestors()):
        if element.tag in ("figure", "figcaption", "picture"):
            return True
        if (
            number < _PICTURE_ANCESTORS
            and element.tag not in ("body", "html")
            and _PICTURE_CLASS.search(element.get("class") or "")
        ):
            return True
    return False


def _read_licence_texts(value: object) -> Iterator[str]:
    """Give the texts of a JSON-LD value: a text, a CreativeWork with an address or a name, a list
    of them.
    """
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (
            text for key in ("url", "@id", "name") if isinstance(text := value.get(key), str)
        )
    elif isinstance(value, list):
        yield from (
            text
            for each in value
            if isinstance(each, str | dict)
            for text in _read_licence_texts(each)
        )

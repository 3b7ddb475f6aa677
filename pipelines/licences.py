"""Read what a page says about the licence of its article.

Only what is marked as the article's licence counts: a link with rel=license, the licence of the JSON-LD article. A footer that
names the licence of a theme, or the licence of one photograph, says nothing about the text.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pipelines.tree import Element

_PICTURE: Final = re.compile(r"\b(?:caption|credits?|photo|image|img|picture|thumb|figure)", re.IGNORECASE)
_AROUND: Final = 3
"""How many elements around a link tell that it belongs to a picture."""


def stated(root: Element, article: Mapping[str, Any]) -> tuple[str, ...]:
    """Give what is written as the article's licence, addresses and words; `article` is its JSON-LD."""
    marked = [node for node in root.iter("link", "a", "area") if "license" in (node.get("rel") or "").lower()]
    links = [text for node in marked if not _of_picture(node) for text in (node.get("href") or "", " ".join(node.itertext()))]
    return tuple(text for text in (*links, *_texts(article.get("license"))) if text.strip())


def _of_picture(link: Element) -> bool:
    for number, element in enumerate(link.iterancestors()):
        if element.tag in ("figure", "figcaption", "picture"):
            return True
        if number < _AROUND and element.tag not in ("body", "html") and _PICTURE.search(element.get("class") or ""):
            return True
    return False


def _texts(value: object) -> Iterator[str]:
    """Give the texts of a JSON-LD value: a text, a CreativeWork with an address or a name, a list of them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for key in ("url", "@id", "name") if isinstance(text := value.get(key), str))
    elif isinstance(value, list):
        yield from (text for each in value if isinstance(each, str | dict) for text in _texts(each))

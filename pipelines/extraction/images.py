"""Give the pictures of an article by their own addresses."""

import re
from urllib.parse import urljoin, urlsplit

from records.record import Image
from text.html.parse import Element
from text.whitespace import collapse_whitespace

_IMAGE_PROXY = re.compile(
    r"^https?://[^/]+\.workers\.dev/\??(?=https?://)|^https?://(?:images\.weserv\.nl"
    r"|i\d\.wp\.com)/\?url=(?=https?://)"
)
_SOURCE_ATTRIBUTES = (
    "data-src",
    "data-original",
    "data-lazy-src",
    "data-actualsrc",
    "data-url",
    "src",
)
MAX_IMAGES = 50


def strip_image_proxy(url: str) -> str:
    """Take the prefix of an image proxy away: https://x.workers.dev/?http://real/a.png is
    http://real/a.png.
    """
    return _IMAGE_PROXY.sub("", url)


def list_images(container: Element, base_url: str) -> tuple[Image, ...]:
    """List the images inside an element, each once; lazy ones by the address they will load."""
    images: dict[str, Image] = {}
    for node in container.iter("img"):
        address = next(
            (
                value
                for name in _SOURCE_ATTRIBUTES
                if (value := (node.get(name) or "").strip()) and not value.startswith("data:")
            ),
            "",
        )
        try:
            url = strip_image_proxy(urljoin(base_url, address)) if address else ""
            is_web_url = urlsplit(url).scheme in ("http", "https")
        except ValueError:  # an address with a broken host is no picture
            continue
        if is_web_url:
            images.setdefault(
                url, Image(url, collapse_whitespace(node.get("alt") or ""), _read_caption(node))
            )
    return tuple(images.values())[:MAX_IMAGES]


def _read_caption(node: Element) -> str:
    parent = node.getparent()
    while parent is not None and parent.tag in ("a", "p", "div", "span", "picture"):
        parent = parent.getparent()
    if parent is None or parent.tag != "figure":
        return ""
    return collapse_whitespace(
        " ".join("".join(caption.itertext()) for caption in parent.iter("figcaption"))
    )

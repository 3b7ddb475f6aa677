"""Give the pictures of an article by their own addresses."""

import re
from urllib.parse import urljoin, urlsplit

from pipelines.tree import Element
from pipelines.whitespace import squeeze
from records.record import Image

_PROXY = re.compile(r"^https?://[^/]+\.workers\.dev/\??(?=https?://)|^https?://(?:images\.weserv\.nl|i\d\.wp\.com)/\?url=(?=https?://)")
_LAZY = ("data-src", "data-original", "data-lazy-src", "data-actualsrc", "data-url", "src")
MOST = 50


def unwrap(address: str) -> str:
    """Take the prefix of an image proxy away: https://x.workers.dev/?http://real/a.png is http://real/a.png."""
    return _PROXY.sub("", address)


def pictures(container: Element, base: str) -> tuple[Image, ...]:
    """List the images inside an element, each once; lazy ones by the address they will load."""
    found: dict[str, Image] = {}
    for node in container.iter("img"):
        address = next((value for name in _LAZY if (value := (node.get(name) or "").strip()) and not value.startswith("data:")), "")
        try:
            whole = unwrap(urljoin(base, address)) if address else ""
            known = urlsplit(whole).scheme in ("http", "https")
        except ValueError:  # an address with a broken host is no picture
            continue
        if known:
            found.setdefault(whole, Image(whole, squeeze(node.get("alt") or ""), _caption(node)))
    return tuple(found.values())[:MOST]


def _caption(node: Element) -> str:
    parent = node.getparent()
    while parent is not None and parent.tag in ("a", "p", "div", "span", "picture"):
        parent = parent.getparent()
    if parent is None or parent.tag != "figure":
        return ""
    return squeeze(" ".join("".join(caption.itertext()) for caption in parent.iter("figcaption")))

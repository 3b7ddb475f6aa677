"""Give the pictures of an article by their own addresses, with what is said about them."""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import urljoin, urlsplit

from records.record import Image
from text.html.parse import Element, detach_element
from text.html.short_texts import read_short_text
from text.whitespace import collapse_whitespace

_IMAGE_PROXY = re.compile(
    r"^https?://[^/]+\.workers\.dev/\??(?=https?://)|^https?://(?:images\.weserv\.nl"
    r"|i\d\.wp\.com)/\?url=(?=https?://)"
)
_LAZY_ATTRIBUTES: Final = (
    *("data-src", "data-original", "data-lazy-src", "data-actualsrc", "data-url", "data-lazyload"),
    *("data-lazy", "data-echo", "data-hi-res-src", "data-full-src", "zoomfile", "real_src", "file"),
)
_PICTURE_FILE: Final = re.compile(
    r"^(?:https?:)?[^\s\"'<>{},]+\.(?:jpe?g|png|webp|gif|avif|bmp)(?:[?!@][^\s,]*)?", re.IGNORECASE
)
_PLACEHOLDER: Final = re.compile(
    r"(?:^|[/_.-])(?:blank|load(?:ing|er)?|spacer|place-?holder|lazy(?:load)?|transparent|gr[ae]y"
    r"|1x1|pixel|default_?(?:img|pic)?|s)\.(?:gif|png|svg|jpe?g|webp)",
    re.IGNORECASE,
)
_FURNITURE: Final = re.compile(
    r"(?:^|[/_.-])(?:icons?|sprites?|pixel|beacon|track(?:ing|er)?|emoji|emoticons?|smil(?:ey|ies)"
    r"|avatars?|share|btn|buttons?|arrows?|qr-?code|erweima|ewm|count(?:er)?)(?:[/_.\d-]|$)"
    r"|/logo[\w-]*\.\w+$",
    re.IGNORECASE,
)
"""Parts of addresses that tell pixels, icons and buttons."""

_ICON_PIXELS: Final = 40
_DIMENSION_STYLE: Final = re.compile(r"(?:^|[;\s])(width|height)\s*:\s*(\d+)(?:px)?\b")
_SRCSET_ENTRY: Final = re.compile(r"(?<!\S)(\S*[^\s,])(?:\s++(?:([\d.]+)[wx]\s*+)?)?(?:,|$)")
_CAPTION_NAME: Final = re.compile(
    r"caption|(?:img|image|pic|photo)[-_]?(?:desc|note|title|info|text|legend)|tuzhu|tushuo",
    re.IGNORECASE,
)
_CREDIT_NAME: Final = re.compile(r"credit|copyright|photographer", re.IGNORECASE)
_CREDIT: Final = re.compile(
    r"(?:^|[\s，。；（(【]|记者|記者)(?P<before>[\u4e00-\u9fff·、]{2,8})\s*+(?:[/／]\s*)?(?:摄影?"
    r"|攝影?|供图|"
    r"供圖|制图|绘)"
    r"[）)\]】。]?\s*$"
    r"|(?:图源|图片来源|图片提供|来源|摄影|供图|[图摄圖攝])\s*[/／:：丨|]\s*(?P<after>[^\s，。；"
    r";）)】]{2,20})"
    r"|(?:photo(?:graph)?s?|images?|pictures?|credit|illustration|source)\s*+"
    r"(?:(?:credit|courtesy)\s*)?(?::|by|of)\s*"
    r"(?P<english>[A-Z][^|()\n]{1,60}?)\s*+(?:[).]\s*)?$"
    r"|©\s*+(?P<owner>[^|()\n]{2,60}?)\s*+(?:[).]\s*)?$",
    re.IGNORECASE,
)
_CAPTION_PARAGRAPH: Final = re.compile(
    r"^[▲△↑▼◎]|(?:摄影?|攝影?|供图|供圖|图源.{0,20}|资料图.{0,4}|图片来自.{0,16}|示意图|/图)[。）)"
    r"】]?$"
)
_AROUND_IMAGE: Final = frozenset(("a", "p", "div", "span", "picture", "source", "center"))
_CENTRED: Final = re.compile(r"text-align\s*:\s*center|\bcenter\b", re.IGNORECASE)
_MAX_CAPTION_CHARS: Final = 100
_MAX_FIGURE_CHARS: Final = 2_000
MAX_IMAGES = 50


def strip_image_proxy(url: str) -> str:
    """Take the prefix of an image proxy away: https://x.workers.dev/?http://real/a.png is
    http://real/a.png.
    """
    return _IMAGE_PROXY.sub("", url)


def reveal_noscript_images(root: Element) -> None:
    """Put the picture that a noscript element keeps in its place, before such elements are removed;
    the placeholder before it goes.
    """
    for node in [*root.iter("noscript")]:
        images = [*node.iter("img")]
        if len(images) != 1 or collapse_whitespace("".join(node.itertext())):
            continue
        before = node.getprevious()
        if before is not None and before.tag == "img":
            detach_element(before)
        node.addprevious(images[0])


def read_base_url(root: Element, page_url: str) -> str:
    """Give the address that relative ones count from: that of the first <base>, else the page's."""
    base = next((node.get("href") for node in root.iter("base") if node.get("href")), "")
    try:
        return str(urljoin(page_url, base.strip()))
    except ValueError:  # a broken host
        return page_url


def list_images(container: Element, base_url: str) -> tuple[Image, ...]:
    """List the images inside an element, each once; lazy ones by the address they will load.

    Placeholders, counting pixels, icons and buttons are none.
    """
    images: dict[str, Image] = {}
    for node in container.iter("img", "amp-img", "amp-anim"):
        address = "" if _is_small(node) else _choose_address(node)
        try:
            url = strip_image_proxy(urljoin(base_url, address)) if address else ""
            parts = urlsplit(url)
        except ValueError:  # an address with a broken host is no picture
            continue
        if parts.scheme in ("http", "https") and not _FURNITURE.search(parts.path):
            caption = _read_caption(node)
            images.setdefault(
                url,
                Image(
                    url,
                    collapse_whitespace(node.get("alt") or ""),
                    caption,
                    _read_credit(node, caption),
                ),
            )
    return tuple(images.values())[:MAX_IMAGES]


def _choose_address(node: Element) -> str:
    """Give the first address that is no placeholder: lazy ones, src, the widest of srcset, the
    sources of a picture element, any other attribute that names a picture file.
    """
    for address in _iterate_addresses(node):
        address = address.strip()
        if address and not address.startswith("data:") and not _PLACEHOLDER.search(address):
            return address
    return ""


def _iterate_addresses(node: Element) -> Iterator[str]:
    yield from (node.get(name) or "" for name in _LAZY_ATTRIBUTES)
    yield node.get("src") or ""
    picture = next(node.iterancestors("picture"), None)
    sources = () if picture is None else picture.iter("source")
    for element in (node, *sources):
        for name, value in element.items():
            if name.endswith(("srcset", "src")):
                yield _choose_widest(value)
    yield from (
        value
        for name, value in node.items()
        if name not in ("src", "alt", "title") and _PICTURE_FILE.fullmatch(value.strip())
    )


def _choose_widest(srcset: str) -> str:
    entries = [
        (float(entry[2] or 0), entry[1]) for entry in _SRCSET_ENTRY.finditer(srcset) if entry[1]
    ]
    return max(entries, key=lambda entry: entry[0])[1] if entries else ""


def _is_small(node: Element) -> bool:
    """Say whether a picture is a pixel or an icon by the size that the page gives it."""
    sizes = dict(_DIMENSION_STYLE.findall(node.get("style") or ""))
    written = [sizes.get(name) or node.get(name) or "" for name in ("width", "height")]
    pixels = [int(size) for each in written if (size := each.removesuffix("px")).isdecimal()]
    return bool(pixels) and (min(pixels) <= 1 or max(pixels) <= _ICON_PIXELS)


def _read_caption(node: Element) -> str:
    child, parent = node, node.getparent()
    while parent is not None and parent.tag in _AROUND_IMAGE:
        if caption := _find_named_caption(child):
            return caption
        if not _shows_nothing(child):
            break
        child, parent = parent, parent.getparent()
    if parent is not None and parent.tag == "figure":
        captions = (read_short_text(each, _MAX_FIGURE_CHARS) for each in parent.iter("figcaption"))
        return " ".join(filter(None, captions))
    return _read_caption_paragraph(node) or collapse_whitespace(node.get("data-caption") or "")


def _shows_nothing(element: Element) -> bool:
    return not any(text and not text.isspace() for text in element.itertext())


def _find_named_caption(element: Element) -> str:
    """Give the text of the next element when its name says that it is a caption."""
    after = element.getnext()
    if after is None or after.tag == "img" or not _CAPTION_NAME.search(after.get("class") or ""):
        return ""
    return read_short_text(after, 3 * _MAX_CAPTION_CHARS)


def _read_caption_paragraph(node: Element) -> str:
    """Give the short paragraph below a picture that stands alone, where it is written as a caption:
    centred as the picture is, or with the name of the photographer.
    """
    paragraph = next(node.iterancestors("p", "div", "center", "section"), None)
    if paragraph is None:
        return ""
    if own := read_short_text(paragraph, _MAX_CAPTION_CHARS):
        return own if _CAPTION_PARAGRAPH.search(own) else ""
    if not _shows_nothing(paragraph):
        return ""
    after = paragraph.getnext()
    if after is None or after.tag not in ("p", "div", "center", "section"):
        return ""
    text = read_short_text(after, _MAX_CAPTION_CHARS)
    is_centred = _is_centred(after) and _is_centred(paragraph) and not text.endswith("。")
    return text if is_centred or _CAPTION_PARAGRAPH.search(text) else ""


def _is_centred(element: Element) -> bool:
    return element.tag == "center" or bool(
        _CENTRED.search(
            " ".join(
                (element.get("align") or "", element.get("style") or "", element.get("class") or "")
            )
        )
    )


def _read_credit(node: Element, caption: str) -> str:
    """Give who made the picture: from an element of that name in its figure, else its caption."""
    figure = next(node.iterancestors("figure"), None)
    if figure is not None:
        for element in figure.iter("span", "small", "cite", "div", "p", "em"):
            if element.tag == "cite" or _CREDIT_NAME.search(element.get("class") or ""):
                return _strip_credit_label(read_short_text(element, _MAX_CAPTION_CHARS))
    match = _CREDIT.search(caption)
    return match[match.lastgroup or 0].strip() if match else ""


def _strip_credit_label(text: str) -> str:
    match = _CREDIT.fullmatch(text)
    return match[match.lastgroup or 0].strip() if match else text

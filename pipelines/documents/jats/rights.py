"""Read the licence of a JATS article from the four places where publishers put it."""

import re
from collections.abc import Iterator
from typing import Final

from pipelines.documents.jats.article import LicenceStatement
from pipelines.documents.jats.elements import XLINK_HREF
from records.licence import find_strictest_licence
from text.xml.tree import Element, read_text

_CC_ADDRESS: Final = re.compile(r"\Ahttps?://(?:www\.)?creativecommons\.org/", re.IGNORECASE)
_DEDICATION: Final = re.compile(
    r"Creative\s+Commons\s+Public\s+Domain\s+Declaration", re.IGNORECASE
)


def read_licence(meta: Element) -> LicenceStatement:
    """Give the licence, its holder and its words as they were received.

    Of several licences the one that allows least counts. An address beats the prose beside it, for
    prose often leaves out the version.
    """
    permissions = meta.find("permissions")
    place = meta if permissions is None else permissions
    licences = list(place.iter("license", "licence"))
    urls = [
        _normalize_address(url)
        for url in (*_iterate_addresses(licences), *map(read_text, place.iter("license_ref")))
        if url
    ]
    text = " ".join(filter(None, (_read_words(node) for node in licences)))
    licence = find_strictest_licence(urls)
    url = next((url for url in urls if licence and find_strictest_licence([url]) == licence), "")
    if not licence:
        licence = "CC-PDDC" if _DEDICATION.search(text) else find_strictest_licence([text])
    return LicenceStatement(
        id=licence,
        url=url,
        holder=read_text(place.find("copyright-holder")),
        statement=read_text(place.find("copyright-statement")),
        text=text,
    )


def _iterate_addresses(licences: list[Element]) -> Iterator[str]:
    for node in licences:
        yield node.get(XLINK_HREF) or ""
        for link in node.iter("ext-link", "uri"):
            yield link.get(XLINK_HREF) or read_text(link)


def _read_words(node: Element) -> str:
    return read_text(node, ("license_ref", "graphic", "inline-graphic"))


def _normalize_address(url: str) -> str:
    """Write the address of a Creative Commons licence in its one form."""
    url = url.strip()
    if not _CC_ADDRESS.match(url):
        return url
    path = _CC_ADDRESS.sub("", url).removesuffix("legalcode").removesuffix("deed.en").strip("/")
    return f"https://creativecommons.org/{path}/"

"""Find the article in a JATS document; read addresses and DOIs of its elements."""

import re
from typing import Final

from text.encoding import decode_body
from text.whitespace import collapse_whitespace
from text.xml.tree import Element, XmlError, parse_xml

XLINK_HREF: Final = "{http://www.w3.org/1999/xlink}href"
XML_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_INFO_DOI: Final = re.compile(r"\A(?:info:doi/|doi:\s*|https?://(?:dx\.)?doi\.org/)", re.IGNORECASE)


_DOI_HEAD_BYTES: Final = 65_536
_DOI: Final = re.compile(
    r"""<article-id\s[^<>]*pub-id-type\s*=\s*["']doi["'][^<>]*>\s*(?P<doi>[^<>\s]{4,300})"""
)


class JatsError(ValueError):
    """A file that is no JATS article, with what is wrong and where."""


def parse_jats(document: bytes | str) -> Element:
    """Give the element `article` of a document, with or without an envelope around it.

    Raises JatsError, with the line for broken XML.
    """
    text = document if isinstance(document, str) else decode_body(document)[0]
    try:
        root = parse_xml(text)
    except XmlError as error:
        raise JatsError(str(error)) from None
    article = root if root.tag == "article" else next(root.iter("article"), None)
    if article is None:
        raise JatsError(f"no JATS: the first element is <{root.tag}>, not <article>")
    return article


def strip_doi_prefix(href: str) -> str:
    """Give 10.1371/x of info:doi/10.1371/x and its kin; other addresses stay."""
    return _INFO_DOI.sub("", collapse_whitespace(href))


def find_doi(document: bytes) -> str:
    """Give the article's DOI, in lower case as DOIs are compared; "" where the front has none."""
    match = _DOI.search(decode_body(document[:_DOI_HEAD_BYTES])[0])
    return strip_doi_prefix(match["doi"]).lower() if match else ""

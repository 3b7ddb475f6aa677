"""Read XML that strangers wrote: any encoding, broken or hostile, nothing loaded from elsewhere."""

import codecs
import html
import re
from html.entities import html5
from typing import Any, Final
from urllib.parse import urljoin

from lxml import etree
from w3lib.encoding import html_body_declared_encoding, resolve_encoding

from spiders.found import Unreadable

Element = Any
"""An lxml element; lxml carries no types."""

_BOMS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_DOCTYPE = re.compile(r"<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE)
_REFERENCE = re.compile(r"&(?:#\d{1,8};|#[xX][0-9a-fA-F]{1,7};|([A-Za-z][A-Za-z0-9]{1,30});)?")
_CDATA = re.compile(r"(<!\[CDATA\[.*?\]\]>)", re.DOTALL)
_MARKS: Final = {"amp": "&#38;", "lt": "&#60;", "gt": "&#62;", "quot": "&#34;", "apos": "&#39;"}
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TAG = re.compile(r"<[^<>]*>")
_SPACE = re.compile(r"\s+")


def decode(body: bytes, charset: str = "", language: str = "") -> str:
    """Turn a feed's or sitemap's bytes into text.

    In this order: byte order mark; UTF-8 if all of it is; the declared encoding (gb2312 and gbk as gb18030); gb18030 and Big5 for
    Chinese sources; windows-1252. A GBK feed declared as utf-8 otherwise becomes mojibake with its links and dates intact.
    """
    for bom, name in _BOMS:
        if body.startswith(bom):
            return body[len(bom) :].decode(name, "replace")
    declared = (resolve_encoding(charset) if charset else None, html_body_declared_encoding(body[:2_000]))
    guesses = ("gb18030", "big5hkscs") if language.startswith("zh") else ()
    for encoding in ("utf-8", *declared, *guesses):
        try:
            if encoding:
                return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    return body.decode("cp1252", "replace")


def parse_xml(text: str) -> Element:
    """Give the root element of a document that may be broken; Unreadable when nothing of it is XML.

    The document type goes first, and with it every entity that it defines: no bomb, no foreign file. Named characters of HTML,
    which XML does not know, are put in by hand, and a bare & is escaped: once libxml2 had to recover from a fault it drops every
    &lt; that follows, and with it the tags of all articles.
    """
    text = _FORBIDDEN.sub("", _DECLARATION.sub("", text, count=1))
    pieces = _CDATA.split(_DOCTYPE.sub("", text, count=1))  # every second piece is a CDATA section, which holds no references
    text = "".join(piece if number % 2 else _REFERENCE.sub(_character, piece) for number, piece in enumerate(pieces))
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(text.strip().encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable(f"not XML: {error}") from error
    if root is None:
        raise Unreadable("not XML: no element was found")
    return root


def _character(match: re.Match[str]) -> str:
    name = match[1]
    if name is None:
        return match[0] if len(match[0]) > 1 else "&#38;"
    return _MARKS.get(name) or html5.get(f"{name};") or f"&#38;{name};"


def local(element: Element) -> str:
    """Give an element's name without its namespace, in lower case; "" for what is no element."""
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def inner_text(element: Element) -> str:
    """Give all text inside an element."""
    return "".join(element.itertext()).strip()


def plain(text: str) -> str:
    """Give a title or summary as one line without tags; feeds escape them once, twice or not at all."""
    return _SPACE.sub(" ", html.unescape(_TAG.sub(" ", html.unescape(text)))).strip()


def absolute(base: str, link: str) -> str:
    """Give a link as an absolute http(s) address, "" when it is none."""
    try:
        url = urljoin(base, _SPACE.sub("", link))
    except ValueError:
        return ""
    return url if url.lower().startswith(("http://", "https://")) else ""

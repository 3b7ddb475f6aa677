"""Read imported text documents: front matter with HTML or Markdown, HTML, Markdown, plain text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from pipelines import article, dates, metadata, people, plaintext, tree
from pipelines.blocks import read_blocks
from pipelines.metadata import Fields
from records.record import Image

_FRONT = re.compile(r"^\s*---[ \t]*\n(?P<matter>.*?)\n---[ \t]*(?:\n|$)(?P<rest>.*)$", re.DOTALL)
_HTML = re.compile(r"<(?:p|div|br|article|section|h[1-6]|ul|ol|table|html|body|span)\b[^>]*>", re.IGNORECASE)
_PAGE = re.compile(r"<(?:!doctype|html|body)\b", re.IGNORECASE)
_MARKDOWN = re.compile(r"^(?:#{1,6} \S.*|[-*] \[.*|> \S.*|```.*)$|\]\(https?://[^)\s]+\)|!\[[^\]]*\]\(", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Document:
    """What a document holds: its fields, its blocks, its pictures; `page` when it is a whole HTML page after all."""

    fields: Fields
    blocks: tuple[str, ...]
    images: tuple[Image, ...] = ()
    page: bool = False


def read(text: str, address: str, zone: str) -> Document:
    """Read a document; `zone` is the one of times that name none, "" when the source has none."""
    matter, rest = split(text)
    if not matter:
        if _PAGE.search(rest[:2_000]):
            return Document(Fields(), (), page=True)
        if not _HTML.search(rest) and not _MARKDOWN.search(rest):
            fields, blocks = plaintext.read(rest, zone)
            return Document(fields, blocks)
    html = rest if _HTML.search(rest) else _rendered(rest)
    body = tree.parse(html).find("body")
    tree.prune(body)
    lines = read_blocks(body)
    chinese = metadata.is_chinese("".join(block.text for block in lines))
    fields = _fields(matter, zone or (dates.CHINA if chinese else ""))
    heading = next((block.text for block in lines[:3] if block.tag == "h1"), "")
    fields = replace(fields, title=fields.title or heading)
    return Document(fields, tuple(block.text for block in lines), article.gather([body], address))


def split(text: str) -> tuple[Mapping[str, Any], str]:
    """Split front matter from what follows; a document without any, or with one that is no YAML mapping, is all text."""
    import yaml

    found = _FRONT.match(text)
    if not found:
        return {}, text
    try:
        matter = yaml.safe_load(found["matter"])
    except (yaml.YAMLError, ValueError):  # ValueError: a date such as 2021-13-45
        return {}, text
    if not isinstance(matter, dict) or not matter:
        return {}, text
    return {str(key).lower(): value for key, value in matter.items()}, found["rest"]


def _rendered(markdown: str) -> str:
    from markdown_it import MarkdownIt

    html: str = MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown)
    return html


def _fields(matter: Mapping[str, Any], zone: str) -> Fields:
    categories = _texts(matter.get("categories") or matter.get("category") or matter.get("section"))
    written = _texts(matter.get("author") or matter.get("authors"))
    outlet = next(iter(_texts(matter.get("source") or matter.get("outlet") or matter.get("publisher"))), "")
    # feeds write their own name, or a category's, where an author belongs: that is an outlet
    named = [name for name in written if name in categories or people.is_outlet(name)]
    outlet = outlet or next(iter(named), "")
    authors = tuple(name for name in written if name not in named)
    return Fields(
        title=next(iter(_texts(matter.get("title"))), ""),
        published=_published(matter.get("date") or matter.get("published") or matter.get("pubdate"), zone),
        outlet=outlet,
        authors=authors,
        editor="、".join(_texts(matter.get("editor"))),
        section=next((name for name in reversed(categories) if name != outlet), ""),
        tags=_texts(matter.get("tags") or matter.get("keywords")),
    )


def _texts(value: object) -> tuple[str, ...]:
    """Give the strings of a front matter value: a string, a number or a list of them."""
    each = value if isinstance(value, list) else [value]
    return tuple(text for one in each[:50] if isinstance(one, str | int | float) and (text := str(one).strip()))


def _published(value: object, zone: str) -> str:
    if isinstance(value, datetime):
        return _iso(dates.find(value.isoformat()), zone)
    if isinstance(value, date):
        return value.isoformat()
    text = str(value or "")
    return _iso(dates.mail(text) or dates.find(text), zone)


def _iso(moment: dates.Moment | None, zone: str) -> str:
    # front matter is written by machines: its own zone stands as it is, the digits stay those of the document
    return moment.iso(moment.zone or zone or dates.UNKNOWN) if moment else ""

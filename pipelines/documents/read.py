"""Read imported text documents: front matter with HTML or Markdown, HTML, Markdown, plain text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from pipelines.documents.plain_text import has_page_furniture, read_plain_text
from pipelines.extraction.main_content import collect_images
from pipelines.metadata.fields import ArticleFields
from pipelines.metadata.person_names import is_outlet_name
from records.clock import CHINA_OFFSET, UNKNOWN_OFFSET
from records.record import Image
from text.chinese.detect import is_mostly_chinese
from text.dates.absolute import ParsedDate, find_first_date, parse_rfc822_date
from text.html.blocks import read_blocks
from text.html.notation import write_out_notation
from text.html.parse import parse_html, remove_invisible
from text.html.tables import resolve_tables

_FRONT_MATTER = re.compile(
    r"^\s*---[ \t]*\n(?P<matter>.*?)\n---[ \t]*(?:\n|$)(?P<rest>.*)$", re.DOTALL
)
_FRONT_MATTER_CHARS: Final = 20_000  # real ones have some hundred
_FRONT_MATTER_DEPTH: Final = 10
_HTML_TAG = re.compile(
    r"<(?:p|div|br|article|section|h[1-6]|ul|ol|table|html|body|span)\b[^>]*>", re.IGNORECASE
)
_HTML_PAGE_TAG = re.compile(r"<(?:!doctype|html|body)\b", re.IGNORECASE)
_MARKDOWN_MARK = re.compile(
    r"^(?:#{1,6} \S.*|[-*] \[.*|> \S.*|```.*)$"
    r"|\]\(https?://(?:[^)\s\]]|\](?!\(http))++\)|!\[(?:[^\]!]|!(?!\[))*+\]\(",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Document:
    """What a document holds: its fields, its blocks, its images.

    `is_html_page` when it is a whole HTML page after all.
    """

    fields: ArticleFields
    blocks: tuple[str, ...]
    images: tuple[Image, ...] = ()
    is_html_page: bool = False
    is_saved_page: bool = False  # a web page as text, with its furniture


def read_text_document(text: str, url: str, zone: str) -> Document:
    """Read a document.

    `zone` is the UTC offset of times without one, "" when the source has none.
    """
    matter, rest = split_front_matter(text)
    if not matter:
        if _HTML_PAGE_TAG.search(rest[:2_000]):
            return Document(ArticleFields(), (), is_html_page=True)
        if not _HTML_TAG.search(rest) and not _MARKDOWN_MARK.search(rest):
            article = read_plain_text(rest, zone)
            texts = article.content.blocks
            return Document(article.fields, texts, is_saved_page=has_page_furniture(rest))
    html = rest if _HTML_TAG.search(rest) else _render_markdown(rest)
    body = parse_html(html).find("body")
    write_out_notation(body)
    resolve_tables(body)
    remove_invisible(body)
    blocks = read_blocks(body)
    is_chinese = is_mostly_chinese("".join(block.text for block in blocks))
    fields = _build_fields(matter, zone or (CHINA_OFFSET if is_chinese else ""))
    heading = next((block.text for block in blocks[:3] if block.tag == "h1"), "")
    fields = replace(fields, title=fields.title or heading)
    texts, images = tuple(block.text for block in blocks), collect_images([body], url)
    return Document(fields, texts, images, is_saved_page=bool(_HTML_TAG.search(rest)))


def split_front_matter(text: str) -> tuple[Mapping[str, Any], str]:
    """Split front matter from what follows.

    A document without any, or with one that is no YAML mapping, is all text.
    """
    import yaml

    match = _FRONT_MATTER.match(text)
    if not match:
        return {}, text
    if len(match["matter"]) > _FRONT_MATTER_CHARS or not _is_plain_yaml(match["matter"]):
        return {}, text
    try:
        matter = yaml.safe_load(match["matter"])
    except (yaml.YAMLError, ValueError):  # ValueError: a date such as 2021-13-45
        return {}, text
    if not isinstance(matter, dict) or not matter:
        return {}, text
    return {str(key).lower(): value for key, value in matter.items()}, match["rest"]


def _is_plain_yaml(matter: str) -> bool:
    """Say whether YAML has no aliases, of which a few lines become gigabytes, and little depth."""
    import yaml

    depth = 0
    try:
        for event in yaml.parse(matter, Loader=yaml.SafeLoader):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            if depth > _FRONT_MATTER_DEPTH or isinstance(event, yaml.AliasEvent):
                return False
    except yaml.YAMLError:
        return False
    return True


def _render_markdown(markdown: str) -> str:
    from markdown_it import MarkdownIt

    html: str = MarkdownIt("commonmark", {"html": True}).enable("table").render(markdown)
    return html


def _build_fields(front_matter: Mapping[str, Any], zone: str) -> ArticleFields:
    categories = _list_strings(
        front_matter.get("categories")
        or front_matter.get("category")
        or front_matter.get("section")
    )
    author_names = _list_strings(front_matter.get("author") or front_matter.get("authors"))
    outlet = next(
        iter(
            _list_strings(
                front_matter.get("source")
                or front_matter.get("outlet")
                or front_matter.get("publisher")
            )
        ),
        "",
    )
    # feeds write their own name, or a category's, where an author belongs: that is an outlet
    outlet_names = [name for name in author_names if name in categories or is_outlet_name(name)]
    outlet = outlet or next(iter(outlet_names), "")
    authors = tuple(name for name in author_names if name not in outlet_names)
    return ArticleFields(
        title=next(iter(_list_strings(front_matter.get("title"))), ""),
        published=_parse_date(
            front_matter.get("date")
            or front_matter.get("published")
            or front_matter.get("pubdate"),
            zone,
        ),
        outlet=outlet,
        authors=authors,
        editor="、".join(_list_strings(front_matter.get("editor"))),
        section=next((name for name in reversed(categories) if name != outlet), ""),
        tags=_list_strings(front_matter.get("tags") or front_matter.get("keywords")),
    )


def _list_strings(value: object) -> tuple[str, ...]:
    """Give the strings of a front matter value: a string, a number or a list of them."""
    items = value if isinstance(value, list) else [value]
    return tuple(
        text
        for item in items[:50]
        if isinstance(item, str | int | float) and (text := str(item).strip())
    )


def _parse_date(value: object, zone: str) -> str:
    if isinstance(value, datetime):
        return _format_date(find_first_date(value.isoformat()), zone)
    if isinstance(value, date):
        return value.isoformat()
    text = str(value or "")
    return _format_date(parse_rfc822_date(text) or find_first_date(text), zone)


def _format_date(date: ParsedDate | None, zone: str) -> str:
    # front matter is written by machines: its own zone stands as it is, the digits stay those of
    # the document
    return date.to_iso(date.zone or zone or UNKNOWN_OFFSET) if date else ""

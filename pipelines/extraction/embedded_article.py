"""Read an article that its page keeps as JSON, by the fields that its source names."""

import re
from dataclasses import replace
from datetime import UTC, datetime

from pipelines.extraction.source_rules import FIELD_LABEL
from pipelines.metadata.fields import ArticleFields
from pipelines.metadata.person_names import split_names
from records.source import PayloadRules
from text.dates.absolute import find_first_date
from text.html.fragments import text_to_html
from text.html.parse import Element, parse_html, remove_invisible
from text.html.script_json import JsonNotFoundError, find_embedded_json
from text.json_fields import read_names_field, read_text_field
from text.whitespace import collapse_whitespace

_EPOCH = re.compile(r"1\d{9}(\d{3})?")
_COMPACT_DATE = re.compile(r"(20\d\d)(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?")


def read_embedded_article(
    html: str, payload: PayloadRules, fields: ArticleFields, zone: str
) -> tuple[ArticleFields, Element]:
    """Give what the JSON says over what the page says, and the article's HTML as a tree.

    NotFoundError when the page keeps no such JSON or it holds no text.
    """
    value = find_embedded_json(html, payload.inside, payload.variable)
    written = text_to_html(read_text_field(payload.body, value))
    if not written.strip():
        raise JsonNotFoundError(f"the JSON of the page holds no text at body = {payload.body!r}")
    said = replace(
        fields,
        title=_strip_markup(read_text_field(payload.title, value)) or fields.title,
        published=parse_json_date(read_text_field(payload.published, value), zone)
        or fields.published,
        outlet=_strip_markup(read_text_field(payload.outlet, value)) or fields.outlet,
        authors=_parse_names(read_names_field(payload.author, value)) or fields.authors,
        editor="、".join(_parse_names(read_names_field(payload.editor, value))) or fields.editor,
    )
    body = parse_html(written).find("body")
    remove_invisible(body)
    return said, body


def parse_json_date(text: str, zone: str) -> str:
    """Read a date as JSON writes it: seconds or milliseconds since 1970, digits without anything
    between them, or any other form.
    """
    text = text.strip()
    if _EPOCH.fullmatch(text):
        here = datetime.fromisoformat(f"2000-01-01T00:00:00{zone}").tzinfo
        return datetime.fromtimestamp(int(text[:10]), UTC).astimezone(here).isoformat()
    if packed := _COMPACT_DATE.fullmatch(text):
        year, month, day, hour, minute, second = packed.groups()
        text = f"{year}-{month}-{day}" + (f" {hour}:{minute}:{second or '00'}" if hour else "")
    found = find_first_date(text)
    return found.to_iso(zone) if found else ""


def _parse_names(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Give the names of people; a label before them and the names of outlets are left out."""
    found = (
        name for text in texts for name in split_names(FIELD_LABEL.sub("", _strip_markup(text)))
    )
    return tuple(dict.fromkeys(found))


def _strip_markup(text: str) -> str:
    if "<" not in text and "&" not in text:
        return collapse_whitespace(text)
    return collapse_whitespace("".join(parse_html(text).find("body").itertext()))

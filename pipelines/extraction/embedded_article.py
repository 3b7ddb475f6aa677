"""Read an article that its page keeps as JSON, by the fields that its source names."""

from dataclasses import replace

from pipelines.extraction.source_rules import FIELD_LABEL
from pipelines.metadata.fields import ArticleFields
from pipelines.metadata.person_names import split_names
from records.source import PayloadRules
from text.dates.feeds import read_feed_date
from text.html.fragments import text_to_html
from text.html.parse import Element, parse_html, remove_invisible
from text.html.script_json import JsonNotFoundError, find_embedded_json
from text.json_fields import read_names_field, read_text_field
from text.whitespace import collapse_whitespace


def read_embedded_article(
    html: str, payload: PayloadRules, fields: ArticleFields, zone: str, fetched: str = ""
) -> tuple[ArticleFields, Element]:
    """Give what the JSON says over what the page says, and the article's HTML as a tree.

    NotFoundError when the page keeps no such JSON or it holds no text.
    """
    value = find_embedded_json(html, payload.inside, payload.variable)
    written = text_to_html(read_text_field(payload.body, value))
    if not written.strip():
        raise JsonNotFoundError(f"the JSON of the page holds no text at body = {payload.body!r}")
    moment = read_feed_date(read_text_field(payload.published, value), zone, fetched)
    said = replace(
        fields,
        title=_strip_markup(read_text_field(payload.title, value)) or fields.title,
        published=moment.to_iso(zone) if moment else fields.published,
        outlet=_strip_markup(read_text_field(payload.outlet, value)) or fields.outlet,
        authors=_parse_names(read_names_field(payload.author, value)) or fields.authors,
        editor="、".join(_parse_names(read_names_field(payload.editor, value))) or fields.editor,
    )
    body = parse_html(written).find("body")
    remove_invisible(body)
    return said, body


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

"""Read an article that its page keeps as JSON, by the fields that its source names."""

from dataclasses import dataclass, replace

from pipelines.extraction.source_rules import FIELD_LABEL
from pipelines.metadata.fields import ArticleFields
from pipelines.metadata.parsed_page import ParsedPage
from pipelines.metadata.person_names import split_names
from records.source import PayloadRules
from text.dates.feeds import read_feed_date
from text.html.fragments import text_to_html
from text.html.parse import Element, parse_html, remove_invisible
from text.html.script_json import JsonNotFoundError, find_embedded_json
from text.json_fields import read_names_field, read_text_field
from text.whitespace import collapse_whitespace


@dataclass(frozen=True, slots=True)
class EmbeddedArticle:
    """An article out of a page's JSON: its fields, and its HTML as a tree."""

    fields: ArticleFields
    body: Element


def read_embedded_article(
    page: ParsedPage, payload: PayloadRules, fields: ArticleFields
) -> EmbeddedArticle:
    """Read the article from the page's JSON; `fields` fill what the JSON leaves empty.

    Raises JsonNotFoundError when the page has no such JSON or it holds no text.
    """
    offset = page.assumed_offset
    value = find_embedded_json(page.html, payload.inside, payload.variable)
    html = text_to_html(read_text_field(payload.body, value))
    if not html.strip():
        raise JsonNotFoundError(f"the JSON of the page holds no text at body = {payload.body!r}")
    date = read_feed_date(read_text_field(payload.published, value), offset, page.fetched)
    fields = replace(
        fields,
        title=_strip_markup(read_text_field(payload.title, value)) or fields.title,
        published=date.to_iso(offset) if date else fields.published,
        outlet=_strip_markup(read_text_field(payload.outlet, value)) or fields.outlet,
        authors=_parse_names(read_names_field(payload.author, value)) or fields.authors,
        editor="、".join(_parse_names(read_names_field(payload.editor, value))) or fields.editor,
    )
    body = parse_html(html).find("body")
    remove_invisible(body)
    return EmbeddedArticle(fields, body)


def _parse_names(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Give the names of people; a label before them and the names of outlets are left out."""
    names = (
        name for text in texts for name in split_names(FIELD_LABEL.sub("", _strip_markup(text)))
    )
    return tuple(dict.fromkeys(names))


def _strip_markup(text: str) -> str:
    if "<" not in text and "&" not in text:
        return collapse_whitespace(text)
    return collapse_whitespace("".join(parse_html(text).find("body").itertext()))

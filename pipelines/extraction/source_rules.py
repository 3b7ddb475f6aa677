"""CSS rules of a source, above the general extractor."""

import re
from dataclasses import replace

from pipelines.metadata.byline import find_editors, find_outlet_label
from pipelines.metadata.fields import ArticleFields
from pipelines.metadata.person_names import split_names
from records.source import PageRules
from text.dates.read import read_date
from text.html.css import select_elements, select_text
from text.html.parse import Element, detach_element

FIELD_LABEL = re.compile(r"^\s*[\u4e00-\u9fff]{2,6}\s*[:：]\s*")


def apply_drop_rules(root: Element, rules: PageRules) -> None:
    """Take out of the page what the source's rules name as no part of an article."""
    for css in rules.drop:
        for node in select_elements(root, css):
            detach_element(node)


def select_body(root: Element, rules: PageRules) -> list[Element]:
    """Give the elements that hold the article by the source's rule, none inside another.

    [] when it finds no text.
    """
    found = [node for node in select_elements(root, rules.body) if "".join(node.itertext()).strip()]
    chosen = set(found)
    return [node for node in found if not any(parent in chosen for parent in node.iterancestors())]


def override_fields(
    root: Element, rules: PageRules, fields: ArticleFields, utc_offset: str, fetched: str = ""
) -> ArticleFields:
    """Put what the source's rules find over what the general reading found.

    A relative date is read against `fetched`, the moment of the fetch.
    """
    moment = read_date(select_text(root, rules.published), fetched, utc_offset)
    source = select_text(root, rules.outlet)
    editor = select_text(root, rules.editor)
    authors = split_names(FIELD_LABEL.sub("", select_text(root, rules.author)))
    return replace(
        fields,
        title=select_text(root, rules.title_css) or fields.title,
        published=moment.to_iso(utc_offset) if moment else fields.published,
        outlet=(find_outlet_label([source]) or FIELD_LABEL.sub("", source)) or fields.outlet,
        authors=authors or fields.authors,
        editor=(find_editors([editor]) or "、".join(split_names(FIELD_LABEL.sub("", editor))))
        or fields.editor,
    )

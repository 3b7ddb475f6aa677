"""CSS rules of a source, above the general extractor."""

import re
from dataclasses import replace

from pipelines.metadata.byline import find_editors, find_outlet_label
from pipelines.metadata.fields import ArticleFields
from pipelines.metadata.parsed_page import ParsedPage
from pipelines.metadata.person_names import split_names
from records.source import PageRules
from text.dates.read import read_date
from text.html.css import select_elements, select_text
from text.html.parse import Element, detach_element

FIELD_LABEL = re.compile(r"^\s*[\u4e00-\u9fff]{2,6}\s*[:：]\s*")


def apply_drop_rules(root: Element, rules: PageRules) -> None:
    """Remove from the page the elements that the source's rules exclude."""
    for css in rules.drop:
        for node in select_elements(root, css):
            detach_element(node)


def select_body(root: Element, rules: PageRules) -> list[Element]:
    """Give the elements that hold the article by the source's rule, none inside another.

    [] when it finds no text.
    """
    matches = [
        node for node in select_elements(root, rules.body) if "".join(node.itertext()).strip()
    ]
    chosen = set(matches)
    return [node for node in matches if chosen.isdisjoint(node.iterancestors())]


def override_fields(page: ParsedPage, rules: PageRules, fields: ArticleFields) -> ArticleFields:
    """Replace fields by those that the source's rules find.

    A relative date is read against the time of the fetch.
    """
    root = page.root
    date = read_date(select_text(root, rules.published), page.fetched, page.assumed_offset)
    outlet = select_text(root, rules.outlet)
    editor = select_text(root, rules.editor)
    authors = split_names(FIELD_LABEL.sub("", select_text(root, rules.author)))
    return replace(
        fields,
        title=select_text(root, rules.title_css) or fields.title,
        published=date.to_iso(page.assumed_offset) if date else fields.published,
        outlet=(find_outlet_label([outlet]) or FIELD_LABEL.sub("", outlet)) or fields.outlet,
        authors=authors or fields.authors,
        editor=(find_editors([editor]) or "、".join(split_names(FIELD_LABEL.sub("", editor))))
        or fields.editor,
    )

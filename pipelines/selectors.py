"""Apply a source's own CSS rules to a page; what a rule does not find is left to the general extractor."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from pipelines import byline, dates, people
from pipelines.metadata import Fields
from pipelines.tree import Element, detach
from pipelines.whitespace import squeeze
from records.source import PageRules

LABEL = re.compile(r"^\s*[\u4e00-\u9fff]{2,6}\s*[:：]\s*")


@lru_cache(maxsize=512)
def _compiled(css: str) -> Callable[[Element], list[Element]]:
    from lxml.cssselect import CSSSelector

    selector: Callable[[Element], list[Element]] = CSSSelector(css)
    return selector


def matches(root: Element, css: str) -> list[Element]:
    """Give the elements that a selector finds, in reading order; an empty selector finds none."""
    return list(_compiled(css)(root)) if css else []


def text(root: Element, css: str) -> str:
    """Give the text of the first element that a selector finds and that has one; of a meta element its content."""
    for node in matches(root, css):
        found = squeeze(node.get("content") or node.get("datetime") or " ".join(node.itertext()))
        if found:
            return found
    return ""


def drop(root: Element, rules: PageRules) -> None:
    """Take out of the page what the source's rules name as no part of an article."""
    for css in rules.drop:
        for node in matches(root, css):
            detach(node)


def body(root: Element, rules: PageRules) -> list[Element]:
    """Give the elements that hold the article by the source's rule, none inside another; [] when it finds no text."""
    found = [node for node in matches(root, rules.body) if "".join(node.itertext()).strip()]
    chosen = set(found)
    return [node for node in found if not any(parent in chosen for parent in node.iterancestors())]


def override(root: Element, rules: PageRules, fields: Fields, zone: str) -> Fields:
    """Put what the source's rules find over what the general reading found."""
    moment = dates.find(text(root, rules.published))
    source = text(root, rules.outlet)
    editor = text(root, rules.editor)
    authors = people.names(LABEL.sub("", text(root, rules.author)))
    return replace(
        fields,
        title=text(root, rules.title_css) or fields.title,
        published=moment.iso(zone) if moment else fields.published,
        outlet=(byline.outlet([source]) or LABEL.sub("", source)) or fields.outlet,
        authors=authors or fields.authors,
        editor=(byline.editors([editor]) or "、".join(people.names(LABEL.sub("", editor)))) or fields.editor,
    )

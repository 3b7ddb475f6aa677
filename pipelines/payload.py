"""Read an article that its page keeps as JSON, by the fields that its source names."""

import re
from dataclasses import replace
from datetime import UTC, datetime

from pipelines import dates, embedded, jsonfields, people, selectors, tree
from pipelines.fragments import fragment
from pipelines.metadata import Fields
from pipelines.whitespace import squeeze
from records.source import Payload

_EPOCH = re.compile(r"1\d{9}(\d{3})?")
_PACKED = re.compile(r"(20\d\d)(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?")


def read(page: str, payload: Payload, fields: Fields, zone: str) -> tuple[Fields, tree.Element]:
    """Give what the JSON says over what the page says, and the article's HTML as a tree.

    NotFoundError when the page keeps no such JSON or it holds no text.
    """
    value = embedded.find(page, payload.inside, payload.variable)
    written = fragment(jsonfields.text(payload.body, value))
    if not written.strip():
        raise embedded.NotFoundError(f"the JSON of the page holds no text at body = {payload.body!r}")
    said = replace(
        fields,
        title=_plain(jsonfields.text(payload.title, value)) or fields.title,
        published=moment(jsonfields.text(payload.published, value), zone) or fields.published,
        outlet=_plain(jsonfields.text(payload.outlet, value)) or fields.outlet,
        authors=_people(jsonfields.names(payload.author, value)) or fields.authors,
        editor="、".join(_people(jsonfields.names(payload.editor, value))) or fields.editor,
    )
    body = tree.parse(written).find("body")
    tree.prune(body)
    return said, body


def moment(text: str, zone: str) -> str:
    """Read a date as JSON writes it: seconds or milliseconds since 1970, digits without anything between them, or any other form."""
    text = text.strip()
    if _EPOCH.fullmatch(text):
        here = datetime.fromisoformat(f"2000-01-01T00:00:00{zone}").tzinfo
        return datetime.fromtimestamp(int(text[:10]), UTC).astimezone(here).isoformat()
    if packed := _PACKED.fullmatch(text):
        year, month, day, hour, minute, second = packed.groups()
        text = f"{year}-{month}-{day}" + (f" {hour}:{minute}:{second or '00'}" if hour else "")
    found = dates.find(text)
    return found.iso(zone) if found else ""


def _people(written: tuple[str, ...]) -> tuple[str, ...]:
    """Give the names of people; a label before them and the names of outlets are left out."""
    found = (name for text in written for name in people.names(selectors.LABEL.sub("", _plain(text))))
    return tuple(dict.fromkeys(found))


def _plain(text: str) -> str:
    if "<" not in text and "&" not in text:
        return squeeze(text)
    return squeeze("".join(tree.parse(text).find("body").itertext()))

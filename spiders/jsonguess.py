"""Guess where a JSON list keeps its records and their fields, for a source file that a person will check."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from spiders.moments import moment

_DEPTH: Final = 6
_LEAST: Final = 2  # records of a list
_LINK = re.compile(r"^(?:https?:)?//|^/?[\w%./-]+\.s?html?$|^/[\w%./-]+$|^\./", re.IGNORECASE)
_LINK_NAMES: Final = ("url", "link", "href", "itemdefaulturl", "pageurl", "weburl", "permalink", "sourceurl")
_TITLE_NAMES: Final = ("title", "headline", "name", "subject", "short_title")
_DATE_NAMES = re.compile(r"publi|date|time|created|ctime|pubdate|posted|issue", re.IGNORECASE)
_BODY_NAMES = re.compile(r"content|body|text|abstract|html", re.IGNORECASE)
_PLAIN_NAME = re.compile(r"[A-Za-z_]\w*")
_BODY_CHARS: Final = 200


@dataclass(frozen=True, slots=True)
class Guess:
    """Where the records are and their fields, as JMESPath; what was not found is ""."""

    items: str
    link: str
    title: str = ""
    published: str = ""
    body: str = ""
    records: int = 0


def guess(value: object) -> Guess | None:
    """Give the best guess at the list of articles in a JSON value, None when nothing in it looks like one."""
    found = [one for path, records in _lists(value, "", 0) if (one := _fields(path or "@", records)) is not None]
    return max(found, key=lambda one: (bool(one.title), one.records), default=None)


def _lists(value: Any, path: str, depth: int) -> Iterator[tuple[str, list[dict[str, Any]]]]:  # noqa: ANN401 - JSON holds anything
    if depth > _DEPTH:
        return
    if isinstance(value, list):
        records = [one for one in value if isinstance(one, dict)]
        if len(records) >= _LEAST or (records and len(value) == 1):
            yield path, records
    elif isinstance(value, dict):
        for key, inner in value.items():
            name = key if _PLAIN_NAME.fullmatch(key) else f'"{key}"'
            yield from _lists(inner, f"{path}.{name}" if path else name, depth + 1)


def _fields(path: str, records: Sequence[dict[str, Any]]) -> Guess | None:
    names = [name for name in records[0] if _PLAIN_NAME.fullmatch(name)]

    def values(name: str) -> list[str]:
        return [str(record.get(name) or "") for record in records]

    links = [name for name in names if all(map(_LINK.search, values(name)))]
    if not links:
        return None
    link = min(links, key=lambda name: _LINK_NAMES.index(name.lower()) if name.lower() in _LINK_NAMES else len(_LINK_NAMES))
    if link.lower() not in _LINK_NAMES and not all(len(set(values(name))) == len(records) for name in (link,)):
        return None
    titles = [name for name in names if name.lower() in _TITLE_NAMES and all(values(name))]
    titles.sort(key=lambda name: _TITLE_NAMES.index(name.lower()))
    dates = [name for name in names if _DATE_NAMES.search(name) and all(moment(text, "+08:00") for text in values(name))]
    bodies = [name for name in names if _BODY_NAMES.search(name) and all(len(text) >= _BODY_CHARS for text in values(name))]
    dates.sort(key=lambda name: "pub" not in name.lower())
    return Guess(path, link, next(iter(titles), ""), next(iter(dates), ""), next(iter(bodies), ""), len(records))

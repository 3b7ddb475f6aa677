"""Guess where JSON keeps articles and their fields, for a source file that a person will check."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from records.clock import CHINA_OFFSET
from text.dates.feeds import parse_feed_date

_MAX_DEPTH: Final = 6
_MIN_RECORDS: Final = 2  # records of a list
_MAX_RECORDS: Final = 200  # records that are looked at
_NEARLY_ALL: Final = 0.9
"""Of the records, in which a field must hold what it is taken for: one torn record is no reason
against it.
"""
_LINK_VALUE = re.compile(
    r"^(?:(?:https?:)?//\S+|/?[\w%./-]+\.s?html?(?:\?\S*)?|/[\w%./?=&-]+|\./\S+)", re.IGNORECASE
)
_MEDIA_NAMES = re.compile(
    r"im(?:g|age)|pic|thumb|logo|icon|cover|avatar|video|audio", re.IGNORECASE
)
_LINK_NAMES: Final = (
    "url",
    "link",
    "href",
    "itemdefaulturl",
    "pageurl",
    "weburl",
    "permalink",
    "sourceurl",
)
_ID_NAMES = re.compile(r"(?:article|news|content|doc|info)?_?id|guid|slug", re.IGNORECASE)
_TITLE_NAMES: Final = ("title", "headline", "name", "subject", "short_title")
_DATE_NAMES = re.compile(r"publi|date|time|created|posted|issue", re.IGNORECASE)
_BODY_NAMES = re.compile(r"content|body|text|abstract|html", re.IGNORECASE)
_OUTLET_NAMES = re.compile(r"source|media|outlet|provider", re.IGNORECASE)
_EDITOR_NAMES = re.compile(r"editor", re.IGNORECASE)
_PLAIN_NAME = re.compile(r"[A-Za-z_]\w*")
_BODY_CHARS: Final = 200
_NAME_CHARS: Final = 40  # of a person or an outlet


@dataclass(frozen=True, slots=True)
class JsonListGuess:
    """Where the records are and their fields, as JMESPath; what was not found is ""."""

    items: str
    link: str
    title: str = ""
    published: str = ""
    body: str = ""
    records: int = 0
    has_url: bool = True  # link is an address, not only the number of a record


def guess_json_list(value: object) -> JsonListGuess | None:
    """Give the likeliest list of articles in a JSON value, None for none."""
    lists = [
        guess
        for path, records in _iter_record_lists(value, "", 0)
        if (guess := _guess_list_fields(path or "@", records)) is not None
    ]
    return max(
        lists, key=lambda guess: (guess.has_url, bool(guess.title), guess.records), default=None
    )


def _iter_record_lists(
    value: Any,  # noqa: ANN401
    path: str,
    depth: int,
) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        records = [item for item in value if isinstance(item, dict)]
        if len(records) >= _MIN_RECORDS or (records and len(value) == 1):
            yield path, records
    elif isinstance(value, dict):
        for key, inner in value.items():
            name = key if _PLAIN_NAME.fullmatch(key) else f'"{key}"'
            yield from _iter_record_lists(inner, f"{path}.{name}" if path else name, depth + 1)


def _guess_list_fields(path: str, records: Sequence[dict[str, Any]]) -> JsonListGuess | None:
    records = records[:_MAX_RECORDS]
    names = [
        name
        for name in dict.fromkeys(key for record in records for key in record)
        if _PLAIN_NAME.fullmatch(name)
    ]
    columns = {name: [_as_text(record.get(name)) for record in records] for name in names}

    def holding(test: Callable[[str], object], among: Callable[[str], object] = bool) -> list[str]:
        return [
            name
            for name in names
            if among(name)
            and sum(map(bool, map(test, columns[name]))) >= _NEARLY_ALL * len(records)
        ]

    links = holding(
        _LINK_VALUE.fullmatch,
        lambda name: not _MEDIA_NAMES.search(name) and _are_mostly_distinct(columns[name]),
    )
    links.sort(key=lambda name: _get_name_rank(name, _LINK_NAMES))
    numbers = holding(
        bool, lambda name: _ID_NAMES.fullmatch(name) and _are_mostly_distinct(columns[name])
    )
    if not links and not numbers:
        return None
    titles = sorted(
        holding(bool, lambda name: name.lower() in _TITLE_NAMES),
        key=lambda name: _get_name_rank(name, _TITLE_NAMES),
    )
    if not links and not titles:
        return None
    dates = sorted(
        holding(_is_date, _DATE_NAMES.search), key=lambda name: "pub" not in name.lower()
    )
    bodies = holding(lambda text: len(text) >= _BODY_CHARS, _BODY_NAMES.search)
    link, title, published, body = (
        next(iter(names), "") for names in (links or numbers, titles, dates, bodies)
    )
    return JsonListGuess(path, link, title, published, body, len(records), bool(links))


def _as_text(value: object) -> str:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _are_mostly_distinct(values: Sequence[str]) -> bool:
    return len(set(values)) >= _NEARLY_ALL * len(values)


def _get_name_rank(name: str, names: Sequence[str]) -> int:
    return names.index(name.lower()) if name.lower() in names else len(names)


def _is_date(text: str) -> bool:
    return bool(text) and bool(parse_feed_date(text, CHINA_OFFSET))


def guess_payload_fields(value: object) -> dict[str, str]:
    """Guess the fields of one article in a JSON value, as a table [payload] names them.

    {} when nothing in it is a text.
    """
    texts = dict(_collect_texts(value, "", 0))
    bodies = {path: len(text) for path, text in texts.items() if _BODY_NAMES.search(path)}
    if not bodies or not max(bodies.values()):
        return {}
    rest = {
        "title": [path for path, text in texts.items() if _last_key(path) in _TITLE_NAMES and text]
    }
    dates = [
        path
        for path, text in texts.items()
        if _DATE_NAMES.search(_last_key(path)) and _is_date(text)
    ]
    rest["published"] = sorted(
        dates, key=lambda path: "pub" not in _last_key(path) and not _last_key(path).startswith("c")
    )
    for key, pattern in (("outlet", _OUTLET_NAMES), ("editor", _EDITOR_NAMES)):
        rest[key] = [
            path
            for path, text in texts.items()
            if pattern.search(path) and 0 < len(text) <= _NAME_CHARS and "/" not in text
        ]
    return {
        "body": max(bodies, key=lambda path: bodies[path]),
        **{key: paths[0] for key, paths in rest.items() if paths},
    }


def _last_key(path: str) -> str:
    return path.rpartition(".")[2].lower()


# JSON holds anything
def _collect_texts(value: Any, path: str, depth: int) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    """Give the texts and numbers of the tables in a JSON value by their JMESPath."""
    if isinstance(value, dict) and depth < _MAX_DEPTH:
        for key, inner in value.items():
            if _PLAIN_NAME.fullmatch(key):
                yield from _collect_texts(inner, f"{path}.{key}" if path else key, depth + 1)
    elif path and (text := _as_text(value)):
        yield path, text

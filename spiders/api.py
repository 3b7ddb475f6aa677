"""Read a partner's JSON list: where its records keep their fields is data in the source file."""

import json
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import jmespath
from jmespath.exceptions import JMESPathError

from records.address import origin
from records.page import Candidate, Hint
from records.source import Api
from spiders.found import Found, Reading, Unreadable
from spiders.markup import absolute, plain
from spiders.moments import moment

NOT_TRUE: Final = ("no", "false", "0", "none", "null")
"""How APIs write "not deleted" as text."""


def read_list(body: bytes, api: Api, base: str, reading: Reading) -> Found:
    """Read one page of a partner's list; Unreadable when it is none.

    An answer without the list is a failure, not "nothing new": some services now and then answer 200 with an empty object.
    """
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:  # bytes that are no text are a ValueError too
        raise Unreadable(f"not JSON: {error}") from error
    items = _search(api.items, value)
    if not isinstance(items, list):
        raise Unreadable(f"no list at items = {api.items!r}")
    records = [item for item in items if isinstance(item, dict)]
    candidates = tuple(candidate for record in records for candidate in _record(record, api, base, reading))
    if records and not candidates:
        raise Unreadable(f"none of {len(records)} records has an address at link = {api.link!r}")
    return Found(candidates, next=_next(value, api, base))


def _search(expression: str, value: object) -> Any:  # noqa: ANN401 - JSON holds anything
    """Look a field up; JMESPath raises where a function meets a missing field, which means the same as missing."""
    try:
        return jmespath.search(expression, value) if expression else None
    except JMESPathError:
        return None


def _text(expression: str, record: object) -> str:
    found = _search(expression, record)
    if isinstance(found, list):
        return "\n".join(part for part in found if isinstance(part, str))
    return found if isinstance(found, str) else str(found) if isinstance(found, int | float) and not isinstance(found, bool) else ""


def _record(record: dict[str, Any], api: Api, base: str, reading: Reading) -> Iterator[Candidate]:
    link = _text(api.link, record)
    url = absolute(base, api.link_prefix + link) if link else ""
    if not url:
        return
    authors = _search(api.author, record)
    names = authors if isinstance(authors, list) else [authors]
    yield Candidate(
        url,
        Hint(
            title=plain(_text(api.title, record)),
            published=moment(_text(api.published, record), reading.zone),
            modified=moment(_text(api.modified, record), reading.zone),
            outlet=plain(_text(api.outlet, record)),
            authors=tuple(plain(name) for name in names if isinstance(name, str) and name.strip()),
        ),
        text=_text(api.body, record),
        withdrawn=_is_true(_search(api.deleted, record)),
        evidence=origin(base),
    )


def _is_true(value: object) -> bool:
    return value.strip().lower() not in ("", *NOT_TRUE) if isinstance(value, str) else bool(value)


def _next(value: object, api: Api, base: str) -> str:
    """Give the address of the following page; it stays on the API's own host, since the token goes with it."""
    found = _text(api.next, value)
    if not found:
        return ""
    if api.cursor:
        parts = urlsplit(base)
        query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != api.cursor]
        return urlunsplit(parts._replace(query=urlencode([*query, (api.cursor, found)])))
    url = absolute(base, found)
    if not url or origin(url) != origin(base):
        raise Unreadable(f"the next page lies on another host: {found[:200]}")
    return url

"""Read JSON Feed 1.0 and 1.1."""

import json
from typing import Any

from records.limits import JSON_VALUES
from records.page import Candidate, Hint
from spiders.faults import Faults
from spiders.found import Found, Reading, Skipped, Unreadable
from spiders.gathering import Gathering, linkless
from spiders.markup import absolute, plain
from spiders.parts import paragraphs, summary
from spiders.redirects import unwrapped
from spiders.scrub import clear


def read_json(text: str, base: str, reading: Reading, faults: Faults) -> Found:
    """Give the articles of a JSON Feed; Unreadable when it is none."""
    if text.count("{") + text.count("[") > JSON_VALUES:
        raise Unreadable(f"JSON of more than {JSON_VALUES} objects and lists")
    try:
        value = json.loads(text.lstrip("\ufeff\0"), strict=False)
    except (ValueError, RecursionError) as error:  # a number of 5000 digits is a ValueError too
        raise Unreadable(f"not JSON: {error}") from error
    items = value.get("items") if isinstance(value, dict) else None
    if not isinstance(items, list):
        raise Unreadable("not a JSON Feed: no list of items", passing=not value)
    gathering = Gathering(reading, faults)
    for item in items:
        if not gathering.add(_entry(item if isinstance(item, dict) else {}, base, reading, gathering)):
            break
    return gathering.found([base, *(absolute(base, _said(value, name)) for name in ("home_page_url", "feed_url") if _said(value, name))])


def _said(item: dict[str, Any], *names: str) -> str:
    return next((clear(value) for name in names if isinstance(value := item.get(name), str) and value), "")


def _entry(item: dict[str, Any], base: str, reading: Reading, gathering: Gathering) -> Candidate | Skipped:
    title, written = plain(_said(item, "title")), _said(item, "url", "external_url")
    url = absolute(base, written) if written else absolute(_said(item, "id"), _said(item, "id"))
    if not url:
        return linkless(written, title)
    people = item.get("authors") if isinstance(item.get("authors"), list) else [item.get("author")]
    return Candidate(
        unwrapped(url),
        Hint(
            title=title,
            published=gathering.date(_said(item, "date_published")),
            modified=gathering.date(_said(item, "date_modified")),
            summary=summary(_said(item, "summary", "content_text", "content_html")),
            authors=tuple(name for person in people or () if isinstance(person, dict) and (name := plain(_said(person, "name")))),
            language=_said(item, "language"),
        ),
        text=(_said(item, "content_html") or paragraphs(_said(item, "content_text"))) if reading.full_text else "",
        evidence=base,
    )

"""Read JSON Feed 1.0 and 1.1."""

import json
from typing import Any

from records.announcement import Announcement, ReadOptions, SkippedEntry, UnreadableEndpoint
from records.limits import JSON_VALUES
from records.page import AnnouncedArticle, Hint
from spiders.discovery.entries import EntryCollector, skip_entry_without_link
from spiders.discovery.feeds.entry_fields import build_summary, wrap_paragraphs
from spiders.discovery.feeds.search_redirects import unwrap_redirect
from text.xml.elements import make_absolute_url, strip_markup
from text.xml.faults import FaultLog
from text.xml.sanitizer import remove_forbidden_chars


def read_json_feed(text: str, base: str, options: ReadOptions, faults: FaultLog) -> Announcement:
    """Give the articles of a JSON Feed; Unreadable when it is none."""
    if text.count("{") + text.count("[") > JSON_VALUES:
        raise UnreadableEndpoint(f"JSON of more than {JSON_VALUES} objects and lists")
    try:
        value = json.loads(text.lstrip("\ufeff\0"), strict=False)
    except (ValueError, RecursionError) as error:  # a number of 5000 digits is a ValueError too
        raise UnreadableEndpoint(f"not JSON: {error}") from error
    items = value.get("items") if isinstance(value, dict) else None
    if not isinstance(items, list):
        raise UnreadableEndpoint("not a JSON Feed: no list of items", transient=not value)
    gathering = EntryCollector(options, faults)
    for item in items:
        if not gathering.add(
            _read_entry(item if isinstance(item, dict) else {}, base, options, gathering)
        ):
            break
    return gathering.build_announcement(
        [
            base,
            *(
                make_absolute_url(base, _read_text(value, name))
                for name in ("home_page_url", "feed_url")
                if _read_text(value, name)
            ),
        ]
    )


def _read_text(item: dict[str, Any], *names: str) -> str:
    return next(
        (
            remove_forbidden_chars(value)
            for name in names
            if isinstance(value := item.get(name), str) and value
        ),
        "",
    )


def _read_entry(
    item: dict[str, Any], base: str, options: ReadOptions, collector: EntryCollector
) -> AnnouncedArticle | SkippedEntry:
    title, written = (
        strip_markup(_read_text(item, "title")),
        _read_text(item, "url", "external_url"),
    )
    url = (
        make_absolute_url(base, written)
        if written
        else make_absolute_url(_read_text(item, "id"), _read_text(item, "id"))
    )
    if not url:
        return skip_entry_without_link(written, title)
    people = item.get("authors") if isinstance(item.get("authors"), list) else [item.get("author")]
    return AnnouncedArticle(
        unwrap_redirect(url),
        Hint(
            title=title,
            published=collector.read_date(_read_text(item, "date_published")),
            modified=collector.read_date(_read_text(item, "date_modified")),
            summary=build_summary(_read_text(item, "summary", "content_text", "content_html")),
            authors=tuple(
                name
                for person in people or ()
                if isinstance(person, dict) and (name := strip_markup(_read_text(person, "name")))
            ),
            language=_read_text(item, "language"),
        ),
        text=(_read_text(item, "content_html") or wrap_paragraphs(_read_text(item, "content_text")))
        if options.full_text
        else "",
        evidence=base,
        entry_id=_read_text(item, "id"),
    )

"""Read JSON lists: where their records keep their fields is data in the source file."""

from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from records.announcement import Announcement, ReadOptions, SkippedEntry, UnreadableEndpoint
from records.page import AnnouncedArticle, Hint
from records.reasons import SkipReason
from records.source import ApiRules
from records.urls import get_origin
from spiders.discovery.feeds.entry_fields import build_summary
from spiders.discovery.listings.row_dates import find_row_date
from text.dates.feeds import drop_future_date, parse_feed_date
from text.encoding import decode_body
from text.html.fragments import text_to_html
from text.html.script_json import JsonNotFoundError, JsonValue, find_embedded_json, parse_json
from text.json_fields import is_truthy, read_field, read_names_field, read_text_field
from text.xml.elements import make_absolute_url, strip_markup

_LABEL_CHARS: Final = 120


def read_json_list(
    body: bytes, api: ApiRules, base: str, options: ReadOptions, charset: str = ""
) -> Announcement:
    """Read one page of a JSON list; Unreadable when it is none.

    An answer without the list is a failure, not "nothing new": some services now and then answer
    200 with an empty object. The next moment they answer properly, so that failure is passing.
    """
    text, _ = decode_body(body, charset)
    value = _load_json(text, api)
    items = read_field(api.items, value)
    if not isinstance(items, list):
        raise UnreadableEndpoint(f"no list at items = {api.items!r}", transient=True)
    collected = _collect_candidates(items, api, base, options)
    if items and not collected.candidates:
        raise UnreadableEndpoint(
            f"none of {len(items)} records has an address at link = {api.link!r}"
        )
    return Announcement(
        collected.candidates, collected.skipped, next=_find_next_page(value, api, base)
    )


def _load_json(text: str, api: ApiRules) -> JsonValue:
    """Give the JSON: the whole answer, what a call of jsonp wraps, or what the page keeps where the
    source says.
    """
    try:
        if api.inside or api.variable:
            return find_embedded_json(text, api.inside, api.variable)
        return parse_json(text)
    except JsonNotFoundError as error:
        inner = (
            "" if api.inside or api.variable else text[text.find("(") + 1 : max(text.rfind(")"), 0)]
        )
        if not inner.strip():
            raise UnreadableEndpoint(str(error)) from error
        try:
            return parse_json(inner)
        except JsonNotFoundError:
            raise UnreadableEndpoint(str(error)) from error


def _collect_candidates(
    items: list[object], api: ApiRules, base: str, options: ReadOptions
) -> Announcement:
    # a list may name an article, then take it back
    taken: dict[tuple[str, bool], AnnouncedArticle] = {}
    skipped: list[SkippedEntry] = []
    for item in items:
        candidate = _read_record(item, api, base, options)
        if isinstance(candidate, SkippedEntry):
            skipped.append(candidate)
        elif (candidate.url, candidate.withdrawn) in taken:
            skipped.append(SkippedEntry(SkipReason.REPEATED_LINK, candidate.url))
        else:
            taken[candidate.url, candidate.withdrawn] = candidate
    return Announcement(tuple(taken.values()), tuple(skipped))


def _read_record(
    record: object, api: ApiRules, base: str, options: ReadOptions
) -> AnnouncedArticle | SkippedEntry:
    link = read_text_field(api.link, record).strip()
    title = strip_markup(read_text_field(api.title, record))
    if not link:
        return SkippedEntry(SkipReason.NO_LINK, (title or str(record))[:_LABEL_CHARS])
    whole = link.lower().startswith(("http://", "https://", "//"))
    url = make_absolute_url(base, link if whole else api.link_prefix + link)
    if not url:
        return SkippedEntry(SkipReason.BAD_LINK, link[:_LABEL_CHARS])
    return AnnouncedArticle(
        url,
        Hint(
            title=title,
            published=_read_date(read_text_field(api.published, record), options),
            modified=_read_date(read_text_field(api.modified, record), options),
            summary=build_summary(read_text_field(api.summary, record)),
            outlet=strip_markup(read_text_field(api.outlet, record)),
            authors=tuple(strip_markup(name) for name in read_names_field(api.author, record)),
            licence=strip_markup(read_text_field(api.licence, record)),
        ),
        text=text_to_html(read_text_field(api.body, record)),
        withdrawn=is_truthy(read_field(api.deleted, record)),
        evidence=get_origin(base),
    )


def _read_date(text: str, options: ReadOptions) -> str:
    """Read a date of any form; one in the future is that of an issue or event."""
    return drop_future_date(parse_feed_date(text, options.zone), options.now) or find_row_date(
        text, options
    )


def _find_next_page(value: object, api: ApiRules, base: str) -> str:
    """Give the address of the following page.

    It stays on the API's own host, since the token goes with it.
    """
    following = read_text_field(api.next, value)
    if not following:
        return ""
    if api.cursor:
        parts = urlsplit(base)
        query = [
            pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != api.cursor
        ]
        return urlunsplit(parts._replace(query=urlencode([*query, (api.cursor, following)])))
    url = make_absolute_url(base, following)
    if not url or get_origin(url) != get_origin(base):
        raise UnreadableEndpoint(f"the next page lies on another host: {following[:200]}")
    return url

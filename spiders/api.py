"""Read JSON lists: where their records keep their fields is data in the source file."""

from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from pipelines import charset as charsets
from pipelines import embedded, jsonfields
from pipelines.fragments import fragment
from records.address import origin
from records.page import Candidate, Hint
from records.source import Api
from spiders import rowdates
from spiders.found import BAD_LINK, NO_LINK, REPEATED, Found, Reading, Skipped, Unreadable
from spiders.markup import absolute, plain
from spiders.moments import moment
from spiders.parts import summary

_WHAT_CHARS: Final = 120


def read_list(body: bytes, api: Api, base: str, reading: Reading, charset: str = "") -> Found:
    """Read one page of a JSON list; Unreadable when it is none.

    An answer without the list is a failure, not "nothing new": some services now and then answer 200 with an empty object. The next
    moment they answer properly, so that failure is passing.
    """
    text, _ = charsets.read(body, charset)
    value = _value(text, api)
    items = jsonfields.search(api.items, value)
    if not isinstance(items, list):
        raise Unreadable(f"no list at items = {api.items!r}", passing=True)
    found = _found(items, api, base, reading)
    if items and not found.candidates:
        raise Unreadable(f"none of {len(items)} records has an address at link = {api.link!r}")
    return Found(found.candidates, found.skipped, next=_next(value, api, base))


def _value(text: str, api: Api) -> embedded.Value:
    """Give the JSON: the whole answer, what a call of jsonp wraps, or what the page keeps where the source says."""
    try:
        if api.inside or api.variable:
            return embedded.find(text, api.inside, api.variable)
        return embedded.loads(text)
    except embedded.NotFoundError as error:
        inner = "" if api.inside or api.variable else text[text.find("(") + 1 : max(text.rfind(")"), 0)]
        if not inner.strip():
            raise Unreadable(str(error)) from error
        try:
            return embedded.loads(inner)
        except embedded.NotFoundError:
            raise Unreadable(str(error)) from error


def _found(items: list[object], api: Api, base: str, reading: Reading) -> Found:
    taken: dict[tuple[str, bool], Candidate] = {}  # a list may name an article, then take it back
    skipped: list[Skipped] = []
    for item in items:
        one = _record(item, api, base, reading)
        if isinstance(one, Skipped):
            skipped.append(one)
        elif (one.url, one.withdrawn) in taken:
            skipped.append(Skipped(REPEATED, one.url))
        else:
            taken[one.url, one.withdrawn] = one
    return Found(tuple(taken.values()), tuple(skipped))


def _record(record: object, api: Api, base: str, reading: Reading) -> Candidate | Skipped:
    link = jsonfields.text(api.link, record).strip()
    title = plain(jsonfields.text(api.title, record))
    if not link:
        return Skipped(NO_LINK, (title or str(record))[:_WHAT_CHARS])
    whole = link.lower().startswith(("http://", "https://", "//"))
    url = absolute(base, link if whole else api.link_prefix + link)
    if not url:
        return Skipped(BAD_LINK, link[:_WHAT_CHARS])
    return Candidate(
        url,
        Hint(
            title=title,
            published=_date(jsonfields.text(api.published, record), reading),
            modified=_date(jsonfields.text(api.modified, record), reading),
            summary=summary(jsonfields.text(api.summary, record)),
            outlet=plain(jsonfields.text(api.outlet, record)),
            authors=tuple(plain(name) for name in jsonfields.names(api.author, record)),
            licence=plain(jsonfields.text(api.licence, record)),
        ),
        text=fragment(jsonfields.text(api.body, record)),
        withdrawn=jsonfields.is_true(jsonfields.search(api.deleted, record)),
        evidence=origin(base),
    )


def _date(text: str, reading: Reading) -> str:
    """Read a date of any form; one in the future is that of an issue or event."""
    return rowdates.possible(moment(text, reading.zone), reading.now) or rowdates.read(text, reading)


def _next(value: object, api: Api, base: str) -> str:
    """Give the address of the following page; it stays on the API's own host, since the token goes with it."""
    found = jsonfields.text(api.next, value)
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

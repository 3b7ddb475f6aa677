"""Look at what a source announces today, and at one of its articles, without storing anything."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from crawler.result import Heard
from crawler.settings import secret
from crawler.visit import Ask, Plan
from records.page import Page
from records.record import Record
from records.source import Source
from records.verdict import Verdict
from spiders.found import Found, Unreadable
from spiders.reader import announcements, read_document

SITEMAPS = 1
"""Sitemaps of an index that are looked at."""

Read = Callable[[Page], Record | Verdict]


@dataclass(slots=True)
class Inspection:
    """What one source showed."""

    source: Source
    heard: list[Heard] = field(default_factory=list)
    sample: Record | None = None
    trouble: str = ""  # with the sample

    @property
    def fine(self) -> bool:
        """Whether every announcement was read, one of them announced something, and an article could be read."""
        return not self.trouble and all(not one.trouble for one in self.heard) and any(one.found.candidates for one in self.heard)


def inspect(sources: Sequence[Source], now: str, read: Read) -> Plan[list[Inspection]]:
    """Ask every announcement of the sources once and read one article of each."""
    done: list[Inspection] = []
    for source in sources:
        one = Inspection(source)
        done.append(one)
        for kind, url in announcements(source):
            token = source.api.token.removeprefix("env:") if kind == "api" and source.api is not None else ""
            if token and not secret(token):
                one.heard.append(Heard(kind, url, trouble=f"{token} is not set; it must hold the partner's token"))
            else:
                yield from _announcement(one, kind, Ask(url, token) if kind == "api" else url, now)
        yield from _sample(one, now, read)
    return done


def _announcement(one: Inspection, kind: str, ask: str | Ask, now: str, *, again: bool = True) -> Plan[None]:
    """Read one document; a list that is missing from its answer is asked for once more, as a crawl does."""
    answer = yield ask
    url = ask if isinstance(ask, str) else ask.url
    if answer.verdict is not None:
        one.heard.append(Heard(kind, url, answer.status, trouble=answer.trouble))
        return
    try:
        found = read_document(kind, answer.body, answer.url, one.source, now, answer.charset)
    except Unreadable as error:
        if error.passing and again:
            yield from _announcement(one, kind, ask, now, again=False)
        else:
            one.heard.append(Heard(kind, url, answer.status, trouble=str(error)))
        return
    trouble = "" if found.candidates or found.children else _empty(one.source, found)
    one.heard.append(Heard(kind, url, answer.status, found, trouble=trouble))
    for child in found.children[:SITEMAPS]:
        yield from _announcement(one, kind, child, now)


def _empty(source: Source, found: Found) -> str:
    return f"none of {found.entries} entries is an article by links = {source.links!r}" if found.entries else "announces nothing"


def _sample(one: Inspection, now: str, read: Read) -> Plan[None]:
    candidate = next((candidate for heard in one.heard for candidate in heard.found.candidates), None)
    if candidate is None:
        return
    if candidate.text:
        page = Page(
            candidate.url, one.source.name, candidate.text.encode("utf-8", "replace"), now, "fragment", charset="utf-8", hint=candidate.hint
        )
    else:
        answer = (yield candidate.url).as_page()
        if answer.verdict is not None:
            one.trouble = f"{candidate.url}: {answer.trouble}"
            return
        page = Page(
            candidate.url, one.source.name, answer.body, now, media=answer.media or "text/html", charset=answer.charset, hint=candidate.hint
        )
    result = read(page)
    if isinstance(result, Record):
        one.sample = result
    else:
        one.trouble = f"{candidate.url}: {result.stage}: {result.reason} {result.detail}".rstrip()

"""Say what a harvest heard: a line for each document that announces articles, with what was kept, skipped, broken."""

from typing import TYPE_CHECKING, Final

from commands.table import render, shorten

if TYPE_CHECKING:
    from crawler.result import CrawlResult, Heard, SourceResult

ADDRESS_COLUMNS: Final = 60
EXAMPLES: Final = 2  # of what was skipped for one reason
MEANINGS: Final = {
    "no-link": "entry without a link",
    "bad-link": "no web address",
    "channel": "page of a channel",
    "not-in-links": "does not match links",
    "other-language": "in another language",
    "repeated": "named twice",
    "older": "older than asked for",
}
HEADERS: Final = ("source", "by", "address", "answer", "entries", "kept", "new", "skipped", "newest")


def report(result: "CrawlResult") -> str:
    """Give the table, below it the reasons, the remarks and, for each source, some of the articles it would fetch."""
    heard = [(source.source, one) for source in result.sources for one in source.heard]
    rows = [(name, one.kind, _short(one.url), one.status or "none", *_counts(one), _day(one.newest)) for name, one in heard]
    sums = (sum(column) for column in zip((0, 0, 0, 0), *(_counts(one) for _, one in heard), strict=True))
    table = render(HEADERS, [*rows, ("total", "", f"{len(rows)} documents", "", *sums, "")], right={4, 5, 6, 7})
    return "\n\n".join([table, *map(_remarks, result.sources)])


def _counts(heard: "Heard") -> tuple[int, int, int, int]:
    """Count entries, those kept, those unknown, those skipped; the entries of an index are its sitemaps."""
    found = heard.found
    return found.entries or len(found.children), len(found.candidates), heard.new, len(found.skipped)


def _day(moment: str) -> str:
    return moment[:16].replace("T", " ")


def _short(url: str) -> str:
    """Cut an address in its middle: the host and the end of the path tell most."""
    if len(url) <= ADDRESS_COLUMNS:
        return url
    head = ADDRESS_COLUMNS // 2
    return f"{url[:head]}…{url[head + 1 - ADDRESS_COLUMNS :]}"


def _remarks(source: "SourceResult") -> str:
    """Say how a source did, what was skipped and why, what it would fetch first."""
    lines = [f"{source.source}: {source.state}"]
    lines += [f"  {heard.kind} {heard.url}: {' '.join(heard.trouble.split())}" for heard in source.heard if heard.trouble]
    skipped: dict[str, list[str]] = {}
    for one in (one for heard in source.heard for one in heard.found.skipped):
        skipped.setdefault(one.reason, []).append(one.what)
    for reason, whats in sorted(skipped.items()):
        shown = ", ".join(shorten(what, ADDRESS_COLUMNS) for what in whats[:EXAMPLES] if what)
        lines.append(f"  skipped {len(whats)} {reason} ({MEANINGS.get(reason, reason)}){f': {shown}' if shown else ''}")
    lines += [f"  note: {note}" for note in source.notes]
    for first in [candidate for heard in source.heard for candidate in heard.found.candidates][:EXAMPLES]:
        lines.append(f"  first: {_day(first.hint.published) or 'no date'}  {shorten(first.hint.title or '(no title)', 40)}  {first.url}")
    return "\n".join(lines)

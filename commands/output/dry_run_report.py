"""Say what a harvest heard: a line for each document that announces articles, with what was kept,
skipped, broken.
"""

from typing import TYPE_CHECKING, Final

from commands.output.table import render_table, shorten_text

if TYPE_CHECKING:
    from crawler.run.result import CrawlResult, EndpointResult, SourceResult

URL_COLUMNS: Final = 60
EXAMPLES_SHOWN: Final = 2  # of what was skipped for one reason
SKIP_REASON_TEXTS: Final = {
    "no-link": "entry without a link",
    "bad-link": "no web address",
    "channel": "page of a channel",
    "not-in-links": "does not match links",
    "other-language": "in another language",
    "repeated": "named twice",
    "older": "older than asked for",
}
HEADERS: Final = (
    "source",
    "by",
    "address",
    "answer",
    "entries",
    "kept",
    "new",
    "skipped",
    "newest",
)


def format_dry_run_report(result: "CrawlResult") -> str:
    """Give the table, below it the reasons, the remarks and, for each source, some of the articles
    it would fetch.
    """
    endpoints = [
        (source.source, endpoint) for source in result.sources for endpoint in source.endpoints
    ]
    rows = [
        (
            name,
            endpoint.kind,
            _shorten_url(endpoint.url),
            endpoint.status or "none",
            *_count_entries(endpoint),
            _format_time(endpoint.newest),
        )
        for name, endpoint in endpoints
    ]
    sums = (
        sum(column)
        for column in zip(
            (0, 0, 0, 0), *(_count_entries(endpoint) for _, endpoint in endpoints), strict=True
        )
    )
    table = render_table(
        HEADERS,
        [*rows, ("total", "", f"{len(rows)} documents", "", *sums, "")],
        right_aligned={4, 5, 6, 7},
    )
    return "\n\n".join([table, *map(_format_remarks, result.sources)])


def _count_entries(endpoint_result: "EndpointResult") -> tuple[int, int, int, int]:
    """Count entries, those kept, those unknown, those skipped.

    The entries of an index are its sitemaps.
    """
    announcement = endpoint_result.announcement
    return (
        announcement.entries or len(announcement.children),
        len(announcement.candidates),
        endpoint_result.new,
        len(announcement.skipped),
    )


def _format_time(moment: str) -> str:
    return moment[:16].replace("T", " ")


def _shorten_url(url: str) -> str:
    """Cut an address in its middle: the host and the end of the path tell most."""
    if len(url) <= URL_COLUMNS:
        return url
    head = URL_COLUMNS // 2
    return f"{url[:head]}…{url[head + 1 - URL_COLUMNS :]}"


def _format_remarks(source: "SourceResult") -> str:
    """Say how a source did, what was skipped and why, what it would fetch first."""
    lines = [f"{source.source}: {source.state}"]
    lines += [
        f"  {endpoint.kind} {endpoint.url}: {' '.join(endpoint.failure.split())}"
        for endpoint in source.endpoints
        if endpoint.failure
    ]
    skipped: dict[str, list[str]] = {}
    for entry in (
        entry for endpoint in source.endpoints for entry in endpoint.announcement.skipped
    ):
        skipped.setdefault(entry.reason, []).append(entry.label)
    for reason, whats in sorted(skipped.items()):
        shown = ", ".join(
            shorten_text(what, URL_COLUMNS) for what in whats[:EXAMPLES_SHOWN] if what
        )
        lines.append(
            f"  skipped {len(whats)} {reason}"
            f" ({SKIP_REASON_TEXTS.get(reason, reason)}){f': {shown}' if shown else ''}"
        )
    lines += [f"  note: {note}" for note in source.notes]
    for first in [
        candidate for endpoint in source.endpoints for candidate in endpoint.announcement.candidates
    ][:EXAMPLES_SHOWN]:
        lines.append(
            f"  first: {_format_time(first.hint.published) or 'no date'} "
            f" {shorten_text(first.hint.title or '(no title)', 40)}  {first.url}"
        )
    return "\n".join(lines)

"""The account of a demo run, written for a terminal."""

from typing import Final

from commands.output.table import render_table
from demo.summary import COUNT_FIELDS, DemoSummary

DROP_REASON_TEXTS: Final = {
    "http-404": "the page is not there (404)",
    "robots": "robots.txt forbids it",
    "not-html": "not a web page (a PDF)",
    "no-text": "a page without text",
}
ENDPOINT_KIND_LABELS: Final = {
    "feed": "feeds",
    "sitemap": "sitemaps",
    "listing": "listings",
    "api": "JSON lists",
}


def format_demo_summary(account: DemoSummary) -> str:
    """Write the account for a terminal."""
    parts = [
        *(_heading(account), _table(account), _endpoint_kinds(account), _corrected(account)),
        *(_dropped(account), _translation(account), _untranslated(account), _next(account)),
    ]
    return "\n\n".join(part for part in parts if part)


def _heading(account: DemoSummary) -> str:
    total, asked = account.total, f"{account.requests} requests, {account.seconds:.1f} s"
    if account.edition == 1:
        return f"Demo newsroom, first edition: {account.articles} articles in the store, {asked}"
    changes = (
        f"{total.updated} corrected, {total.new} new"
        if total.updated or total.new
        else "nothing new"
    )
    return (
        f'Demo newsroom, second edition: {changes}, {account.not_modified} answers were "not'
        f' modified", {asked}'
    )


def _table(account: DemoSummary) -> str:
    rows = [
        (line.source, *(getattr(line, name) or "·" for name in COUNT_FIELDS))
        for line in (*account.lines, account.total)
    ]
    return render_table(
        ("source", *COUNT_FIELDS), rows, right_aligned=set(range(1, len(COUNT_FIELDS) + 1))
    )


def _endpoint_kinds(account: DemoSummary) -> str:
    rows = [
        (f"  {ENDPOINT_KIND_LABELS[way.kind]}", way.named or "·", ", ".join(way.sources))
        for way in account.ways
        if way.sources
    ]
    return (
        "\n".join(
            ["Announced by:", *render_table(("", "", ""), rows, right_aligned={1}).split("\n")[1:]]
        )
        if rows
        else ""
    )


def _untranslated(account: DemoSummary) -> str:
    rows = [(f"  {licence}", source, number) for licence, source, number in account.barred]
    return (
        "\n".join(
            [
                "Not translated, the rights forbid it:",
                *render_table(("", "", ""), rows).split("\n")[1:],
            ]
        )
        if rows
        else ""
    )


def _corrected(account: DemoSummary) -> str:
    return (
        "\n".join(
            [
                "Corrected, the older version is kept:",
                *(f"  {title}" for title in account.corrected),
            ]
        )
        if account.corrected
        else ""
    )


def _dropped(account: DemoSummary) -> str:
    reasons = [
        f"  {number} {reason}"
        + (f": {DROP_REASON_TEXTS[reason]}" if reason in DROP_REASON_TEXTS else "")
        for reason, number in account.drops
    ]
    return "\n".join(["Not kept, and why:", *reasons]) if reasons else ""


def _translation(account: DemoSummary) -> str:
    """Show real translations, and say that no other text would come out of the demo model as well
    as these.
    """
    label = (
        "demo model: it knows the sentences of the demo and no others"
        if account.toy
        else account.model
    )
    rows = [f"  {text}" for pair in account.pairs for text in pair]
    doubts = [
        line
        for source, target, checks in account.doubted
        for line in (f"Marked for review, {_doubt(checks)}:", f"  {source}", f"  {target}")
    ]
    return "\n".join([f"Translated by machine ({label}):", *rows, *doubts]) if rows else ""


def _doubt(checks: str) -> str:
    if "~" in checks:
        return f"a check refused the first translation ({checks.replace('~', '')}), this is another"
    return f"a check doubts it ({checks})"


def _next(account: DemoSummary) -> str:
    once_more = (
        "once more: the newsroom has printed its second edition"
        if account.edition == 1
        else "once more: nothing new"
    )
    commands = (
        ("search 互联网医疗", "find articles"),
        ("search 腾讯", "finds the page that writes 騰訊, too"),
        (f"show {account.show}", "one article and its history"),
        ("status", "sources, articles, what waits"),
        ("desk", "all of it as web pages, on http://127.0.0.1:8750/"),
        (
            f"export --out {account.feeds}",
            "the feeds that other apps import; this run has written them",
        ),
        ("demo", once_more),
    )
    rows = [(f"  {account.program} {words}", meaning) for words, meaning in commands]
    table = render_table(("", ""), rows).split("\n", 1)[1]
    return f"The store is {account.store}. Type next:\n{table}"

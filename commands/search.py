"""`jianwen search`: find articles by the words that they hold."""

import json
import os
from typing import TYPE_CHECKING, Final

import click

from records.home import Home

if TYPE_CHECKING:
    from store.search import Hit

FIELDS: Final = (
    *("uid", "title", "title_zh", "url", "published", "source", "language", "snippet", "score"),
    *("licence", "full_text", "translate", "attribution"),
)
MARKERS: Final = {"internal": " [internal]", "none": " [link only]"}
"""Behind the title of what may not be published: its text is for reading here, or may not even be read here."""


@click.command("search")
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, 1_000), default=20, show_default=True, help="At most so many articles.")
@click.option("--newest", is_flag=True, help="Newest first instead of best first.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
def command(words: tuple[str, ...], limit: int, newest: bool, as_json: bool) -> None:
    """Find the published articles that hold all the WORDS.

    Chinese is found at any length, in simplified or traditional characters, whichever of the two the article uses. The words may
    stand in the original or in its translation. [internal] marks a text that may not be published, [link only] one of which the
    rights allow no more than title and link.
    """
    from store.database import open_store
    from store.search import search

    query = " ".join(words)
    with open_store(Home.of(os.environ).store, readonly=True) as store:
        hits = search(store, query, limit, newest=newest)
    if as_json:
        click.echo(json.dumps([_fields(hit) for hit in hits], ensure_ascii=False, indent=1))
    elif hits:
        click.echo(_listing(hits))
    else:
        click.echo(f"jianwen: nothing found for {query!r}", err=True)


def _fields(hit: "Hit") -> dict[str, object]:
    """Give a hit as other programs read it: plain text, without the marks around the words found."""
    from store.search import CLOSE, OPEN

    snippet = hit.snippet.replace(OPEN, "").replace(CLOSE, "")
    return {name: snippet if name == "snippet" else getattr(hit, name) for name in FIELDS}


def _listing(hits: "list[Hit]") -> str:
    """List uid, day, source and title in columns, the place found below each."""
    from commands.table import render

    titles = [f"{hit.title} — {hit.title_zh}" if hit.title_zh else hit.title for hit in hits]
    rows = [
        (hit.uid, hit.published[:10], hit.source, title + MARKERS.get(hit.full_text, "")) for hit, title in zip(hits, titles, strict=True)
    ]
    head, *lines = render(("uid", "day", "source", "title"), rows).split("\n")
    places = [f"{line}\n    {_highlighted(hit.snippet) or hit.url}" for line, hit in zip(lines, hits, strict=True)]
    return "\n".join([click.style(head, dim=True), *places])


def _highlighted(snippet: str) -> str:
    """Show the words found in colour; what surrounds them cannot send anything to the terminal."""
    from commands.table import plain
    from store.search import CLOSE, OPEN

    before, *parts = snippet.split(OPEN)
    shown = [plain(before)]
    for part in parts:
        found, _, after = part.partition(CLOSE)
        shown += [click.style(plain(found), fg="yellow", bold=True), plain(after)]
    return "".join(shown)

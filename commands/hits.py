"""Lay out the articles that a search found for a terminal."""

import re
from itertools import groupby
from typing import TYPE_CHECKING, Final

import click

from commands.table import plain, render, width, wrap
from store.search import CLOSE, OPEN

if TYPE_CHECKING:
    from store.search import Hit

MARKERS: Final = {"internal": " [internal]", "none": " [link only]"}
"""Behind the title of what may not be published: its text is for reading here, or may not even be read here."""
INDENT: Final = "    "


def listing(hits: "list[Hit]", columns: int) -> str:
    """List uid, day, source and title in columns, the place found below each."""
    rows = [(hit.uid, hit.published[:10], hit.source, "") for hit in hits]
    head, *lines = render(("uid", "day", "source", "title"), rows).split("\n")
    starts = head.index("title")
    places = [f"{_padded(line, starts)}{_title(hit)}\n{_place(hit, columns)}" for line, hit in zip(lines, hits, strict=True)]
    return "\n".join([click.style(head, dim=True), *places])


def _padded(line: str, columns: int) -> str:
    return line + " " * (columns - width(line))


def _title(hit: "Hit") -> str:
    """Show the title with the words found, what the text may be used for, and a status other than published."""
    titles = " — ".join(_highlighted(title) for title in (hit.heading, hit.heading_zh) if title)
    return titles + MARKERS.get(hit.full_text, "") + ("" if hit.status == "published" else f" [{hit.status}]")


def _place(hit: "Hit", columns: int) -> str:
    """Show the place found in lines that fit the terminal; where there is none besides the title, the address."""
    if not hit.snippet or hit.snippet in (hit.heading, hit.heading_zh):
        return INDENT + plain(hit.url)
    text, marks = _unmarked(hit.snippet)
    lines: list[str] = []
    end = 0
    for line in wrap(text, max(20, columns - len(INDENT))):
        start = text.index(line, end)
        end = start + len(line)
        lines.append(INDENT + _coloured(text, marks, start, end))
    return "\n".join(lines)


def _highlighted(text: str) -> str:
    """Show the words found in colour; what surrounds them cannot send anything to the terminal."""
    clean, marks = _unmarked(text)
    return _coloured(clean, marks, 0, len(clean))


def _unmarked(text: str) -> tuple[str, list[bool]]:
    """Give the text as a terminal may show it, and for each character whether it belongs to a hit."""
    shown = ""
    marks: list[bool] = []
    for number, part in enumerate(re.split(f"[{OPEN}{CLOSE}]", text)):
        shown += plain(part)
        marks += [number % 2 == 1] * (len(shown) - len(marks))
    return shown, marks


def _coloured(text: str, marks: list[bool], start: int, end: int) -> str:
    runs = ((hit, "".join(text[at] for at in run)) for hit, run in groupby(range(start, end), key=marks.__getitem__))
    return "".join(click.style(part, fg="yellow", bold=True) if hit else part for hit, part in runs)

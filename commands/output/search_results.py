"""Lay out the articles that a search found for a terminal."""

import re
from itertools import groupby
from typing import TYPE_CHECKING, Final

import click

from commands.output.messages import translate
from commands.output.table import measure_width, render_table, strip_control_characters, wrap_text
from store.search.snippets import HIT_CLOSE, HIT_OPEN

if TYPE_CHECKING:
    from store.search.search import SearchHit

RIGHTS_MARKERS: Final = {"internal": "internal", "none": "link only"}
"""Behind the title of what may not be published: its text is for reading here, or may not even be
read here.
"""
INDENT: Final = "    "


def format_hits(hits: "list[SearchHit]", columns: int) -> str:
    """List uid, day, source and title in columns, the place found below each."""
    rows = [(hit.uid, hit.published[:10], hit.source, "") for hit in hits]
    head, *lines = render_table(
        [translate(name) for name in ("uid", "day", "source", "title")], rows
    ).split("\n")
    starts = measure_width(head[: head.rindex(translate("title"))])
    places = [
        f"{_pad_line(line, starts)}{_format_title(hit)}\n{_format_snippet(hit, columns)}"
        for line, hit in zip(lines, hits, strict=True)
    ]
    return "\n".join([click.style(head, dim=True), *places])


def _pad_line(line: str, columns: int) -> str:
    return line + " " * (columns - measure_width(line))


def _format_title(hit: "SearchHit") -> str:
    """Show the title with its hits, the permitted use and an unusual status."""
    titles = " — ".join(_highlight(title) for title in (hit.heading, hit.heading_zh) if title)
    return (
        titles
        + _format_marker(RIGHTS_MARKERS.get(hit.full_text, ""))
        + _format_marker("" if hit.status == "published" else hit.status)
    )


def _format_marker(marker: str) -> str:
    return f" [{translate(marker)}]" if marker else ""


def _format_snippet(hit: "SearchHit", columns: int) -> str:
    """Show the place found in lines that fit the terminal.

    Where there is none besides the title, the address.
    """
    if not hit.snippet or hit.snippet in (hit.heading, hit.heading_zh):
        return INDENT + strip_control_characters(hit.url)
    text, marks = _split_marks(hit.snippet)
    lines: list[str] = []
    end = 0
    for line in wrap_text(text, max(20, columns - len(INDENT))):
        start = text.index(line, end)
        end = start + len(line)
        lines.append(INDENT + _colour_matches(text, marks, start, end))
    return "\n".join(lines)


def _highlight(text: str) -> str:
    """Show the words found in colour; what surrounds them cannot send anything to the terminal."""
    clean, marks = _split_marks(text)
    return _colour_matches(clean, marks, 0, len(clean))


def _split_marks(text: str) -> tuple[str, list[bool]]:
    """Give the printable text and, for each character, whether it is a hit."""
    shown = ""
    marks: list[bool] = []
    for number, part in enumerate(re.split(f"[{HIT_OPEN}{HIT_CLOSE}]", text)):
        shown += strip_control_characters(part)
        marks += [number % 2 == 1] * (len(shown) - len(marks))
    return shown, marks


def _colour_matches(text: str, marks: list[bool], start: int, end: int) -> str:
    runs = (
        (hit, "".join(text[at] for at in run))
        for hit, run in groupby(range(start, end), key=marks.__getitem__)
    )
    return "".join(click.style(part, fg="yellow", bold=True) if hit else part for hit, part in runs)

"""Show what a replay would change: counts, then the largest differences line by line."""

import difflib
import json
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import click

from commands.replay import Replay, middle, size
from commands.table import plain, shorten

if TYPE_CHECKING:
    from records.record import Removed
    from store.replay import Difference

KINDS: Final = {
    "same": "the same",
    "text": "with other text",
    "metadata": "with other metadata",
    "verdict": "articles would become verdicts",
    "article": "verdicts would become articles",
}
_LINES: Final = 12
"""Changed lines shown of one article."""

_CONTEXT: Final = 20
"""Characters shown before and after the part of a line that changes."""

_LONG: Final = 3
"""Terminal lines that one line of an article may take."""

Line = tuple[str, str, str]
"""Sign ("-", "+" or " "), text, and the rule that cuts it, or cut it before."""


def report(replay: Replay, *, diff: bool, as_json: bool, quiet: bool) -> None:
    """Print a replay."""
    if as_json:
        click.echo(json.dumps(as_dict(replay, diff=diff), ensure_ascii=False))
    elif not quiet:
        columns = shutil.get_terminal_size().columns
        click.echo("\n".join([summary(replay), *(_shown(replay, columns) if diff else ())]))
        if replay.changed:
            click.echo("Nothing was written. `jianwen refine` with --all instead of --dry-run applies it.")


def summary(replay: Replay) -> str:
    """Give the counts in one line."""
    counts = ", ".join(f"{replay.kinds[kind]} {words}" for kind, words in KINDS.items())
    return f"replay: {replay.kinds.total()} pages, {counts}; +{replay.added} -{replay.removed} characters"


def as_dict(replay: Replay, *, diff: bool) -> dict[str, object]:
    """Give a replay for JSON."""
    counts = {kind: replay.kinds[kind] for kind in KINDS}
    whole: dict[str, object] = {"pages": replay.kinds.total(), **counts, "added": replay.added, "removed": replay.removed}
    return whole | ({"largest": [_entry(difference) for difference in replay.largest]} if diff else {})


def _entry(difference: "Difference") -> dict[str, object]:
    added, removed = size(difference)
    return {
        "uid": difference.uid,
        "url": difference.url,
        "title": difference.title,
        "kind": difference.kind,
        "reason": difference.reason,
        "added": added,
        "removed": removed,
        "fields": [{"field": name, "old": old, "new": new} for name, old, new in difference.fields],
        "lines": [{"sign": sign, "text": text, "rule": rule} for sign, text, rule in lines(difference) if sign != " "],
    }


def lines(difference: "Difference") -> list[Line]:
    """Give the lines of the body that come and go, each run of them with the line before and the line after it."""
    cut, was_cut = _rules(difference.new_removed), _rules(difference.old_removed)
    old, new = difference.old, difference.new
    found: list[Line] = []
    for group in difflib.SequenceMatcher(None, old, new).get_grouped_opcodes(1):
        for kind, start, end, new_start, new_end in group:
            if kind == "equal":
                found += [(" ", text, "") for text in old[start:end]]
            elif kind == "replace" and end - start == new_end - new_start:
                for one, other in zip(old[start:end], new[new_start:new_end], strict=True):
                    found += _pair(one, other, cut, was_cut)
            else:
                found += [("-", text, cut.get(text, "")) for text in old[start:end]]
                found += [("+", text, was_cut.get(text, "")) for text in new[new_start:new_end]]
    return found


def _pair(old: str, new: str, cut: dict[str, str], was_cut: dict[str, str]) -> list[Line]:
    """Show the part of a line that changes; an ending that a rule cut off is named by it."""
    start, (end, new_end) = middle(old, new)
    first = max(0, start - _CONTEXT)
    before = "…" if first else ""

    def part(text: str, until: int) -> str:
        last = min(len(text), until + _CONTEXT)
        return before + text[first:last] + ("…" if last < len(text) else "")

    gone, come = old[start:end].strip(), new[start:new_end].strip()
    return [("-", part(old, end), cut.get(old) or cut.get(gone, "")), ("+", part(new, new_end), was_cut.get(new) or was_cut.get(come, ""))]


def _rules(removed: "tuple[Removed, ...]") -> dict[str, str]:
    return {block.text: f"{block.rule}, on {block.pages} other pages" if block.pages else block.rule for block in removed}


def _shown(replay: Replay, columns: int) -> Iterator[str]:
    """Give the largest differences as lines for a terminal."""
    if replay.changed > len(replay.largest):
        yield f"The {len(replay.largest)} largest of {replay.changed} differences:"
    for difference in replay.largest:
        added, removed = size(difference)
        yield ""
        yield click.style(shorten(plain(difference.title or difference.url), columns), bold=True)
        yield f"{difference.uid}  {KINDS[difference.kind]}  +{added} -{removed}  {plain(difference.url)}"
        if difference.reason:
            yield click.style(f"verdict  {plain(difference.reason)}", fg="red")
        for name, old, new in difference.fields:
            half = max(8, (columns - len(name) - 7) // 2)
            yield f"  {name}: {shorten(plain(old), half)} → {shorten(plain(new), half)}"
        found = lines(difference)
        for sign, text, rule in found[:_LINES]:
            yield _line(sign, text, rule, columns)
        if len(found) > _LINES:
            yield f"  … {len(found) - _LINES} more lines"


def _line(sign: str, text: str, rule: str, columns: int) -> str:
    named = f"  [{plain(rule)}]" if rule else ""
    if sign == " ":
        return click.style(f"  {shorten(plain(text), columns - 2)}", dim=True)
    shown = f"{sign} {shorten(plain(text), max(20, _LONG * columns - len(named) - 2))}"
    return click.style(shown, fg="red" if sign == "-" else "green") + named

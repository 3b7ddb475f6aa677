"""Show what a replay would change: counts, then the largest differences line by line."""

import difflib
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import click

from commands.output.table import shorten_text, strip_control_characters
from commands.output.terminal import print_json, print_text
from services.replay import ReplayResult, count_changed_chars, find_changed_span

if TYPE_CHECKING:
    from records.record import RemovedBlock
    from store.compare import PageDifference

DIFFERENCE_LABELS: Final = {
    "same": "the same",
    "text": "with other text",
    "metadata": "with other metadata",
    "verdict": "articles would become verdicts",
    "article": "verdicts would become articles",
}
_LINES_SHOWN: Final = 12
"""Changed lines shown of one article."""

_CONTEXT_CHARS: Final = 20
"""Characters shown before and after the part of a line that changes."""

_TERMINAL_LINES: Final = 3
"""Terminal lines that one line of an article may take."""

DiffLine = tuple[str, str, str]
"""Sign ("-", "+" or " "), text, and the rule that cuts it, or cut it before."""


def print_replay_report(replay: ReplayResult, *, diff: bool, as_json: bool, quiet: bool) -> None:
    """Print a replay."""
    if as_json:
        print_json(serialize_replay(replay, diff=diff))
    elif not quiet:
        columns = shutil.get_terminal_size().columns
        print_text(
            "\n".join(
                [format_replay_summary(replay), *(_format_largest(replay, columns) if diff else ())]
            )
        )
        if replay.changed:
            print_text(
                "Nothing was written. `jianwen refine` with --all instead of --dry-run applies it."
            )


def format_replay_summary(replay: ReplayResult) -> str:
    """Give the counts in one line."""
    counts = ", ".join(f"{replay.kinds[kind]} {words}" for kind, words in DIFFERENCE_LABELS.items())
    return (
        f"replay: {replay.kinds.total()} pages, {counts}; +{replay.added} -{replay.removed}"
        " characters"
    )


def serialize_replay(replay: ReplayResult, *, diff: bool) -> dict[str, object]:
    """Give a replay for JSON."""
    counts = {kind: replay.kinds[kind] for kind in DIFFERENCE_LABELS}
    whole: dict[str, object] = {
        "pages": replay.kinds.total(),
        **counts,
        "added": replay.added,
        "removed": replay.removed,
    }
    return whole | (
        {"largest": [_serialize_difference(difference) for difference in replay.largest]}
        if diff
        else {}
    )


def _serialize_difference(difference: "PageDifference") -> dict[str, object]:
    added, removed = count_changed_chars(difference)
    return {
        "uid": difference.uid,
        "url": difference.url,
        "title": difference.title,
        "kind": difference.kind,
        "reason": difference.reason,
        "added": added,
        "removed": removed,
        "fields": [{"field": name, "old": old, "new": new} for name, old, new in difference.fields],
        "lines": [
            {"sign": sign, "text": text, "rule": rule}
            for sign, text, rule in diff_lines(difference)
            if sign != " "
        ],
    }


def diff_lines(difference: "PageDifference") -> list[DiffLine]:
    """Give the lines of the body that come and go, each run of them with the line before and the
    line after it.
    """
    cut, was_cut = _map_rules(difference.new_removed), _map_rules(difference.old_removed)
    old, new = difference.old, difference.new
    lines: list[DiffLine] = []
    for group in difflib.SequenceMatcher(None, old, new).get_grouped_opcodes(1):
        for kind, start, end, new_start, new_end in group:
            if kind == "equal":
                lines += [(" ", text, "") for text in old[start:end]]
            elif kind == "replace" and end - start == new_end - new_start:
                for before, after in zip(old[start:end], new[new_start:new_end], strict=True):
                    lines += _diff_line_pair(before, after, cut, was_cut)
            else:
                lines += [("-", text, cut.get(text, "")) for text in old[start:end]]
                lines += [("+", text, was_cut.get(text, "")) for text in new[new_start:new_end]]
    return lines


def _diff_line_pair(
    old: str, new: str, new_rules: dict[str, str], old_rules: dict[str, str]
) -> list[DiffLine]:
    """Show the part of a line that changes; an ending that a rule cut off is named by it."""
    start, end, new_end = find_changed_span(old, new)
    first = max(0, start - _CONTEXT_CHARS)
    before = "…" if first else ""

    def part(text: str, until: int) -> str:
        last = min(len(text), until + _CONTEXT_CHARS)
        return before + text[first:last] + ("…" if last < len(text) else "")

    gone, come = old[start:end].strip(), new[start:new_end].strip()
    return [
        ("-", part(old, end), new_rules.get(old) or new_rules.get(gone, "")),
        ("+", part(new, new_end), old_rules.get(new) or old_rules.get(come, "")),
    ]


def _map_rules(removed: "tuple[RemovedBlock, ...]") -> dict[str, str]:
    return {
        block.text: f"{block.rule}, on {block.pages} other pages" if block.pages else block.rule
        for block in removed
    }


def _format_largest(replay: ReplayResult, columns: int) -> Iterator[str]:
    """Give the largest differences as lines for a terminal."""
    if replay.changed > len(replay.largest):
        yield f"The {len(replay.largest)} largest of {replay.changed} differences:"
    for difference in replay.largest:
        added, removed = count_changed_chars(difference)
        yield ""
        yield click.style(
            shorten_text(strip_control_characters(difference.title or difference.url), columns),
            bold=True,
        )
        yield (
            f"{difference.uid}  {DIFFERENCE_LABELS[difference.kind]}  +{added} -{removed} "
            f" {strip_control_characters(difference.url)}"
        )
        if difference.reason:
            yield click.style(f"verdict  {strip_control_characters(difference.reason)}", fg="red")
        for name, old, new in difference.fields:
            half = max(8, (columns - len(name) - 7) // 2)
            yield (
                f"  {name}: {shorten_text(strip_control_characters(old), half)} →"
                f" {shorten_text(strip_control_characters(new), half)}"
            )
        lines = diff_lines(difference)
        for sign, text, rule in lines[:_LINES_SHOWN]:
            yield _format_diff_line(sign, text, rule, columns)
        if len(lines) > _LINES_SHOWN:
            yield f"  … {len(lines) - _LINES_SHOWN} more lines"


def _format_diff_line(sign: str, text: str, rule: str, columns: int) -> str:
    named = f"  [{strip_control_characters(rule)}]" if rule else ""
    if sign == " ":
        return click.style(
            f"  {shorten_text(strip_control_characters(text), columns - 2)}", dim=True
        )
    room = max(20, _TERMINAL_LINES * columns - len(named) - 2)
    shown = f"{sign} {shorten_text(strip_control_characters(text), room)}"
    return click.style(shown, fg="red" if sign == "-" else "green") + named

"""Lay out what the line decided about each block of a page: kept or cut, by which step and rule,
with its score.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import click

from commands.output.table import render_table, shorten_text, strip_control_characters, wrap_text
from records.record import Record
from services.extract import ExplainedPage, describe_verdict, serialize_extraction

if TYPE_CHECKING:
    from pipelines.extraction.explanation import BlockDecision, Explanation


_CANDIDATES_SHOWN: Final = 3
_RUN_LISTED: Final = 3
"""So many blocks outside the article in a row are listed one by one; more are told in one line."""

_TEXT_COLUMNS_MIN: Final = 20
_STATED_FIELDS: Final = (
    *(
        ("title", "title"),
        ("date", "published"),
        ("source", "outlet"),
        ("author", "authors"),
        ("editor", "editor"),
        ("section", "section"),
    ),
)
_STEP_MEANINGS: Final = {
    "outside": "outside the article's element",
    "furniture": "a link list, or an element named as something beside the article",
    "comments": "below the heading of the readers' comments",
    "teaser": "a line that is a link, or a heading that nothing follows",
    "apart": "no sentence, and none beside it",
    "second opinion": "no sentence, and not in trafilatura's reading",
    "extract": "not in the element that the source's rules name",
    "document": "outside the document's body",
    "filter": "rule of the line filter",
}


def serialize_explanation(explained: ExplainedPage) -> dict[str, Any]:
    """Give everything as one JSON object."""

    account = explained.explanation
    return {
        **serialize_extraction(explained.result),
        "stated": {name: places for name, _, places in _find_stated_fields(explained)},
        "candidates": [
            asdict(candidate) | {"score": round(candidate.score, 2)}
            for candidate in account.candidates[:_CANDIDATES_SHOWN]
        ],
        "blocks": [
            asdict(fate) | {"weight": round(fate.weight, 2), "kept": fate.kept}
            for fate in account.decisions
        ],
    }


def format_explanation(explained: ExplainedPage, columns: int) -> Iterator[str]:
    """Lay it out for a terminal of so many columns, line by line."""

    account = explained.explanation
    if not isinstance(explained.result, Record):
        yield click.style(f"no article: {describe_verdict(explained.result)}", fg="red", bold=True)
    half = columns // 2
    facts = [
        (name, shorten_text(value, half), shorten_text(", ".join(at), columns - half - 12))
        for name, value, at in _find_stated_fields(explained)
    ]
    if facts:
        yield from render_table(("field", "value", "stands in"), facts).split("\n")
        yield ""
    if account.candidates:
        rows = [
            (
                f"{candidate.score:.1f}",
                candidate.tag,
                shorten_text(strip_control_characters(candidate.names), half),
                "chosen" if candidate.chosen else "",
            )
            for candidate in account.candidates[:_CANDIDATES_SHOWN]
        ]
        yield from render_table(("score", "element", "names", ""), rows, right_aligned=(0,)).split(
            "\n"
        )
        yield ""
    yield from _blocks(account.decisions, columns)
    yield ""
    yield from _legend(account.decisions, columns)


def _blocks(decisions: "Sequence[BlockDecision]", columns: int) -> Iterator[str]:
    """Give one line a block, in the order of the page; many outside the article in a row share
    one.
    """
    names = [fate.rule or fate.step for fate in decisions]
    width = max([len("outside"), *map(len, names)])
    room = max(_TEXT_COLUMNS_MIN, columns - width - len("  +  12.3    "))
    at = 0
    while at < len(decisions):
        run = _take_outside_run(decisions, at)
        if len(run) > _RUN_LISTED:
            summary = f"{len(run)} blocks, {sum(len(fate.text) for fate in run)} characters: "
            texts = shorten_text(
                summary + strip_control_characters(" ".join(fate.text for fate in run)), room
            )
            yield click.style(
                _row("-", max(fate.weight for fate in run), "outside", width, texts), dim=True
            )
            at += len(run)
            continue
        fate = decisions[at]
        row = _row(
            "+" if fate.kept else "-",
            fate.weight,
            names[at],
            width,
            shorten_text(strip_control_characters(fate.text), room),
        )
        yield (
            row
            if fate.kept
            else (
                click.style(row, dim=True)
                if fate.step == "outside"
                else click.style(row, fg="yellow")
            )
        )
        at += 1


def _take_outside_run(
    decisions: "Sequence[BlockDecision]", start: int
) -> "Sequence[BlockDecision]":
    """Give the blocks from here on, up to the next one inside the article's element."""
    end = start
    while end < len(decisions) and decisions[end].step == "outside":
        end += 1
    return decisions[start:end]


def _row(sign: str, weight: float, why: str, width: int, text: str) -> str:
    return f"{sign} {weight:5.1f}  {why.ljust(width)}  {text}"


def _legend(decisions: "Sequence[BlockDecision]", columns: int) -> Iterator[str]:
    """Say what the signs of this page mean."""
    kept = sum(fate.kept for fate in decisions)
    yield from wrap_text(
        f"{kept} of {len(decisions)} blocks kept; + kept, - cut; the number says how much a block"
        " looks like a sentence",
        columns,
    )
    met = {fate.step for fate in decisions}
    rules = sorted({fate.rule for fate in decisions if fate.rule})
    for step, meaning in _STEP_MEANINGS.items():
        if step in met:
            more = f": {', '.join(rules)}" if step == "filter" and rules else ""
            yield from wrap_text(
                f"{step}: {meaning}{more}" if step != "filter" else f"{meaning}{more}", columns
            )


def _find_stated_fields(explained: ExplainedPage) -> Iterator[tuple[str, str, list[str]]]:
    """Give each field that was found, with where in the page it stands."""
    if not isinstance(record := explained.result, Record):
        return
    for name, attribute in _STATED_FIELDS:
        value = getattr(record, attribute)
        texts = value if isinstance(value, tuple) else (value,)
        if any(texts):
            yield name, "; ".join(texts), _find_field_places(name, texts, explained.explanation)


def _find_field_places(name: str, texts: Sequence[str], explanation: "Explanation") -> list[str]:
    from pipelines.metadata.title import fold_to_alphanumeric
    from records.clock import CHINA_OFFSET
    from text.dates.absolute import find_first_date

    def same(text: str) -> bool:
        if name == "date":
            moment = find_first_date(text)
            return moment is not None and moment.to_iso(CHINA_OFFSET)[:16] == texts[0][:16]
        return any(
            fold_to_alphanumeric(value) in fold_to_alphanumeric(text)
            for value in texts
            if fold_to_alphanumeric(value)
        )

    structured_data = explanation.structured_data
    places = [f"meta {key}" for key, text in structured_data.metas.items() if same(text)]
    places += [
        f"JSON-LD {key}"
        for key, value in structured_data.article.items()
        if isinstance(value, str) and same(value)
    ]
    places += [
        f"block {number + 1}"
        for number, fate in enumerate(explanation.decisions)
        if len(fate.text) <= 200 and same(fate.text)
    ]
    return places[:4]

"""Lay out what the line decided about each block of a page: kept or cut, by which step and rule, with its score."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final

import click

from commands.table import plain, render, shorten, wrap
from records.home import Home
from records.page import Page
from records.record import Record, Recurring
from records.verdict import Verdict

if TYPE_CHECKING:
    from pipelines.account import Account, Fate
    from pipelines.kit import Kit

_CANDIDATES: Final = 3
_FEW: Final = 3
"""So many blocks outside the article in a row are listed one by one; more are told in one line."""

_NARROW: Final = 20
_FIELDS: Final = (
    *(("title", "title"), ("date", "published"), ("source", "outlet"), ("author", "authors"), ("editor", "editor"), ("section", "section")),
)
_STEPS: Final = {
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


@dataclass(frozen=True, slots=True)
class Explained:
    """A page with all that was decided about it."""

    result: Record | Verdict
    account: "Account"


def explain(page: Page, kit: "Kit", site: Mapping[int, Recurring]) -> Explained:
    """Read a page by the line itself and listen to what it decides; `site` is what the store knows of its host."""
    from pipelines.account import Account
    from pipelines.clean import clean
    from pipelines.conveyor import refine
    from pipelines.decode import decode
    from pipelines.extract import extract
    from pipelines.identify import identify

    account = Account()
    found = refine(Record.of(page, site), replace(kit, trace=account), (decode, extract))
    if not isinstance(found, Record):
        return Explained(found, account)
    account.extracted(found)
    done = refine(found, kit, (clean, identify))
    if isinstance(done, Record):
        account.cleaned(done)
    return Explained(done, account)


def remembered(url: str, home: Home) -> Mapping[int, Recurring]:
    """Give what the store knows of an address's host; nothing without a store or an address."""
    from store.database import open_store
    from store.site_lines import recall_for

    if not url or not home.store.exists():
        return {}
    with open_store(home.store, readonly=True) as store:
        return recall_for(store, url)


def as_json(explained: Explained) -> dict[str, Any]:
    """Give everything as one JSON object."""
    from commands.extract import answer

    account = explained.account
    return {
        **answer(explained.result),
        "stated": {name: places for name, _, places in _stated(explained)},
        "candidates": [asdict(candidate) | {"score": round(candidate.score, 2)} for candidate in account.candidates[:_CANDIDATES]],
        "blocks": [asdict(fate) | {"weight": round(fate.weight, 2), "kept": fate.kept} for fate in account.fates],
    }


def for_people(explained: Explained, columns: int) -> Iterator[str]:
    """Lay it out for a terminal of so many columns, line by line."""
    from commands.extract import reason

    account = explained.account
    if not isinstance(explained.result, Record):
        yield click.style(f"no article: {reason(explained.result)}", fg="red", bold=True)
    half = columns // 2
    facts = [(name, shorten(value, half), shorten(", ".join(at), columns - half - 12)) for name, value, at in _stated(explained)]
    if facts:
        yield from render(("field", "value", "stands in"), facts).split("\n")
        yield ""
    if account.candidates:
        rows = [
            (f"{one.score:.1f}", one.tag, shorten(plain(one.names), half), "chosen" if one.chosen else "")
            for one in account.candidates[:_CANDIDATES]
        ]
        yield from render(("score", "element", "names", ""), rows, right=(0,)).split("\n")
        yield ""
    yield from _blocks(account.fates, columns)
    yield ""
    yield from _legend(account.fates, columns)


def _blocks(fates: "Sequence[Fate]", columns: int) -> Iterator[str]:
    """Give one line a block, in the order of the page; many outside the article in a row share one."""
    names = [fate.rule or fate.step for fate in fates]
    width = max([len("outside"), *map(len, names)])
    room = max(_NARROW, columns - width - len("  +  12.3    "))
    at = 0
    while at < len(fates):
        run = _outside(fates, at)
        if len(run) > _FEW:
            told = f"{len(run)} blocks, {sum(len(fate.text) for fate in run)} characters: "
            texts = shorten(told + plain(" ".join(fate.text for fate in run)), room)
            yield click.style(_row("-", max(fate.weight for fate in run), "outside", width, texts), dim=True)
            at += len(run)
            continue
        fate = fates[at]
        row = _row("+" if fate.kept else "-", fate.weight, names[at], width, shorten(plain(fate.text), room))
        yield row if fate.kept else click.style(row, dim=True) if fate.step == "outside" else click.style(row, fg="yellow")
        at += 1


def _outside(fates: "Sequence[Fate]", at: int) -> "Sequence[Fate]":
    """Give the blocks from here on, up to the next one inside the article's element."""
    end = at
    while end < len(fates) and fates[end].step == "outside":
        end += 1
    return fates[at:end]


def _row(sign: str, weight: float, why: str, width: int, text: str) -> str:
    return f"{sign} {weight:5.1f}  {why.ljust(width)}  {text}"


def _legend(fates: "Sequence[Fate]", columns: int) -> Iterator[str]:
    """Say what the signs of this page mean."""
    kept = sum(fate.kept for fate in fates)
    yield from wrap(f"{kept} of {len(fates)} blocks kept; + kept, - cut; the number says how much a block looks like a sentence", columns)
    met = {fate.step for fate in fates}
    rules = sorted({fate.rule for fate in fates if fate.rule})
    for step, meaning in _STEPS.items():
        if step in met:
            more = f": {', '.join(rules)}" if step == "filter" and rules else ""
            yield from wrap(f"{step}: {meaning}{more}" if step != "filter" else f"{meaning}{more}", columns)


def _stated(explained: Explained) -> Iterator[tuple[str, str, list[str]]]:
    """Give each field that was found, with where in the page it stands: meta elements, JSON-LD, lines."""
    if not isinstance(record := explained.result, Record):
        return
    for name, attribute in _FIELDS:
        value = getattr(record, attribute)
        texts = value if isinstance(value, tuple) else (value,)
        if any(texts):
            yield name, "; ".join(texts), _places(name, texts, explained.account)


def _places(name: str, texts: Sequence[str], account: "Account") -> list[str]:
    from pipelines import dates
    from pipelines.titles import fold

    def same(text: str) -> bool:
        if name == "date":
            moment = dates.find(text)
            return moment is not None and moment.iso(dates.CHINA)[:16] == texts[0][:16]
        return any(fold(wanted) in fold(text) for wanted in texts if fold(wanted))

    said = account.said
    places = [f"meta {key}" for key, text in said.metas.items() if same(text)]
    places += [f"JSON-LD {key}" for key, value in said.article.items() if isinstance(value, str) and same(value)]
    places += [f"block {number + 1}" for number, fate in enumerate(account.fates) if len(fate.text) <= 200 and same(fate.text)]
    return places[:4]

"""What a demo run did, as a table people read."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from commands.table import render, shorten

if TYPE_CHECKING:
    from commands.import_ import Tally
    from crawler.result import CrawlResult
    from records.article import Article

COUNTS: Final = ("found", "fetched", "unchanged", "new", "updated", "copies", "translated", "dropped", "failed")
MEANINGS: Final = {
    "http-404": "the page is not there (404)",
    "robots": "robots.txt forbids it",
    "not-html": "not a web page (a PDF)",
    "no-text": "a page without text",
}
FILES: Final = "(files)"
PAIRS: Final = 3
PAIR_COLUMNS: Final = 100


@dataclass(frozen=True, slots=True)
class Line:
    """The counts of one source, or of the files that were imported."""

    source: str
    found: int = 0
    fetched: int = 0
    unchanged: int = 0
    new: int = 0
    updated: int = 0
    copies: int = 0
    translated: int = 0
    dropped: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Account:
    """What one demo run did."""

    edition: int
    lines: tuple[Line, ...]
    drops: tuple[tuple[str, int], ...]
    articles: int  # published, after the run
    review: int  # translations of this run that the checks doubt
    model: str
    toy: bool  # the model knows the demo's sentences only
    pairs: tuple[tuple[str, str], ...]  # a title and its translation
    feeds: str
    store: str
    show: str  # beginning of the uid of an article worth a look
    program: str  # how this command is called here
    requests: int
    not_modified: int  # of them, answered 304
    exit_code: int
    seconds: float = 0.0

    @property
    def total(self) -> Line:
        """Add the sources up."""
        return Line("total", **{name: sum(getattr(line, name) for line in self.lines) for name in COUNTS})

    def as_json(self) -> dict[str, object]:
        """Give everything as plain values, for `--json` and the run's row."""
        return asdict(self) | {"total": asdict(self.total)}


def lines(crawled: "CrawlResult", imported: "Tally", before: "Sequence[Article]", after: "Sequence[Article]") -> tuple[Line, ...]:
    """Give a line per source, then one for the files.

    Copies and translations are what differs between two looks at the store: whether an article is the copy or the original is
    known when both are in, whichever came first.
    """
    copies = _gained(before, after, lambda article: not article.is_canonical)
    translated = _gained(before, after, lambda article: bool(article.title_zh))
    counted = [name for name in COUNTS if name not in ("copies", "translated")]
    rows = [
        Line(
            result.source,
            copies=copies[result.source],
            translated=translated[result.source],
            **{name: getattr(result, name) for name in counted},
        )
        for result in crawled.sources
    ]
    kinds = imported.outcomes
    number = sum(kinds.values())
    files = Line(
        FILES,
        found=number,
        fetched=number,
        unchanged=kinds["unchanged"],
        new=kinds["new"] + kinds["copy"],
        updated=kinds["updated"],
        copies=kinds["copy"],
        dropped=kinds["dropped"],
        failed=kinds["quarantined"] + kinds["retry"],
    )
    return (*rows, files)


def _gained(before: "Sequence[Article]", after: "Sequence[Article]", is_so: "Callable[[Article], bool]") -> Counter[str]:
    """Count per source the articles that something is true of now, and was not in this version before."""
    had = {(article.uid, article.version) for article in before if is_so(article)}
    return Counter(article.source for article in after if is_so(article) and (article.uid, article.version) not in had)


def pairs(articles: "Sequence[Article]") -> tuple[tuple[str, str], ...]:
    """Choose a few titles with translations that passed the checks."""
    good = [(article.title, article.title_zh) for article in articles if article.translation == "ok"]
    return tuple(good[:PAIRS])


def tell(account: Account) -> str:
    """Write the account for a terminal."""
    parts = [_heading(account), _table(account), _kept_out(account), _translation(account), _next(account)]
    return "\n\n".join(part for part in parts if part)


def _heading(account: Account) -> str:
    total = account.total
    if account.edition == 1:
        did = f"{account.articles} articles in the store"
    elif total.new or total.updated:
        did = f'asked again: {account.not_modified} answers were "not modified", {total.updated} corrected article, {total.new} new'
    else:
        did = f'asked again: {account.not_modified} answers were "not modified", nothing new'
    return f"Demo newsroom, edition {account.edition}: {did}, {account.requests} requests, {account.seconds:.1f} s"


def _table(account: Account) -> str:
    shown = [*account.lines, account.total]
    rows = [(line.source, *(getattr(line, name) or "·" for name in COUNTS)) for line in shown]
    return render(("source", *COUNTS), rows, right=set(range(1, len(COUNTS) + 1)))


def _kept_out(account: Account) -> str:
    if not account.drops:
        return ""
    reasons = [f"  {number} {reason}" + (f": {MEANINGS[reason]}" if reason in MEANINGS else "") for reason, number in account.drops]
    return "\n".join(["Not kept, with the reason:", *reasons])


def _translation(account: Account) -> str:
    if not account.pairs:
        return ""
    label = "demo model, it knows these sentences and no others" if account.toy else account.model
    lines = [f"Translated by machine ({label}):"]
    for source, target in account.pairs:
        lines += [f"  {shorten(source, PAIR_COLUMNS)}", f"  {shorten(target, PAIR_COLUMNS)}"]
    if account.review:
        lines.append(f"  {account.review} translation is marked for review: the checks found a number that is not in the original")
    return "\n".join(lines)


def _next(account: Account) -> str:
    once_more = "once more: the newsroom has printed its next edition" if account.edition == 1 else "once more: nothing new"
    commands = (
        ("search 互联网医疗", "find articles"),
        ("search 腾讯", "finds the page in traditional characters, too"),
        (f"show {account.show}", "one article, its translation, its history"),
        ("status", "sources, articles, what waits"),
        (f"export --out {account.feeds}", "write the feeds that other apps import; the demo has done it"),
        ("demo", once_more),
    )
    rows = [(f"  {account.program} {words}", meaning) for words, meaning in commands]
    table = render(("", ""), rows).split("\n", 1)[1]
    return f"The store is {account.store}. Type next:\n{table}"

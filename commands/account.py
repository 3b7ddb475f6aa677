"""What a demo run did, as a table people read."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from commands.table import render

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
    pairs: tuple[tuple[str, str], ...]  # titles and their translations, made in this run
    doubted: tuple[tuple[str, str, str], ...]  # sentences, their translations, what the checks say
    corrected: tuple[str, ...]  # titles of articles that changed
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
    known = {article.uid for article in before if not article.is_canonical}
    copies = Counter(article.source for article in after if not article.is_canonical and article.uid not in known)
    translated = Counter(article.source for article in fresh(before, after))
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


def fresh(before: "Sequence[Article]", after: "Sequence[Article]") -> "list[Article]":
    """Give the articles that were translated between two looks at the store."""
    had = {(article.uid, article.version) for article in before if article.title_zh}
    return [article for article in after if article.title_zh and (article.uid, article.version) not in had]


def changed(before: "Sequence[Article]", after: "Sequence[Article]") -> "list[Article]":
    """Give the articles that have another version than before."""
    versions = {article.uid: article.version for article in before}
    return [article for article in after if versions.get(article.uid, article.version) != article.version]


def tell(account: Account) -> str:
    """Write the account for a terminal."""
    parts = [_heading(account), _table(account), _corrected(account), _kept_out(account), _translation(account), _next(account)]
    return "\n\n".join(part for part in parts if part)


def _heading(account: Account) -> str:
    total, asked = account.total, f"{account.requests} requests, {account.seconds:.1f} s"
    if account.edition == 1:
        return f"Demo newsroom, first edition: {account.articles} articles in the store, {asked}"
    changes = f"{total.updated} corrected, {total.new} new" if total.updated or total.new else "nothing new"
    return f'Demo newsroom, second edition: {changes}, {account.not_modified} answers were "not modified", {asked}'


def _table(account: Account) -> str:
    rows = [(line.source, *(getattr(line, name) or "·" for name in COUNTS)) for line in (*account.lines, account.total)]
    return render(("source", *COUNTS), rows, right=set(range(1, len(COUNTS) + 1)))


def _corrected(account: Account) -> str:
    return "\n".join(["Corrected, the older version is kept:", *(f"  {title}" for title in account.corrected)]) if account.corrected else ""


def _kept_out(account: Account) -> str:
    reasons = [f"  {number} {reason}" + (f": {MEANINGS[reason]}" if reason in MEANINGS else "") for reason, number in account.drops]
    return "\n".join(["Not kept, and why:", *reasons]) if reasons else ""


def _translation(account: Account) -> str:
    """Show real translations, and say that no other text would come out of the demo model as well as these."""
    label = "demo model: it knows the sentences of the demo and no others" if account.toy else account.model
    rows = [f"  {text}" for pair in account.pairs for text in pair]
    doubts = [
        line
        for source, target, checks in account.doubted
        for line in (f"Marked for review, a check doubts it ({checks}):", f"  {source}", f"  {target}")
    ]
    return "\n".join([f"Translated by machine ({label}):", *rows, *doubts]) if rows else ""


def _next(account: Account) -> str:
    once_more = "once more: the newsroom has printed its second edition" if account.edition == 1 else "once more: nothing new"
    commands = (
        ("search 互联网医疗", "find articles"),
        ("search 腾讯", "finds the page that writes 騰訊, too"),
        (f"show {account.show}", "one article and its history"),
        ("status", "sources, articles, what waits"),
        (f"export --out {account.feeds}", "the feeds that other apps import; this run has written them"),
        ("demo", once_more),
    )
    rows = [(f"  {account.program} {words}", meaning) for words, meaning in commands]
    table = render(("", ""), rows).split("\n", 1)[1]
    return f"The store is {account.store}. Type next:\n{table}"

"""What a demo run did, counted."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from crawler.run.result import CrawlResult
    from records.article import Article
    from services.imports import ImportResult

COUNT_FIELDS: Final = (
    "found",
    "fetched",
    "unchanged",
    "new",
    "updated",
    "copies",
    "translated",
    "dropped",
    "failed",
)
ENDPOINT_KINDS: Final = ("feed", "sitemap", "listing", "api")
UNTRANSLATED_LANGUAGES: Final = ("", "und", "zh")
"""Languages that nobody translates."""
FILES_ROW: Final = "(files)"


@dataclass(frozen=True, slots=True)
class SourceCounts:
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
class EndpointCounts:
    """What one way of announcing articles came to in this run."""

    kind: str  # feed, sitemap, listing, api
    sources: tuple[str, ...]
    named: int  # articles, also those that another way names


@dataclass(frozen=True, slots=True)
class DemoSummary:
    """What one demo run did."""

    edition: int
    lines: tuple[SourceCounts, ...]
    ways: tuple[EndpointCounts, ...]
    drops: tuple[tuple[str, int], ...]
    articles: int  # published, after the run
    review: int  # translations of this run that the checks doubt
    model: str
    toy: bool  # the model knows the demo's sentences only
    pairs: tuple[tuple[str, str], ...]  # titles and their translations, made in this run
    doubted: tuple[tuple[str, str, str], ...]  # sentences, their translations, what the checks say
    # licences and sources whose rights bar a translation, with their new articles
    barred: tuple[tuple[str, str, int], ...]
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
    def total(self) -> SourceCounts:
        """Add the sources up."""
        return SourceCounts(
            "total",
            **{name: sum(getattr(line, name) for line in self.lines) for name in COUNT_FIELDS},
        )

    def as_json(self) -> dict[str, object]:
        """Give everything as plain values, for `--json` and the run's row."""
        return asdict(self) | {"total": asdict(self.total)}


def count_by_source(
    crawled: "CrawlResult",
    imported: "ImportResult",
    before: "Sequence[Article]",
    after: "Sequence[Article]",
) -> tuple[SourceCounts, ...]:
    """Give a line per source, then one for the files.

    Copies and translations are what differs between two looks at the store: whether an article is
    the copy or the original is known when both are in, whichever came first.
    """
    known = {article.uid for article in before if not article.is_canonical}
    copies = Counter(
        article.source for article in after if not article.is_canonical and article.uid not in known
    )
    translated = Counter(article.source for article in find_translated(before, after))
    counted = [name for name in COUNT_FIELDS if name not in ("copies", "translated")]
    rows = [
        SourceCounts(
            result.source,
            copies=copies[result.source],
            translated=translated[result.source],
            **{name: getattr(result, name) for name in counted},
        )
        for result in crawled.sources
    ]
    kinds = imported.outcomes
    number = sum(kinds.values())
    files = SourceCounts(
        FILES_ROW,
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


def count_by_endpoint_kind(crawled: "CrawlResult") -> tuple[EndpointCounts, ...]:
    """Give each way of announcing articles with the sources that use it."""
    endpoints = [
        (result.source, endpoint.kind, len(endpoint.announcement.candidates))
        for result in crawled.sources
        for endpoint in result.endpoints
    ]
    return tuple(
        EndpointCounts(
            kind,
            tuple(sorted({source for source, other, _ in endpoints if other == kind})),
            sum(number for _, other, number in endpoints if other == kind),
        )
        for kind in ENDPOINT_KINDS
    )


def count_untranslatable(
    before: "Sequence[Article]", after: "Sequence[Article]"
) -> tuple[tuple[str, str, int], ...]:
    """Count the new articles that would be translated if their rights allowed it."""
    known = {article.uid for article in before}
    kept = Counter(
        (article.licence or "no licence", article.source)
        for article in after
        if article.uid not in known
        and article.is_canonical
        and article.translation == "none"
        and article.language not in UNTRANSLATED_LANGUAGES
    )
    return tuple((*key, number) for key, number in sorted(kept.items()))


def find_translated(before: "Sequence[Article]", after: "Sequence[Article]") -> "list[Article]":
    """Give the articles that were translated between two looks at the store."""
    had = {(article.uid, article.version) for article in before if article.title_zh}
    return [
        article
        for article in after
        if article.title_zh and (article.uid, article.version) not in had
    ]


def find_changed(before: "Sequence[Article]", after: "Sequence[Article]") -> "list[Article]":
    """Give the articles that have another version than before."""
    versions = {article.uid: article.version for article in before}
    return [
        article
        for article in after
        if versions.get(article.uid, article.version) != article.version
    ]

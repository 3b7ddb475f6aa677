"""Open the session of one spider that `scrapy crawl` started by itself."""

from collections.abc import Collection, Mapping

from crawler.run.session import CrawlOptions, CrawlSession
from crawler.sources.load import choose_sources, load_sources
from records.errors import UsageError
from records.paths import Paths
from records.runs import PAGES_PER_RUN
from records.source import SourceKind
from store.open import open_store

TRUE_VALUES = frozenset(("1", "true", "yes"))


def open_scrapy_session(
    home: Paths, name: str, kinds: Collection[SourceKind], spider: str, options: Mapping[str, str]
) -> CrawlSession:
    """Open store and session for one source; the spider closes both when it ends.

    `options` are those of `-a`: recheck=1, pages=50. Takes no lock: leases keep it apart from a
    `jianwen crawl`.
    """
    unknown = options.keys() - {"recheck", "pages"}
    if unknown or not name:
        wrong = f"unknown: {', '.join(sorted(unknown))}" if unknown else "no source is named"
        raise UsageError(
            f"{wrong}; write scrapy crawl {spider} -a source=NAME [-a recheck=1] [-a pages=N]"
        )
    pages = options.get("pages", str(PAGES_PER_RUN))
    if not pages.isdecimal() or not int(pages):
        raise UsageError(f"pages={pages}: write a number from 1")
    sources = load_sources(home.sources, home.allow_hosts)
    (source,) = choose_sources(sources, [name])
    if source.kind not in kinds:
        other = "partner" if source.kind == "partner" else "news"
        raise UsageError(
            f"{name} is of the kind {source.kind}: scrapy crawl {other} -a source={name}"
        )
    store = open_store(home.store)
    chosen = CrawlOptions(
        recheck=options.get("recheck", "").lower() in TRUE_VALUES,
        max_pages=int(pages),
        ignore_schedule=True,
    )
    command = f"scrapy crawl {spider}"
    session = CrawlSession(home, store, [source], command, "", chosen, all_sources=sources)
    return session.__enter__()

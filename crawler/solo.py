"""Open the session of one spider that `scrapy crawl` started by itself."""

from collections.abc import Collection, Mapping

from crawler.options import Options
from crawler.session import Session
from crawler.sources import choose, load_sources
from records.home import Home
from records.limits import PAGES_PER_RUN
from records.source import Kind
from records.verdict import UsageError
from store.database import open_store

YES = frozenset(("1", "true", "yes"))


def open_session(home: Home, name: str, kinds: Collection[Kind], spider: str, options: Mapping[str, str]) -> Session:
    """Open store and session for one source; the spider closes both when it ends.

    `options` are those of `-a`: recheck=1, pages=50. Takes no lock: leases keep it apart from a `jianwen crawl`.
    """
    unknown = options.keys() - {"recheck", "pages"}
    if unknown or not name:
        wrong = f"unknown: {', '.join(sorted(unknown))}" if unknown else "no source is named"
        raise UsageError(f"{wrong}; write scrapy crawl {spider} -a source=NAME [-a recheck=1] [-a pages=N]")
    pages = options.get("pages", str(PAGES_PER_RUN))
    if not pages.isdecimal() or not int(pages):
        raise UsageError(f"pages={pages}: write a number from 1")
    (source,) = choose(load_sources(home.sources, home.allow_hosts), [name])
    if source.kind not in kinds:
        other = "partner" if source.kind == "partner" else "news"
        raise UsageError(f"{name} is of the kind {source.kind}: scrapy crawl {other} -a source={name}")
    store = open_store(home.store)
    chosen = Options(recheck=options.get("recheck", "").lower() in YES, pages=int(pages), anyway=True)
    return Session(home, store, [source], f"scrapy crawl {spider}", "", chosen).__enter__()

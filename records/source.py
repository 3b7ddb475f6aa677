"""A source as its TOML file describes it: where it publishes, how its pages read, what its rights
allow.
"""

from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from records.clock import CHINA_OFFSET, WEEK_SECONDS

SourceKind = Literal["news", "partner", "authority", "journal"]
FullTextUse = Literal["none", "internal", "public"]
URL_FAMILIES: Final = ("people", "trs", "xinhua", "chinanews", "cctv", "gmw", "163", "gov")
"""Forms of article addresses that many sites share.

Crawler/sources/url_families.py holds their patterns.
"""


@dataclass(frozen=True, slots=True)
class Rights:
    """What may be done with a source's text; the default is what an unknown right means: no."""

    licence: str = ""
    full_text: FullTextUse = "none"
    translate: bool = False
    attribution: str = ""


@dataclass(frozen=True, slots=True)
class PayloadRules:
    """Where an article page keeps its text as JSON: in the element `inside` (CSS) or a script's
    `variable`; fields are JMESPath.
    """

    body: str
    inside: str = ""
    variable: str = ""
    title: str = ""
    published: str = ""
    modified: str = ""
    outlet: str = ""
    author: str = ""
    editor: str = ""


@dataclass(frozen=True, slots=True)
class PageRules:
    """CSS selectors of a source's article pages.

    An empty one leaves the decision to the general extractor.
    """

    body: str = ""
    title_css: str = ""
    published: str = ""
    outlet: str = ""
    author: str = ""
    editor: str = ""
    drop: tuple[str, ...] = ()
    payload: PayloadRules | None = None


@dataclass(frozen=True, slots=True)
class ApiRules:
    """A JSON list: where it is, how it pages, and where its records keep their fields (JMESPath).

    The JSON may be the whole answer (plain or jsonp), or sit in a page: in the element `inside`
    (CSS) or in a script's `variable`.
    """

    urls: tuple[str, ...]
    items: str
    link: str
    inside: str = ""
    variable: str = ""
    summary: str = ""
    title: str = ""
    published: str = ""
    modified: str = ""
    body: str = ""  # full text as HTML; empty: the link is fetched as a page
    author: str = ""
    outlet: str = ""
    licence: str = ""  # of the single article, as the record writes it
    deleted: str = ""  # truthy when the partner withdrew the record
    next: str = ""  # the next page's URL, or the cursor when `cursor` is set
    pages: str = ""  # or a template of the further pages' addresses, as `pages` of listings
    cursor: str = ""  # query parameter that carries the value of `next`
    link_prefix: str = ""
    token: str = ""  # "env:NAME": sent as a bearer token; a literal secret is refused


@dataclass(frozen=True, slots=True)
class Source:
    """One place that publishes articles."""

    name: str
    title: str
    kind: SourceKind
    home: str
    language: str = ""  # of most pages, a hint: zh, en …
    enabled: bool = True
    # further hosts whose addresses belong to it, besides the registered domain of its home
    hosts: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    listings: tuple[str, ...] = ()
    api: ApiRules | None = None
    # regular expression that the address of an article must match, or "family:NAME" of
    # crawler/sources/url_families.py
    links: str = ""
    rows: str = ""  # CSS of the rows of a listing: only links inside them count
    # template of a listing's further pages: {n} counts from 2, {n-1} from 1, {20n-20} from 20; or
    # "auto"
    pages: str = ""
    # template of the listing of one day, for backfill: {yyyy} {mm} {dd} {mmdd} {m} {d}
    archive: str = ""
    full_text_feeds: bool = False  # the feed's content is the whole article: no page is fetched
    rules: PageRules = field(default_factory=PageRules)
    rights: Rights = field(default_factory=Rights)
    utc_offset: str = CHINA_OFFSET  # zone of times that name none
    delay: float | None = None  # seconds between two requests; None: the default of the host
    concurrency: int | None = None
    # least seconds between two polls; None: the default of the host
    every: int | None = None
    tls: Literal["strict", "lax"] = "strict"  # lax: certificates of its own hosts are not verified
    cookies: bool = False  # are kept within a run: some sites show their pages to nobody else
    stale_after: int = (
        WEEK_SECONDS  # seconds without anything new after which the source is an alarm
    )
    # known to be out of reach from some places: its failure does not make the run fail
    tolerate_failure: bool = False
    # of addresses: further names whose values are secret, and common ones whose values are not
    secret_parameters: tuple[str, ...] = ()
    public_parameters: tuple[str, ...] = ()


class Endpoint(NamedTuple):
    """An address that announces a source's articles."""

    kind: str  # feed, sitemap, listing, api
    url: str


def list_endpoints(source: Source) -> list[Endpoint]:
    """List what announces a source's articles."""
    apis = source.api.urls if source.api is not None else ()
    kinds = (
        ("feed", source.feeds),
        ("sitemap", source.sitemaps),
        ("listing", source.listings),
        ("api", apis),
    )
    return [Endpoint(kind, url) for kind, urls in kinds for url in urls]

"""Read the structured data of a page: meta elements and JSON-LD."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pipelines.metadata.page_rights import read_page_licences
from text.html.parse import Element
from text.whitespace import collapse_whitespace

TITLE_META_NAMES: Final = (
    "og:title",
    "articletitle",
    "title",
    "twitter:title",
    "headline",
    "dc.title",
)
DATE_META_NAMES: Final = (
    *(
        "article:published_time",
        "og:published_time",
        "weibo:article:create_at",
        "bytedance:published_time",
        "publishdate",
        "pubdate",
    ),
    *(
        "publish_date",
        "publishtime",
        "datepublished",
        "date",
        "dc.date",
        "dc.date.issued",
        "parsely-pub-date",
        "sailthru.date",
    ),
    *(
        "article.published",
        "og:release_date",
        "firstpublished",
        "createdate",
        "dateupdate",
        "article_date_original",
        "dcterms.created",
    ),
)
OUTLET_META_NAMES: Final = (
    "contentsource",
    "source",
    "mediaid",
    "og:article:source",
    "dc.source",
    "article:source",
)
AUTHOR_META_NAMES: Final = (
    *("citation_author", "byl", "parsely-author", "author", "article:author", "sailthru.author"),
    *("dc.creator", "weibo:article:author", "og:article:author"),
)
SITE_META_NAMES: Final = ("og:site_name", "application-name", "sitename")
_MAX_CONTENT_CHARS: Final = 1_000
_MAX_NESTING: Final = 3
"""How deep JSON-LD may nest an article in lists and graphs."""


@dataclass(frozen=True, slots=True)
class StructuredData:
    """The structured data of a page: meta elements by lower-case name, its JSON-LD article, the
    article's licence.
    """

    metas: Mapping[str, str] = field(default_factory=dict)
    article: Mapping[str, Any] = field(default_factory=dict)
    author_metas: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    address: str = ""  # what it calls its own address, as it is written
    licences: tuple[str, ...] = ()  # what is marked as the article's licence, as it is written

    def first_meta(self, names: tuple[str, ...]) -> str:
        """Give the first of the wanted meta values that is not empty."""
        return next((self.metas[name] for name in names if self.metas.get(name)), "")

    def list_authors(self, name: str) -> tuple[str, ...]:
        """List what the meta elements of a name state as authors, one for each element."""
        stated = self.metas.get(name)
        return self.author_metas.get(name) or ((stated,) if stated else ())


def read_structured_data(root: Element) -> StructuredData:
    """Read the meta elements and the JSON-LD of a page, before its scripts are taken out."""
    metas: dict[str, str] = {}
    tags: list[str] = []
    authors: dict[str, tuple[str, ...]] = {}
    for node in root.iter("meta"):
        name = "".join(
            (node.get("property") or node.get("name") or node.get("itemprop") or "").lower().split()
        )
        content = collapse_whitespace(node.get("content") or "")[:_MAX_CONTENT_CHARS]
        if name and content:
            metas.setdefault(name, content)
            if name == "article:tag":
                tags.append(content)
            if name in AUTHOR_META_NAMES:
                authors[name] = (*authors.get(name, ()), content)
    article = _read_json_ld_article(root)
    canonical_url = (
        next(
            (
                node.get("href")
                for node in root.iter("link")
                if "canonical" in (node.get("rel") or "").lower().split()
            ),
            None,
        )
        or ""
    )
    return StructuredData(
        metas,
        article,
        authors,
        tuple(dict.fromkeys(tags)),
        canonical_url,
        read_page_licences(root, article),
    )


def _read_json_ld_article(root: Element) -> Mapping[str, Any]:
    items: list[Mapping[str, Any]] = []
    for node in root.iter("script"):
        if "ld+json" not in (node.get("type") or ""):
            continue
        try:
            data = json.loads(node.text or "", strict=False)
        # pages write broken JSON; the other sources of metadata remain
        except (ValueError, RecursionError):
            continue
        items += _iterate_json_ld_items(data, 0)
    articles = [item for item in items if _rank_article(item)[0]]
    article = max(articles, key=_rank_article, default={})
    return (
        {**article, "author": _resolve(article["author"], items)}
        if "author" in article
        else article
    )


def _rank_article(item: Mapping[str, Any]) -> tuple[int, int]:
    """Rank an item: an article before a page before anything with a date; the one that says"
    " most."""
    kind = str(item.get("@type", ""))
    if "Article" in kind or "Posting" in kind or "Report" in kind:
        return 3, len(item)
    if "WebPage" in kind:
        return 2, len(item)
    return ("pubDate" in item or "datePublished" in item), len(item)


def _resolve(author: object, items: list[Mapping[str, Any]]) -> object:
    """Replace references ({"@id": "#a"}) by the items that they name."""
    if isinstance(author, list):
        return [_resolve(each, items) for each in author]
    if isinstance(author, dict) and "name" not in author and "@id" in author:
        return next(
            (item for item in items if item.get("@id") == author["@id"] and "name" in item), {}
        )
    return author


def _iterate_json_ld_items(data: object, level: int) -> Iterator[Mapping[str, Any]]:
    if level > _MAX_NESTING:
        return
    if isinstance(data, list):
        for each in data:
            yield from _iterate_json_ld_items(each, level + 1)
    elif isinstance(data, dict):
        yield data
        for key in ("@graph", "mainEntity"):
            yield from _iterate_json_ld_items(data.get(key), level + 1)

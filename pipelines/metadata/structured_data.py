"""Read the structured data of a page: meta elements and JSON-LD."""

import json
import re
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
    *(
        "author",
        "article:author",
        "byl",
        "parsely-author",
        "sailthru.author",
        "dc.creator",
        "weibo:article:author",
        "og:article:author",
    ),
)
SITE_META_NAMES: Final = ("og:site_name", "application-name", "sitename")
_ARTICLE_TYPES = re.compile(r"Article|BlogPosting|Report|WebPage", re.IGNORECASE)
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
    tags: tuple[str, ...] = ()
    address: str = ""  # what it calls its own address, as it is written
    licences: tuple[str, ...] = ()  # what is marked as the article's licence, as it is written

    def first_meta(self, names: tuple[str, ...]) -> str:
        """Give the first of the wanted meta values that is not empty."""
        return next((self.metas[name] for name in names if self.metas.get(name)), "")


def read_structured_data(root: Element) -> StructuredData:
    """Read the meta elements and the JSON-LD of a page, before its scripts are taken out."""
    metas: dict[str, str] = {}
    tags: list[str] = []
    for node in root.iter("meta"):
        name = "".join(
            (node.get("property") or node.get("name") or node.get("itemprop") or "").lower().split()
        )
        content = collapse_whitespace(node.get("content") or "")[:_MAX_CONTENT_CHARS]
        if name and content:
            metas.setdefault(name, content)
            if name == "article:tag":
                tags.append(content)
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
        metas, article, tuple(dict.fromkeys(tags)), canonical_url, read_page_licences(root, article)
    )


def _read_json_ld_article(root: Element) -> Mapping[str, Any]:
    best: Mapping[str, Any] = {}
    for node in root.iter("script"):
        if "ld+json" not in (node.get("type") or ""):
            continue
        try:
            data = json.loads(node.text or "", strict=False)
        # pages write broken JSON; the other sources of metadata remain
        except (ValueError, RecursionError):
            continue
        for item in _iterate_json_ld_items(data, 0):
            kind = str(item.get("@type", ""))
            if (
                _ARTICLE_TYPES.search(kind) or "pubDate" in item or "datePublished" in item
            ) and len(item) > len(best):
                best = item
    return best


def _iterate_json_ld_items(data: object, level: int) -> Iterator[Mapping[str, Any]]:
    if level > _MAX_NESTING:
        return
    if isinstance(data, list):
        for each in data:
            yield from _iterate_json_ld_items(each, level + 1)
    elif isinstance(data, dict):
        yield data
        yield from _iterate_json_ld_items(data.get("@graph"), level + 1)

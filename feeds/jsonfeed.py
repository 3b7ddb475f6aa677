"""The JSON Feed 1.1 of the newest articles, with what its standard lacks under `_jianwen`."""

import json
from collections.abc import Sequence
from typing import Final

from feeds.entry import Entry, describe_article, format_rfc3339, make_entry, make_tag_uri
from feeds.escape import remove_forbidden_chars
from records.article import Article, Change

_FIRST_KEYS: Final = (
    *("uid", "version", "source", "outlet", "editor", "published", "title_zh", "body_zh"),
    *("translation", "cluster", "is_canonical", "licence", "full_text", "translate"),
    "attribution",
)
"""The order in which `_jianwen` has had its keys from the start; what was added later follows."""


def write_jsonfeed(articles: Sequence[Article], withdrawn: Sequence[Change]) -> bytes:
    """Write the feed; the same articles give the same bytes.

    JSON Feed knows no withdrawal: the identifiers of withdrawn articles stand in `_jianwen.deleted`
    of the feed.
    """
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "健闻 Jianwen",
        "_jianwen": {
            "deleted": [
                {
                    "id": make_tag_uri(gone.uid),
                    "reason": remove_forbidden_chars(gone.reason),
                    "at": gone.at,
                }
                for gone in withdrawn
            ]
        },
        "items": [_item(make_entry(article)) for article in articles],
    }
    return (json.dumps(feed, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def _item(entry: Entry) -> dict[str, object]:
    """Give one item; members that have nothing to say are left out, as the standard wants it."""
    article = entry.article
    item: dict[str, object] = {
        "id": entry.id,
        "url": entry.link,
        "title": article.title,
        "content_html": entry.html,
        # one of the two must be there
        "content_text": "" if entry.html else entry.summary or article.title or article.url,
        "summary": entry.summary,
        "date_published": format_rfc3339(article.published),
        "date_modified": format_rfc3339(article.modified),
        "authors": [{"name": name} for name in entry.author_names],
        "tags": list(dict.fromkeys(term.canonical for term in article.terms)),
        "language": "" if article.language == "und" else article.language,
    }
    item = {name: value for name, value in item.items() if value}
    members = describe_article(entry, extension=True)
    item["_jianwen"] = {key: members[key] for key in dict.fromkeys((*_FIRST_KEYS, *members))}
    return item

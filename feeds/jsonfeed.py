"""The JSON Feed 1.1 of the newest articles, with what its standard lacks under `_jianwen`."""

import json
from collections.abc import Sequence

from feeds.changes import describe_translation
from feeds.entry import Entry, format_rfc3339, make_entry, make_tag_uri
from feeds.escape import remove_forbidden_chars
from records.article import Article, Change


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
    item: dict[str, object] = {
        "id": entry.id,
        "url": entry.link,
        "title": entry.title,
        "content_html": entry.html,
        # one of the two must be there
        "content_text": "" if entry.html else entry.summary or entry.title or entry.url,
        "summary": entry.summary,
        "date_published": format_rfc3339(entry.published),
        "date_modified": format_rfc3339(entry.modified),
        "authors": [{"name": name} for name in entry.names],
        "tags": list(dict.fromkeys(str(term.get("canonical", "")) for term in entry.terms)),
        "language": "" if entry.language == "und" else entry.language,
    }
    item = {name: value for name, value in item.items() if value}
    item["_jianwen"] = {
        "uid": entry.uid,
        "version": entry.version,
        "source": {"name": entry.source, "title": entry.source_title},
        "outlet": entry.outlet,
        "editor": entry.editor,
        "published": entry.published,
        "title_zh": entry.title_zh,
        "body_zh": entry.body_zh,
        "translation": describe_translation(entry),
        "cluster": entry.cluster,
        "is_canonical": entry.is_canonical,
        "licence": entry.licence,
        "full_text": entry.full_text,
        "translate": entry.translate,
        "attribution": entry.attribution,
    }
    return item

"""The JSON Feed 1.1 of the newest articles, with what its standard lacks under `_jianwen`."""

import json
from collections.abc import Sequence

from feeds.changes import translation
from feeds.entry import Entry, entry, moment, tag
from feeds.escape import fit
from records.article import Article, Change


def jsonfeed(articles: Sequence[Article], withdrawn: Sequence[Change]) -> bytes:
    """Write the feed; the same articles give the same bytes.

    JSON Feed knows no withdrawal: the identifiers of withdrawn articles stand in `_jianwen.deleted` of the feed.
    """
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "健闻 Jianwen",
        "_jianwen": {"deleted": [{"id": tag(gone.uid), "reason": fit(gone.reason), "at": gone.at} for gone in withdrawn]},
        "items": [_item(entry(article)) for article in articles],
    }
    return (json.dumps(feed, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def _item(shown: Entry) -> dict[str, object]:
    """Give one item; members that have nothing to say are left out, as the standard wants it."""
    item: dict[str, object] = {
        "id": shown.id,
        "url": shown.link,
        "title": shown.title,
        "content_html": shown.html,
        "content_text": "" if shown.html else shown.summary or shown.title or shown.url,  # one of the two must be there
        "summary": shown.summary,
        "date_published": moment(shown.published),
        "date_modified": moment(shown.modified),
        "authors": [{"name": name} for name in shown.names],
        "tags": list(dict.fromkeys(str(term.get("canonical", "")) for term in shown.terms)),
        "language": "" if shown.language == "und" else shown.language,
    }
    item = {name: value for name, value in item.items() if value}
    item["_jianwen"] = {
        "uid": shown.uid,
        "version": shown.version,
        "source": {"name": shown.source, "title": shown.source_title},
        "outlet": shown.outlet,
        "editor": shown.editor,
        "published": shown.published,
        "title_zh": shown.title_zh,
        "body_zh": shown.body_zh,
        "translation": translation(shown),
        "cluster": shown.cluster,
        "is_canonical": shown.is_canonical,
        "licence": shown.licence,
        "full_text": shown.full_text,
        "translate": shown.translate,
        "attribution": shown.attribution,
    }
    return item

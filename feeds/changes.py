"""JSON Lines of changes: what importing apps follow to hold exactly the published articles."""

import json
from collections.abc import Iterable, Iterator

from feeds.entry import Entry, entry
from feeds.escape import fit
from records.article import Change


def lines(changes: Iterable[Change]) -> Iterator[bytes]:
    """Write each change as one line of UTF-8 JSON, in the order given; the fields are described in docs/feeds.md."""
    for change in changes:
        yield json.dumps(_fields(change), ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode() + b"\n"


def _fields(change: Change) -> dict[str, object]:
    if change.op == "delete" or change.article is None:
        return {
            "seq": change.seq,
            "op": "delete",
            "uid": change.uid,
            "version": change.version,
            "reason": fit(change.reason),
            "at": change.at,
        }
    return {"seq": change.seq, "op": "upsert", **_upsert(entry(change.article))}


def _upsert(shown: Entry) -> dict[str, object]:
    return {
        "uid": shown.uid,
        "version": shown.version,
        "status": shown.status,
        "url": shown.url,
        "source": {"name": shown.source, "title": shown.source_title},
        "outlet": shown.outlet,
        "language": shown.language,
        "title": shown.title,
        "summary": shown.summary,
        "body": shown.body,
        "title_zh": shown.title_zh,
        "body_zh": shown.body_zh,
        "author": list(shown.authors),
        "editor": shown.editor,
        "published": shown.published,
        "fetched": shown.fetched,
        "modified": shown.modified,
        "translation": translation(shown),
        "terms": list(shown.terms),
        "cluster": shown.cluster,
        "is_canonical": shown.is_canonical,
        "licence": shown.licence,
        "full_text": shown.full_text,
        "translate": shown.translate,
        "attribution": shown.attribution,
        "sha256": shown.sha256,
    }


def translation(shown: Entry) -> dict[str, object]:
    """Say what stands behind the Chinese text; `demo` appears only where the demo's tiny package made it."""
    about: dict[str, object] = {"status": shown.translation, "backend": shown.backend, "model": shown.model}
    return about | {"demo": True} if shown.demo else about
